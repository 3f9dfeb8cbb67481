// Keys of envelopes: P-256 pairs, their fingerprints and files, and wrapping a secret for the holder of a key.
// market/custody/keys.py is the same in Python.
export const FORMAT = "envelope/1";
export const KEY_FORMAT = "envelope-key/1";
export const POINT = 65, SCALAR = 32, KEY = 32, TAG = 16, SIGNATURE = 64;
const P256 = { name: "ECDH", namedCurve: "P-256" };
export const ECDSA = { name: "ECDSA", namedCurve: "P-256" };
export const SIGNING = { name: "ECDSA", hash: "SHA-256" };
export const subtle = globalThis.crypto?.subtle;

export const SENTENCES = {
  "envelope.foreign": "这个文件不是 envelope/1 信封，请确认选对了文件。",
  "envelope.truncated": "信封文件不完整，比应有的短；请用原件重新上传或下载。",
  "envelope.too_long": "信封文件末尾多出了内容，不是原来的信封；请使用原件。",
  "header.malformed": "信封的信封头不合格式，无法读取；请使用原件。",
  "header.altered": "信封头被改动过，与加密时不一致；请使用原件。",
  "context.lot": "这个信封不是投给本标包的。",
  "context.stage": "这个信封不属于本次开启的阶段。",
  "context.volume": "这个信封装的不是本卷文件。",
  "context.owner_tag": "这个信封不属于这个投标人。",
  "context.version": "这个信封不是要打开的那一版。",
  "context.malformed": "标包、阶段、卷、投标人标记或版本号的写法不对，不能加密。",
  "key.malformed": "密钥无法识别，请选择本工具制作的密钥文件。",
  "key.stranger": "这把密钥与信封不对应，请换成加密时登记的那一把。",
  "key.same": "密钥有重复：三位保管人和投标人的密钥必须各不相同，打开时两位保管人也不能是同一位。",
  "wrap.damaged": "信封中交给该密钥的那一份已损坏，用它打不开；可改由另外两位保管人或投标人自己的密钥打开。",
  "shares.disagree": "两位保管人手中的份额互相矛盾，信封在加密时就已出错；可改由投标人自己的密钥打开。",
  "chunk.altered": "信封的密文被改动、调换或损坏，不能打开；请使用原件。",
  "manifest.malformed": "信封已解开，但里面的文件清单不合格式，属于加密时出错。",
  "manifest.misplaced": "信封已解开，但里面的清单写的是另一个标包、阶段、卷或投标人。",
  "manifest.signature": "信封已解开，但文件清单的签名不成立。",
  "manifest.stranger": "信封已解开，但文件清单不是由投标人登记的签名密钥签署。",
  "file.altered": "信封已解开，但其中一个文件与清单不符。",
  "file.changed": "加密过程中有文件被改动，请关闭正在编辑它的程序后重新加密。",
  "file.name": "文件名不能使用：不能为空、过长、重名，也不能含有斜线或不可见字符。",
  "files.count": "每卷至少一个文件，最多 200 个。",
  "volume.too_large": "本卷文件超出上限：报价卷合计约 3,500 字节，其他卷合计 2 GB。",
  "padding.damaged": "信封已解开，但填充部分不合格式，属于加密时出错。",
  "selftest.failed": "自检没有通过：解开后的内容与原文件不同，请不要使用这个信封，重新加密一次。",
};

/** Why an envelope could not be made or opened: a stable code, its sentence, and where. */
export class EnvelopeError extends Error {
  constructor(code, place = "") {
    super(SENTENCES[code]);
    this.name = "EnvelopeError";
    this.code = code;
    this.place = String(place);
  }
}

/** Whether this browser, at this address, lets a page encrypt at all. */
export const able = () => Boolean(subtle);

/* Bytes and texts */
export const utf8 = (text) => new TextEncoder().encode(text);
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const b64 = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** The bytes of a base64url text; throws unless it is the one way to write exactly `count` bytes. */
export function unb64(text, count) {
  if (typeof text !== "string" || !/^[\w-]*$/.test(text)) throw new TypeError("not base64url");
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (mark) => mark.charCodeAt(0));
  if (bytes.length !== count || b64(bytes) !== text) throw new TypeError("not base64url of that length");
  return bytes;
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(one, other) {
  if (one.length !== other.length) return false;
  for (let n = 0; n < one.length; n += 1) if (one[n] !== other[n]) return false;
  return true;
}
export const xor = (...parts) => parts.reduce((one, other) => one.map((byte, n) => byte ^ other[n]));

/* Keys: {private?: CryptoKey, public: Uint8Array(65), fingerprint} */
export const fingerprint = async (point) => hex(new Uint8Array(await subtle.digest("SHA-256", point)));

export async function publicKey(point, algorithm = P256) {
  try {
    return await subtle.importKey("raw", point, algorithm, true, algorithm === P256 ? [] : ["verify"]);
  } catch {
    throw new EnvelopeError("key.malformed");
  }
}

/** A pair from the 32 bytes of its scalar and the 65 of its point. */
export async function pairOf(scalar, point, algorithm = P256) {
  const jwk = { kty: "EC", crv: "P-256", d: b64(scalar), x: b64(point.subarray(1, 33)), y: b64(point.subarray(33)) };
  try {
    const usages = algorithm === P256 ? ["deriveBits"] : ["sign"];
    return { private: await subtle.importKey("jwk", jwk, algorithm, true, usages), public: point,
      fingerprint: await fingerprint(point) };
  } catch {
    throw new EnvelopeError("key.malformed");
  }
}

async function freshPair(algorithm) {
  const pair = await subtle.generateKey(algorithm, true, algorithm === P256 ? ["deriveBits"] : ["sign", "verify"]);
  const point = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  return { private: pair.privateKey, public: point, fingerprint: await fingerprint(point) };
}

/** Where secrets come from; tests put fixed values here. */
export const SYSTEM = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  pair: () => freshPair(P256),
};

/** A person's pairs: `opens` for everyone, `signs` beside it for a bidder. */
export async function makeKeys({ signs = false } = {}) {
  return { opens: await freshPair(P256), ...(signs ? { signs: await freshPair(ECDSA) } : {}) };
}

/** The text of a key file, or of its public half. */
export async function writeKeyFile(keys, { publicOnly = false } = {}) {
  const said = { format: KEY_FORMAT };
  for (const name of ["opens", "signs"]) {
    const pair = keys[name];
    if (!pair) continue;
    said[name] = { fingerprint: pair.fingerprint, public: b64(pair.public) };
    if (!publicOnly && pair.private) said[name].private = (await subtle.exportKey("jwk", pair.private)).d;
  }
  return JSON.stringify(said, null, 1);
}

async function readPair(entry, algorithm) {
  const point = unb64(entry.public, POINT);
  await publicKey(point, algorithm);
  const pair = entry.private === undefined ? { public: point, fingerprint: await fingerprint(point) }
    : await pairOf(unb64(entry.private, SCALAR), point, algorithm);
  if (pair.fingerprint !== entry.fingerprint) throw new TypeError("another fingerprint");
  return pair;
}

/** The pairs in a key file. Throws `key.malformed`. */
export async function readKeyFile(text) {
  try {
    const said = JSON.parse(text);
    if (said.format !== KEY_FORMAT) throw new TypeError("another format");
    const keys = { opens: await readPair(said.opens, P256) };
    if (said.signs !== undefined) keys.signs = await readPair(said.signs, ECDSA);
    return keys;
  } catch {
    throw new EnvelopeError("key.malformed");
  }
}

/** What signs a manifest, from a pair that signs. */
export const signerOf = (pair) => ({
  public: pair.public,
  sign: async (message) => new Uint8Array(await subtle.sign(SIGNING, pair.private, message)),
});

export async function derive(secret, info, salt = new Uint8Array()) {
  const key = await subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info: utf8(info) }, key, 256));
}

export const aes = (key) => subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
export const gcm = (context, iv) => ({ name: "AES-GCM", iv, additionalData: utf8(context), tagLength: 128 });

async function wrappingKey(own, other, ephemeral, holder, slot, context) {
  const shared = await subtle.deriveBits({ name: "ECDH", public: await publicKey(other) }, own, 256);
  return aes(await derive(shared, `${FORMAT}|wrap|${slot}|${context}`, joined(ephemeral, holder)));
}

export async function wrap(secret, holder, slot, context, pair) {
  const key = await wrappingKey(pair.private, holder, pair.public, holder, slot, context);
  const wrapped = await subtle.encrypt(gcm(context, new Uint8Array(12)), key, secret);
  return { ephemeral: pair.public, wrapped: new Uint8Array(wrapped) };
}

export async function unwrap({ ephemeral, wrapped }, holder, slot, context) {
  try {
    const key = await wrappingKey(holder.private, ephemeral, ephemeral, holder.public, slot, context);
    return new Uint8Array(await subtle.decrypt(gcm(context, new Uint8Array(12)), key, wrapped));
  } catch {
    throw new EnvelopeError("wrap.damaged", slot);
  }
}
