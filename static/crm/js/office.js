// A document in the office server: hands it the key to the document, and heeds what it says (the protocol's
// "PostMessage"). It says nothing to us before it heard that we listen. Without this script a button does the first.
(() => {
  "use strict";
  const form = document.querySelector("[data-office]");
  const frame = document.getElementById("office-frame");
  if (!form || !frame) return;
  const origin = form.dataset.office;

  const read = (data) => {
    if (typeof data !== "string") return data;
    try {
      return JSON.parse(data);
    } catch {
      return null;
    }
  };

  const say = (MessageId) => {
    const message = { MessageId, SendTime: Date.now(), Values: {} };
    frame.contentWindow.postMessage(JSON.stringify(message), origin);
  };

  const heeded = {
    App_LoadingStatus: () => say("Host_PostmessageReady"),
    UI_Close: () => window.location.assign(form.dataset.back),
    File_Rename: ({ NewName }) => {
      if (!NewName) return;
      const name = NewName + form.dataset.ending;
      document.title = document.title.replace(form.dataset.name, name);
      document.querySelector("h1").textContent = name;
      form.dataset.name = name;
    },
  };

  window.addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    const message = read(event.data);
    if (message && Object.hasOwn(heeded, message.MessageId)) heeded[message.MessageId](message.Values ?? {});
  });

  form.submit();
})();
