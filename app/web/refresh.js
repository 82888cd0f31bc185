// Body of the refresh panel's js_on_load. Which lists are unfolded lives here, so that it outlasts a new panel.
const unfolded = new Set();
const named = (details) => details.querySelector("summary").textContent.replace(/[\d,]+ sources?/, "sources");

element.addEventListener("toggle", (event) => {
  if (!event.target.matches("details")) return;
  if (event.target.open) unfolded.add(named(event.target));
  else unfolded.delete(named(event.target));
}, true);

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button || button.disabled) return;
  for (const one of element.querySelectorAll("[data-do]")) one.disabled = true;
  trigger("select", { do: button.dataset.do });
});

watch("value", () => {
  // A new panel is patched into the old one, which leaves what was done to buttons and lists as it was.
  const busy = element.querySelector(".cc-refresh.cc-busy") !== null;
  for (const one of element.querySelectorAll("[data-do]")) one.disabled = busy;
  for (const one of element.querySelectorAll("details")) one.open = unfolded.has(named(one));
});
