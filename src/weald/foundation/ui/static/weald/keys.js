// Single keys for staff: an element with data-key="b" is pressed (a button, a link) or entered (a box) by that key.
// "?" opens the help, and Escape closes it, or the menu of places. They can be switched off there, because somebody who speaks to their computer types by accident.
(() => {
  const help = document.querySelector("[data-keys]");
  const part = document.querySelector("[data-keys-switch]");
  const box = part && part.querySelector("input");
  let on = true;
  try { on = localStorage.getItem("weald-keys") !== "off"; } catch { /* storage is blocked: keys stay on */ }
  if (box) {
    part.hidden = false;
    box.checked = on;
    box.addEventListener("change", () => {
      on = box.checked;
      try { localStorage.setItem("weald-keys", on ? "on" : "off"); } catch { /* until the page is left */ }
    });
  }
  const menu = document.querySelector("[data-menu]");
  if (menu) document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      if (typing) event.target.blur();
      else if (menu && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      else if (help && help.open) help.open = false;
      return;
    }
    if (typing || !on) return;
    if (event.key === "?" && help) {
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
      event.preventDefault();
      return;
    }
    const target = [...document.querySelectorAll("[data-key]")].find(
      (one) => one.dataset.key === event.key && one.getClientRects().length);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) target.focus();
    else target.click();
    // What opens by a key is typed into by the next one.
    const opened = target.matches("details[open] > summary") && target.parentElement;
    const first = opened && opened.querySelector("form select, form textarea, form input:not([type=hidden]), form button");
    if (first) first.focus();
  });
})();
