// Says under a box how many characters are left. Without it the limit stands there as a sentence.
for (const message of document.querySelectorAll("[data-count-for]")) {
  const box = document.getElementById(message.dataset.countFor);
  const most = Number(message.dataset.most);
  const status = document.createElement("div");
  status.className = "nhsuk-u-visually-hidden";
  status.setAttribute("role", "status");
  message.after(status);
  let pause;

  const show = () => {
    // Counted as the server counts: by character, so that one emoji is not two.
    const left = most - [...box.value.replace(/\r\n/g, "\n")].length;
    const amount = Math.abs(left).toLocaleString("en-GB");
    const noun = Math.abs(left) === 1 ? "character" : "characters";
    message.textContent = left < 0 ? `You have ${amount} ${noun} too many` : `You have ${amount} ${noun} left`;
    message.classList.toggle("weald-count--over", left < 0);
    // A screen reader hears it after a pause in typing, and only once it begins to matter.
    clearTimeout(pause);
    if (left < most / 10) pause = setTimeout(() => { status.textContent = message.textContent; }, 1000);
  };
  box.addEventListener("input", show);
  if (box.value) show();
}
