// The call list by keys: j and k choose a person, and a letter or digit presses that button of theirs. Nothing is pressed for
// whom nobody chose; after an answer the next person is chosen already. It reads itself again by refresh.js.
(() => {
  const list = document.querySelector("[data-rows]");
  const people = () => [...list.querySelectorAll("[data-phone]")];
  const keysOn = () => { try { return localStorage.getItem("weald-keys") !== "off"; } catch { return true; } };
  const chosen = () => document.activeElement && document.activeElement.closest("[data-phone]");
  const choose = (one) => {
    one.querySelector("h3 a").focus({ preventScroll: true });
    one.scrollIntoView({ block: "nearest" });
  };
  // A key that was meant for the person before, or for what stood there before, or is held down, answers for nobody.
  const SETTLED = 250; // milliseconds
  let shown = performance.now();
  list.addEventListener("weald-fresh", () => { shown = performance.now(); });
  const settled = () => { document.documentElement.dataset.ready = "yes"; };
  setTimeout(settled, SETTLED);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn()) return;
    if (event.target.closest("input, textarea, select")) return;
    const all = people();
    const at = all.indexOf(chosen());
    if (event.key === "j" || event.key === "k") {
      if (!all.length) return;
      const step = event.key === "j" ? 1 : -1;
      choose(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)]);
      event.preventDefault();
      return;
    }
    const button = at >= 0 && all[at].querySelector(`[data-press="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    if (!event.repeat && performance.now() - shown >= SETTLED) button.click();
  });
  // Once the page stands: a browser that goes to the line which an address names takes the choice away.
  addEventListener("load", () => {
    const back = document.getElementById(location.hash.slice(1));
    if (people().length && new URLSearchParams(location.search).has("done")) choose(people().includes(back) ? back : people()[0]);
  });
})();
