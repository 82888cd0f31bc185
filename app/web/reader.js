// Body of the opened document's js_on_load: brings the cited passage into sight, turns pages, leads back.
function show() {
  const reader = element.querySelector(".cc-reader");
  if (!reader) return;
  const here = reader.querySelector(".cc-here mark") || reader.querySelector(".cc-here");
  // The tab may be chosen in the same breath; wait until it is laid out.
  let tries = 0;
  const settle = () => {
    if (!reader.isConnected) return;
    if (reader.getBoundingClientRect().height === 0 && tries++ < 60) return requestAnimationFrame(settle);
    reader.focus({ preventScroll: true });
    if (here) here.scrollIntoView({ block: "center" });
    else reader.scrollIntoView({ block: "start" });
  };
  requestAnimationFrame(settle);
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const reader = button.closest(".cc-reader");
  if (button.dataset.backTo) trigger("select", { back: button.dataset.backTo });
  if (button.dataset.turn) {
    const asked = reader.querySelector('[data-back-to="answer"]') !== null;
    trigger("select", { document: reader.dataset.document, start: Number(button.dataset.turn), asked });
  }
});

watch("value", show);
