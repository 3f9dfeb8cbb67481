// A custodian's page: make keys, save them, prove the file, deposit the public halves; later check the file again.
import { makeKeys, proved, readKeyFile, writeKeyFile } from "./custodian.js";
import { ask, attempt, enable, enabled, meter, say } from "./custodian_panel.js";
import { able } from "./envelope_keys.js";

const page = document.querySelector("[data-market-custody]");
const part = (name) => page.querySelector(`[data-market-${name}]`);
const BATCH = 1000;
const done = (element) => element.closest("li").classList.add("is-done");
let made = null, kept = true;

function making(place) {
  const make = part("make"), save = part("save"), prove = part("prove"), deposit = part("deposit");
  make.addEventListener("click", async () => {
    if (!enabled(make)) return;
    enable(make, false);
    await attempt(part("made"), async () => {
      const count = place.lots.length * place.stages.length;
      made = await makeKeys(place, meter(part("made"), `正在制作 ${count} 把密钥……`, count));
      kept = false;
      say(part("made"), "ok", `已制作 ${count} 把密钥。请保存密钥文件，关闭本页后无法找回。`);
      if (save.href) URL.revokeObjectURL(save.href);
      Object.assign(save, { href: URL.createObjectURL(new Blob([writeKeyFile(made)], { type: "application/json" })),
        download: page.dataset.name });
      save.removeAttribute("role");
      enable(save, true);
      enable(deposit, false);
      prove.value = "";
      part("proved").replaceChildren();
      done(make);
    });
    enable(make, true);
  });
  save.addEventListener("click", () => { if (enabled(save)) done(save); });
  prove.addEventListener("change", () => attempt(part("proved"), async () => {
    enable(deposit, false);
    if (!prove.files.length) return;
    if (!made) throw Object.assign(new Error("还没有制作密钥，请从第一步开始。"), { code: "made.nothing" });
    const file = readKeyFile(await prove.files[0].text(), place);
    await proved(file, made.keys, meter(part("proved"), "正在核对……", made.keys.length));
    say(part("proved"), "ok", `文件里有全部 ${made.keys.length} 把密钥，与刚才制作的一致。`);
    enable(deposit, true);
    deposit.classList.add("is-primary");
    make.classList.remove("is-primary");
    done(prove);
  }));
  deposit.addEventListener("click", async () => {
    if (!enabled(deposit)) {
      say(part("deposited"), "warn", "现在还不能存放：请先制作并保存密钥文件，再在第三步重新选择它。");
      return;
    }
    enable(deposit, false);
    const out = part("deposited");
    const through = await attempt(out, async () => {
      const told = meter(out, "正在存放公钥……", made.keys.length);
      for (let at = 0; at < made.keys.length; at += BATCH) {
        const keys = made.keys.slice(at, at + BATCH).map((key) => [key.lot, key.stage, key.public]);
        await ask(page.dataset.deposit, { keys });
        told(at + keys.length);
      }
      kept = true;
      done(deposit);
      say(out, "ok", "公钥已存放。请把密钥文件保管到开标。");
    });
    if (through) location.reload();
    else enable(deposit, true);
  });
}

function checking(place) {
  const check = part("check"), out = part("checked");
  check.addEventListener("change", () => attempt(out, async () => {
    if (!check.files.length) return;
    const file = readKeyFile(await check.files[0].text(), place);
    const wanted = Object.entries(place.deposited).flatMap(([stage, marks]) =>
      Object.entries(marks).map(([lot, fingerprint]) => ({ lot, stage, fingerprint })));
    await proved(file, wanted, meter(out, "正在核对……", wanted.length));
    say(out, "ok", `文件完好：与存放的 ${wanted.length} 把公钥一一对应，开标时可以使用。`);
  }));
}

if (page && able()) {
  const place = await ask(page.dataset.lots);
  page.hidden = false;
  if (part("make")) making(place);
  if (part("check")) checking(place);
  addEventListener("beforeunload", (event) => { if (!kept) event.preventDefault(); });
} else if (page) {
  document.querySelector("[data-market-custody-unable]").hidden = false;
}
