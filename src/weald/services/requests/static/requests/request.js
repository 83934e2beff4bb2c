// The page of a request: a panel that opens takes the focus, digits choose an offered time, "y" copies the summary.
(() => {
  const keysOn = () => { try { return localStorage.getItem("weald-keys") !== "off"; } catch { return true; } };
  const first = (panel) => panel.querySelector("form select, form textarea, form input:not([type=hidden]), form button");

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
