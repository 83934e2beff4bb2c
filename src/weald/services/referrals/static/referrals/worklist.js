// The worklist of referrals: moves by keys, and fetches its rows again every twenty seconds. Without it every line is a link.
(() => {
  const list = document.querySelector("[data-worklist]");
  if (!list) return;
  const body = list.querySelector("tbody");
  const says = list.querySelector("[data-says]");
  const read = list.querySelector("[data-when]");
  const EVERY = 20_000;
  let stamp = list.dataset.stamp;
  let failed = 0;
  let timer;

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

  const replace = (markup) => {
    const before = new Set(rows().map((row) => row.id));
    const chosen = document.activeElement.closest("[data-worklist] tr[id]");
    body.innerHTML = markup;
    const come = rows().filter((row) => !before.has(row.id));
    for (const row of come) row.classList.add("rf-come");
    const same = chosen && document.getElementById(chosen.id);
    if (same) link(same).focus({ preventScroll: true });
    const gone = [...before].filter((id) => !document.getElementById(id)).length;
    const told = [];
    if (come.length) told.push(`${come.length} new: ${come.slice(0, 3).map((row) => link(row).textContent).join("; ")}`);
    if (gone) told.push(`${gone} gone from this list`);
    if (told.length) says.textContent = `${told.join(". ")}.`;
  };
  const fetchRows = async () => {
    try {
      const answer = await fetch(list.dataset.rows, { headers: { "If-None-Match": stamp }, cache: "no-store", credentials: "same-origin" });
      if (answer.status === 401) {
        // Signed out: the names of people do not stay on a screen that nobody watches.
        location.reload();
        return;
      }
      if (answer.status === 200) {
        stamp = answer.headers.get("ETag");
        replace(await answer.text());
      } else if (answer.status !== 304) throw new Error(String(answer.status));
      if (failed) says.textContent = "The list is up to date again.";
      failed = 0;
      read.textContent = `Up to date at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}.`;
    } catch {
      failed += 1;
      if (failed === 2) says.textContent = "This list could not be refreshed. It may be out of date. It tries again by itself.";
    } finally {
      next();
    }
  };
  const next = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(fetchRows, EVERY * Math.min(1 + failed, 4));
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden) clearTimeout(timer); else fetchRows(); });
  next();
})();
