// Recomputes a chosen evaluation bundle in the browser and shows what differs; the file itself goes nowhere.
import { FAILURES, OUT_WORDS, TRIGGER_WORDS, verify } from "./ranking.js";
import { RankingFault } from "./ranking_shapes.js";
import { Sha256 } from "./sha256.js";

const MOST_BYTES = 64 * 1024 * 1024, MOST_NAMED = 100;
const rankingTool = document.querySelector("[data-market-ranking]");
const rankingPart = (name) => rankingTool.querySelector(`[data-market-ranking-${name}]`);
const rankingMade = (tag, words = "", className = "") => Object.assign(document.createElement(tag), { textContent: words, className });

function rankingNote(tone, words) {
  const box = rankingMade("div", "", `note is-${tone}`);
  box.append(rankingMade("p", words));
  return box;
}

function rankingFacts({ evaluation }, digest) {
  const list = rankingMade("dl"), { book, scheme } = evaluation;
  for (const [name, value] of [["项目", evaluation.title],
    ["编号", `${evaluation.tender}　第 ${evaluation.round} 次　标段（包） ${evaluation.lot}`],
    ["评标办法", scheme.scored ? "综合评分法" : "最低评标价法"], ["规则版本", `${book.key}（${book.since} 起施行）`],
    ["规则摘要值", book.digest], ["文件 SHA-256", digest]]) {
    list.append(rankingMade("dt", name), rankingMade("dd", value, name.length > 4 ? "mono" : ""));
  }
  return list;
}

/** 1920000.00 as people read it: 1,920,000.00. */
const rankingGrouped = (text) => text?.replace(/\B(?=(\d{3})+\.)/g, ",") ?? null;

function rankingRemark(row) {
  if (row.out) return OUT_WORDS[row.out];
  return row.candidate === null ? "" : `第 ${row.candidate} 中标候选人`;
}

/** The recomputed outcome as a table; where the bundle says otherwise, that stands beneath the right value. */
function rankingTable({ evaluation, computed, differences }) {
  const table = rankingMade("table", "", "table is-cards"), head = rankingMade("tr"), body = rankingMade("tbody");
  const names = new Map(evaluation.bids.map((one) => [one.id, one.name]));
  const columns = [["投标人", ["bid"], ""], ["名次", ["rank"], "num"], ["评审价", ["p_eval"], "num"]];
  if (evaluation.scheme.scored) {
    columns.push(["价格分", ["price_points"], "num"], ["其他部分", ["others_mean"], "num"], ["总分", ["total"], "num"]);
  }
  columns.push(["说明", ["out", "candidate"], ""]);
  const wrong = new Map(differences.map((one) => [`${one.bid}.${one.path.split(".").at(-1)}`, one]));
  for (const [label, , className] of columns) {
    head.append(Object.assign(rankingMade("th", label, className), { scope: "col" }));
  }
  for (const row of computed.rows) {
    const line = rankingMade("tr");
    for (const [label, fields, className] of columns) {
      const value = label === "说明" ? rankingRemark(row) : label === "投标人" ? names.get(row.bid)
        : label === "评审价" ? rankingGrouped(row.p_eval) : row[fields[0]];
      const cell = rankingMade(label === "投标人" ? "th" : "td", value === null || value === "" ? "—" : value, className);
      if (label === "投标人") cell.scope = "row";
      else cell.dataset.label = label;
      for (const field of fields) {
        const one = wrong.get(`${row.bid}.${field}`);
        if (one) cell.append(rankingMade("span", `包中写 ${OUT_WORDS[one.said] ?? (one.said || "空")}`, "ranking-wrong"));
      }
      line.append(cell);
    }
    body.append(line);
  }
  const top = rankingMade("thead");
  top.append(head);
  table.append(rankingMade("caption", "重算的评审结果", "sr"), top, body);
  return table;
}

/** Every difference, and what was decided beside the numbers. */
function rankingPlaces({ evaluation, computed, differences }) {
  const found = [], names = new Map(evaluation.bids.map((one) => [one.id, one.name]));
  const listed = (title, lines) => {
    const list = rankingMade("ul", "", "ranking-places");
    list.append(...lines);
    found.push(rankingMade("h2", title), list);
  };
  if (differences.length) {
    listed("不一致之处", differences.slice(0, MOST_NAMED).map((one) => {
      const line = rankingMade("li", one.sentence);
      line.append(rankingMade("br"), rankingMade("span", one.path, "mono meta"));
      return line;
    }));
    if (differences.length > MOST_NAMED) found.push(rankingMade("p", `另有 ${differences.length - MOST_NAMED} 处未列出。`, "meta"));
  }
  const asked = evaluation.lowPrices.map((one) => rankingMade("li", `${names.get(one.bid)}：`
    + `${one.triggers.map((name) => TRIGGER_WORDS[name]).join("，")}；说明${one.accepted ? "已采纳" : "未被采纳"}`));
  if (asked.length) listed("异常低价审查", asked);
  const open = computed.open.map((tie) => rankingMade("li", `${tie.bids.map((id) => names.get(id)).join("、")}：`
    + `${tie.over === "brand" ? "同品牌由谁参加" : "名次并列"}，包中没有抽签记录`));
  if (open.length) listed("尚待抽签", open);
  return found;
}

function rankingVerdict({ computed, differences }) {
  if (differences.length) return rankingNote("danger", `重算发现 ${differences.length} 处不一致，首处：${differences[0].sentence}`);
  const failed = computed.failed ? `评审结果是${computed.failed}（${FAILURES[computed.failed]}），不产生名次。` : "";
  return rankingNote("ok", `重算一致：包中的每个分数、名次和结论都由包内数据得出。${failed}`);
}

async function rankingCheck() {
  const said = rankingPart("said"), out = rankingPart("found"), [file] = rankingPart("file").files;
  said.replaceChildren();
  out.replaceChildren();
  if (!file) return;
  try {
    if (file.size > MOST_BYTES) throw new RankingFault("bundle.format");
    const bytes = new Uint8Array(await file.arrayBuffer()), sum = new Sha256();
    const result = verify(bytes);
    sum.update(bytes);
    out.replaceChildren(rankingFacts(result, sum.hex()), rankingTable(result), ...rankingPlaces(result));
    said.replaceChildren(rankingVerdict(result));
  } catch (error) {
    said.replaceChildren(rankingNote("danger", error instanceof RankingFault ? error.message
      : "没有完成：浏览器报告了意外的错误，请刷新页面后重试。"));
    if (!(error instanceof RankingFault)) throw error;
  }
}

if (rankingTool) {
  rankingTool.hidden = false;
  document.querySelector("[data-market-ranking-plain]").hidden = true;
  rankingPart("file").addEventListener("change", rankingCheck);
}
