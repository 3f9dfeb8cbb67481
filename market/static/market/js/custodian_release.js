// The panel in which a custodian gives out the private keys of the lots that are opened now.
import { readKeyFile, releaseSecrets } from "./custodian.js";
import { ask, attempt, enable, enabled, meter, say } from "./custodian_panel.js";

/** Bring the panels beneath a node to life; a page that swaps its parts calls it again. */
export function wake(root = document) {
  for (const panel of root.querySelectorAll("[data-market-release]:not([data-awake])")) {
    panel.dataset.awake = "";
    wire(panel);
  }
}

function wire(panel) {
  const part = (name) => panel.querySelector(`[data-market-release-${name}]`);
  const choose = part("file"), give = part("give"), out = part("said");
  let ready = null;
  choose.addEventListener("change", () => attempt(out, async () => {
    ready = null;
    enable(give, false);
    if (!choose.files.length) return;
    const place = await ask(panel.dataset.lots), { stage } = panel.dataset, marks = place.deposited[stage] ?? {};
    const lots = JSON.parse(panel.querySelector("script").textContent).map((lot) => ({ lot, fingerprint: marks[lot] }));
    const file = readKeyFile(await choose.files[0].text(), place);
    ready = await releaseSecrets(file, lots, stage, meter(out, "正在核对密钥文件……", lots.length));
    say(out, "ok", `密钥文件核对无误，将交出 ${ready.keys.length} 个标段的密钥。`);
    enable(give, true);
  }));
  give.addEventListener("click", async () => {
    if (!enabled(give) || !ready) {
      say(out, "warn", "现在还不能交出：请先选择密钥文件，核对无误后才能交出。");
      return undefined;
    }
    enable(give, false);
    const through = await attempt(out, () => ask(panel.dataset.url, ready));
    if (!through) return enable(give, true);
    say(out, "ok", `已交出 ${ready.keys.length} 个标段的密钥。`);
    ready = null;
    panel.dispatchEvent(new CustomEvent("market:released", { bubbles: true }));
    return undefined;
  });
}

wake();
