// Hashes a chosen file on the reader's own device and asks for its digest; the file itself goes nowhere.
const box = document.querySelector("[data-market-verify-file]");
if (box && globalThis.crypto?.subtle) {
  box.hidden = false;
  const status = box.querySelector("[role=status]");
  box.querySelector("input").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    status.textContent = "正在本机计算摘要值……";
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    location.search = "?q=" + hex;
  });
}
