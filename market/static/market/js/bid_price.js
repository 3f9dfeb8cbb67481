// Step four: the price. It is typed here, kept in this browser and sent nowhere; 大写 is computed here too.
import { Drafts } from "./bid_drafts.js";
import { desk, part, timeOfDay } from "./bid_desk.js";
import { comesTo, fits, inFull, quoted, typed } from "./bid_quote.js";
import { cents, grouped, plain } from "./money_words.js";

const field = (name) => document.querySelector(`[data-market-field="${name}"]`);
const input = (name) => field(name)?.querySelector("input, select");
const FIELDS = ["amount", "again", "size", "share", "brand", "domestic", "part", "delivery", "validity"];
const ceiling = desk?.ceiling ? cents(desk.ceiling).value : null;
const drafts = desk ? new Drafts(desk) : null;
let before = null;

/** Why the quote has to be typed again; empty where it need not. */
function doubt(value) {
  const amount = comesTo(desk, value);
  if (amount !== null && ceiling !== null) {
    if (amount > ceiling) return `高于最高限价 ${grouped(ceiling)} 元，开标后会被否决。`;
    if (amount * 2n < ceiling) return `不到最高限价 ${grouped(ceiling)} 元的一半，可能${desk.quote.basis === "rate" ? "多" : "少"}输了一位。`;
  }
  if (before !== null && value !== before && (value * 5n < before * 4n || value * 5n > before * 6n)) {
    return `与之前的草稿 ${quoted(desk, { value: plain(before) })} 相差两成以上。`;
  }
  return "";
}

function words() {
  const { value, error } = typed(desk, input("amount").value);
  document.getElementById("price-words").textContent = error ? "" : inFull(desk, value);
  const why = error ? "" : doubt(value);
  field("again").hidden = !why;
  document.getElementById("again-hint").textContent = why ? `${why}确实如此的，请再输入一次。` : "";
  if (!why) input("again").value = "";
}

function parts() {
  field("part").hidden = input("domestic").value !== "some";
}

/** A share typed in percent as it is sealed, `0.30`; null where none was typed, undefined where it is none. */
function share() {
  const text = input("share")?.value.trim().replace(/[%％]$/, "") ?? "";
  if (!text) return null;
  const { value } = cents(text);
  return value === undefined || value === 0n || value > 10000n ? undefined : `${value / 10000n}.${String(value % 10000n).padStart(4, "0")}`;
}

/** The part of the price that is for domestic products, as it is sealed. */
function domesticPart(amount) {
  const said = input("domestic")?.value;
  if (amount === null || !said || said === "none") return null;
  return said === "all" ? plain(amount) : plain(cents(input("part").value).value);
}

function faults() {
  const found = [], { value, error } = typed(desk, input("amount").value);
  if (error) found.push(["amount", error]);
  else if (value === 0n) found.push(["amount", "报价应当大于零。"]);
  else if (doubt(value) && typed(desk, input("again").value).value !== value) {
    found.push(["again", "两次输入的报价不一致，请核对后再输入一次。"]);
  }
  if (!input("size").value) found.push(["size", "请选择本单位属于哪一类；不是中小企业的，选“大型企业或者其他单位”。"]);
  if (share() === undefined) found.push(["share", "份额应为 0 至 100 之间的数字，例如 30；没有的请留空。"]);
  if (input("brand") && !input("brand").value.trim()) found.push(["brand", "请填写核心产品的品牌。"]);
  if (input("domestic") && !input("domestic").value) found.push(["domestic", "请选择所投产品是否为本国产品。"]);
  if (input("domestic")?.value === "some") {
    const part = cents(input("part").value);
    if (part.error || part.value === 0n || (!error && part.value > (comesTo(desk, value) ?? 0n))) {
      found.push(["part", "本国产品的报价应当大于零，且不超过投标报价。"]);
    }
  }
  if (!input("delivery").value.trim()) found.push(["delivery", "请按招标文件的要求填写交货期。"]);
  if (!/^[1-9]\d{0,3}$/.test(input("validity").value.trim())) found.push(["validity", "投标有效期应为整数日数，例如 90。"]);
  return found;
}

function show(found) {
  const summary = part("summary");
  for (const name of FIELDS.filter(field)) {
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
  const { value } = typed(desk, input("amount").value), amount = comesTo(desk, value), old = await drafts.get("price");
  const said = { quote: { basis: desk.quote.basis, value: plain(value), unit: desk.quote.unit },
    amount: amount === null ? null : plain(amount), declared: { size: input("size").value, small_share: share(),
      brand: input("brand")?.value.trim() ?? "", domestic_part: domesticPart(amount) }, delivery: input("delivery").value.trim(), validity: Number(input("validity").value),
    remarks: input("remarks").value.trim() };
  if (!old || Object.keys(said).some((name) => JSON.stringify(said[name]) !== JSON.stringify(old[name]))) await drafts.put("price", { ...said, at: Date.now() });
  location.assign(event.target.dataset.next);
}

if (desk && typeof indexedDB === "object") {
  const old = await drafts.get("price");
  if (old) {
    if (fits(old, desk)) {
      before = cents(old.quote.value).value;
      input("amount").value = old.quote.value;
    }
    if (old.declared) {
      const { size, small_share: small, brand, domestic_part: part } = old.declared;
      input("size").value = size;
      if (small !== null && input("share")) input("share").value = Number((Number(small) * 100).toFixed(2));
      if (input("brand")) input("brand").value = brand;
      if (input("domestic")) {
        input("domestic").value = part === null ? "none" : part === old.amount ? "all" : "some";
        input("part").value = part !== null && part !== old.amount ? part : "";
        parts();
      }
    }
    input("delivery").value = old.delivery;
    input("validity").value = old.validity;
    input("remarks").value = old.remarks;
    part("saved").textContent = `这台电脑上有 ${timeOfDay(new Date(old.at))} 保存的草稿。`;
    words();
    field("again").hidden = true;
  }
  input("amount").addEventListener("input", words);
  input("domestic")?.addEventListener("change", parts);
  for (const name of FIELDS.filter(field)) {
    input(name).addEventListener("input", () => {
      field(name).querySelector(".error")?.remove();
      field(name).classList.remove("is-bad");
      input(name).removeAttribute("aria-invalid");
    });
  }
  part("next").addEventListener("click", onward);
  part("price").hidden = false;
}
