// A custodian's keys: made, written to a file, proved, and given out. Nothing here touches the page or the network.
import { SYSTEM, b64, pairOf, subtle, unb64, POINT, SCALAR } from "./envelope_keys.js";

export const FORMAT = "custodian-keys/1";
const SENTENCES = {
  "file.malformed": "这不是保管人的密钥文件，没有使用；请选择制作密钥时保存的 JSON 文件。",
  "file.other_tender": "这个密钥文件是另一个项目的，没有使用；请选择本项目的密钥文件。",
  "file.other_seat": "这个密钥文件是另一位保管人的，没有使用；请选择您自己保存的密钥文件。",
  "file.lacks": "这个密钥文件缺少需要的密钥，没有使用；请选择最后一次存放公钥时保存的那个文件。",
  "file.other_keys": "这个密钥文件里的密钥与存放的公钥不是一对，没有使用；请选择最后一次存放公钥时保存的那个文件。",
};

/** Why a key file cannot be used: a stable code and its sentence. */
export class CustodianError extends Error {
  constructor(code) {
    super(SENTENCES[code]);
    this.name = "CustodianError";
    this.code = code;
  }
}

const breath = () => new Promise((resolve) => setTimeout(resolve));

/** Walk through any number of things without freezing the page; `progress` hears how many are done. */
async function each(items, act, progress) {
  for (const [number, item] of items.entries()) {
    await act(item);
    if (number % 50 === 49) {
      progress(number + 1);
      await breath();
    }
  }
  progress(items.length);
}

/** A fresh pair for every lot and stage, as the content of a key file. */
export async function makeKeys({ tender, seat, lots, stages }, progress = () => {}) {
  const places = stages.flatMap((stage) => lots.map((lot) => ({ lot, stage }))), keys = [];
  await each(places, async ({ lot, stage }) => {
    const pair = await SYSTEM.pair(), { d } = await subtle.exportKey("jwk", pair.private);
    keys.push({ lot, stage, fingerprint: pair.fingerprint, public: b64(pair.public), private: d });
  }, progress);
  return { format: FORMAT, tender, seat, keys };
}

export const writeKeyFile = (file) => JSON.stringify(file, null, 1);

/** The content of a key file of this tender and seat. Throws a CustodianError. */
export function readKeyFile(text, { tender, seat }) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new CustodianError("file.malformed");
  }
  if (file?.format !== FORMAT || !Array.isArray(file.keys)) throw new CustodianError("file.malformed");
  if (file.tender !== tender) throw new CustodianError("file.other_tender");
  if (file.seat !== seat) throw new CustodianError("file.other_seat");
  return file;
}

/** Whether a written key is a true pair and has that fingerprint. */
async function isPair(key, fingerprint) {
  try {
    const pair = await pairOf(unb64(key.private, SCALAR), unb64(key.public, POINT));
    return pair.fingerprint === key.fingerprint && pair.fingerprint === fingerprint;
  } catch {
    return false;
  }
}

/** The keys of a file for these places ({lot, stage, fingerprint}), each proved to be that pair. */
export async function proved(file, places, progress = () => {}) {
  const held = new Map(file.keys.map((key) => [`${key.stage} ${key.lot}`, key])), found = [];
  await each(places, async ({ lot, stage, fingerprint }) => {
    const key = held.get(`${stage} ${lot}`);
    if (!key) throw new CustodianError("file.lacks");
    if (!await isPair(key, fingerprint)) throw new CustodianError("file.other_keys");
    found.push(key);
  }, progress);
  return found;
}

/**
 * What is sent to release the keys of these lots ({lot, fingerprint}) for a stage, and of no other: {keys: [[lot,
 * private], …]}. Throws a CustodianError.
 */
export async function releaseSecrets(file, lots, stage, progress = () => {}) {
  const keys = await proved(file, lots.map((one) => ({ ...one, stage })), progress);
  return { keys: keys.map((key) => [key.lot, key.private]) };
}
