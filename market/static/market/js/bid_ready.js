// The readiness list: what only the browser can measure. Nothing measured is kept or sent on.
import { able } from "./envelope_keys.js";
import { moment, part, root, span } from "./bid_desk.js";

const box = part("lights");
const TONES = { ok: "check", warn: "alert", danger: "cross" };

function show(measure, state, words) {
  const row = box.querySelector(`[data-market-measure="${measure}"]`);
  if (!row) return;
  row.className = `is-${state}`;
  row.querySelector("[data-market-words]").textContent = words;
  const use = row.querySelector("use");
  use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${TONES[state]}`);
}

function browser() {
  const lacking = [[able(), "加密"], [typeof indexedDB === "object", "本机保存"], [typeof BigInt === "function", "大数计算"],
    [typeof Blob.prototype.stream === "function", "大文件读取"]].filter(([there]) => !there).map(([, name]) => name);
  if (lacking.length) show("browser", "danger", `缺少：${lacking.join("、")}。请换用新版浏览器，并用 https 地址打开。`);
  else show("browser", "ok", "支持加密和本机读取文件。");
}

async function clock() {
  const trips = [];
  for (let n = 0; n < 3; n += 1) {
    const sent = performance.now(), wall = Date.now();
    const { now } = await (await fetch(box.dataset.clock, { cache: "no-store" })).json();
    const trip = performance.now() - sent;
    trips.push({ trip, drift: wall + trip / 2 - Date.parse(now) });
  }
  const { trip, drift } = trips.reduce((best, one) => (one.trip < best.trip ? one : best)), seconds = Math.abs(drift) / 1000;
  const way = drift > 0 ? "快" : "慢";
  if (seconds < 2) show("clock", "ok", `本机${way} ${seconds.toFixed(1)} 秒。`);
  else show("clock", "warn", `本机${way} ${span(seconds)}。投标截止只看服务器时间，请以页面显示的北京时间为准。`);
  return trip;
}

async function network(trip) {
  const bytes = new Uint8Array(512 * 1024);
  for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value
    ?? document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
  const begun = performance.now();
  const answer = await fetch(box.dataset.speed, { method: "POST", body: bytes,
    headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" } });
  if (!answer.ok) throw new Error("not measured");
  const speed = bytes.length / Math.max((performance.now() - begun - trip) / 1000, 0.005);
  const words = `上行 ${(speed * 8 / 1e6).toFixed(1)} Mbps，往返 ${Math.round(trip)} 毫秒。`;
  show("network", speed > 125000 ? "ok" : "warn", speed > 125000 ? words : `${words}较慢，请尽早上传。`);
  document.dispatchEvent(new CustomEvent("market:speed", { detail: speed }));
}

async function measure() {
  browser();
  try {
    await network(await clock());
  } catch {
    show("clock", "warn", "没有测到，请检查网络后点“重新检查”。");
    show("network", "warn", "没有测到，请检查网络后点“重新检查”。");
  }
}

/** The sentence about how long sending takes and when to begin at the latest. */
export function estimate(bytes, speed, dueAt) {
  if (!bytes || !speed) return "";
  const seconds = bytes / speed + bytes / 5e7, lead = Math.max(3600, 4 * seconds);
  const latest = dueAt ? `建议最迟 ${moment(new Date(Date.parse(dueAt) - lead * 1000))} 前开始。` : "";
  return `按当前网速，加密并上传约需 ${span(seconds)}。${latest}`;
}

if (box && root) {
  const again = part("recheck");
  again.hidden = false;
  again.addEventListener("click", measure);
  measure();
}
