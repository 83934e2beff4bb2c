// Entering a request: questions that follow one another whatever is said are asked without waiting for the server. The answers
// travel together with the first one that may lead elsewhere. Without this script every question is a page of its own.
(() => {
  const form = document.querySelector("form[data-breath]");
  const words = document.querySelector("form[data-words]");
  const questions = [...form.querySelectorAll("fieldset[data-asks]")];
  const just = form.querySelector(".r-just");
  const forms = words ? [form, words] : [form];
  const answers = []; // what was answered on this page, one for each question before the one that is open
  let leaving = false;

  const open = (at) => {
    questions.forEach((one, place) => { one.hidden = one.disabled = place !== at; });
    if (words) words.hidden = at < questions.length;
    for (const each of forms) {
      each.querySelectorAll("[name=before]").forEach((one) => one.remove());
      answers.forEach((answer, place) => {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name: "before", value: `${questions[place].dataset.asks}:${answer.value}` });
        each.append(input);
      });
    }
    just.replaceChildren(...answers.map((answer, place) => told(questions[place].dataset.short, answer.text, place)));
    just.hidden = !answers.length;
    const part = questions[at] || words;
    const next = part.querySelector("#answer, textarea") || part.querySelector("h2");
    next.focus();
    document.dispatchEvent(new Event("weald-asked"));
  };

  const told = (question, answer, place) => {
    const line = document.createElement("div");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "q-button", textContent: "Change" });
    const which = document.createElement("span");
    Object.assign(which, { className: "nhsuk-u-visually-hidden", textContent: ` the answer to: ${question}` });
    button.append(which);
    button.dataset.back = place;
    if (place === answers.length - 1) {
      button.dataset.key = "b";
      button.setAttribute("aria-keyshortcuts", "b");
      const key = document.createElement("kbd");
      key.textContent = "b";
      key.setAttribute("aria-hidden", "true");
      button.append(" ", key);
    }
    const name = document.createElement("dt");
    const said = document.createElement("dd");
    name.textContent = question;
    said.append(`${answer} `, button);
    line.append(name, said);
    return line;
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.back) {
      answers.length = Number(button.dataset.back);
      open(answers.length);
      return;
    }
    const question = button.closest("fieldset");
    // Signs that are ticked are not "none": the server says so.
    if (button.dataset.goesOn === undefined || question.querySelector("[name=signs]:checked")) return;
    event.preventDefault();
    answers.push({ value: button.value, text: button.dataset.goesOn });
    open(answers.length);
  });

  // Who leaves in the middle, for another person or by closing the window, finds these answers when they come back.
  for (const each of forms) each.addEventListener("submit", () => { leaving = true; });
  const keep = () => {
    if (leaving || !answers.length) return;
    leaving = true;
    const sent = new FormData();
    sent.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    sent.append("do", "answer");
    for (const one of form.querySelectorAll("[name=before]")) sent.append("before", one.value);
    navigator.sendBeacon(form.action, sent);
  };
  addEventListener("beforeunload", keep);
  addEventListener("pagehide", keep);
})();
