// Applies a ticked facet at once, where there is script; without it the 应用 button does the same.
const form = document.querySelector("[data-market-finder]");
if (form) {
  form.addEventListener("change", (event) => {
    if (event.target.type === "checkbox") form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    // keep the address short: empty fields, and 包含未载明 where it is ticked, say nothing
    const ticked = form.querySelector("input[type=checkbox][name=unstated]")?.checked;
    for (const field of form.querySelectorAll("input")) {
      if (!field.value || (ticked && field.name === "unstated")) field.disabled = true;
    }
  });
}
