// The bell asks each minute. While its menu is open, or the page is in the background, it leaves things as they are.
document.addEventListener("htmx:beforeRequest", (event) => {
  const bell = event.detail.elt;
  if (bell.id === "bell" && (document.hidden || bell.querySelector("details[open]"))) event.preventDefault();
});
// Back in sight, it asks at once: what it shows may be hours old.
document.addEventListener("visibilitychange", () => {
  const bell = document.getElementById("bell");
  if (bell && !document.hidden) window.htmx?.trigger(bell, "renew");
});
