// Where the keyboard goes on. A page, or a part that htmx put in, with a field that must be changed first leads to that
// field. Otherwise, where the part that had the focus went away, to the part that came in its stead: to the field that
// asks for it (`autofocus`), or to the part itself, so that the next Tab goes on from there and not from the top. What is
// wrong in a filter holds nobody up: its list is there all the same.
(() => {
  const WRONG = ":is(input, select, textarea):is([aria-invalid='true'], .is-invalid):not([type='hidden'], .filter-bar *)";

  const lost = () => !document.activeElement || document.activeElement === document.body;

  const focusOn = (field) => (field.tomselect ? field.tomselect.focus() : field.focus());
  // What a picker offers would lie over the other fields before a finger has asked for it.
  const covers = (field) => field.tomselect && window.matchMedia("(pointer: coarse)").matches;

  const focusOnPart = (part) => {
    const at = part.matches("details") ? part.querySelector(":scope > summary") : part;
    if (at === part && !part.matches("a[href], button, input, select, textarea")) part.tabIndex = -1;
    at.focus({ preventScroll: true });
  };

  const lead = (part) => {
    const wrong = part.querySelector(WRONG);
    if (wrong) return focusOn(wrong);
    if (!lost()) return undefined;
    const wanted = part.querySelector("[autofocus]");
    return wanted && !covers(wanted) ? focusOn(wanted) : focusOnPart(part);
  };

  // What asks by itself, such as the bell, has no event that set it off, and takes nobody's focus; nor does a part that
  // did not have it.
  let went = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;
    went = Boolean(requestConfig.triggeringEvent) && (lost() || target.contains(document.activeElement));
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (!went || !part.isConnected || part.id === "messages") return;
    went = false;
    lead(part);
  });

  document.addEventListener("DOMContentLoaded", () => {
    const wrong = document.querySelector(`main ${WRONG}`);
    if (wrong) window.setTimeout(focusOn, 0, wrong); // after the pickers have taken their places
    document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();
