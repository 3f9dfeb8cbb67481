// The page that practises sealed envelopes: keys, sealing with a self-test, opening, checking. Nothing is sent anywhere.
import { digest, inspect, keyFromCustodians, keyFromOwn, seal, selfTest, unsealFiles } from "./envelope.js";
import { EnvelopeError, able, fingerprint, hex, makeKeys, readKeyFile, signerOf, writeKeyFile } from "./envelope_keys.js";

const tool = document.querySelector("[data-market-envelope]");
const part = (name) => tool.querySelector(`[data-market-${name}]`);
const field = (name) => document.getElementById(name);
const VOLUMES = { price: "报价卷", technical: "技术卷", qualification: "资格卷" };
const practice = { custodians: null, bidder: null };

function element(tag, words = "", className = "") {
  return Object.assign(document.createElement(tag), { textContent: words, className });
}

/** A link that saves a Blob under a name. */
function saving(label, blob, name, className = "button is-small") {
  return Object.assign(element("a", label, className), { href: URL.createObjectURL(blob), download: name });
}

const textFile = (text) => new Blob([text], { type: "application/json" });
const row = (...items) => {
  const box = element("div", "", "button-row");
  box.append(...items);
  return box;
};

/** A list of names and values. */
function facts(...pairs) {
  const list = element("dl");
  for (const [name, value] of pairs) list.append(element("dt", name), element("dd", value));
  return list;
}

/** In fours, as it is read aloud. */
const spoken = (digits) => digits.match(/.{1,4}/g).join(" ");
const size = (count) => count < 1024 ? `${count} 字节`
  : count < 1048576 ? `${(count / 1024).toFixed(1)} KB` : `${(count / 1048576).toFixed(1)} MB`;

function say(out, tone, words, ...more) {
  const box = element("div", "", `note is-${tone}`);
  box.append(element("p", words), ...more);
  out.replaceChildren(box);
}

/** Run what a button does: one at a time, errors in words, the address of every saved thing given back first. */
function on(button, out, act) {
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    for (const link of out.querySelectorAll("a[download]")) URL.revokeObjectURL(link.href);
    out.replaceChildren();
    try {
      await act();
    } catch (error) {
      if (!(error instanceof EnvelopeError)) {
        say(out, "danger", "没有完成：浏览器报告了意外的错误，请刷新页面后重试。");
        throw error;
      }
      say(out, "danger", error.message, element("p", `代码 ${error.code} ${error.place}`.trim(), "meta"));
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
}

/** Shows how far the work is, in hundredths, without speaking each one. */
function meter(out, words, whole) {
  const bar = Object.assign(element("progress"), { max: 100, value: 0 });
  bar.setAttribute("aria-label", words);
  out.replaceChildren(element("p", words), bar);
  return (done) => { bar.value = whole ? Math.min(100, Math.floor((done / whole) * 100)) : 100; };
}

function keyLinks(keys, name, file) {
  return Promise.all([writeKeyFile(keys), writeKeyFile(keys, { publicOnly: true })]).then(([secret, open]) => [
    saving(`保存${name}密钥文件`, textFile(secret), `${file}-密钥.json`),
    saving(`保存${name}公开文件`, textFile(open), `${file}-公开.json`)]);
}

const prints = (keys) => [["打开密钥指纹", spoken(keys.opens.fingerprint)],
  ...(keys.signs ? [["签名密钥指纹", spoken(keys.signs.fingerprint)]] : [])];

function making() {
  const out = part("made");
  for (const [kind, name] of [["bidder", "投标人"], ["custodian", "保管人"]]) {
    on(tool.querySelector(`[data-market-make=${kind}]`), out, async () => {
      const keys = await makeKeys({ signs: kind === "bidder" });
      say(out, "ok", `已制作${name}密钥。离开本页前请保存，关闭后无法找回。`, facts(...prints(keys)),
        row(...await keyLinks(keys, "", name)));
    });
  }
  const checked = part("key-checked");
  field("key-check").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    try {
      const keys = await readKeyFile(await file.text());
      if (keys.opens.private) {
        say(checked, "ok", "这是完整的密钥文件，可以打开信封。请与制作时显示的指纹比对。", facts(...prints(keys)));
      } else say(checked, "warn", "这是公开文件，不能打开信封；请另外保存密钥文件。", facts(...prints(keys)));
    } catch (error) {
      say(checked, "danger", error.message);
    }
  });
}

/** The keys of the chosen files, in the order of their names; nothing chosen gives nothing. */
async function chosenKeys(name) {
  const files = [...field(name).files].sort((one, other) => (one.name < other.name ? -1 : 1));
  const keys = [];
  for (const file of files) keys.push(await readKeyFile(await file.text()));
  return keys;
}

function practising() {
  const out = part("practised");
  on(part("practice"), out, async () => {
    practice.bidder = await makeKeys({ signs: true });
    practice.custodians = [await makeKeys(), await makeKeys(), await makeKeys()];
    field("lot").value = crypto.randomUUID();
    field("owner_tag").value = hex(crypto.getRandomValues(new Uint8Array(32)));
    field("stage").value = "opening";
    const links = await keyLinks(practice.bidder, "投标人", "演练投标人");
    for (const [n, keys] of practice.custodians.entries()) {
      links.push((await keyLinks(keys, `保管人${n + 1}`, `演练保管人${n + 1}`))[0]);
    }
    say(out, "ok", "已填入演练参数，并制作了演练密钥。要在第三步打开，请先保存密钥文件。", row(...links));
  });
}

function wanted() {
  const context = Object.fromEntries(["lot", "stage", "volume", "owner_tag"].map((name) => [name, field(name).value.trim()]));
  return { ...context, version: Number(field("version").value) };
}

function sealing() {
  const out = part("sealed");
  on(part("seal"), out, async () => {
    const context = wanted(), files = [...field("files").files].map((file) => ({ name: file.name, blob: file }));
    const [bidder = practice.bidder] = await chosenKeys("own-key");
    const chosen = await chosenKeys("custodian-keys"), custodians = chosen.length ? chosen : practice.custodians;
    if (!bidder || !custodians) {
      say(out, "danger", "还没有密钥：请选择密钥文件，或先点“填入演练参数”。");
      return;
    }
    if (!bidder.opens.private || !bidder.signs?.private) throw new EnvelopeError("key.malformed");
    const total = files.reduce((sum, file) => sum + file.blob.size, 0), started = performance.now();
    const sealed = await seal({ context, files, own: bidder.opens.public, signer: signerOf(bidder.signs),
      custodians: custodians.map((keys) => keys.opens.public), progress: meter(out, "正在加密……", 2 * total) });
    const between = performance.now();
    await selfTest(sealed.blob, { context, files, own: bidder.opens, signer: bidder.signs.public,
      progress: meter(out, "正在自检……", sealed.header.size) });
    out.dataset.marketSealMs = between - started;
    out.dataset.marketTestMs = performance.now() - between;
    say(out, "ok", `已加密，自检通过：用您的密钥解开后与 ${files.length} 个原文件逐字节相同。`,
      facts(["信封摘要值", spoken(sealed.sha256)], ["信封大小", size(sealed.blob.size)]),
      row(saving("保存信封", sealed.blob, `${context.volume}-${context.version}.envelope`, "button is-primary is-small")));
    out.dataset.marketSha256 = sealed.sha256;
  });
}

function opening() {
  const out = part("opened");
  on(part("open"), out, async () => {
    const [blob] = field("open-envelope").files, keys = await chosenKeys("open-keys");
    if (!blob || keys.length < 1 || keys.length > 2) {
      say(out, "danger", "请选择一个信封文件，以及一个投标人密钥文件或两个保管人密钥文件。");
      return;
    }
    if (keys.some((one) => !one.opens.private)) throw new EnvelopeError("key.malformed");
    const header = await inspect(blob), pairs = keys.map((one) => one.opens);
    const contentKey = pairs.length === 2 ? await keyFromCustodians(header, pairs) : await keyFromOwn(header, pairs[0]);
    const { manifest, files } = await unsealFiles(blob, header, contentKey,
      { progress: meter(out, "正在打开……", header.size) });
    say(out, "ok", `已打开，签名和 ${files.length} 个文件的摘要值都已核对。`,
      facts(["签名密钥指纹", spoken(await fingerprint(manifest.signer))],
        ...manifest.files.map((file) => [file.name, `${size(file.size)}，SHA-256 ${spoken(file.sha256)}`])),
      row(...files.map((file) => saving(`保存“${file.name}”`, file.blob, file.name))));
  });
}

function checking() {
  const out = part("checked");
  on(part("check"), out, async () => {
    const [blob] = field("check-envelope").files;
    if (!blob) {
      say(out, "danger", "请选择信封文件。");
      return;
    }
    const sum = await digest(blob, meter(out, "正在计算摘要值……", blob.size));
    const given = field("check-digest").value.replaceAll(/\s/g, "").toLowerCase();
    const header = await inspect(blob), { context } = header;
    const list = facts(["信封摘要值", spoken(sum)], ["标包编号", context.lot], ["开启阶段", context.stage],
      ["卷", VOLUMES[context.volume] ?? context.volume], ["第几版", String(context.version)],
      ["投标人标记", spoken(context.owner_tag)], ["填充后大小", size(header.size)],
      ...header.custodians.map((key, n) => [`保管人${n + 1}指纹`, spoken(key)]));
    if (given && given !== sum) {
      say(out, "danger", "摘要值不一致：这个文件不是回执所记的信封，或在保存、传送中损坏。请换用原件再核对。", list);
    } else {
      say(out, "ok", given ? "摘要值一致：这就是回执所记的信封，一个字节也没有变。" : "这是格式完整的信封。没有填写摘要值，未作比对。", list);
    }
  });
}

if (tool && able()) {
  for (const start of [making, practising, sealing, opening, checking]) start();
  tool.hidden = false;
} else document.querySelector("[data-market-envelope-unable]")?.removeAttribute("hidden");
