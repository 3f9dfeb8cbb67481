// Saves a letter being written a moment after the last stroke, and says when. Without it the buttons save.
// What was typed before this script ran is saved too, and what the network lost once it is back.
const form = document.querySelector("[data-market-draft]");
const said = document.querySelector("[data-market-saved]");
const QUIET = 2000;
if (form && said) {
  let timer = 0, lost = false;
  const save = async () => {
    const data = new FormData(form);
    data.delete("paper");
    data.delete("kind");
    data.set("do", "autosave");
    try {
      lost = false;
      const answer = await fetch(form.action || location.href, { method: "POST", body: data });
      const told = answer.ok ? await answer.json() : { saved: false };
      said.textContent = told.saved ? `${told.at} 已自动保存。` : "没有保存：有内容过长，请改短后点「保存」。";
    } catch {
      lost = true;
      said.textContent = "没有保存：网络中断。内容还在本页，恢复后会再次保存。";
    }
  };
  const soon = () => {
    clearTimeout(timer);
    said.textContent = "正在保存……";
    timer = setTimeout(save, QUIET);
  };
  form.addEventListener("input", (event) => {
    if (event.target.type !== "file" && event.target.name !== "kind") soon();
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  addEventListener("online", () => lost && soon());
  if ([...form.querySelectorAll("input[type=text], input:not([type]), textarea")].some(
    (field) => field.value !== field.defaultValue)) soon();
}
