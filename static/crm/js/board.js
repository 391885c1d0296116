// The board: cards are dragged by mouse and finger (Sortable), or picked up, moved and dropped by the keyboard. The server
// decides: the card goes where the answer says it stands, or back, with the reason; what a move asks for (a closing day,
// a reason for losing, which probability holds) is asked in the dialog #drop.
// A card carries data-move (where it is posted to; only those one may move), data-stage, data-version, data-due and
// data-active (its order). Lists and drop zones carry data-stage. The sentences that are read out stand at #board-said.
(() => {
  const CARD = ".deal";
  const dialog = () => document.getElementById("drop");
  const board = () => document.getElementById("board");
  const titleOf = (card) => card.dataset.title;
  // Columns and zones in reading order: where a card can go.
  const targets = () => [...board().querySelectorAll("[data-target]")];
  const listOf = (target) => target.querySelector("[data-stage]:is(ul)");
  const targetOf = (card) => card.closest("[data-target]");
  const cardsIn = (target) => [...target.querySelectorAll(`:scope > ul > ${CARD}`)];

  const say = (word, parts = {}) => {
    const said = document.getElementById("board-said");
    const sentence = (said.dataset[word] ?? word).replace(/\{(\w+)\}/g, (_all, name) => parts[name] ?? "");
    said.textContent = "";
    window.setTimeout(() => (said.textContent = sentence), 50); // the same sentence twice is read twice
  };

  // One move at a time: { card, from: list, before: the card that followed, to: the target }
  let moving = null;
  let held = null;
  let stepping = false;

  // ---- the Tab key meets one card of each column, and the arrows go on from there

  const controls = (card) => card.querySelectorAll("a[href], summary");
  const makeCurrent = (card) => {
    for (const other of card.parentElement.querySelectorAll(`:scope > ${CARD}[tabindex="0"]`)) {
      if (other !== card) setReach(other, -1);
    }
    setReach(card, 0);
  };
  const setReach = (card, index) => {
    card.tabIndex = index;
    for (const control of controls(card)) control.tabIndex = index;
  };
  const furnish = () => {
    const root = board();
    if (!root) return;
    for (const list of root.querySelectorAll("ul[data-stage]")) {
      if (!window.Sortable.get(list)) makeSortable(list);
      for (const card of list.querySelectorAll(CARD)) {
        if (card.tabIndex !== 0) setReach(card, -1);
      }
      const first = list.querySelector(CARD);
      if (first && !list.querySelector(`${CARD}[tabindex="0"]`)) setReach(first, 0);
      // What was loaded while a card had come here by a move may hold that card once more.
      for (const card of list.querySelectorAll(CARD)) {
        for (const twin of [...list.querySelectorAll(`[id="${card.id}"]`)].slice(1)) twin.remove();
      }
    }
  };
  const focusOn = (card) => {
    if (!card) return;
    makeCurrent(card);
    stepping = true;
    card.focus({ preventScroll: true });
    stepping = false;
    const box = card.closest(".board-zone") ?? card;
    box.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  // ---- where a card belongs

  const order = (card) => [card.dataset.due || "9999", -Number(card.dataset.active)];
  const stands = (a, b) => {
    const [x, y] = [order(a), order(b)];
    return x[0] === y[0] ? x[1] - y[1] : x[0] < y[0] ? -1 : 1;
  };
  const putInOrder = (card, list) => {
    const others = [...list.querySelectorAll(`:scope > ${CARD}`)].filter((other) => other !== card);
    const next = others.find((other) => stands(card, other) < 0);
    const last = others.at(-1);
    list.insertBefore(card, next ?? (last ? last.nextElementSibling : list.querySelector(":scope > :not(.board-more)")));
  };
  const putBack = ({ card, from, before }) => {
    card.classList.remove("is-held", "is-waiting");
    from.insertBefore(card, before?.parentElement === from ? before : from.querySelector(".board-none, .board-more"));
  };

  // ---- a move

  const send = (move) => {
    const { card, to } = move;
    if (targetOf(card) !== to || listOf(to) === move.from) return giveUp(move);
    moving = move;
    card.classList.remove("is-held");
    card.classList.add("is-waiting");
    say("moving", { title: titleOf(card), stage: to.dataset.name });
    const values = { stage: to.dataset.target, version: card.dataset.version, next: here() };
    return window.htmx.ajax("POST", card.dataset.move, { source: card, target: "#drop", swap: "innerHTML", values });
  };
  const here = () => window.location.pathname + window.location.search;

  const giveUp = (move, sentence = "") => {
    moving = held = null;
    putBack(move);
    const back = { title: titleOf(move.card), stage: targetOf(move.card).dataset.name };
    if (sentence) {
      window.crmSay(sentence);
      say(sentence);
    } else say("putBack", back);
    focusOn(move.card);
  };

  // The answer to a move: the card as it stands now, and why not where it did not move.
  const finish = (answer) => {
    const { refused, stageName } = answer.dataset;
    const fresh = answer.querySelector(CARD);
    const old = fresh ? document.querySelector(`#board #${CSS.escape(fresh.id)}`) : moving?.card;
    const neighbour = old?.nextElementSibling?.matches(CARD) ? old.nextElementSibling : old?.previousElementSibling;
    const list = fresh && board().querySelector(`ul.board-cards[data-stage="${CSS.escape(fresh.dataset.stage)}"]`);
    moving = null;
    old?.remove();
    if (list) {
      putInOrder(fresh, list);
      window.htmx.process(fresh); // it is no longer where htmx has put it
      setReach(fresh, -1);
      fresh.classList.add("changed-now");
    }
    dialog().close();
    dialog().replaceChildren();
    furnish();
    focusOn(list ? fresh : neighbour?.matches(CARD) ? neighbour : board().querySelector(CARD));
    if (refused) {
      window.crmSay(refused);
      say(refused);
    } else if (fresh) say("moved", { title: titleOf(fresh), stage: stageName });
  };

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== dialog()) return;
    // It is told once for each element that came in; what was read is gone by then.
    const answer = document.getElementById("dropped");
    if (answer) finish(answer);
    else if (dialog().firstElementChild && !dialog().open) dialog().showModal();
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    // What went wrong is said by answers.js.
    document.addEventListener(name, (event) => moving?.card === event.detail.elt && giveUp(moving));
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#drop [data-close-dialog]")) dialog().close();
    const choose = event.target.closest?.("a[data-choose]");
    if (!choose || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = `${choose.dataset.choose}?next=${encodeURIComponent(here())}`;
    const card = choose.closest(CARD);
    focusOn(card); // where the dialog gives the focus back to
    window.htmx.ajax("GET", address, { source: card, target: "#drop", swap: "innerHTML" });
  });
  // `close` does not bubble; it comes by Escape and by the button, and when all is done, too.
  document.addEventListener(
    "close",
    (event) => {
      if (event.target !== dialog()) return;
      dialog().replaceChildren();
      if (moving) giveUp(moving);
    },
    true,
  );

  // ---- mouse and finger

  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const makeSortable = (list) =>
    new window.Sortable(list, {
      group: "board",
      sort: false, // a column has its order; only from one to another is there something to move
      draggable: CARD,
      filter: (event, card) => Boolean(moving) || !card?.dataset?.move || Boolean(event.target.closest?.("summary, .menu-items")),
      preventOnFilter: false,
      forceFallback: true, // the browser's own dragging knows no fingers, and drags links
      fallbackTolerance: 5,
      delay: 220,
      delayOnTouchOnly: true, // a finger that moves at once scrolls
      touchStartThreshold: 6,
      animation: still ? 0 : 140,
      scrollSensitivity: 60,
      bubbleScroll: true,
      ghostClass: "is-ghost",
      dragClass: "is-dragged",
      onStart: ({ item, from }) => {
        if (held) giveUp(held);
        board().classList.add("is-dragging");
        item.dataset.startedBefore = "";
        starting = { card: item, from, before: item.nextElementSibling };
      },
      onEnd: ({ item, to }) => {
        board().classList.remove("is-dragging");
        delete item.dataset.startedBefore;
        if (to !== starting.from) send({ ...starting, to: to.closest("[data-target]") });
      },
    });
  let starting = null;

  // ---- the keyboard

  const pickUp = (card) => {
    if (moving) return;
    if (!card.dataset.move) return void say("fixed", { title: titleOf(card) });
    held = { card, from: card.parentElement, before: card.nextElementSibling };
    card.classList.add("is-held");
    const at = targets().indexOf(targetOf(card));
    say("pickedUp", { title: titleOf(card), stage: targetOf(card).dataset.name, n: at + 1, all: targets().length });
  };
  const carry = (step) => {
    const all = targets();
    const at = all.indexOf(targetOf(held.card)) + step;
    if (!all[at]) return;
    const list = listOf(all[at]);
    stepping = true; // a card that is put elsewhere loses the focus for a moment
    if (list === held.from) putBack(held);
    else list.prepend(held.card);
    held.card.classList.add("is-held");
    focusOn(held.card);
    say("over", { stage: all[at].dataset.name, n: at + 1, all: all.length });
  };
  const drop = () => {
    const move = { ...held, to: targetOf(held.card) };
    held = null;
    send(move);
  };

  const go = (card, key) => {
    const cards = cardsIn(targetOf(card));
    const at = cards.indexOf(card);
    if (key === "ArrowUp" || key === "ArrowDown") return cards[at + (key === "ArrowDown" ? 1 : -1)];
    if (key === "Home" || key === "End") return cards.at(key === "Home" ? 0 : -1);
    const filled = targets().filter((target) => cardsIn(target).length);
    const beside = filled[filled.indexOf(targetOf(card)) + (key === "ArrowRight" ? 1 : -1)];
    return beside && (cardsIn(beside)[at] ?? cardsIn(beside).at(-1));
  };

  document.addEventListener("keydown", (event) => {
    const card = event.target.closest?.(`#board ${CARD}`);
    if (!card || card !== event.target || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (held?.card === card) {
      if (key === "Tab") return void giveUp(held);
      event.preventDefault();
      if (key === " " || key === "Enter") drop();
      else if (key === "Escape") giveUp(held);
      else if (key === "ArrowLeft" || key === "ArrowRight") carry(key === "ArrowRight" ? 1 : -1);
      return;
    }
    if (key === " " || key === "Enter") {
      event.preventDefault();
      pickUp(card);
    } else if (["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) {
      event.preventDefault();
      focusOn(go(card, key));
    }
  });
  document.addEventListener("focusin", (event) => {
    const card = event.target.closest?.(`#board ${CARD}`);
    if (card && card.tabIndex !== 0) makeCurrent(card);
  });
  document.addEventListener("focusout", (event) => {
    if (held && !stepping && event.target === held.card && document.hasFocus()) giveUp(held);
  });

  document.addEventListener("htmx:load", furnish);
  furnish();
})();
