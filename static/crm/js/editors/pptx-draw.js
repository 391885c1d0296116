// Draws slides: boxes where the shapes are, with their texts. The big slide and the small ones in the row are drawn by the
// same code: sizes are shares of the slide's width. A shape is what the server read; a paragraph is
// { key, id?, like?, level, looks?, spans }, and is never changed, only replaced.
(() => {
  "use strict";
  const { make, drawSpan } = window.crmDocxPage;
  const { FLAGS } = window.crmSpans;
  const POINT = 12_700; // EMU
  const ICONS = { picture: "image", chart: "bar-chart", diagram: "diagram-3", video: "film", audio: "volume-up", object: "box", empty: "image" };

  const CLASSES = {
    text: "pptx-is-text", title: "pptx-is-title", cell: "pptx-is-cell", picture: "pptx-is-picture", chart: "pptx-is-chart", diagram: "pptx-is-diagram",
    video: "pptx-is-video", audio: "pptx-is-audio", object: "pptx-is-object", empty: "pptx-is-empty",
  };
  const ALIGNED = { center: "pptx-center", end: "pptx-end", justify: "pptx-justify" };
  const ANCHORED = { middle: "pptx-middle", bottom: "pptx-bottom" };

  window.crmSlides = (deck) => {
    const share = (points) => `${(points * POINT * 100) / deck.width}cqw`;
    const percent = (part, whole) => `${(part * 100) / whole}%`;

    const put = (element, [left, top, width, height, turned]) => {
      element.style.left = percent(left, deck.width);
      element.style.top = percent(top, deck.height);
      element.style.width = percent(width, deck.width);
      element.style.height = percent(height, deck.height);
      if (turned) element.style.rotate = `${turned}deg`;
    };

    const looksOf = (shape, { looks, level }) => deck.looks[looks ?? shape.levels[Math.min(level, shape.levels.length - 1)]];

    // What stands before each paragraph: its bullet, or its number.
    const marksOf = (shape, paragraphs) => {
      const counts = [];
      return paragraphs.map((paragraph) => {
        const { bullet = "" } = looksOf(shape, paragraph);
        counts.length = paragraph.level + 1;
        if (bullet !== "1.") {
          counts[paragraph.level] = 0;
          return paragraph.spans.length ? bullet : "";
        }
        counts[paragraph.level] = (counts[paragraph.level] ?? 0) + 1;
        return `${counts[paragraph.level]}.`;
      });
    };

    const drawParagraph = (shape, paragraph, mark) => {
      const looks = looksOf(shape, paragraph);
      const classes = ["pptx-paragraph", ...FLAGS.filter((flag) => looks[flag]).map((flag) => `looks-${flag}`)];
      if (looks.align) classes.push(ALIGNED[looks.align]);
      if (looks.bullet) classes.push("pptx-bullet");
      const element = make("p", classes.join(" "), { "data-key": paragraph.key });
      if (mark) element.dataset.mark = mark;
      if (shape.kind !== "notes") element.style.fontSize = share(looks.size);
      if (paragraph.level) element.style.marginInlineStart = `${paragraph.level * 1.25}em`;
      for (const span of paragraph.spans) {
        const drawn = drawSpan(span);
        if (span.size && shape.kind !== "notes") drawn.style.fontSize = share(span.size);
        element.append(drawn);
      }
      const last = paragraph.spans.at(-1);
      if (!last || "atom" in last || last.text.endsWith("\n")) element.append(document.createElement("br"));
      return element;
    };

    // Fills a box with its text; an empty one says what belongs in it.
    const fill = (element, shape, paragraphs) => {
      const marks = marksOf(shape, paragraphs);
      element.replaceChildren(...paragraphs.map((paragraph, at) => drawParagraph(shape, paragraph, marks[at])));
      const empty = paragraphs.every(({ spans }) => spans.length === 0);
      element.classList.toggle("pptx-empty", empty);
      if (empty && shape.prompt) element.firstChild.dataset.prompt = shape.prompt;
    };

    const drawShape = (shape, paragraphs) => {
      const element = make("div", `pptx-shape ${CLASSES[shape.kind] ?? ""}`);
      if (shape.anchor) element.classList.add(ANCHORED[shape.anchor]);
      put(element, shape.box);
      if (paragraphs) fill(element, shape, paragraphs);
      else if (shape.shown) element.append(make("p", "pptx-paragraph", {}, shape.shown));
      else if (shape.kind in ICONS) {
        element.append(make("i", `bi bi-${ICONS[shape.kind]}`, { "aria-hidden": "true" }));
        if (shape.label) element.append(make("span", "pptx-label", {}, shape.label));
      }
      return element;
    };

    const paper = (className, behind = []) => {
      const element = make("div", `pptx-paper ${className}`);
      element.style.aspectRatio = `${deck.width} / ${deck.height}`;
      for (const box of behind) {
        const outline = make("div", "pptx-behind");
        put(outline, box);
        element.append(outline);
      }
      return element;
    };

    // A small slide, only to be looked at.
    const picture = (slide) => {
      const element = paper("pptx-mini", slide.behind);
      element.setAttribute("aria-hidden", "true");
      element.append(...slide.shapes.map((shape) => drawShape(shape, slide.texts[shape.text])));
      return element;
    };

    return { fill, drawShape, paper, picture, looksOf };
  };
})();
