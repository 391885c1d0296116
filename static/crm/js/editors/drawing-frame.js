// Inside the frame of drawings: starts svgedit, and hands the drawing in and out by messages of the page around it.
(() => {
  "use strict";
  const board = document.getElementById("board");
  // Without an origin there is neither storage nor cookies, and svgedit asks for both.
  const memory = new Map();
  const storage = { getItem: (name) => memory.get(name) ?? null, setItem: (name, value) => memory.set(name, String(value)), removeItem: (name) => memory.delete(name) };
  for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { value: storage });
  Object.defineProperty(document, "cookie", { get: () => "", set: () => {} });

  const around = new URL(window.location.href).origin;
  const tell = (message) => window.parent.postMessage(message, around);
  let ready = false;
  let open = false;

  const editor = new window.Editor(board);
  editor.setConfig({
    imgPath: board.dataset.images,
    lang: board.dataset.language,
    noDefaultExtensions: true,
    extensions: [],
    no_save_warning: true,
    preventAllURLConfig: true,
    preventURLContentLoading: true,
  });

  const changed = () => open && tell({ kind: "changed" });

  const follow = ({ svgCanvas }) => {
    const { undoMgr } = svgCanvas;
    for (const name of ["addCommandToHistory", "undo", "redo"]) {
      const before = undoMgr[name].bind(undoMgr);
      undoMgr[name] = (...given) => {
        const answer = before(...given);
        changed();
        return answer;
      };
    }
    const bound = svgCanvas.bind("changed", (...given) => {
      changed();
      return bound?.(...given);
    });
  };

  // The shapes that are put in without a mouse: in the middle, a quarter of the drawing wide, as the tools draw them.
  const shapes = {
    rect: ({ x, y, w, h }) => ({ x: x - w / 2, y: y - h / 2, width: w, height: h }),
    ellipse: ({ x, y, w, h }) => ({ cx: x, cy: y, rx: w / 2, ry: h / 2 }),
    line: ({ x, y, w }) => ({ x1: x - w / 2, y1: y, x2: x + w / 2, y2: y }),
    text: ({ x, y, h }) => ({ x, y, "font-size": Math.max(12, Math.round(h / 4)), "text-anchor": "middle", "stroke-width": 0, fill: "#000000" }),
  };

  const put = ({ shape, text }) => {
    if (!open || !Object.hasOwn(shapes, shape)) return;
    const { svgCanvas } = editor;
    const { w, h } = svgCanvas.getResolution();
    const attr = { id: svgCanvas.getNextId(), ...shapes[shape]({ x: w / 2, y: h / 2, w: w / 4, h: h / 4 }) };
    const element = svgCanvas.addSVGElementsFromJson({ element: shape, curStyles: true, attr });
    if (shape === "text") element.textContent = String(text).slice(0, 500);
    svgCanvas.addCommandToHistory(new svgCanvas.history.InsertElementCommand(element));
    svgCanvas.setMode("select");
    svgCanvas.selectOnly([element], true);
    svgCanvas.call("changed", [element]);
  };

  const answer = {
    put,
    "there?": () => {
      if (ready) tell({ kind: "there" });
    },
    open: ({ svg }) => {
      open = false;
      editor.loadSvgString(svg, { noAlert: true });
      editor.svgCanvas.undoMgr.resetUndoStack();
      editor.zoomChanged(window, "canvas", true); // all of it in sight
      tell({ kind: "opened" });
      window.setTimeout(() => (open = true), 0); // what loading itself changes is no change of the person
    },
    "svg?": () => tell({ kind: "svg", svg: editor.svgCanvas.getSvgString() }),
  };

  window.addEventListener("message", ({ source, origin, data }) => {
    if (source === window.parent && origin === around) answer[data?.kind]?.(data);
  });
  window.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      event.stopImmediatePropagation();
      tell({ kind: "save" });
    }
  }, true);

  editor.ready(() => {
    ready = true;
    follow(editor);
    tell({ kind: "there" });
  });
  editor.init();
})();
