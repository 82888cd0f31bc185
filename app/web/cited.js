// Body of the evidence panel's js_on_load: opens the document of a citation at its passage.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-in]");
  if (!button) return;
  const { in: document, passage, start, end } = button.dataset;
  trigger("select", { document, passage, start: Number(start), end: Number(end) });
});
