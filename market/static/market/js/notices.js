// Applies a ticked facet at once, where there is script; without it the 应用 button does the same.
const form = document.querySelector("[data-market-finder]");
if (form) {
  form.addEventListener("change", (event) => {
    if (event.target.type === "checkbox") form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    for (const field of form.querySelectorAll("input")) if (!field.value) field.disabled = true;
  });
}
