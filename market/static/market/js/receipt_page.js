// Checks a receipt on the reader's own device: its signature, and the envelopes it names. Nothing is sent anywhere.
import { digest } from "./envelope.js";
import { ReceiptError, checkReceipt, readKeys } from "./receipt.js";

const receiptTool = document.querySelector("[data-market-receipt]");
const receiptPart = (name) => receiptTool.querySelector(`[data-market-receipt-${name}]`);
const receiptMade = (tag, words = "", className = "") => Object.assign(document.createElement(tag), { textContent: words, className });

function receiptNote(tone, words) {
  const box = receiptMade("div", "", `note is-${tone}`);
  box.append(receiptMade("p", words));
  return box;
}

function receiptFacts(said) {
  const list = receiptMade("dl"), content = said.content, pairs = [["回执编号", said.number], ["签发时间", said.issued_at],
    ["项目", content.project], ["标段（包）", [content.code, content.title].filter(Boolean).join(" ")],
    ["接收时间", content.received_at], ["版本", content.number && `第 ${content.number} 版`], ["签名密钥", said.key_id],
    ...(content.volumes ?? []).map((one) => [one.label ?? one.volume, one.sha256])];
  for (const [name, value] of pairs) if (value) list.append(receiptMade("dt", name), receiptMade("dd", value));
  return list;
}

/** What is to be said of envelope files beside the receipt. */
async function receiptEnvelopes(said, files) {
  const notes = [], named = new Map((said.content.volumes ?? []).map((one) => [one.sha256, one.label ?? one.volume]));
  for (const file of files) {
    const label = named.get(await digest(file));
    notes.push(label ? receiptNote("ok", `${file.name} 就是回执里的“${label}”，一个字节也没有改动。`)
      : receiptNote("danger", `${file.name} 不是回执里的任何一卷；请选择递交时保存的信封原件。`));
  }
  return notes;
}

async function receiptCheck() {
  const out = receiptPart("said"), [file] = receiptPart("file").files, [other] = receiptPart("keys").files;
  out.replaceChildren();
  if (!file) return;
  try {
    const written = other ? await other.text().then(JSON.parse).catch(() => null)
      : JSON.parse(document.getElementById("receipt-keys").textContent);
    const said = await checkReceipt(await file.text(), await readKeys(written));
    const notes = await receiptEnvelopes(said, receiptPart("envelopes").files);
    out.replaceChildren(receiptNote("ok", "签名成立：回执由本平台签发，内容没有改动。"), receiptFacts(said), ...notes);
  } catch (error) {
    out.replaceChildren(receiptNote("danger", error instanceof ReceiptError ? error.message
      : "没有完成：浏览器报告了意外的错误，请刷新页面后重试。"));
    if (!(error instanceof ReceiptError)) throw error;
  }
}

if (receiptTool && globalThis.crypto?.subtle) {
  receiptTool.hidden = false;
  for (const form of document.querySelectorAll("[data-market-receipt-plain]")) form.hidden = true;
  if (location.protocol === "file:") receiptPart("keys-box").hidden = false;
  for (const name of ["file", "envelopes", "keys"]) receiptPart(name).addEventListener("change", receiptCheck);
}
