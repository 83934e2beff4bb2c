// One after the other by keys: a key meant for the page before decides nothing on this one.
(() => {
  // `n` and `o`, again and again: a key that comes before this page can have been read, after it was left, or because it is
  // held down, was meant for another one. What follows one's own verb on the same one may follow at once.
  const SETTLED = 250; // milliseconds
  const LEFT = 2000; // as long as the next page may take
  let ready = new URLSearchParams(location.search).has("done") ? 0 : performance.now() + SETTLED;
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.repeat && performance.now() >= ready) return;
    if (!document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  const settled = () => { document.documentElement.dataset.ready = "yes"; };
  setTimeout(settled, Math.max(0, ready - performance.now()));
  for (const way of document.querySelectorAll("a[data-key]")) way.addEventListener("click", () => { ready = performance.now() + LEFT; });
  addEventListener("pageshow", (event) => { if (event.persisted) ready = performance.now() + SETTLED; });
})();
