// Step six: what the draft in this browser says of the price. The server cannot know it.
import { desk, element, part } from "./bid_desk.js";
import { Drafts } from "./bid_drafts.js";
import { declared, fits, inFull, quoted } from "./bid_quote.js";
import { cents, grouped } from "./money_words.js";

/** The price with 大写 and its share of the ceiling, as lines for a facts box. */
export function priceLines(price, desk) {
  const { value } = cents(price.quote.value), full = inFull(desk, value), lines = [element("span", quoted(desk, price.quote), "bid-amount")];
  if (full) lines.push(element("span", full, "bid-amount-words"));
  const limit = desk.ceiling && desk.quote.basis !== "rate" ? cents(desk.ceiling).value : null;
  if (limit) lines.push(element("span", `为最高限价 ${grouped(limit)} 元的 ${(Number(value * 10000n / limit) / 100).toFixed(2)}%`, "second"));
  lines.push(element("span", `交货期：${price.delivery}；投标有效期 ${price.validity} 日${price.remarks ? `；${price.remarks}` : ""}`, "second"));
  lines.push(element("span", `声明：${declared(price.declared, price.amount)}`, "second"));
  return lines;
}

if (desk && !desk.practice && typeof indexedDB === "object") {
  const drafts = new Drafts(desk), price = await drafts.get("price"), sealed = await drafts.get("sealed/price");
  const uploaded = desk.volumes.find((volume) => volume.price)?.uploaded;
  if (fits(price, desk) && uploaded) {
    const same = sealed?.sha256 === uploaded.sha256 && sealed.mark === `price ${price.at}`;
    const note = same ? "以上取自这台电脑上的草稿，与已上传的“开标一览表”是同一版。"
      : "以上是这台电脑上的草稿，它在加密以后又改过，或者不是在这台电脑上加密的：与将要递交的可能不同。需要按草稿递交的，请回到“加密”重新上传。";
    part("price-shown").replaceChildren(...priceLines(price, desk), element("span", note, "second"));
  }
}
