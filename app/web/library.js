// Body of the document list's js_on_load. The filter and what is folded live here, so that they outlast a new list.
let sought = "";
const folded = new Map();

const rows = () => [...element.querySelectorAll(".cc-document")];
const of = (group) => [...group.querySelectorAll(".cc-document")];
const box = (row) => row.querySelector("[data-one]");

function draw() {
  const field = element.querySelector(".cc-filter");
  if (!field) return;
  if (field.value !== sought) field.value = sought;
  const words = sought.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const group of element.querySelectorAll("[data-group]")) {
    const shut = folded.get(group.dataset.group) ?? group.hasAttribute("data-folded");
    group.querySelector("[data-fold]").setAttribute("aria-expanded", String(!shut || words.length > 0));
    let found = 0;
    for (const row of of(group)) {
      const text = row.textContent.normalize("NFKC").toLowerCase();
      const match = words.every((word) => text.includes(word));
      found += match;
      row.hidden = !match || (shut && !words.length);
      if (row.hidden) row.nextElementSibling.hidden = true;
    }
    group.hidden = found === 0;
    shown += found;
    const all = group.querySelector("[data-all]");
    const checked = of(group).filter((row) => box(row).checked).length;
    all.checked = checked > 0 && checked === of(group).length;
    all.indeterminate = checked > 0 && !all.checked;
  }
  element.querySelector(".cc-no-match").hidden = shown > 0 || !words.length;
  const checked = rows().filter((row) => box(row).checked).length;
  const picked = element.querySelector(".cc-picked");
  const told = checked ? `Questions go to ${checked} document${checked === 1 ? "" : "s"} only.` : "Questions go to all documents; check some to ask only those.";
  if (picked.textContent !== told) picked.textContent = told;
}

function choose() {
  draw();
  trigger("input", { scope: rows().filter((row) => box(row).checked).map((row) => row.dataset.name) });
}

element.addEventListener("input", (event) => {
  if (!event.target.matches(".cc-filter")) return;
  sought = event.target.value;
  draw();
});

element.addEventListener("change", (event) => {
  event.stopPropagation();
  if (event.target.matches("[data-one]")) choose();
  if (event.target.matches("[data-all]")) {
    // Only what the filter shows; of a folded group, all.
    const group = event.target.closest("[data-group]");
    const words = sought.trim() !== "";
    for (const row of of(group)) if (!words || !row.hidden) box(row).checked = event.target.checked;
    choose();
  }
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const group = button.closest("[data-group]");
  const row = button.closest("tr");
  if (button.matches("[data-fold]")) {
    folded.set(group.dataset.group, button.getAttribute("aria-expanded") === "true");
    draw();
  } else if (button.matches("[data-open]")) {
    trigger("select", { document: row.dataset.name });
  } else if (button.matches("[data-remove]")) {
    for (const other of element.querySelectorAll(".cc-confirm")) other.hidden = other !== row.nextElementSibling;
    row.nextElementSibling.querySelector("[data-keep]").focus();
  } else if (button.matches("[data-keep]")) {
    row.hidden = true;
    row.previousElementSibling.querySelector("[data-remove]").focus();
  } else if (button.matches("[data-really]")) {
    for (const one of row.querySelectorAll("button")) one.disabled = true;
    trigger("delete", { document: row.dataset.name });
  }
});

watch("value", () => {
  // A new list is patched into the old one, which leaves what was done to boxes and buttons as it was.
  for (const one of element.querySelectorAll("[data-one]")) one.checked = one.hasAttribute("checked");
  for (const one of element.querySelectorAll(".cc-confirm")) one.hidden = true;
  for (const one of element.querySelectorAll(".cc-confirm button")) one.disabled = false;
  draw();
});
draw();
