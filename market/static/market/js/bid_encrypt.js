// Step five: prove the key file, seal every volume on its own, test it, send it. One that fails holds up no other.
import { desk, element, part, say, short, size, span, spoken, status } from "./bid_desk.js";
import { Drafts } from "./bid_drafts.js";
import { EnvelopeError, able, makeKeys, readKeyFile, writeKeyFile } from "./envelope_keys.js";
import { estimate } from "./bid_ready.js";
import { content, sealVolume } from "./bid_sealing.js";
import { Upload, UploadError } from "./upload.js";

const drafts = desk ? new Drafts(desk) : null;
const start = part("start"), pause = part("pause"), onward = part("onward"), said = part("said");
const work = [];
let keys = null, running = null, stopped = false, speed = 0;

/* The key */
const lost = (words) => { keys = null; say(part("key"), "danger", words); ready(); };

async function proveKey(file) {
  let given;
  try {
    given = await readKeyFile(await file.text());
  } catch (error) {
    lost(`${error.message}您已递交的版本不受影响。`);
    return;
  }
  if (!given.opens.private || !given.signs?.private) {
    lost("这是公开的那一半，不能加密。请选择下载时保存的密钥文件。");
    return;
  }
  const known = desk.keys.find((key) => key.opens === given.opens.fingerprint && key.signs === given.signs.fingerprint);
  if (!known) {
    const wanted = desk.keys.map((key) => spoken(key.signs.slice(0, 16))).join("、");
    lost(wanted ? `这个文件不是本单位登记的密钥。登记的签名密钥指纹开头是 ${wanted}，请换一个文件。`
      : "本单位还没有登记密钥，请先制作并登记。");
    return;
  }
  keys = given;
  say(part("key"), "ok", "密钥文件已校验：与登记的一致。请另存一份在离线介质上。",
    element("p", `签名密钥指纹 ${spoken(given.signs.fingerprint.slice(0, 16))}`, "mono"));
  ready();
}

/** Keys of a rehearsal: the bidder's as a file, three custodians' kept until it ends. */
async function makePractice(button) {
  const mine = await makeKeys({ signs: true }), custodians = [];
  for (let n = 0; n < 3; n += 1) custodians.push(JSON.parse(await writeKeyFile(await makeKeys())));
  desk.keys = [{ opens: mine.opens.fingerprint, signs: mine.signs.fingerprint }];
  await drafts.put("custodians", custodians);
  const link = Object.assign(element("a", "再次下载演练密钥", "button is-small"), { download: "演练密钥.json",
    href: URL.createObjectURL(new Blob([await writeKeyFile(mine)], { type: "application/json" })) });
  button.after(link);
  link.click();
  button.remove();
  for (const volume of desk.volumes) volume.custodians = custodians.map((one) => one.opens.public);
  say(part("key"), "warn", "演练密钥已下载。请在上面重新选择这个文件，证明您找得到它。");
  document.getElementById("key-file").focus();
}

/* The rows */
function bar(done, total) {
  const meter = element("progress");
  Object.assign(meter, { max: Math.max(total, 1), value: done });
  meter.setAttribute("aria-label", "进度");
  return [meter, `${size(done)} / ${size(total)}`];
}

function row(volume, drafted) {
  const line = element("tr"), name = element("th", volume.label), bytes = element("td", drafted ? size(drafted.bytes) : "—", "num");
  const sealing = element("td"), sending = element("td");
  name.scope = "row";
  bytes.dataset.label = "大小";
  sealing.dataset.label = "加密与自检";
  sending.dataset.label = desk.practice ? "保存" : "上传";
  if (drafted) {
    sealing.append(status("等待"));
    sending.append(status("等待"));
  } else if (volume.uploaded) {
    sealing.append(status("不替换", "blue"));
    sending.append(status(`第 ${volume.uploaded.version} 版已上传`, "ok"));
  } else {
    sealing.append(status(volume.required ? "还没有内容" : "可不提供", volume.required ? "warn" : ""));
    sending.append("—");
  }
  line.append(name, bytes, sealing, sending);
  return { volume, drafted, line, sealing, sending, done: false };
}

function stands(volume) {
  return volume.uploaded ? `先前上传的第 ${volume.uploaded.version} 版不受影响。` : "已递交的版本不受影响。";
}

/** An envelope made before from the same draft and for the same version, which only has to be sent on. */
async function earlier(one) {
  const kept = await drafts.get(`sealed/${one.volume.key}`);
  return kept && kept.mark === one.drafted.mark && kept.version === one.volume.version
    && kept.custodians === one.volume.custodians.join() && kept.signer === keys.signs.fingerprint ? kept : null;
}

async function seal(one) {
  const found = await earlier(one);
  if (found) return found;
  const sealed = await sealVolume(desk, one.volume, one.drafted, keys, (state, done, total) => {
    one.sealing.replaceChildren(state === "sealing" ? "加密 " : "自检 ", ...bar(done, total));
  });
  const kept = { ...sealed, mark: one.drafted.mark, id: crypto.randomUUID(), custodians: one.volume.custodians.join(),
    signer: keys.signs.fingerprint };
  await drafts.put(`sealed/${one.volume.key}`, kept);
  return kept;
}

async function send(one, sealed) {
  const place = { lot: desk.lot.id, stage: one.volume.stage, volume: one.volume.key, version: sealed.version };
  one.upload = new Upload({ url: desk.urls.uploads, blob: sealed.blob, place, id: sealed.id,
    onprogress: ({ state, message, sent, total, left }) => {
      const words = { retrying: message, checking: "平台核对中……", paused: "已暂停，可以继续。" }[state];
      one.sending.replaceChildren(...(words ? [words] : [...bar(sent, total), left ? `，约剩 ${span(left)}` : ""]));
    } });
  return one.upload.start();
}

async function finish(one) {
  try {
    const sealed = await seal(one);
    one.sealing.replaceChildren(status("自检通过", "ok"), ` ${short(sealed.sha256)}`);
    if (stopped) return;
    const kept = desk.practice ? { sha256: sealed.sha256 } : await send(one, sealed);
    if (!kept) return;
    if (kept.sha256 !== sealed.sha256) throw new UploadError("upload.altered", "平台收到的与封好的不一致，没有采用；请重试。");
    one.volume.uploaded = { version: sealed.version, sha256: sealed.sha256, size: sealed.blob.size };
    one.volume.version = sealed.version + 1;
    one.done = true;
    if (!desk.practice) await drafts.put(`sealed/${one.volume.key}`, { ...sealed, blob: null, sent: true });
    one.sending.replaceChildren(status(desk.practice ? "已封好" : `第 ${sealed.version} 版已上传`, "ok"));
  } catch (error) {
    await fail(one, error);
  }
}

async function fail(one, error) {
  if (!(error instanceof EnvelopeError) && !(error instanceof UploadError)) {
    one.sending.replaceChildren(status("没有完成", "danger"), ` 浏览器报告了意外的错误。${stands(one.volume)}请刷新页面后重试。`);
    throw error;
  }
  await drafts.remove(`sealed/${one.volume.key}`);
  if (error.facts?.version) one.volume.version = error.facts.version;
  one.sending.replaceChildren(status("没有完成", "danger"), ` ${error.message}${stands(one.volume)}`);
}

async function go() {
  stopped = false;
  pause.hidden = false;
  for (const one of work) {
    if (stopped) break;
    if (one.drafted && !one.done) await finish(one);
  }
  pause.hidden = true;
  running = null;
  outcome();
  ready();
}

function outcome() {
  const failed = work.filter((one) => one.drafted && !one.done), wanting = work.filter((one) => one.volume.required && !one.volume.uploaded);
  if (stopped) say(said, "warn", "已暂停。已上传的部分不会丢失，点“继续”从断点接着传。");
  else if (failed.length) say(said, "danger", `${failed.map((one) => one.volume.label).join("、")}没有完成，其余的卷不受影响。请按提示处理后再点“继续”。`);
  else if (wanting.length) say(said, "warn", `还缺少：${wanting.map((one) => one.volume.label).join("、")}。请先选择文件或者填写报价。`);
  else if (desk.practice) say(said, "ok", "各卷都已封好，自检通过。演练不上传。");
  else say(said, "ok", "文件已上传，尚未递交。未递交视为未投标。请到下一步核对后递交。");
}

function ready() {
  const todo = work.some((one) => one.drafted && !one.done), whole = work.every((one) => !one.volume.required || one.volume.uploaded);
  start.setAttribute("aria-disabled", String(!keys || !todo || Boolean(running)));
  if (stopped || work.some((one) => one.done)) start.lastChild.textContent = "继续";
  onward.classList.toggle("is-primary", whole && !todo);
  start.classList.toggle("is-primary", !(whole && !todo));
}

async function begin() {
  if (running) return;
  if (!keys) {
    say(said, "warn", "请先选择密钥文件完成校验。");
    document.getElementById("key-file").focus();
    return;
  }
  if (!work.some((one) => one.drafted && !one.done)) {
    say(said, "warn", "没有需要加密的内容。请先选择文件卷、填写报价。");
    return;
  }
  running = go();
  ready();
}

/** Whether this draft was sent before, so that nothing is sealed twice when the page is opened again. */
async function sentAlready(one) {
  const kept = one.drafted && await drafts.get(`sealed/${one.volume.key}`);
  return Boolean(kept?.sent && kept.mark === one.drafted.mark && kept.sha256 === one.volume.uploaded?.sha256);
}

async function set() {
  if (desk.practice) {
    const custodians = await drafts.get("custodians") ?? [];
    for (const volume of desk.volumes) volume.custodians = custodians.map((one) => one.opens.public);
  }
  for (const volume of desk.volumes) {
    const one = row(volume, await content(desk, volume, drafts));
    if (await sentAlready(one)) {
      one.done = true;
      one.sealing.replaceChildren(status("自检通过", "ok"));
      one.sending.replaceChildren(status(`第 ${volume.uploaded.version} 版已上传`, "ok"));
    }
    work.push(one);
  }
  part("rows").append(...work.map((one) => one.line));
  const bytes = work.reduce((sum, one) => sum + (one.drafted && !one.done ? one.drafted.bytes : 0), 0);
  document.addEventListener("market:speed", ({ detail }) => {
    speed = detail;
    part("estimate").textContent = estimate(bytes, speed, desk.due_at);
  });
  document.getElementById("key-file").addEventListener("change", ({ target }) => target.files[0] && proveKey(target.files[0]));
  part("make")?.addEventListener("click", ({ target }) => makePractice(target));
  start.addEventListener("click", begin);
  pause.addEventListener("click", () => {
    stopped = true;
    for (const one of work) one.upload?.pause();
  });
  addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });
  if (!desk.practice && !desk.keys.length) {
    const link = Object.assign(element("a", "制作并登记密钥"), { href: "/desk/keys/" });
    say(part("key"), "warn", "本单位还没有登记密钥，请先制作并登记，只需一次。", link);
  }
  part("encrypt").hidden = false;
  if (!able()) say(said, "danger", "这个浏览器或者地址不允许网页加密。请换用新版浏览器，并用 https 地址打开。已递交的版本不受影响。");
  ready();
}

if (desk && typeof indexedDB === "object") await set();
