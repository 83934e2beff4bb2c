// "None of these" and "I'm not sure" clear the other boxes of their question, and the other way round.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked || !box.form) return;
  const alone = "exclusive" in box.dataset;
  for (const other of box.form.elements) {
    if (other !== box && other.name === box.name && other.type === "checkbox" && (alone || "exclusive" in other.dataset)) {
      other.checked = false;
    }
  }
});
