// The page of a request: a key meant for the one before decides nothing here, a panel that opens takes the focus, digits choose an offered time, "y" copies the summary.
(() => {
  const keysOn = () => { try { return localStorage.getItem("weald-keys") !== "off"; } catch { return true; } };
  const first = (panel) => panel.querySelector("form select, form textarea, form input:not([type=hidden]), form button");

  // `n` and `o`, again and again: a key that comes before this request can have been read, after it was left, or because it is
  // held down, was meant for another one. What follows one's own verb on the same request may follow at once.
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

  // Back to the list as it was narrowed, and there to the line of this request.
  const queue = document.querySelector("[data-queue-link]");
  try {
    const kept = new URL(sessionStorage.getItem("weald-queue-list") || "", location.href);
    const kind = (address) => new URL(address, location.href).searchParams.get("kind");
    if (kept.origin === location.origin && kept.pathname === queue.pathname && kind(kept) === kind(queue.href)) queue.href = kept.href;
    sessionStorage.setItem("weald-queue", `r${location.pathname.split("/").pop()}`);
  } catch { /* nothing is kept: the whole list */ }

  for (const panel of document.querySelectorAll(".q-act:not([data-copy])")) {
    panel.addEventListener("toggle", () => {
      if (!panel.open) return;
      for (const other of document.querySelectorAll(".q-act[open]")) if (other !== panel) other.open = false;
      if (!panel.querySelector(".nhsuk-error-message") && first(panel)) first(panel).focus();
      panel.scrollIntoView({ block: "nearest" });
    });
  }

  // Only while the times are open: a digit must not book what nobody sees.
  const times = document.querySelector("[data-times]");
  document.addEventListener("keydown", (event) => {
    if (!times || !times.open || !keysOn() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const button = times.querySelector(`[data-digit="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  const copy = document.querySelector("[data-copy]");
  if (copy) {
    const box = copy.querySelector("textarea");
    const says = copy.querySelector("[data-copied]");
    copy.querySelector("summary").addEventListener("click", async (event) => {
      if (copy.open) return;
      event.preventDefault();
      try {
        await navigator.clipboard.writeText(box.value);
        says.textContent = "Copied";
        setTimeout(() => { says.textContent = ""; }, 4000);
      } catch {
        // The browser does not let a page copy: show the text, chosen, to be copied by hand.
        copy.open = true;
        box.focus();
        box.select();
        says.textContent = "Press Ctrl and C to copy";
      }
    });
  }
})();
