// Sealing one volume: its files out of the drafts, the envelope, the self-test. Used alike for a bid and for the rehearsal.
import { seal, selfTest } from "./envelope.js";
import { fits } from "./bid_quote.js";
import { b64, signerOf, unb64, utf8 } from "./envelope_keys.js";

/** JSON in its one form: keys sorted, no blanks. */
function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** The price sheet as it is sealed: canonical JSON, with 32 random bytes so that no hash of it can be guessed. */
export function priceSheet(desk, price) {
  const said = { format: "price-sheet/2", tender: desk.tender, lot: desk.lot.id, party: desk.party.id, name: desk.party.name,
    code: desk.party.code, quote: price.quote, amount: price.amount, currency: "CNY", declared: price.declared,
    delivery: price.delivery, validity_days: price.validity, remarks: price.remarks,
    salt: b64(crypto.getRandomValues(new Uint8Array(32))) };
  return { name: "price-sheet.json", blob: new Blob([utf8(canonical(said))], { type: "application/json" }) };
}

/** What a volume is made of now: {files, mark, bytes}; null where nothing was drafted. `mark` changes with the draft. */
export async function content(desk, volume, drafts) {
  if (volume.price) {
    const price = await drafts.get("price");
    return fits(price, desk) ? { mark: `price ${price.at}`, bytes: 4096, files: () => [priceSheet(desk, price)], names: "price-sheet.json" } : null;
  }
  const files = await drafts.get(`files/${volume.key}`);
  if (!files?.length) return null;
  return { mark: files.map((file) => `${file.name} ${file.size} ${file.lastModified}`).join("\n"),
    bytes: files.reduce((sum, file) => sum + file.size, 0), names: files.map((file) => file.name).join("、"),
    files: () => files.map((file) => ({ name: file.name, blob: file })) };
}

/** Seal and test: {blob, sha256, version}. `progress(state, done, total)` hears sealing, then testing. */
export async function sealVolume(desk, volume, drafted, keys, progress) {
  const files = drafted.files(), total = files.reduce((sum, file) => sum + file.blob.size, 0);
  const context = { lot: desk.lot.id, stage: volume.stage, volume: volume.key, owner_tag: desk.tag, version: volume.version };
  const sealed = await seal({ context, files, custodians: volume.custodians.map((point) => unb64(point, 65)),
    own: keys.opens.public, signer: signerOf(keys.signs), progress: (done) => progress("sealing", done, 2 * total) });
  await selfTest(sealed.blob, { context, files, own: keys.opens, signer: keys.signs.public,
    progress: (done) => progress("testing", done, sealed.header.size) });
  return { blob: sealed.blob, sha256: sealed.sha256, version: volume.version };
}
