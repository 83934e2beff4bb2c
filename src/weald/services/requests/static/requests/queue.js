// The queue by keys; it reads itself again by refresh.js. Without it every line is a link and a button.
(() => {
  const form = document.querySelector("[data-queue]");
  if (!form) return;
  const body = form.querySelector("tbody");

  const rows = () => [...body.querySelectorAll("tr[id]")];
  const link = (row) => row.querySelector("a");
  const chosen = () => document.activeElement && document.activeElement.closest("[data-queue] tbody tr[id]");
  const remember = (row) => { try { sessionStorage.setItem("weald-queue", row.id); } catch { /* not kept */ } };
  const keysOn = () => { try { return localStorage.getItem("weald-keys") !== "off"; } catch { return true; } };

  // Keys
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    const row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    link(row).focus();
    row.scrollIntoView({ block: "nearest" });
    remember(row);
  };
  const press = (row, what) => {
    const button = row && row.querySelector(what);
    if (!button) return;
    remember(row);
    button.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn()) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const act = {
      j: () => move(1),
      k: () => move(-1),
      t: () => press(chosen(), "[data-take]"),
      a: () => press(chosen(), "[data-put-back]"),
      Enter: () => { if (event.target === document.body && rows()[0]) link(rows()[0]).click(); else return true; },
    }[event.key];
    if (act && !act()) event.preventDefault();
  });
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr[id]");
    if (row) remember(row);
  });

  // Which list it is: a request leads back to it.
  try { sessionStorage.setItem("weald-queue-list", form.elements.back.value); } catch { /* not kept */ }

  // After coming back, the line that was left is chosen again.
  try {
    const row = document.getElementById(sessionStorage.getItem("weald-queue") || "");
    if (row && document.activeElement === document.body) link(row).focus({ preventScroll: false });
  } catch { /* not kept */ }

  // What each way of narrowing the list would show.
  form.addEventListener("weald-fresh", (event) => {
    const counts = (event.detail.get("X-Counts") || "").split(",");
    document.querySelectorAll("[data-count]").forEach((one, index) => { if (counts[index]) one.textContent = counts[index]; });
  });
})();
