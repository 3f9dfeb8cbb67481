// What the scripts of a bidder's pages share: the lot they are about, small pieces of page, words for sizes and moments.
export const root = document.querySelector("[data-market-bid]");
export const desk = root ? JSON.parse(root.dataset.marketBid) : null;
export const part = (name) => document.querySelector(`[data-market-${name}]`);

export function element(tag, words = "", className = "") {
  return Object.assign(document.createElement(tag), { textContent: words, className });
}

export function icon(name) {
  const sprite = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  picture.append(use);
  return picture;
}

/** A state in words with its icon, as the server draws it. */
export function status(words, tone = "", picture = { ok: "check", warn: "alert", danger: "cross", blue: "dot" }[tone] ?? "ring") {
  const box = element("span", "", tone ? `status is-${tone}` : "status");
  box.append(icon(picture), words);
  return box;
}

export function say(out, tone, words, ...more) {
  const box = element("div", "", `note is-${tone}`);
  box.append(element("p", words), ...more);
  out.replaceChildren(box);
}

export const size = (count) => count < 1024 ? `${count} 字节`
  : count < 1048576 ? `${(count / 1024).toFixed(1)} KB` : `${(count / 1048576).toFixed(1)} MB`;

export const spoken = (digits) => digits.match(/.{1,4}/g).join(" ");
export const short = (digest) => `${digest.slice(0, 8)}···${digest.slice(-6)}`;

export function span(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} 秒`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`;
}

const SHANGHAI = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", year: "numeric", month: "numeric",
  day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** `2026年12月8日（周二）08:30`, Shanghai time. */
export function moment(at) {
  const said = Object.fromEntries(SHANGHAI.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${said.year}年${said.month}月${said.day}日（${said.weekday}）${said.hour}:${said.minute}`;
}

export const timeOfDay = (at) => moment(at).slice(-5);

/** A page says that it needs script and encryption until both have shown themselves. */
if (globalThis.crypto?.subtle && typeof indexedDB === "object") part("without-script")?.remove();
