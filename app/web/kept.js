// Body of the outcome's js_on_load: hands what became of some feedback to the form it was given with.
watch("value", () => {
  const line = element.querySelector("[data-answer]");
  if (!line) return;
  const detail = { answer: line.dataset.answer, kept: line.dataset.kept === "true", text: line.textContent };
  document.dispatchEvent(new CustomEvent("cc-kept", { detail }));
});
