// Part of the conversation's js_on_load: what was judged lives here, so that a new answer does not lose it.
const judged = new Map();

function formOf(part) {
  const form = part.closest(".cc-feedback");
  return form && { form, key: form.dataset.answer };
}

function draw(form) {
  const state = judged.get(form.dataset.answer);
  if (!state) return;
  for (const thumb of form.querySelectorAll(".cc-thumb")) {
    thumb.setAttribute("aria-pressed", String(thumb.dataset.verdict === state.verdict));
  }
  form.querySelector(".cc-comment").hidden = false;
  const box = form.querySelector("textarea");
  if (box.value !== state.draft) box.value = state.draft;
  const kept = form.querySelector(".cc-kept");
  kept.textContent = state.outcome;
  kept.classList.toggle("cc-problem", !state.kept);
}

function send(form, changes) {
  const key = form.dataset.answer;
  const state = { draft: "", comment: "", kept: true, ...judged.get(key), ...changes, outcome: "Saving …" };
  judged.set(key, state);
  draw(form);
  trigger("like", { answer: key, verdict: state.verdict, comment: state.comment });
}

element.addEventListener("click", (event) => {
  const thumb = event.target.closest(".cc-thumb");
  const button = event.target.closest(".cc-send");
  const found = formOf(event.target);
  if (thumb) send(found.form, { verdict: thumb.dataset.verdict });
  if (button) send(found.form, { comment: found.form.querySelector("textarea").value });
});

element.addEventListener("input", (event) => {
  const found = formOf(event.target);
  if (found && judged.has(found.key)) judged.get(found.key).draft = event.target.value;
});

document.addEventListener("cc-kept", (event) => {
  const state = judged.get(event.detail.answer);
  if (!state) return;
  state.outcome = event.detail.text;
  state.kept = event.detail.kept;
  for (const form of element.querySelectorAll(".cc-feedback")) draw(form);
});

watch("value", () => {
  for (const form of element.querySelectorAll(".cc-feedback")) draw(form);
});
