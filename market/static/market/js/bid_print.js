// The button that prints the page one is on.
const button = document.querySelector("[data-market-print]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
