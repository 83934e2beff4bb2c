// "Which is closest?": a box that leaves only the problems whose names have what is typed. Enter takes the first that is left,
// the arrows move among them. Without this script the whole list stands there, by area.
(() => {
  const form = document.querySelector("[data-problems]");
  const find = form.querySelector(".r-find");
  const box = find.querySelector("input");
  const told = find.querySelector("[role=status]");
  const words = (text) => text.toLowerCase().normalize("NFD").replace(/[^a-z0-9 ]/g, " ").split(" ").filter(Boolean);
  const problems = [...form.querySelectorAll("li[data-name]")].map((line) => ({
    line, button: line.querySelector("button"), name: words(line.dataset.name), all: words(`${line.dataset.name} ${line.dataset.also}`),
  }));
  const begins = (typed, said) => typed.every((part) => said.some((word) => word.startsWith(part)));
  let first = null;

  const shown = () => problems.filter((one) => !one.line.hidden);
  const filter = () => {
    const typed = words(box.value);
    for (const one of problems) one.line.hidden = typed.length > 0 && !begins(typed, one.all);
    for (const part of form.querySelectorAll(".r-parts section")) part.hidden = !part.querySelector("li:not([hidden])");
    const left = shown();
    if (first) first.line.classList.remove("r-first");
    first = typed.length && left.length ? left.find((one) => begins(typed, one.name)) || left[0] : null;
    if (first) first.line.classList.add("r-first");
    told.textContent = !typed.length ? ""
      : first ? `Enter: ${first.line.dataset.name}${left.length > 1 ? `. ${left.length} problems have this name, the arrows move` : ""}`
      : "No problem has this name. Delete it, or press Esc and 0: none of these";
  };
  const move = (event, step) => {
    const left = shown();
    const to = left.findIndex((one) => one.button === document.activeElement) + step;
    event.preventDefault();
    if (to < 0) box.focus();
    else if (to < left.length) left[to].button.focus();
  };

  box.addEventListener("focus", () => { form.querySelector(".r-all").open = true; });
  box.addEventListener("input", filter);
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowDown") move(event, 1);
    else if (event.key === "ArrowUp") move(event, -1);
    else if (event.key === "0" && event.target === box && !box.value) {
      event.preventDefault(); // no problem begins with it: with nothing typed it is the key that stands on the button
      form.querySelector("[data-key='0']").click();
    } else if (event.key === "Enter" && event.target === box) {
      event.preventDefault(); // or the first button of the form would be pressed
      if (first) first.button.click();
    }
  });
  find.hidden = false;
  if (!form.dataset.problems) box.focus(); // nothing to choose by a digit: the name comes next anyway
})();
