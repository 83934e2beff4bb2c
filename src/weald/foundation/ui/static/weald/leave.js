// Leaves at once: the page goes blank, and this entry of the browser's history is written over. Without a script the link does it.
const leave = document.querySelector("[data-leave]");
leave?.addEventListener("click", (event) => {
  event.preventDefault();
  document.body.hidden = true;
  window.location.replace(leave.href);
});
