// Body of the js_on_load of what an upload or a removal came to: it goes when it was read.
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) props.value = "";
});
