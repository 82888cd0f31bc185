// Body of the conversation's js_on_load: opens a chip's passage in the evidence panel.
const narrow = window.matchMedia("(max-width: 899px)");

function open(key, moved) {
  const panel = document.getElementById(key);
  if (!panel) return;
  for (const other of document.querySelectorAll(".cc-panel")) other.hidden = other !== panel;
  for (const hint of document.querySelectorAll(".cc-hint")) hint.hidden = true;
  for (const chip of element.querySelectorAll("[data-panel]")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.panel === key));
  }
  const box = panel.closest("#cc-evidence");
  const mark = panel.querySelector("mark");
  const far = mark ? mark.getBoundingClientRect().bottom - panel.getBoundingClientRect().top : 0;
  box.scrollTop = mark && far > box.clientHeight ? mark.offsetTop - box.offsetTop - box.clientHeight / 3 : 0;
  if (moved && narrow.matches) {
    panel.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "start" });
  }
}

element.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-panel]");
  if (chip) open(chip.dataset.panel, true);
});

document.addEventListener("click", (event) => {
  const back = event.target.closest("[data-back]");
  const chip = back && element.querySelector(`[data-panel="${back.dataset.back}"]`);
  if (chip) {
    chip.focus({ preventScroll: true });
    chip.scrollIntoView({ block: "center" });
  }
});

watch("value", () => {
  // The evidence is drawn beside the conversation; wait until both are on the page.
  requestAnimationFrame(() => {
    const turn = element.querySelector(".cc-turn:last-child");
    if (!turn) return;
    const box = element.closest("#cc-conversation");
    if (narrow.matches) turn.scrollIntoView({ block: "start" });
    else box.scrollTop = turn.offsetTop - box.offsetTop;
    const shown = document.querySelector(".cc-panel:not([hidden])");
    if (shown) open(shown.id, false);
  });
});
