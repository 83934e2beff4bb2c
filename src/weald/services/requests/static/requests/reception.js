// Reception: Enter sends what the caller says, a key that was meant for the page before does not answer this one, and
// `p` prints.
(() => {
  const typing = (event) => event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
  const SETTLED = 250; // milliseconds; nobody has read a question sooner
  let shown = 0;
  let settling = 0;
  const settle = () => {
    shown = performance.now();
    delete document.documentElement.dataset.ready;
    clearTimeout(settling);
    settling = setTimeout(() => { document.documentElement.dataset.ready = "yes"; }, SETTLED);
  };
  document.addEventListener("keydown", (event) => {
    const box = typing(event);
    if (box && box.matches("textarea[data-enter]") && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      box.form.requestSubmit();
      return;
    }
    const acts = event.key.length === 1 || event.key === "Enter";
    if (!box && acts && !event.ctrlKey && !event.metaKey && !event.altKey && (event.repeat || performance.now() - shown < SETTLED)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  // So does the second half of a double click, where the next question stands under the pointer.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-breath] button") && event.detail && performance.now() - shown < SETTLED) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  document.addEventListener("weald-asked", settle);
  settle();

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
