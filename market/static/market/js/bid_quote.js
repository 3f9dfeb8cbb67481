// How a lot is quoted for: a sum in 元, a price a piece, a discount off the ceiling, or a fee in percent.
import { cents, grouped, inWords, plain } from "./money_words.js";

export const SIZES = { none: "大型企业或者其他单位", medium: "中型企业", small: "小型企业", micro: "微型企业", prison: "监狱企业",
  welfare: "残疾人福利性单位" };

/** Whether a draft is a quote of the kind that is now asked for; the document may have been amended since it was typed. */
export const fits = (price, desk) => Boolean(price?.quote) && price.quote.basis === desk.quote.basis
  && (price.amount === null) === (comesTo(desk, cents(price.quote.value).value ?? 0n) === null)
  && (price.amount === null || cents(price.amount).value === comesTo(desk, cents(price.quote.value).value));

/** Hundredths of what was typed (分, or hundredths of a percent), or a sentence that says why it is no quote. */
export function typed(desk, written) {
  const found = cents(written.trim().replace(/[%％]$/, ""));
  if (desk.quote.basis !== "rate") return found;
  if (found.error) return { error: `${desk.quote.label}应为数字，最多两位小数，例如 12.50。` };
  return found.value < 10000n ? found : { error: `${desk.quote.label}应当小于 100%。` };
}

/** What a quote comes to in 分: itself, or what a discount leaves of the ceiling to the nearest 分; null for a fee. */
export function comesTo(desk, value) {
  if (desk.quote.basis !== "rate") return value;
  if (desk.quote.rate_kind !== "discount" || !desk.ceiling) return null;
  const ceiling = cents(desk.ceiling).value;
  return (ceiling * (10000n - value) + 5000n) / 10000n;
}

/** The quote as it stands on a page: `5,986,000.00 元`, `下浮率 12.50%`. */
export function quoted(desk, quote) {
  const { value } = cents(quote.value);
  return desk.quote.basis === "rate" ? `${desk.quote.label} ${plain(value)}%` : `${grouped(value)} 元`;
}

/** What it comes to, in words beneath it; empty for a fee. */
export function inFull(desk, value) {
  const amount = comesTo(desk, value);
  if (amount === null) return "";
  return desk.quote.basis === "rate" ? `折算 ${grouped(amount)} 元，人民币${inWords(amount)}` : `人民币${inWords(amount)}`;
}

/** What is declared beside the price, in words. */
export function declared(said, amount) {
  const found = [SIZES[said.size]];
  if (said.small_share !== null) found.push(`联合体、分包中小微企业份额 ${Number((Number(said.small_share) * 100).toFixed(2))}%`);
  if (said.brand) found.push(`品牌 ${said.brand}`);
  if (said.domestic_part !== null && said.domestic_part === amount) found.push("全部按本国产品");
  else if (said.domestic_part !== null) found.push(`本国产品 ${grouped(cents(said.domestic_part).value)} 元`);
  return found.join("；");
}
