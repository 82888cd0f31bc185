// Body of the scope line's js_on_load.
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-clear]")) trigger("select", {});
});
