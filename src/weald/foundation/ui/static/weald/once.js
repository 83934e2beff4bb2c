// A second press of a button must not send a form twice. The server's idempotency key decides; this only spares the wait.
// Without a connection nothing is sent: the browser's own page of that would take what was typed with it.
const offline = document.querySelector("[data-offline]");
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (offline && !navigator.onLine && form.method === "post") {
    event.preventDefault();
    const pressed = event.submitter || form.lastElementChild;
    pressed.before(offline);
    offline.hidden = false;
    offline.scrollIntoView({ block: "nearest" });
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// Coming back with the back button finds the form as it was: it may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

addEventListener("online", () => { if (offline) offline.hidden = true; });
