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
  const mark = panel.querySelector("mark");
  if (!narrow.matches) {
    const box = panel.closest("#cc-evidence");
    const near = !mark || within(box, mark) + mark.offsetHeight < box.clientHeight;
    box.scrollTop = near ? 0 : within(box, mark) - box.clientHeight / 3;
  } else if (moved) {
    panel.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "start" });
    if (mark && mark.getBoundingClientRect().bottom > window.innerHeight) mark.scrollIntoView({ block: "start" });
  }
}

// How far below the top of a scrolled box something in it stands.
function within(box, part) {
  return box.scrollTop + part.getBoundingClientRect().top - box.getBoundingClientRect().top;
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
    else box.scrollTop = within(box, turn);
    const shown = document.querySelector(".cc-panel:not([hidden])");
    if (shown) open(shown.id, false);
  });
});
