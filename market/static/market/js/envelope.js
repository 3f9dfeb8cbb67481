// Sealing and opening an envelope/1 with the browser's own cryptography. The format stands in docs/envelope.md;
// market/custody/ is the same in Python. Nothing here touches the page or the network.
import {
  ECDSA, EnvelopeError, FORMAT, KEY, POINT, SIGNATURE, SIGNING, SYSTEM, TAG, aes, b64, derive, equal, fingerprint, gcm,
  hex, joined, publicKey, subtle, unb64, unwrap, utf8, wrap, xor,
} from "./envelope_keys.js";
import { Sum } from "./sha256.js";

export const CHUNK = 4 * 1024 * 1024;
const MAGIC = new TextEncoder().encode("SMENV1\r\n");
const CHECK = 32, LEAST = 4096;
const MOST_HEADER = 16384, MOST_MANIFEST = 1048576, MOST_FILES = 200, MOST_NAME = 255, MOST_VOLUME = 2 ** 31;
const MOST_VERSION = 999999;
const CONTEXT = ["lot", "stage", "volume", "owner_tag", "version"];
const PATTERNS = {
  lot: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, stage: /^[a-z0-9-]{1,32}$/, volume: /^[a-z0-9-]{1,32}$/,
  owner_tag: /^[0-9a-f]{64}$/,
};
const DIGEST = /^[0-9a-f]{64}$/;
const UNSEEN = /[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\]/u;
const SLOTS = ["custodian-1", "custodian-2", "custodian-3"];
const HELD = { "custodian-1": [1, 2], "custodian-2": [0, 2], "custodian-3": [0, 1] };

/* Bytes and texts */
const length32 = (count) => Uint8Array.of(count >>> 24, count >>> 16, count >>> 8, count);
const read32 = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
const bytesOf = async (blob, from = 0, to = blob.size) => new Uint8Array(await blob.slice(from, to).arrayBuffer());

/** JSON in its one form: keys sorted, no blanks. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

function readCanonical(raw) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  const value = JSON.parse(text);
  if (value === null || typeof value !== "object" || Array.isArray(value) || canonical(value) !== text) {
    throw new TypeError("not in canonical form");
  }
  return value;
}

const hasKeys = (value, ...names) => {
  if (canonical(Object.keys(value).sort()) !== canonical([...names].sort())) throw new TypeError("other keys");
};

/** SHA-256 of a Blob, read 4 MiB at a time. */
export async function digest(blob, progress = () => {}) {
  const sum = new Sum(blob.size);
  for (let at = 0; at < blob.size; at += CHUNK) {
    sum.update(await bytesOf(blob, at, Math.min(at + CHUNK, blob.size)));
    progress(Math.min(at + CHUNK, blob.size));
  }
  return sum.hex();
}

/* Shapes */
export function contextText(context) {
  for (const [name, pattern] of Object.entries(PATTERNS)) {
    if (typeof context[name] !== "string" || !pattern.test(context[name])) {
      throw new EnvelopeError("context.malformed", name);
    }
  }
  if (!Number.isInteger(context.version) || context.version < 1 || context.version > MOST_VERSION) {
    throw new EnvelopeError("context.malformed", "version");
  }
  return [FORMAT, ...CONTEXT.map((name) => context[name])].join("|");
}

/** The length a plaintext is filled up to. */
export function padded(length) {
  if (length <= LEAST) return LEAST;
  const step = 2 ** (Math.floor(Math.log2(length - 1)) - 4);
  return Math.ceil(length / step) * step;
}

function checkNames(names) {
  if (names.length < 1 || names.length > MOST_FILES) throw new EnvelopeError("files.count");
  names.forEach((name, number) => {
    if (typeof name !== "string" || UNSEEN.test(name) || ["", ".", ".."].includes(name)
      || utf8(name).length > MOST_NAME || names.indexOf(name) < number) throw new EnvelopeError("file.name", number);
  });
}

function readWrap(entry, secrets, ...more) {
  hasKeys(entry, "ephemeral", "wrapped", ...more);
  return { ephemeral: unb64(entry.ephemeral, POINT), wrapped: unb64(entry.wrapped, secrets * KEY + TAG) };
}

async function readHeader(blob) {
  const magic = await bytesOf(blob, 0, MAGIC.length);
  if (!equal(magic, MAGIC)) {
    const begun = magic.length && magic.length < MAGIC.length && equal(magic, MAGIC.subarray(0, magic.length));
    throw new EnvelopeError(begun ? "envelope.truncated" : "envelope.foreign");
  }
  const start = MAGIC.length + 4, prefix = await bytesOf(blob, MAGIC.length, start);
  if (prefix.length < 4) throw new EnvelopeError("envelope.truncated");
  const count = read32(prefix);
  if (count < 1 || count > MOST_HEADER) throw new EnvelopeError("header.malformed");
  const front = await bytesOf(blob, 0, start + count), check = await bytesOf(blob, start + count, start + count + CHECK);
  if (front.length < start + count || check.length < CHECK) throw new EnvelopeError("envelope.truncated");
  try {
    const said = readCanonical(front.subarray(start));
    hasKeys(said, "format", ...CONTEXT, "size", "custodians", "bidder");
    if (said.format !== FORMAT || !Array.isArray(said.custodians) || said.custodians.length !== 3) {
      throw new TypeError("another format");
    }
    const context = Object.fromEntries(CONTEXT.map((name) => [name, said[name]])), size = said.size;
    contextText(context);
    if (!Number.isInteger(size) || size > MOST_VOLUME || size < LEAST || padded(size) !== size
      || (context.volume === "price" && size !== LEAST)) throw new TypeError("a length no padding gives");
    const custodians = said.custodians.map((entry) => entry.key);
    if (!custodians.every((key) => typeof key === "string" && DIGEST.test(key)) || new Set(custodians).size < 3) {
      throw new TypeError("not three fingerprints");
    }
    const wraps = { bidder: readWrap(said.bidder, 1) };
    SLOTS.forEach((slot, n) => { wraps[slot] = readWrap(said.custodians[n], 2, "key"); });
    const begins = front.length + CHECK;
    return { context, size, custodians, wraps, front, check, start: begins,
      length: begins + size + Math.ceil(size / CHUNK) * TAG };
  } catch {
    throw new EnvelopeError("header.malformed");
  }
}

function readManifest(raw) {
  try {
    const said = readCanonical(raw);
    hasKeys(said, "context", "files", "random", "signer");
    if (typeof said.context !== "string" || !Array.isArray(said.files)) throw new TypeError("other shapes");
    for (const entry of said.files) {
      hasKeys(entry, "name", "size", "sha256");
      if (!Number.isInteger(entry.size) || entry.size < 0 || entry.size > MOST_VOLUME
        || typeof entry.sha256 !== "string" || !DIGEST.test(entry.sha256)) throw new TypeError("not a file");
    }
    checkNames(said.files.map((entry) => entry.name));
    return { context: said.context, files: said.files, random: unb64(said.random, KEY),
      signer: unb64(said.signer, POINT) };
  } catch {
    throw new EnvelopeError("manifest.malformed");
  }
}

const signedPart = (manifest) => joined(utf8(`${FORMAT}|manifest\n`), manifest);
const innerLength = (written, files) => 4 + written + SIGNATURE + files.reduce((sum, file) => sum + file.size, 0);
const chunkKey = async (contentKey, context) => aes(await derive(contentKey, `${FORMAT}|chunks|${context}`));

function nonce(number, last) {
  const bytes = new Uint8Array(12);
  bytes.set(length32(number), 7);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

async function headerKey(contentKey, context) {
  const raw = await derive(contentKey, `${FORMAT}|header|${context}`);
  return subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

/* Sealing */
/**
 * Seal files ({name, blob}) for three custodians (their 65-byte points, in the lot's order) and for the bidder's own
 * key. `signer` is {public, sign(bytes) -> 64 bytes}. `progress` hears the bytes worked through, of twice the volume.
 * Gives {blob, sha256, header}: the Blob is kept by the browser, outside this page's memory.
 */
export async function seal({ context, files, custodians, own, signer, randomness = SYSTEM, progress = () => {} }) {
  const text = contextText(context), holders = [...custodians, own];
  if (custodians.length !== 3 || new Set(holders.map(hex)).size < 4) throw new EnvelopeError("key.same");
  for (const point of holders) await publicKey(point);
  checkNames(files.map((file) => file.name));
  const total = files.reduce((sum, file) => sum + file.blob.size, 0);
  if (total > MOST_VOLUME) throw new EnvelopeError("volume.too_large");
  const contentKey = randomness.bytes(KEY), first = randomness.bytes(KEY), second = randomness.bytes(KEY);
  const shares = [first, second, xor(contentKey, first, second)];
  const random = randomness.bytes(KEY), entries = [];
  let done = 0;
  for (const [number, file] of files.entries()) {
    const sha256 = await readable(digest(file.blob, (at) => progress(done + at)), number);
    entries.push({ name: file.name, size: file.blob.size, sha256 });
    done += file.blob.size;
  }
  const manifest = utf8(canonical({ context: text, files: entries, random: b64(random), signer: b64(signer.public) }));
  const length = innerLength(manifest.length, entries), size = padded(length);
  if (size > (context.volume === "price" ? LEAST : MOST_VOLUME)) throw new EnvelopeError("volume.too_large");

  const wraps = {};
  for (const [n, slot] of [...SLOTS, "bidder"].entries()) {
    const secret = slot === "bidder" ? contentKey : joined(...HELD[slot].map((share) => shares[share]));
    const { ephemeral, wrapped } = await wrap(secret, holders[n], slot, text, await randomness.pair());
    wraps[slot] = { ephemeral: b64(ephemeral), wrapped: b64(wrapped) };
  }
  const named = await Promise.all(custodians.map(fingerprint));
  const header = utf8(canonical({ format: FORMAT, ...context, size, bidder: wraps.bidder,
    custodians: SLOTS.map((slot, n) => ({ key: named[n], ...wraps[slot] })) }));
  const front = joined(MAGIC, length32(header.length), header);
  const check = new Uint8Array(await subtle.sign("HMAC", await headerKey(contentKey, text), front));

  const inner = joined(length32(manifest.length), manifest, await signer.sign(signedPart(manifest)));
  const zeros = new Blob([new Uint8Array(Math.min(CHUNK, size - length))]), padding = [];
  for (let left = size - length; left > 0; left -= zeros.size) padding.push(zeros.slice(0, left));
  const plain = new Blob([inner, ...files.map((file) => file.blob), ...padding]);
  const key = await chunkKey(contentKey, text), parts = [front, check];
  for (let at = 0, number = 0; at < size; at += CHUNK, number += 1) {
    const end = Math.min(at + CHUNK, size), piece = await readable(bytesOf(plain, at, end), number);
    const sealed = new Uint8Array(await subtle.encrypt(gcm(text, nonce(number, end === size)), key, piece));
    parts.push(new Blob([sealed]));
    progress(done + Math.min(end, total));
  }
  const blob = new Blob(parts, { type: "application/octet-stream" });
  return { blob, sha256: await digest(blob), header: await readHeader(blob) };
}

/** A file that was changed or removed since it was chosen can no longer be read. */
async function readable(reading, number) {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DOMException) throw new EnvelopeError("file.changed", number);
    throw error;
  }
}

/* Opening */
/** The header, and whether the length is right: all that can be known without a key. */
export async function inspect(blob, expect = null) {
  const header = await readHeader(blob);
  for (const name of expect ? CONTEXT : []) {
    if (header.context[name] !== expect[name]) throw new EnvelopeError(`context.${name}`);
  }
  if (blob.size < header.length) throw new EnvelopeError("envelope.truncated");
  if (blob.size > header.length) throw new EnvelopeError("envelope.too_long");
  return header;
}

/** The content key from the pairs of two custodians. */
export async function keyFromCustodians(header, pairs) {
  const found = [];
  if (pairs.length !== 2 || equal(pairs[0].public, pairs[1].public)) throw new EnvelopeError("key.same");
  for (const pair of pairs) {
    const slot = SLOTS[header.custodians.indexOf(pair.fingerprint)];
    if (!slot || !pair.private) throw new EnvelopeError("key.stranger");
    const secret = await unwrap(header.wraps[slot], pair, slot, contextText(header.context));
    HELD[slot].forEach((share, n) => {
      const part = secret.slice(n * KEY, (n + 1) * KEY);
      if (found[share] && !equal(found[share], part)) throw new EnvelopeError("shares.disagree");
      found[share] = part;
    });
  }
  return xor(...found);
}

/** The content key from the bidder's own pair. A wrong key and a damaged wrap look alike. */
export const keyFromOwn = (header, pair) => unwrap(header.wraps.bidder, pair, "bidder", contextText(header.context));

/**
 * Decrypt and check everything; give the manifest. `into(entry)` gives what takes a file: a function called with each
 * piece. What was taken counts for nothing when this throws. `signer` is the point the bidder registered.
 */
export async function unseal(blob, header, contentKey, { signer = null, into = () => () => {}, progress = () => {} } = {}) {
  const text = contextText(header.context);
  if (!await subtle.verify("HMAC", await headerKey(contentKey, text), header.check, header.front)) {
    throw new EnvelopeError("header.altered");
  }
  const key = await chunkKey(contentKey, text);
  let number = 0, at = 0, kept = new Uint8Array(), position = header.start, left = header.size;
  async function some(most) {
    if (at === kept.length && left) {
      const want = Math.min(CHUNK, left), sealed = await bytesOf(blob, position, position + want + TAG);
      try {
        kept = new Uint8Array(await subtle.decrypt(gcm(text, nonce(number, want === left)), key, sealed));
      } catch {
        throw new EnvelopeError("chunk.altered", number);
      }
      number += 1;
      at = 0;
      position += want + TAG;
      left -= want;
      progress(header.size - left);
    }
    const piece = kept.subarray(at, at + most);
    at += piece.length;
    return piece;
  }
  async function all(count) {
    const parts = [];
    for (let missing = count; missing;) {
      const piece = await some(missing);
      if (!piece.length) throw new EnvelopeError("manifest.malformed");
      parts.push(piece.slice());
      missing -= piece.length;
    }
    return joined(...parts);
  }

  const count = read32(await all(4));
  if (count > MOST_MANIFEST) throw new EnvelopeError("manifest.malformed");
  const raw = await all(count), signature = await all(SIGNATURE), manifest = readManifest(raw);
  if (manifest.context !== text) throw new EnvelopeError("manifest.misplaced");
  if (signer && !equal(signer, manifest.signer)) throw new EnvelopeError("manifest.stranger");
  const verifier = await publicKey(manifest.signer, ECDSA)
    .catch(() => { throw new EnvelopeError("manifest.malformed"); });
  if (!await subtle.verify(SIGNING, verifier, signature, signedPart(raw))) throw new EnvelopeError("manifest.signature");
  const length = innerLength(raw.length, manifest.files);
  if (length > header.size || padded(length) !== header.size) throw new EnvelopeError("padding.damaged");
  for (const [n, entry] of manifest.files.entries()) {
    const take = into(entry, n), sum = new Sum(entry.size);
    for (let missing = entry.size; missing;) {
      const piece = await some(missing);
      sum.update(piece);
      await take(piece);
      missing -= piece.length;
    }
    if (await sum.hex() !== entry.sha256) throw new EnvelopeError("file.altered", n);
  }
  for (let piece = await some(CHUNK); piece.length; piece = await some(CHUNK)) {
    if (piece.some((byte) => byte)) throw new EnvelopeError("padding.damaged");
  }
  return manifest;
}

/** Open into Blobs: {manifest, files: [{name, blob}]}. */
export async function unsealFiles(blob, header, contentKey, how = {}) {
  const files = [];
  const manifest = await unseal(blob, header, contentKey, { ...how, into: (entry, n) => {
    const parts = [];
    files[n] = { name: entry.name, parts };
    return (piece) => { parts.push(new Blob([piece])); };
  } });
  return { manifest, files: files.map(({ name, parts }) => ({ name, blob: new Blob(parts) })) };
}

/** Open a fresh envelope with the bidder's own key and compare it, piece by piece, with the files themselves. */
export async function selfTest(blob, { context, files, own, signer, progress }) {
  const header = await inspect(blob, context);
  const manifest = await unseal(blob, header, await keyFromOwn(header, own), { signer, progress, into: (entry, n) => {
    let at = 0;
    return async (piece) => {
      const original = await readable(bytesOf(files[n].blob, at, at + piece.length), n);
      if (!equal(original, piece)) throw new EnvelopeError("selftest.failed", n);
      at += piece.length;
    };
  } });
  if (manifest.files.some((entry, n) => entry.name !== files[n]?.name) || manifest.files.length !== files.length) {
    throw new EnvelopeError("selftest.failed");
  }
  return manifest;
}
