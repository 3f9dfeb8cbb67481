// SHA-256 of any length, a piece at a time; the browser's own wants everything at once.
const ROUNDS = new Int32Array(64), START = new Int32Array(8);
for (let number = 2, found = 0; found < 64; number += 1) {
  let prime = true;
  for (let factor = 2; factor * factor <= number && prime; factor += 1) prime = number % factor !== 0;
  if (!prime) continue;
  if (found < 8) START[found] = (Math.sqrt(number) % 1) * 2 ** 32;
  ROUNDS[found] = (Math.cbrt(number) % 1) * 2 ** 32;
  found += 1;
}

export class Sha256 {
  constructor() {
    this.state = Int32Array.from(START);
    this.rest = new Uint8Array(64);
    this.kept = 0;
    this.length = 0;
    this.words = new Int32Array(64);
  }

  update(bytes) {
    let at = 0;
    this.length += bytes.length;
    if (this.kept) {
      at = Math.min(64 - this.kept, bytes.length);
      this.rest.set(bytes.subarray(0, at), this.kept);
      this.kept += at;
      if (this.kept < 64) return this;
      this.blocks(this.rest, 0, 64);
      this.kept = 0;
    }
    const end = bytes.length - ((bytes.length - at) % 64);
    this.blocks(bytes, at, end);
    this.rest.set(bytes.subarray(end));
    this.kept = bytes.length - end;
    return this;
  }

  blocks(bytes, from, to) {
    const w = this.words, state = this.state;
    let [h0, h1, h2, h3, h4, h5, h6, h7] = state;
    for (let at = from; at < to; at += 64) {
      for (let n = 0, byte = at; n < 16; n += 1, byte += 4) {
        w[n] = (bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3];
      }
      for (let n = 16; n < 64; n += 1) {
        const x = w[n - 15], y = w[n - 2];
        const low = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const high = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[n] = (((w[n - 16] + w[n - 7]) | 0) + ((low + high) | 0)) | 0;
      }
      let a = h0, b = h1, c = h2, d = h3, e = h4, f = h5, g = h6, h = h7;
      for (let n = 0; n < 64; n += 1) {
        const turned = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const mixed = (((h + turned) | 0) + ((g ^ (e & (f ^ g))) + ((ROUNDS[n] + w[n]) | 0) | 0)) | 0;
        const spun = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const most = (a & b) | (c & (a | b));
        h = g;
        g = f;
        f = e;
        e = (d + mixed) | 0;
        d = c;
        c = b;
        b = a;
        a = (mixed + ((spun + most) | 0)) | 0;
      }
      h0 = (h0 + a) | 0; h1 = (h1 + b) | 0; h2 = (h2 + c) | 0; h3 = (h3 + d) | 0;
      h4 = (h4 + e) | 0; h5 = (h5 + f) | 0; h6 = (h6 + g) | 0; h7 = (h7 + h) | 0;
    }
    state.set([h0, h1, h2, h3, h4, h5, h6, h7]);
  }

  /** The 64 hexadecimal digits; nothing may be added after. */
  hex() {
    const bits = this.length * 8, fill = new Uint8Array((this.kept < 56 ? 64 : 128) - this.kept);
    fill[0] = 0x80;
    const tail = new DataView(fill.buffer);
    tail.setUint32(fill.length - 8, Math.floor(bits / 2 ** 32));
    tail.setUint32(fill.length - 4, bits >>> 0);
    this.update(fill);
    return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

const WHOLE = 64 * 1024 * 1024;

/** SHA-256 of so many bytes: by the browser's own code where they may be held together, else piece by piece. */
export class Sum {
  constructor(size) {
    this.held = size <= WHOLE ? new Uint8Array(size) : null;
    this.sum = this.held ? null : new Sha256();
    this.at = 0;
  }

  update(bytes) {
    if (this.held) this.held.set(bytes, this.at);
    else this.sum.update(bytes);
    this.at += bytes.length;
  }

  async hex() {
    if (!this.held) return this.sum.hex();
    const whole = new Uint8Array(await crypto.subtle.digest("SHA-256", this.held));
    return Array.from(whole, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}
