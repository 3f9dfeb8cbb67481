// The page that makes a bidder's key file, proves that it was saved by reading it again, and registers its public halves.
import { EnvelopeError, SIGNING, able, b64, makeKeys, readKeyFile, subtle, utf8, writeKeyFile } from "./envelope_keys.js";

const form = document.querySelector("[data-market-key]");
const part = (name) => form.querySelector(`[data-market-key-${name}]`);
const spoken = (digits) => digits.match(/.{1,4}/g).join(" ");

function say(out, words, tone) {
  out.className = tone ? `note is-${tone}` : "";
  out.textContent = words;
}

function making() {
  const save = part("save"), out = part("made");
  part("make").addEventListener("click", async () => {
    const keys = await makeKeys({ signs: true });
    URL.revokeObjectURL(save.href);
    save.href = URL.createObjectURL(new Blob([await writeKeyFile(keys)], { type: "application/json" }));
    save.download = form.dataset.marketKeyName;
    save.hidden = false;
    save.focus();
    say(out, `已制作。签名指纹 ${spoken(keys.signs.fingerprint)}。请保存，离开本页后无法找回。`, "ok");
  });
}

/** What the server checks: the private half signs for whom which public halves are registered. */
async function proof(keys) {
  const words = `${form.dataset.marketKeyPrefix}|${b64(keys.opens.public)}|${b64(keys.signs.public)}`;
  return new Uint8Array(await subtle.sign(SIGNING, keys.signs.private, utf8(words)));
}

function checking() {
  const out = part("checked"), register = part("register");
  const fields = ["opens", "signs", "proof"].map((name) => form.elements[name]);
  document.getElementById("key-file").addEventListener("change", async (event) => {
    for (const field of fields) field.value = "";
    register.setAttribute("aria-disabled", "true");
    const [file] = event.target.files;
    if (!file) return say(out, "", "");
    try {
      const keys = await readKeyFile(await file.text());
      if (!keys.opens.private || !keys.signs?.private) {
        return say(out, "这是公开文件或保管人的文件，不是投标密钥，请选择刚才保存的密钥文件。", "danger");
      }
      const values = [keys.opens.public, keys.signs.public, await proof(keys)];
      fields.forEach((field, n) => { field.value = b64(values[n]); });
      register.removeAttribute("aria-disabled");
      return say(out, `文件完好。签名指纹 ${spoken(keys.signs.fingerprint)}。`, "ok");
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      return say(out, error.message, "danger");
    }
  });
  form.addEventListener("submit", (event) => {
    if (fields.every((field) => field.value)) return;
    event.preventDefault();
    say(out, "请先重新选择保存好的密钥文件，再登记。", "danger");
    document.getElementById("key-file").focus();
  });
}

if (form && able()) {
  form.hidden = false;
  making();
  checking();
} else if (form) {
  document.querySelector("[data-market-key-unable]").hidden = false;
}
