// The queue: moves by keys, and fetches its rows again every twenty seconds. Without it every line is a link and a button.
(() => {
  const form = document.querySelector("[data-queue]");
  if (!form) return;
  const body = form.querySelector("tbody");
  const says = form.querySelector("[data-says]");
  const read = form.querySelector("[data-when]");
  const EVERY = 20_000;
  let stamp = form.dataset.stamp;
  let failed = 0;
  let timer;

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

  // Refresh
  const names = () => new Map(rows().map((row) => [row.id, link(row).textContent]));
  const replace = (markup) => {
    const before = names();
    const row = chosen();
    const within = row && [...row.querySelectorAll("a, button")].indexOf(document.activeElement);
    const at = row && rows().indexOf(row);
    body.innerHTML = markup;
    const after = names();
    const come = [...after.keys()].filter((id) => !before.has(id));
    const gone = [...before.keys()].filter((id) => !after.has(id)).length;
    if (row) {
      const same = document.getElementById(row.id) || rows()[Math.min(at, rows().length - 1)];
      if (same) ([...same.querySelectorAll("a, button")][within] || link(same)).focus({ preventScroll: true });
    }
    for (const id of come) document.getElementById(id).classList.add("q-new");
    const told = [];
    if (come.length) told.push(`${come.length} new: ${come.slice(0, 3).map((id) => after.get(id)).join("; ")}`);
    if (gone) told.push(`${gone} gone from this list`);
    if (told.length) says.textContent = `${told.join(". ")}.`;
  };
  const fetchRows = async () => {
    if (form.dataset.sent) return;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.rows, { headers: { "If-None-Match": stamp }, cache: "no-store", credentials: "same-origin" });
      if (answer.status === 401) {
        // Signed out: the names of people do not stay on a screen that nobody watches.
        location.reload();
        return;
      }
      if (answer.status === 200) {
        stamp = answer.headers.get("ETag");
        replace(await answer.text());
        const counts = (answer.headers.get("X-Counts") || "").split(",");
        document.querySelectorAll("[data-count]").forEach((one, index) => { if (counts[index]) one.textContent = counts[index]; });
      } else if (answer.status !== 304) throw new Error(String(answer.status));
      if (failed) says.textContent = "The list is up to date again.";
      failed = 0;
      form.classList.remove("q-stale");
      read.textContent = `Up to date at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}.`;
    } catch {
      failed += 1;
      form.classList.add("q-stale");
      if (failed === 2) says.textContent = "This list could not be refreshed. It may be out of date. It tries again by itself.";
    } finally {
      form.removeAttribute("aria-busy");
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
