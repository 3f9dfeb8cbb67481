// Applies a ticked facet at once, where there is script; without it the 应用 button does the same.
const form = document.querySelector("[data-market-finder]");

if (form) {
  form.querySelector(".facets-head h2")?.insertAdjacentHTML("beforeend", '<span class="sr">（勾选后立即更新结果）</span>');
  goOn(location.hash);
  form.addEventListener("change", (event) => {
    if (event.target.type !== "checkbox") return;
    // who ticks by keyboard goes on from the same place after the page has changed
    if (event.target.matches(":focus-visible")) form.action = anchor(event.target);
    form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    // keep the address short: empty fields, and 包含未载明 where it is ticked, say nothing
    const ticked = form.querySelector("input[type=checkbox][name=unstated]")?.checked;
    for (const field of form.querySelectorAll("input")) {
      if (!field.value || (ticked && field.name === "unstated")) field.disabled = true;
    }
  });
  addEventListener("pageshow", (event) => {
    // 后退 may bring the page back as it was left: with its fields switched off
    if (event.persisted) for (const field of form.querySelectorAll("input:disabled")) field.disabled = false;
  });
}

function anchor(box) {
  return `#${encodeURIComponent(`${box.name}=${box.value}`)}`;
}

function goOn(hash) {
  const box = [...form.querySelectorAll("input[type=checkbox]")].find((one) => anchor(one) === hash);
  if (!box) return;
  box.focus();
  history.replaceState(null, "", location.pathname + location.search);
}
