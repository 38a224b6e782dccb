/* While something takes a few seconds, the page says so. Without this script the browser alone shows that it waits. */

const form = document.querySelector("[data-busy]");
const state = document.querySelector("[data-busy-state]");

form.addEventListener("submit", (event) => {
  /* A second press would only wait for the first. */
  if (state.textContent) event.preventDefault();
  state.textContent = form.dataset.busy;
});

/* Back on the page by the browser's own button: nothing is under way. */
addEventListener("pageshow", () => {
  state.textContent = "";
});
