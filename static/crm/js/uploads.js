// Uploading to the shelf: several files at once, chosen or dropped, each with a bar and a way to cancel it. One that
// fails says why, and the others go on. Without this script the same form takes several files by a field and a button.
(() => {
  "use strict";
  if (document.documentElement.dataset.uploads) return;
  document.documentElement.dataset.uploads = "ready";

  const AT_ONCE = 2;
  const waiting = [];
  const running = new Set();
  const tally = { done: 0, failed: 0, cancelled: 0, asks: "" };

  const words = (name) => document.getElementById("words")?.dataset[name] ?? "";
  const panelOf = (form) => form.closest(".shelf").querySelector("[data-uploads]");
  const token = (form) => /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? form.elements.csrfmiddlewaretoken.value;

  // One line of the panel: what becomes of one file.
  class Upload {
    constructor(form, file, refusal = "") {
      Object.assign(this, { form, file, panel: panelOf(form) });
      this.line = this.panel.querySelector("template").content.firstElementChild.cloneNode(true);
      this.line.querySelector("[data-name]").textContent = file.name;
      this.bar = this.line.querySelector("progress");
      this.bar.setAttribute("aria-label", file.name);
      this.said = this.line.querySelector("[data-said]");
      this.button = this.line.querySelector("button");
      this.button.addEventListener("click", () => this.cancel());
      this.name("cancel");
      this.say(this.panel.dataset.waits);
      this.panel.querySelector("ul").append(this.line);
      if (refusal) this.fail(refusal);
      else waiting.push(this);
    }

    name(word) {
      this.button.title = this.panel.dataset[word];
      this.button.setAttribute("aria-label", `${this.panel.dataset[word]}: ${this.file.name}`);
    }

    say(sentence) {
      this.said.textContent = sentence;
    }

    start() {
      running.add(this);
      const body = new FormData();
      body.append(this.form.querySelector("input[type=file]").name, this.file);
      this.request = new XMLHttpRequest();
      this.request.upload.addEventListener("progress", (event) => this.progress(event));
      this.request.upload.addEventListener("load", () => this.arrived());
      this.request.addEventListener("load", () => this.answered());
      this.request.addEventListener("error", () => this.fail(words("noAnswer")));
      this.request.addEventListener("loadend", () => next(this));
      this.request.open("POST", this.form.action);
      this.request.setRequestHeader("Accept", "application/json");
      this.request.setRequestHeader("X-CSRFToken", token(this.form));
      this.request.send(body);
      this.say("0 %");
    }

    progress({ loaded, total }) {
      const share = total ? Math.floor((100 * loaded) / total) : 0;
      this.bar.value = share;
      this.say(`${share} %`);
    }

    // All of it is on the server: from here on there is nothing that could be cancelled.
    arrived() {
      this.bar.removeAttribute("value");
      this.button.hidden = true;
      this.say(this.panel.dataset.saving);
    }

    answered() {
      const { status, responseURL } = this.request;
      let answer = null;
      try {
        answer = JSON.parse(this.request.responseText);
      } catch {
        const signIn = document.querySelector("meta[name='sign-in']")?.content;
        const signedOut = responseURL && new URL(responseURL).pathname === signIn;
        const told = { 403: words("notAllowed"), 404: words("notThere"), 413: words("tooLarge") };
        this.fail(signedOut ? this.panel.dataset.signedOut : told[status] ?? words("wentWrong"));
        return;
      }
      if (answer.refused.length > 0) {
        this.fail(answer.refused.join(" "));
        return;
      }
      tally.done += answer.waiting ? 0 : 1;
      tally.asks = answer.waiting || tally.asks;
      this.line.remove();
    }

    fail(sentence) {
      tally.failed += 1;
      this.over("failed", sentence);
    }

    over(mood, sentence) {
      this.line.dataset.mood = mood;
      this.bar.remove();
      this.button.hidden = false;
      this.name("dismiss");
      this.say(sentence);
      this.isOver = true;
    }

    cancel() {
      if (this.isOver) {
        this.line.remove();
        return;
      }
      tally.cancelled += 1;
      const at = waiting.indexOf(this);
      if (at >= 0) waiting.splice(at, 1);
      this.over("cancelled", this.panel.dataset.cancelled);
      if (this.request) this.request.abort();
      else next(this);
    }
  }

  const next = (finished) => {
    running.delete(finished);
    while (running.size < AT_ONCE && waiting.length > 0) waiting.shift().start();
    if (running.size === 0 && waiting.length === 0) conclude(finished.panel);
  };

  // Said once all are through; whoever has to answer a question is led to it, unless something is to be read here.
  const conclude = async (panel) => {
    const said = [];
    const many = (count, one, other) => (count === 1 ? panel.dataset[one] : panel.dataset[other].replace("{n}", count));
    if (tally.done > 0) said.push(many(tally.done, "doneOne", "doneMany"));
    if (tally.failed > 0) said.push(many(tally.failed, "failedOne", "failedMany"));
    if (tally.cancelled > 0) said.push(many(tally.cancelled, "cancelledOne", "cancelledMany"));
    panel.querySelector("[role=status]").textContent = said.join(" ");
    const { asks, done, failed, cancelled } = tally;
    Object.assign(tally, { done: 0, failed: 0, cancelled: 0, asks: "" });
    if (asks && failed + cancelled === 0) window.location.assign(asks);
    else if (asks || done + cancelled > 0) await refresh();
  };

  // The list, the count on the tab and what waits are taken from the page as it is now.
  const refresh = async () => {
    try {
      const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["shelf-files", "shelf-waiting", "tabs"]) {
        const [now, then] = [page.getElementById(id), document.getElementById(id)];
        if (!now || !then) continue;
        then.replaceWith(now);
        window.htmx?.process(now);
      }
    } catch {
      window.crmSay?.(words("noAnswer"));
    }
  };

  const take = (form, files, folders = []) => {
    if (files.length === 0) return;
    const panel = panelOf(form);
    const most = Number(form.querySelector("input[type=file]").dataset.maxBytes);
    const idle = running.size + waiting.length === 0;
    let last = null;
    for (const file of files) {
      const tooLarge = most && file.size > most ? form.dataset.tooLarge : "";
      last = new Upload(form, file, folders.includes(file) ? panel.dataset.folder : tooLarge);
    }
    const count = waiting.length + running.size;
    if (count > 0) panel.querySelector("[role=status]").textContent = panel.dataset.begun.replace("{n}", count);
    if (count > 0 || idle) next(last);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("form[data-upload] button[type=submit]");
    if (!button) return;
    event.preventDefault();
    button.form.querySelector("input[type=file]").click();
  });

  document.addEventListener("change", (event) => {
    const field = event.target.closest("form[data-upload] input[type=file]");
    if (!field) return;
    take(field.form, [...field.files]);
    field.value = "";
  });

  // Dropping: on the tab anywhere, on another page on the shelf alone. Beside it a file is not opened by mistake.
  const zoneOf = (event) => {
    const shelf = event.target.closest?.(".shelf") ?? document.querySelector(".shelf:not(.shelf-short)");
    return shelf?.querySelector("form[data-upload]") ? shelf : null;
  };
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") && !event.target.closest?.("input[type=file]");
  const lit = (zone) => document.querySelectorAll(".shelf").forEach((shelf) => shelf.classList.toggle("is-over", shelf === zone));

  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event) || !document.querySelector("form[data-upload]")) return;
    event.preventDefault();
    const zone = zoneOf(event);
    event.dataTransfer.dropEffect = zone ? "copy" : "none";
    lit(zone);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && lit(null));
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    const zone = zoneOf(event);
    lit(null);
    if (!zone) return;
    event.preventDefault();
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const folders = items.filter((item) => item.webkitGetAsEntry?.()?.isDirectory).map((item) => item.getAsFile());
    const isFolder = (file) => folders.some((folder) => folder && folder.name === file.name && folder.size === file.size);
    const files = [...event.dataTransfer.files];
    take(zone.querySelector("form[data-upload]"), files, files.filter(isFolder));
  });

  window.addEventListener("beforeunload", (event) => {
    if (running.size + waiting.length > 0) event.preventDefault();
  });
})();
