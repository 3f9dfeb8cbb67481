// The last two steps of a rehearsal: look once more, then two throwaway custodians open everything before one's eyes.
import { priceLines } from "./bid_confirm.js";
import { desk, element, part, say, short, size, status } from "./bid_desk.js";
import { Drafts } from "./bid_drafts.js";
import { fits } from "./bid_quote.js";
import { inspect, keyFromCustodians, unsealFiles } from "./envelope.js";
import { readKeyFile } from "./envelope_keys.js";

const box = part("practice"), said = part("said");
const drafts = new Drafts(desk);

function line(name, ...cells) {
  const row = element("tr"), head = element("th", name);
  head.scope = "row";
  row.append(head, ...cells.map(([label, ...inside]) => {
    const cell = element("td");
    cell.dataset.label = label;
    cell.append(...inside);
    return cell;
  }));
  return row;
}

async function confirm() {
  const price = await drafts.get("price"), rows = [];
  for (const volume of desk.volumes) {
    const sealed = await drafts.get(`sealed/${volume.key}`);
    rows.push(line(volume.label, ["密文大小", sealed ? size(sealed.blob.size) : "—"], ["摘要值", sealed ? short(sealed.sha256) : "—"],
      ["自检", sealed ? status("自检通过", "ok") : status("还没有封好", "warn")]));
  }
  if (fits(price, desk)) part("price-shown").replaceChildren(...priceLines(price, desk));
  else part("price-shown").textContent = "还没有填写报价。";
  part("rows").replaceChildren(...rows);
  if (rows.some((row) => row.querySelector(".is-warn"))) {
    say(said, "warn", "还有文件卷没有封好，请返回上一步。");
    part("onward").setAttribute("aria-disabled", "true");
    part("onward").removeAttribute("href");
  }
}

/** Whether what came out is, byte for byte, what was chosen. */
async function same(one, other) {
  const [left, right] = await Promise.all([one.arrayBuffer(), other.arrayBuffer()]);
  if (left.byteLength !== right.byteLength) return false;
  const bytes = new Uint8Array(right);
  return new Uint8Array(left).every((byte, n) => byte === bytes[n]);
}

async function openAll() {
  const custodians = await drafts.get("custodians"), price = await drafts.get("price");
  if (!custodians) {
    say(said, "warn", "没有正在进行的演练：可能已经结束并清除。请重新开始。");
    return;
  }
  const holders = [];
  for (const n of [0, 2]) holders.push((await readKeyFile(JSON.stringify(custodians[n]))).opens);
  const rows = [];
  for (const volume of desk.volumes) {
    const sealed = await drafts.get(`sealed/${volume.key}`), chosen = await drafts.get(`files/${volume.key}`) ?? [];
    if (!sealed) continue;
    const header = await inspect(sealed.blob), { files } = await unsealFiles(sealed.blob, header, await keyFromCustodians(header, holders));
    let shown, equal = true;
    if (volume.price) {
      const sheet = JSON.parse(await files[0].blob.text());
      shown = priceLines({ ...sheet, validity: sheet.validity_days }, desk);
      equal = sheet.amount === price.amount && sheet.quote.value === price.quote.value;
    } else {
      shown = [files.map((file) => `${file.name}（${size(file.blob.size)}）`).join("、")];
      for (const [n, file] of files.entries()) equal = equal && file.name === chosen[n]?.name && await same(file.blob, chosen[n]);
    }
    rows.push(line(volume.label, ["打开的内容", ...shown], ["核对", equal ? status("与您封入的一致", "ok") : status("不一致", "danger")]));
  }
  part("rows").replaceChildren(...rows);
  await drafts.clear();
  say(said, "ok", "两位演练保管人已交出密钥，全部打开。演练的文件、报价和密钥已从这台电脑清除。");
}

if (box && typeof indexedDB === "object") {
  box.hidden = false;
  await (box.dataset.marketPractice === "confirm" ? confirm() : openAll());
}
