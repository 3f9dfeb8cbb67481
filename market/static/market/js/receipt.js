// Checking a receipt/1 with published keys and the browser's own cryptography; market/custody/receipts.py is the same.
import { canonical } from "./envelope.js";
import { ECDSA, POINT, SIGNATURE, SIGNING, fingerprint, publicKey, subtle, unb64, utf8 } from "./envelope_keys.js";

const RECEIPT_FORMAT = "receipt/1", KEYS_FORMAT = "receipt-keys/1", MOST_RECEIPT = 256 * 1024;
const RECEIPT_FIELDS = ["format", "number", "kind", "subject", "tag", "issued_at", "key_id", "content"];
const RECEIPT_SENTENCES = {
  "receipt.malformed": "这不是本平台的回执文件，不能核对；请选择下载时保存的 JSON 原件。",
  "receipt.keys_malformed": "这不是公布签名密钥的文件，不能用来核对；请使用本平台的 keys.json。",
  "receipt.stranger": "签署这份回执的密钥不是本平台公布过的密钥，不能证明它出自本平台；请向本平台核实。",
  "receipt.forged": "签名不成立：回执的内容被改动过，或者不是本平台签署的；请以下载时的原件核对。",
  "receipt.key_time": "回执的时间不在签署密钥的使用期内，不能采信；请向本平台核实。",
};

/** Why a receipt proves nothing: a stable code and its sentence. */
export class ReceiptError extends Error {
  constructor(code) {
    super(RECEIPT_SENTENCES[code]);
    this.name = "ReceiptError";
    this.code = code;
  }
}

/** The keys of a keys.json by id; each id must be the fingerprint of its key. */
export async function readKeys(said) {
  try {
    if (said.format !== KEYS_FORMAT) throw new TypeError("another format");
    const known = new Map();
    for (const key of said.keys) {
      const point = unb64(key.public, POINT);
      if (await fingerprint(point) !== key.id) throw new TypeError("another fingerprint");
      known.set(key.id, { point, since: Date.parse(key.since), until: key.until ? Date.parse(key.until) : Infinity });
    }
    return known;
  } catch {
    throw new ReceiptError("receipt.keys_malformed");
  }
}

/** What a receipt says, if its signature holds. Throws a ReceiptError. */
export async function checkReceipt(text, known) {
  let said, signature, at;
  try {
    if (text.length > MOST_RECEIPT) throw new TypeError("too long");
    const given = JSON.parse(text);
    said = given.receipt;
    signature = unb64(given.signature, SIGNATURE);
    at = Date.parse(said.issued_at);
    const fields = Object.keys(said).sort().join(), both = Object.keys(given).sort().join();
    if (both !== "receipt,signature" || fields !== [...RECEIPT_FIELDS].sort().join() || said.format !== RECEIPT_FORMAT
      || Number.isNaN(at)) throw new TypeError("other keys");
  } catch {
    throw new ReceiptError("receipt.malformed");
  }
  const key = known.get(said.key_id);
  if (!key) throw new ReceiptError("receipt.stranger");
  const holds = await subtle.verify(SIGNING, await publicKey(key.point, ECDSA), signature,
    utf8(`${RECEIPT_FORMAT}\n${canonical(said)}`));
  if (!holds) throw new ReceiptError("receipt.forged");
  if (at < key.since || at > key.until) throw new ReceiptError("receipt.key_time");
  return said;
}
