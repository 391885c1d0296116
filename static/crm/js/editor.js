// The frame of all quick editors: opens the file, saves it (button, Ctrl+S), says how things stand, warns before leaving
// with something unsaved, asks when somebody else saved in between, and tells who else is editing.
//
// An editor registers itself as `window.crmEditors[key] = ({ root, changed, say }) => ({ load, edits, focus })`:
//   root       the element #editor
//   changed()  to be called whenever the person has changed something
//   say(text)  puts a sentence into the line of state, for something that could not be done
//   load(model, number) shows what the server read of the version of this number; may answer a promise
//   edits()    answers all that was changed since `load`, as JSON for the server, or a promise of it: always against what was
//              loaded, also after saving, so that undo reaches behind a saved version
//   focus()    leads the keyboard into the page (optional)
(() => {
  "use strict";
  window.crmEditors = window.crmEditors ?? {};

  const HEARTBEAT = 45_000; // documents/models/editing_mark.py: a mark holds for two minutes
  const RETRY = 5_000;
  const root = document.getElementById("editor");
  if (!root) return;
  const words = root.dataset;
  const state = document.getElementById("editor-state");
  const save = document.getElementById("editor-save");
  const dialog = document.getElementById("editor-conflict");
  // Signing in again, in another tab, gives another token: the cookie has it, this page does not.
  const written = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const token = () => /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? written;

  let editor = null;
  let base = 0; // the version that was loaded: edits are edits of it
  let known = 0; // the newest version that the person has seen: loaded, saved, or told of by the dialog
  let edit = 0; // counts changes, so that what was typed while saving stays unsaved
  let saved = 0;
  let saving = false;
  let retry = 0;

  const dirty = () => edit !== saved;

  const tell = (sentence, mood = "") => {
    if (state.textContent !== sentence) state.textContent = sentence;
    state.dataset.mood = mood;
  };

  const changed = () => {
    edit += 1;
    save.disabled = false;
    if (!saving) tell(words.unsaved, "unsaved");
  };

  // Answers { status, body }; status 0 where the server could not be reached, 401 where it asked to sign in.
  const ask = async (address, options = {}) => {
    try {
      const answer = await fetch(address, {
        ...options,
        headers: { "X-CSRFToken": token(), "Content-Type": "application/json", Accept: "application/json" },
        credentials: "same-origin",
      });
      if (answer.redirected) return { status: 401, body: {} };
      const json = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
      return { status: answer.status, body: json ? await answer.json() : {} };
    } catch {
      return { status: 0, body: {} };
    }
  };

  const trouble = (sentence) => {
    const box = document.getElementById("editor-trouble");
    box.querySelector("[data-sentence]").textContent = sentence;
    box.hidden = false;
    root.classList.add("editor-failed");
    tell("");
  };

  const whatWentWrong = ({ status, body }) =>
    body.sentence ?? { 0: words.offline, 401: words.signedOut, 403: words.notAllowed, 404: words.notThere }[status] ?? words.wentWrong;

  // ---- saving

  const send = async (more = {}) => {
    if (saving || !editor) return;
    if (!dirty() && !more.copy) {
      tell(words.unchanged);
      return;
    }
    saving = true;
    window.clearTimeout(retry);
    save.setAttribute("aria-busy", "true");
    if (!retry) tell(words.saving, "saving"); // another try says nothing until it has an answer
    let edits;
    try {
      edits = await editor.edits();
    } catch (error) {
      rest();
      tell(error.message, "wrong");
      return;
    }
    const sent = edit; // only now: a frame tells of its changes before it hands over the drawing that has them
    const answer = await ask(words.contentUrl, { method: "POST", body: JSON.stringify({ base, known, edits, ...more }) });
    rest();
    settle(answer, sent, more);
  };

  const rest = () => {
    saving = false;
    save.removeAttribute("aria-busy");
  };

  const settle = (answer, sent, more) => {
    const { status, body } = answer;
    retry = status === 0 ? window.setTimeout(send, RETRY, more) : 0;
    if (status === 200 && body.url) {
      saved = sent; // who has typed on meanwhile is asked before the page is left
      window.location.assign(body.url);
    } else if (status === 200) {
      known = body.number;
      saved = sent;
      if (dirty()) tell(words.unsaved, "unsaved");
      else tell(body.sentence, "saved");
      save.disabled = !dirty();
    } else if (status === 409) {
      tell(words.unsaved, "unsaved");
      question(body);
    } else {
      tell(whatWentWrong(answer), "wrong");
    }
  };

  window.addEventListener("online", () => retry && dirty() && send());

  // ---- somebody else saved in between

  const question = (body) => {
    dialog.querySelector("[data-sentence]").textContent = body.sentence;
    dialog.querySelector("[data-theirs]").href = body.url;
    const list = dialog.querySelector("[data-differences]");
    list.replaceChildren(
      ...body.differences.map(({ sign, text }) => {
        const line = document.createElement("li");
        const mark = document.createElement({ "-": "del", "+": "ins" }[sign] ?? "span");
        mark.textContent = text || "\u00a0";
        line.append(mark);
        return line;
      }),
    );
    list.hidden = body.differences.length === 0;
    dialog.querySelector("[data-no-differences]").hidden = body.differences.length > 0;
    dialog.dataset.number = body.number;
    dialog.showModal();
  };

  dialog.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-answer]")?.dataset.answer;
    if (!answer) return;
    dialog.close();
    if (answer === "copy") send({ copy: true });
    if (answer === "over") {
      known = Number(dialog.dataset.number);
      send();
    }
  });
  dialog.addEventListener("close", () => editor?.focus?.());

  // ---- who else is editing

  const others = document.getElementById("editor-others");
  const beat = async () => {
    const { status, body } = await ask(words.editingUrl, { method: "POST" });
    if (status !== 200) return;
    const sentences = [...body.others, ...(body.number > known ? [words.newer] : [])];
    const text = sentences.join(" ");
    if (others.textContent !== text) others.textContent = text;
    others.hidden = text === "";
  };

  // ---- the page

  save.addEventListener("click", () => send());
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      if (!dialog.open) send();
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty()) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (editor) ask(`${words.editingUrl}?done`, { method: "POST", keepalive: true });
  });
  window.addEventListener("pageshow", (event) => event.persisted && beat());

  const open = async () => {
    tell(words.loading, "saving");
    const answer = await ask(words.contentUrl);
    if (answer.status !== 200) {
      trouble(whatWentWrong(answer));
      return;
    }
    base = answer.body.number;
    known = base;
    editor = window.crmEditors[words.editor]({ root, changed, say: (sentence) => tell(sentence, "wrong") });
    await editor.load(answer.body.model, base);
    root.dataset.ready = "";
    tell("");
    editor.focus?.();
    beat();
    window.setInterval(beat, HEARTBEAT);
  };

  // The editor's own script comes after this one.
  document.addEventListener("DOMContentLoaded", open);
})();
