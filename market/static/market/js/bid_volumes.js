// Step three: choosing the files of each volume. They stay in this browser.
import { Drafts } from "./bid_drafts.js";
import { desk, element, part, size, status, timeOfDay } from "./bid_desk.js";

const MOST_FILES = 200, MOST_BYTES = 2 ** 31 - 2 ** 20;
const UNSEEN = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\]/u;
const drafts = new Drafts(desk), saved = part("saved");

const told = (words) => { saved.textContent = words; };
const key = (volume) => `files/${volume.key}`;

/** Why a list of files cannot be a volume; empty where it can. */
function fault(files) {
  const names = files.map((file) => file.name), total = files.reduce((sum, file) => sum + file.size, 0);
  const twice = names.find((name, n) => names.indexOf(name) < n);
  if (files.length > MOST_FILES) return `每卷最多 ${MOST_FILES} 个文件，这次选了 ${files.length} 个，没有保存。`;
  if (total > MOST_BYTES) return `这一卷合计 ${size(total)}，超过 2 GB，没有保存。请压缩或者拆分。`;
  if (twice) return `有两个文件都叫“${twice}”，没有保存。请改名后再选。`;
  const bad = names.find((name) => UNSEEN.test(name) || new TextEncoder().encode(name).length > 255);
  if (bad) return `文件名“${bad}”过长或者含有不可见字符，没有保存。请改名后再选。`;
  const empty = files.find((file) => file.size === 0);
  return empty ? `“${empty.name}”是空文件，没有保存。请核对后再选。` : "";
}

async function draw(volume, list, state) {
  const files = await drafts.get(key(volume)) ?? [];
  list.replaceChildren(...files.map((file, n) => {
    const row = element("li"), remove = element("button", "移除", "linklike");
    remove.type = "button";
    remove.append(Object.assign(element("span", ` ${file.name}`), { className: "sr" }));
    remove.addEventListener("click", async () => {
      await keep(volume, files.filter((_, other) => other !== n));
      await draw(volume, list, state);
    });
    row.append(element("span", file.name), element("span", size(file.size), "meta"), remove);
    return row;
  }));
  const total = files.reduce((sum, file) => sum + file.size, 0);
  if (files.length) state.replaceChildren(status(`${files.length} 个文件，${size(total)}`, "ok"));
  else if (volume.uploaded) state.replaceChildren(status(`已上传第 ${volume.uploaded.version} 版，不替换`, "blue"));
  else state.replaceChildren(status(volume.required ? "还没有选择" : "可不提供", volume.required ? "warn" : ""));
}

async function keep(volume, files) {
  if (files.length) await drafts.put(key(volume), files);
  else await drafts.remove(key(volume));
  told(`草稿已存在这台电脑上，${timeOfDay(new Date())}。`);
}

function section(volume) {
  const box = element("section", "", "bid-volume"), head = element("h2", volume.label), state = element("span");
  const field = element("div", "", "field"), label = element("label", `选择“${volume.label}”的文件`), input = element("input");
  const list = element("ul", "", "bid-files"), error = element("p", "", "error");
  head.append(state);
  Object.assign(input, { type: "file", multiple: true, id: `files-${volume.key}` });
  label.htmlFor = input.id;
  error.setAttribute("role", "alert");
  field.append(label, input, error);
  input.addEventListener("change", async () => {
    const before = await drafts.get(key(volume)) ?? [], chosen = [...input.files];
    const files = [...before.filter((file) => !chosen.some((one) => one.name === file.name)), ...chosen];
    const why = fault(files);
    field.classList.toggle("is-bad", Boolean(why));
    error.textContent = why ? `错误：${why}` : "";
    input.value = "";
    if (why) return;
    try {
      await keep(volume, files);
    } catch {
      error.textContent = "错误：浏览器没有足够的空间保存草稿，这些文件没有保存。请清理空间，或者在加密当天再选择。";
    }
    await draw(volume, list, state);
  });
  box.append(head, field, list);
  draw(volume, list, state);
  return box;
}

if (desk && typeof indexedDB === "object") {
  const box = part("volumes"), forget = part("forget");
  box.append(...desk.volumes.filter((volume) => !volume.price).map(section));
  box.hidden = false;
  forget.hidden = false;
  forget.addEventListener("click", async () => {
    await drafts.clear();
    location.reload();
  });
}
