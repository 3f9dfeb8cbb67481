// Passkeys: asking the browser for one and handing its answer to the form. Forms say what they want by data-market-passkey.
const able = () => Boolean(globalThis.PublicKeyCredential && navigator.credentials);
const SENTENCES = {
  NotAllowedError: "没有完成：您取消了，或等待时间过长。没有任何内容被更改，可以重试。",
  InvalidStateError: "这台设备已经为本账号添加过通行密钥。",
  SecurityError: "这个地址不能使用通行密钥，请以 https 地址或 localhost 打开本站。",
};

const unb64 = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (mark) => mark.charCodeAt(0));
const b64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const known = (list = []) => list.map((one) => ({ ...one, id: unb64(one.id) }));

/** What the browser made, as JSON that the server reads. */
function written(credential) {
  const { response } = credential, said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = b64(response[name]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return { id: credential.id, rawId: b64(credential.rawId), type: credential.type, response: said,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults() };
}

async function made({ publicKey }) {
  const authenticatorSelection = { ...publicKey.authenticatorSelection, residentKey: "required",
    requireResidentKey: true, userVerification: "required" };
  return navigator.credentials.create({ publicKey: { ...publicKey, authenticatorSelection,
    challenge: unb64(publicKey.challenge), user: { ...publicKey.user, id: unb64(publicKey.user.id) },
    excludeCredentials: known(publicKey.excludeCredentials) } });
}

const shown = ({ publicKey }) => navigator.credentials.get({ publicKey: { ...publicKey,
  challenge: unb64(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) } });

const onPage = () => JSON.parse(document.getElementById("passkey-options").textContent);
async function asked(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

const WAYS = {
  add: async () => made(onPage().creation_options),
  confirm: async () => shown(onPage().request_options),
  login: async (form) => shown((await asked(form)).request_options),
};

for (const form of document.querySelectorAll("[data-market-passkey]")) {
  if (!able()) continue;
  form.hidden = false;
  const said = form.querySelector("[data-market-passkey-said]"), field = form.elements.credential;
  field.value = "";
  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    said.textContent = "";
    try {
      field.value = JSON.stringify(written(await WAYS[form.dataset.marketPasskey](form)));
      form.submit();
    } catch (error) {
      said.textContent = SENTENCES[error.name] ?? "没有完成：浏览器或服务器没有应答，请稍后重试。";
    }
  });
}
const unable = document.querySelector("[data-market-passkey-unable]");
if (unable) unable.hidden = able();
