// Sends a sealed envelope in pieces (the core of tus 1.0): it can be paused, goes on where it ended, and tries again.
// Nothing here touches the page.
const VERSION = "1.0.0";
const LEAST = 64 * 1024, MOST = 16 * 1024 * 1024, SECONDS = 2;
const WAITS = [1000, 2000, 5000, 10000, 20000, 30000];

/** Why an envelope was not taken: a stable code and its sentence, as the server gave them. */
export class UploadError extends Error {
  constructor(code, message, { status = 0, final = true, facts = {} } = {}) {
    super(message);
    Object.assign(this, { name: "UploadError", code, status, final, facts });
  }
}

const LOST = "网络中断，正在重试；已上传的部分不会丢失。";
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value
  ?? document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const base = (address) => new URL(address, location.href).pathname;

/**
 * One envelope on its way. `blob` is the envelope, `place` {lot, stage, volume, version} what it was sealed for, `url`
 * where uploads begin. `onprogress` hears {sent, total, speed, left, state}: bytes, bytes a second as measured, seconds,
 * and one of waiting | sending | paused | retrying | checking | done.
 */
export class Upload {
  constructor({ url, blob, place, id = crypto.randomUUID(), onprogress = () => {} }) {
    Object.assign(this, { url, blob, place, id, onprogress, sent: 0, speed: 0, state: "waiting", message: "" });
    this.address = null;
    this.size = LEAST * 4;
    this.stopper = null;
    this.paused = false;
  }

  /** Begin or go on; resolves to {id, sha256} of the kept envelope, rejects with an UploadError. */
  async start() {
    this.paused = false;
    let failures = 0;
    while (!this.paused) {
      this.stopper = new AbortController();
      try {
        if (!this.address) await this.create();
        const kept = this.sent < this.blob.size ? await this.send() : await this.ask();
        failures = 0;
        if (kept) return this.finished(kept);
      } catch (error) {
        if (this.paused) break;
        if (error instanceof UploadError && error.final) throw error;
        this.tell("retrying", error instanceof UploadError ? error.message : LOST);
        this.size = Math.max(LEAST, Math.round(this.size / 2));
        await this.wait(WAITS[Math.min(failures, WAITS.length - 1)]);
        failures += 1;
        await this.find();
      }
    }
    this.tell("paused");
    return null;
  }

  /** Stop sending; `start` goes on from where the server says it ended. */
  pause() {
    this.paused = true;
    this.stopper?.abort();
  }

  /** Give it up: the server forgets what it has. */
  async cancel() {
    this.pause();
    if (this.address) await this.request("DELETE", this.address).catch(() => {});
    this.tell("waiting");
  }

  async create() {
    const metadata = Object.entries({ ...this.place, id: this.id })
      .map(([name, value]) => `${name} ${encoded(String(value))}`).join(",");
    const answer = await this.request("POST", this.url, { "Upload-Length": this.blob.size, "Upload-Metadata": metadata });
    this.address = base(answer.headers.get("Location"));
    this.sent = Number(answer.headers.get("Upload-Offset") ?? 0);
  }

  /** One piece, as long as the measured speed fills a few seconds with. */
  async send() {
    this.tell("sending");
    const piece = this.blob.slice(this.sent, this.sent + this.size), begun = performance.now();
    if (this.sent + piece.size === this.blob.size) this.tell("checking");
    const answer = await this.request("PATCH", this.address, {
      "Upload-Offset": this.sent, "Content-Type": "application/offset+octet-stream" }, piece);
    const seconds = Math.max((performance.now() - begun) / 1000, 0.001), now = piece.size / seconds;
    this.speed = this.speed ? 0.6 * this.speed + 0.4 * now : now;
    this.size = Math.min(MOST, Math.max(LEAST, Math.round(this.speed * SECONDS)));
    this.sent = Number(answer.headers.get("Upload-Offset"));
    return this.kept(answer);
  }

  /** Everything is there: an empty piece has the server check what a lost answer left open. */
  async ask() {
    this.tell("checking");
    return this.kept(await this.request("PATCH", this.address, {
      "Upload-Offset": this.sent, "Content-Type": "application/offset+octet-stream" }, new Blob([])));
  }

  /** After a failure: where does the server say it stands? */
  async find() {
    if (!this.address || this.paused) return;
    try {
      this.sent = Number((await this.request("HEAD", this.address)).headers.get("Upload-Offset"));
    } catch (error) {
      if (error.status === 404) Object.assign(this, { address: null, sent: 0 });
    }
  }

  kept(answer) {
    const sha256 = answer.headers.get("Envelope-Sha256");
    return sha256 ? { id: answer.headers.get("Envelope-Id"), sha256 } : null;
  }

  finished(kept) {
    this.tell("done");
    return kept;
  }

  async request(method, url, headers = {}, body = undefined) {
    const answer = await fetch(url, { method, body, credentials: "same-origin", redirect: "error",
      signal: this.stopper?.signal, headers: { "Tus-Resumable": VERSION, "X-CSRFToken": token(), ...headers } });
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    const final = answer.status < 500 && ![408, 409, 423, 429].includes(answer.status);
    throw new UploadError(said.code ?? "upload.failed", said.message ?? "上传没有成功，请稍后重试。",
      { status: answer.status, final: said.code ? !said.again : final, facts: said.facts ?? {} });
  }

  tell(state, message = "") {
    Object.assign(this, { state, message });
    const left = this.speed ? (this.blob.size - this.sent) / this.speed : null;
    this.onprogress({ state, message, sent: this.sent, total: this.blob.size, speed: this.speed, left });
  }

  wait(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.stopper.signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
    });
  }
}
