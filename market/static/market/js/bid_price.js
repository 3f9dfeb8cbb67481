// Step four: the price. It is typed here, kept in this browser and sent nowhere; 大写 is computed here too.
import { Drafts } from "./bid_drafts.js";
import { desk, part, timeOfDay } from "./bid_desk.js";
import { cents, grouped, inWords, plain } from "./money_words.js";

const field = (name) => document.querySelector(`[data-market-field="${name}"]`);
const input = (name) => field(name).querySelector("input");
const ceiling = desk?.ceiling ? cents(desk.ceiling).value : null;
const drafts = desk ? new Drafts(desk) : null;
let before = null;

/** Why the amount has to be typed again; empty where it need not. */
function doubt(value) {
  if (ceiling !== null && value > ceiling) return `高于最高限价 ${grouped(ceiling)} 元，开标后会被否决。`;
  if (ceiling !== null && value * 2n < ceiling) return `不到最高限价 ${grouped(ceiling)} 元的一半，可能少输了一位。`;
  if (before !== null && value !== before && (value * 5n < before * 4n || value * 5n > before * 6n)) {
    return `与之前的草稿 ${grouped(before)} 元相差两成以上。`;
  }
  return "";
}

function words() {
  const { value, error } = cents(input("amount").value);
  document.getElementById("price-words").textContent = error ? "" : `人民币${inWords(value)}`;
  const why = error ? "" : doubt(value);
  field("again").hidden = !why;
  document.getElementById("again-hint").textContent = why ? `${why}确实如此的，请再输入一次。` : "";
  if (!why) input("again").value = "";
}

function faults() {
  const found = [], { value, error } = cents(input("amount").value);
  if (error) found.push(["amount", error]);
  else if (value === 0n) found.push(["amount", "报价应当大于零。"]);
  else if (doubt(value) && cents(input("again").value).value !== value) {
    found.push(["again", "两次输入的报价不一致，请核对后再输入一次。"]);
  }
  if (!input("delivery").value.trim()) found.push(["delivery", "请按招标文件的要求填写交货期。"]);
  if (!/^[1-9]\d{0,3}$/.test(input("validity").value.trim())) found.push(["validity", "投标有效期应为整数日数，例如 90。"]);
  return found;
}

function show(found) {
  const summary = part("summary");
  for (const name of ["amount", "again", "delivery", "validity"]) {
    const said = found.find(([place]) => place === name)?.[1], box = field(name);
    box.querySelector(".error")?.remove();
    box.classList.toggle("is-bad", Boolean(said));
    input(name).toggleAttribute("aria-invalid", Boolean(said));
    if (said) box.append(Object.assign(document.createElement("span"), { className: "error", textContent: `错误：${said}` }));
  }
  summary.querySelector("ul").replaceChildren(...found.map(([name, said]) => {
    const row = document.createElement("li");
    row.append(Object.assign(document.createElement("a"), { href: `#${input(name).id}`, textContent: said }));
    return row;
  }));
  summary.hidden = !found.length;
  if (found.length) summary.focus();
}

async function onward(event) {
  const found = faults();
  show(found);
  if (found.length) return;
  const { value } = cents(input("amount").value), old = await drafts.get("price");
  const said = { amount: plain(value), delivery: input("delivery").value.trim(), validity: Number(input("validity").value),
    remarks: input("remarks").value.trim() };
  if (!old || Object.keys(said).some((name) => said[name] !== old[name])) await drafts.put("price", { ...said, at: Date.now() });
  location.assign(event.target.dataset.next);
}

if (desk && typeof indexedDB === "object") {
  const old = await drafts.get("price");
  if (old) {
    before = cents(old.amount).value;
    input("amount").value = old.amount;
    input("delivery").value = old.delivery;
    input("validity").value = old.validity;
    input("remarks").value = old.remarks;
    part("saved").textContent = `这台电脑上有 ${timeOfDay(new Date(old.at))} 保存的草稿。`;
    words();
    field("again").hidden = true;
  }
  input("amount").addEventListener("input", words);
  for (const name of ["amount", "again", "delivery", "validity"]) {
    input(name).addEventListener("input", () => {
      field(name).querySelector(".error")?.remove();
      field(name).classList.remove("is-bad");
      input(name).removeAttribute("aria-invalid");
    });
  }
  part("next").addEventListener("click", onward);
  part("price").hidden = false;
}
