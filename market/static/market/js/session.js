// The page of a session: told by a stream when to look again, else every few seconds; and a bidder's own key as backup.
import { wake as wakeRelease } from "./custodian_release.js";
import { ask, attempt, enable, enabled, meter, say } from "./custodian_panel.js";
import { KEY, POINT, TAG, b64, readKeyFile, unb64, unwrap } from "./envelope_keys.js";

const page = document.querySelector("[data-market-session]");
const POLL = 3000, SILENT = 40000;
const stale = page.querySelector("[data-market-stale]"), voice = page.querySelector("[data-market-said]");
const over = () => ["ended", "called_off"].includes(page.dataset.status);
let shown = Number(page.dataset.number), looking = false, current = Date.now(), heard = Date.now(), again = false;

/* Looking again */
/** Whether somebody is in the middle of something there. */
const busy = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select, summary")
  || [...part.querySelectorAll("input[type=file]")].some((input) => input.files.length)
  || [...part.querySelectorAll("textarea")].some((field) => field.value);

function swap(fresh) {
  let kept = false;
  for (const part of fresh.querySelectorAll("[data-market-part]")) {
    const old = page.querySelector(`[data-market-part=${part.dataset.marketPart}]`);
    if (!old || bare(old) === bare(part)) continue;
    if (busy(old)) kept = true;
    else old.innerHTML = part.innerHTML;
  }
  return kept;
}

/** What a part says, without the keys of its forms, which differ each time. */
const bare = (part) => {
  const copy = part.cloneNode(true);
  for (const field of copy.querySelectorAll("input[type=hidden]")) field.remove();
  for (const mark of copy.querySelectorAll("[data-awake]")) mark.removeAttribute("data-awake");
  for (const open of copy.querySelectorAll("details[open]")) open.removeAttribute("open");
  for (const left of copy.querySelectorAll(".clock")) left.remove();
  return copy.innerHTML;
};

async function look() {
  if (looking) return;
  looking = true;
  try {
    const answer = await fetch(page.dataset.parts, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
    const number = Number(fresh.dataset.number), kept = swap(fresh);
    if (number > shown) {
      const latest = page.querySelector(".session-log li > :last-child")?.textContent ?? "";
      voice.textContent = `有新进展：${latest}${kept ? "您正在填写的部分没有更新，提交或清空后会更新。" : ""}`;
    }
    shown = Math.max(shown, number);
    again = kept;
    page.dataset.status = fresh.dataset.status;
    current = Date.now();
    stale.hidden = true;
    wakeRelease(page);
    wakeOwn();
  } catch {
    tellStale();
  } finally {
    looking = false;
  }
}

function tellStale() {
  stale.querySelector("[data-market-stale-at]").textContent =
    new Date(current).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
  stale.hidden = false;
}

/* Being told */
let stream = null;
function listen() {
  if (!page.dataset.live || !globalThis.EventSource || over()) return;
  stream = new EventSource(`${page.dataset.live}?from=${shown}`);
  stream.addEventListener("tick", (event) => {
    heard = Date.now();
    if (JSON.parse(event.data).number > shown) look();
  });
  stream.addEventListener("beat", () => { heard = Date.now(); });
}

/** Without a stream, or while keys come in and envelopes open, the page asks by itself. */
function round() {
  const told = stream && stream.readyState === 1 && Date.now() - heard < SILENT;
  if (!over() && !document.hidden && (!told || again || page.dataset.status === "decrypting")) look();
  if (!over() || again) setTimeout(round, POLL);
}

/* A bidder's own key */
function wakeOwn() {
  const panel = page.querySelector("[data-market-own-key]:not([data-awake])");
  if (!panel) return;
  panel.dataset.awake = "";
  const choose = panel.querySelector("[data-market-own-file]"), give = panel.querySelector("[data-market-own-give]");
  const out = panel.querySelector("[data-market-own-said]");
  let ready = null;
  choose.addEventListener("change", () => attempt(out, async () => {
    ready = null;
    enable(give, false);
    if (!choose.files.length) return;
    const { opens } = await readKeyFile(await choose.files[0].text());
    const { envelopes } = await ask(panel.dataset.wraps), keys = [], told = meter(out, "正在核对密钥……", envelopes.length);
    for (const [number, one] of envelopes.entries()) {
      const wrap = { ephemeral: unb64(one.ephemeral, POINT), wrapped: unb64(one.wrapped, KEY + TAG) };
      keys.push([one.envelope, b64(await unwrap(wrap, opens, "bidder", one.context).catch(() => { throw wrong(); }))]);
      told(number + 1);
    }
    ready = { keys };
    say(out, "ok", `密钥与您的 ${keys.length} 份投标文件相符，可以解密。`);
    enable(give, true);
  }));
  give.addEventListener("click", async () => {
    if (!enabled(give) || !ready) return;
    enable(give, false);
    if (!await attempt(out, () => ask(panel.dataset.url, ready))) return enable(give, true);
    choose.value = "";
    ready = null;
    say(out, "ok", "已交出这几份投标文件的解密密钥，系统正在开启；报价仍与其他投标人的同时公布。");
    return undefined;
  });
}

const wrong = () => Object.assign(new Error(
  "您选择的密钥文件与投标文件不符，没有打开任何内容，投标文件未受影响。请换成加密时使用的密钥文件。"), { code: "own_key.wrong" });

page.addEventListener("market:released", () => {
  for (const input of page.querySelectorAll("[data-market-release-file]")) input.value = "";
  document.activeElement?.blur();
  look();
});
document.getElementById("errors")?.focus();
wakeOwn();
listen();
setTimeout(round, POLL);
