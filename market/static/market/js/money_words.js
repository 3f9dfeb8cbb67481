// An amount in 大写, as market/core/money.py writes it; tests/core/vectors/money_words.json binds both.
const DIGITS = "零壹贰叁肆伍陆柒捌玖", PLACES = ["仟", "佰", "拾", ""], GROUPS = ["万亿", "亿", "万", ""];
const LIMIT = 10n ** 14n;
const WRITTEN = /^(\d{1,3}(,\d{3})+|\d{1,15})(\.\d+)?$/;

/** 分 of an amount as written, or a sentence that says why it is none. */
export function cents(written) {
  const text = written.trim().replaceAll("，", ",").replaceAll("．", ".");
  if (!WRITTEN.test(text)) return { error: "报价应为数字，例如 5986000.00。" };
  const [whole, part = ""] = text.replaceAll(",", "").split(".");
  if (/[^0]/.test(part.slice(2))) return { error: "报价最多保留两位小数（精确到分）。" };
  const value = BigInt(whole) * 100n + BigInt(part.slice(0, 2).padEnd(2, "0"));
  return value > LIMIT ? { error: "报价不能超过 1 万亿元，请核对单位是否为元。" } : { value };
}

/** `5986000.00` */
export const plain = (value) => `${value / 100n}.${String(value % 100n).padStart(2, "0")}`;

/** `5,986,000.00` */
export const grouped = (value) => plain(value).replace(/\B(?=(\d{3})+\.)/g, ",");

function wholeInWords(number) {
  if (number === 0n) return "零";
  const digits = String(number).padStart(16, "0");
  let words = "", gap = false;
  for (let group = 0; group < 4; group += 1) {
    let spoken = false;
    for (let place = 0; place < 4; place += 1) {
      const digit = Number(digits[group * 4 + place]);
      if (digit === 0) {
        gap = Boolean(words);
        continue;
      }
      words += (gap ? "零" : "") + DIGITS[digit] + PLACES[place];
      gap = false;
      spoken = true;
    }
    if (spoken) {
      words += GROUPS[group];
      gap = false;
    }
  }
  return words;
}

/** 分 in 大写, without 人民币 before it. */
export function inWords(value) {
  const whole = value / 100n, part = Number(value % 100n), dimes = Math.floor(part / 10), pence = part % 10;
  let words = whole || !part ? `${wholeInWords(whole)}元` : "";
  if (!part) return `${words}整`;
  if (whole && (!dimes || whole % 10n === 0n)) words += "零";
  if (dimes) words += `${DIGITS[dimes]}角`;
  return pence ? `${words}${DIGITS[pence]}分` : words;
}
