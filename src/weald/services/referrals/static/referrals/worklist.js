// The worklist of referrals by keys; it reads itself again by refresh.js. Without it every line is a link.
(() => {
  const list = document.querySelector("[data-worklist]");
  if (!list) return;
  const body = list.querySelector("tbody");

  const rows = () => [...body.querySelectorAll("tr[id]")];
  const link = (row) => row.querySelector("a");
  const keysOn = () => { try { return localStorage.getItem("weald-keys") !== "off"; } catch { return true; } };

  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key];
    const all = rows();
    if (!step || !all.length || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn()) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const at = all.indexOf(document.activeElement.closest("tr[id]"));
    link(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)]).focus();
    event.preventDefault();
  });
})();
