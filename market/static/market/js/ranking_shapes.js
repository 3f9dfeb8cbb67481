// Reading an evaluation-bundle/1 strictly. The format stands in docs/ranking.md; bids/ranking/ is the same in Python.
import { cents, parsed } from "./ranking_numbers.js";

export const SENTENCES = {
  "bundle.not_json": "文件不是 JSON，不能核对；请选择下载时保存的评审数据包原件。",
  "bundle.not_canonical": "文件不是规范写法（键名排序、不留空格），可能被重新排版过；请使用下载时的原件。",
  "bundle.format": "这不是评审数据包（evaluation-bundle/1），不能核对；请检查选择的文件。",
  "bundle.keys": "{place} 的项目不齐或有多余项目，不能核对；请使用下载时的原件。",
  "bundle.value": "{place} 的写法不符合格式，不能核对；请使用下载时的原件。",
  "bundle.twice": "{place} 与前面的重复，不能核对；请使用下载时的原件。",
  "bundle.stranger": "{place} 所指的投标不在包内，不能核对；请使用下载时的原件。",
  "bundle.scheme": "评标办法（scheme）无法识别，不能核对；请使用下载时的原件。",
  "experts.differ": "{place} 的专家与其他投标不一致，平均分无从计算；请核对评分记录。",
  "score.range": "{place} 超过该项满分，不能汇总；请核对评分记录。",
  "low_price.disagrees": "{place} 与低价审查结论（low_price）不一致；请核对评审记录。",
  "quote.not_positive": "{place} 折算后的报价不大于零，不能排序；请核对报价。",
  "ceiling.missing": "报价是下浮率，但没有最高限价，不能折算；请补充最高限价。",
  "verdict.missing": "{place} 还没有审查结论，不能排序；请先完成审查。",
  "correction.undecided": "{place} 的报价已经修正，但没有投标人是否确认的记录，不能排序；请先补记。",
  "low_price.undecided": "{place} 触发低价审查，但没有审查结论，不能排序；请先完成低价审查。",
  "scores.missing": "{place} 没有评分，不能排序；请先完成评分。",
  "price.zero": "最低的评审价为 0.00，价格分无从计算；请核对报价。",
};

/** A file that is no bundle or a broken one, or a ranking that something is missing for. */
export class RankingFault extends Error {
  constructor(code, place = "") {
    super(SENTENCES[code].replace("{place}", place));
    Object.assign(this, { code, place });
  }
}

const fault = (code, place) => { throw new RankingFault(code, place); };
const PHASES = ["qualification", "compliance", "correction", "low_price", "revoked"];
const SIZES = ["none", "medium", "small", "micro", "prison", "welfare"];
export const TRIGGERS = ["half_mean", "half_second", "ceiling_share", "committee"];
const TOP = ["format", "tender", "round", "lot", "title", "rulebook", "issued_on", "min_bidders", "ceiling", "rules",
  "scheme", "sme_way", "bids", "low_price", "draws", "outcome"];
const BID = ["id", "name", "quote", "corrected", "declared", "verdicts", "facts", "others", "scores"];
const RULES = ["consortium_share", "domestic_preference", "low_price_mean", "low_price_second", "low_price_ceiling"];
export const ROW = ["bid", "p_eval", "price_points", "others_mean", "total", "rank", "candidate", "out"];
const NUMBER = /^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$/, POINTS = /^(0|[1-9][0-9]{0,14})\.[0-9]{2}$/;
const BID_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, HASH = /^[0-9a-f]{64}$/, DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const LONE = /[\ud800-\udfff]/u;
const PIECES = 1000000, MANY = 5000;

/* One value at its place */
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const sameNames = (value, names) => isObject(value) && Object.keys(value).length === names.length
  && names.every((name) => Object.hasOwn(value, name));
const keys = (value, names, place) => (sameNames(value, names) ? value : fault("bundle.keys", place));
const whole = (value, place, least, most) => (Number.isInteger(value) && value >= least && value <= most ? value
  : fault("bundle.value", place));
const flag = (value, place) => (typeof value === "boolean" ? value : fault("bundle.value", place));
const choice = (options, value, place) => (typeof value === "string" && options.includes(value) ? value
  : fault("bundle.value", place));
const matching = (pattern, value, place) => (typeof value === "string" && pattern.test(value) && !value.endsWith("\n")
  ? value : fault("bundle.value", place));
const number = (value, place) => parsed(matching(NUMBER, value, place));
const points = (value, place) => cents(matching(POINTS, value, place));
const optional = (value, place, one) => (value === null ? null : one(value, place));
const said = (value, place, most = 2000, least = 0) => {
  const length = typeof value === "string" ? [...value].length : -1;
  return length >= least && length <= most ? value : fault("bundle.value", place);
};

function rows(value, place, one, most = MANY) {
  if (!Array.isArray(value) || value.length > most) fault("bundle.value", place);
  return value.map((row, at) => one(row, `${place}[${at}]`));
}

function distinct(values, place) {
  const seen = new Set();
  for (const [at, value] of values.entries()) {
    if (seen.has(value)) fault("bundle.twice", `${place}[${at}]`);
    seen.add(value);
  }
}

function upToOne(value, place) {
  const found = number(value, place);
  return found.top <= found.bottom ? found : fault("bundle.value", place);
}

function day(value, place) {
  const [year, month, date] = matching(DAY, value, place).split("-").map(Number);
  const days = [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (!year || !(date >= 1 && date <= days[month - 1])) fault("bundle.value", place);
  return value;
}

/* The scheme, scheme/1 */
const SCHEME = ["format", "method", "basis", "rate_kind", "price_points", "criteria", "qualification", "compliance",
  "sme_deduction", "consortium_deduction", "domestic", "stacking", "same_brand", "core_product", "ties",
  "low_price_minutes", "performance_bond", "candidates"];
const SCHEME_KEY = /^[a-z][a-z0-9_]{0,39}$/, SCHEME_POINTS = /^(0|[1-9][0-9]{0,3})(\.[0-9]{1,2})?$/;
const SCHEME_SHARE = /^(0(\.[0-9]{1,4})?|1(\.0{1,4})?)$/;
const LABEL = 120, HOW = 2000, ITEMS = 200;
const schemePoints = (value) => parsed(matching(SCHEME_POINTS, value));
const share = (value) => parsed(matching(SCHEME_SHARE, value));
const item = (kept) => ({ key: matching(SCHEME_KEY, keys(kept, ["key", "label", "law"]).key), label: said(kept.label, "", HOW),
  law: said(kept.law, "", LABEL) });

function keyed(kept, one) {
  const found = rows(kept, "", one, ITEMS);
  distinct(found.map((row) => row.key), "");
  return found;
}

function rule(kept) {
  if (isObject(kept) && kept.kind === "count" && Object.hasOwn(kept, "each")) {
    return { kind: keys(kept, ["kind", "each"]).kind, each: schemePoints(kept.each) };
  }
  if (isObject(kept) && kept.kind === "choice" && Object.hasOwn(kept, "choices")) {
    return { kind: keys(kept, ["kind", "choices"]).kind, choices: keyed(kept.choices, (one) => ({
      key: matching(SCHEME_KEY, keys(one, ["key", "label", "points"]).key), label: said(one.label, "", HOW),
      points: schemePoints(one.points) })) };
  }
  return keys(kept, []) && null;
}

const criterion = (kept) => ({ key: matching(SCHEME_KEY, keys(kept, ["key", "label", "most", "kind", "group", "how", "rule"]).key),
  label: said(kept.label, "", LABEL), most: schemePoints(kept.most), how: said(kept.how, "", HOW), rule: rule(kept.rule),
  objective: choice(["objective", "subjective"], kept.kind) === "objective",
  technical: choice(["technical", "business"], kept.group) === "technical" });

function schemeOf(kept) {
  keys(kept, SCHEME);
  choice(["scheme/1"], kept.format);
  const criteria = keyed(kept.criteria, criterion);
  for (const list of [kept.qualification, kept.compliance]) keyed(list, item);
  for (const one of [kept.performance_bond]) share(one);
  for (const one of [kept.domestic, kept.same_brand]) flag(one);
  said(kept.core_product, "", LABEL);
  whole(kept.low_price_minutes, "", 0, 1440);
  const basis = choice(["total", "rate", "unit_price"], kept.basis);
  const ties = rows(kept.ties, "", (one) => choice(["price", "technical", "draw"], one), ITEMS);
  distinct(ties, "");
  const rate = choice(basis === "rate" ? ["discount", "fee"] : [""], kept.rate_kind);
  if (criteria.some((one) => one.objective && !one.rule)) fault("bundle.scheme");
  return {
    scored: choice(["comprehensive", "lowest_price"], kept.method) === "comprehensive", basis, discount: rate === "discount", fee: rate === "fee",
    pricePoints: schemePoints(kept.price_points), criteria, ties, domestic: kept.domestic, sameBrand: kept.same_brand,
    sme: share(kept.sme_deduction), consortium: share(kept.consortium_deduction),
    additive: choice(["additive", "multiplicative"], kept.stacking) === "additive",
    candidates: whole(kept.candidates, "", 1, 3) };
}

function readScheme(kept) {
  try {
    return schemeOf(kept);
  } catch (error) {
    if (error instanceof RankingFault) fault("bundle.scheme");
    throw error;
  }
}

/* The rows of the bundle */
function verdict(kept, place) {
  keys(kept, ["phase", "passed", "ground"], place);
  const found = { phase: choice(PHASES, kept.phase, `${place}.phase`), passed: flag(kept.passed, `${place}.passed`) };
  said(kept.ground, `${place}.ground`);
  if (found.phase === "revoked" && found.passed) fault("bundle.value", `${place}.passed`);
  return found;
}

function declared(kept, place) {
  keys(kept, ["size", "small_share", "brand", "domestic_part"], place);
  const part = optional(kept.small_share, `${place}.small_share`, upToOne);
  return { size: choice(SIZES, kept.size, `${place}.size`), smallShare: part, brand: said(kept.brand, `${place}.brand`, 200),
    domesticPart: optional(kept.domestic_part, `${place}.domestic_part`, number) };
}

function rulesOf(kept, place) {
  keys(kept, RULES, place);
  return Object.fromEntries(RULES.map((name) => [name, optional(kept[name], `${place}.${name}`, upToOne)]));
}

function facts(scheme, kept, place) {
  if (!isObject(kept)) fault("bundle.value", place);
  for (const key of Object.keys(kept).sort()) {
    const one = scheme.criteria.find((each) => each.objective && each.key === key) ?? fault("bundle.keys", place);
    if (one.rule.kind === "count") whole(kept[key], `${place}.${key}`, 0, PIECES);
    else choice(one.rule.choices.map((each) => each.key), kept[key], `${place}.${key}`);
  }
  return kept;
}

const others = (kept, place) => ({
  experts: whole(keys(kept, ["experts", "sum", "technical"], place).experts, `${place}.experts`, 1, 1000),
  sum: points(kept.sum, `${place}.sum`), technical: points(kept.technical, `${place}.technical`) });

function scores(scheme, kept, place) {
  if (!isObject(kept) || !Object.keys(kept).length) fault("bundle.value", place);
  const names = scheme.criteria.map((one) => one.key), found = new Map();
  const most = new Map(scheme.criteria.map((one) => [one.key, (one.most.top * 100n) / one.most.bottom]));
  for (const expert of Object.keys(kept).sort()) {
    matching(BID_ID, expert, place);
    const sheet = keys(kept[expert], names, `${place}.${expert}`), given = new Map();
    for (const key of [...names].sort()) given.set(key, points(sheet[key], `${place}.${expert}.${key}`));
    for (const [key, one] of given) if (one > most.get(key)) fault("score.range", `${place}.${expert}.${key}`);
    found.set(expert, given);
  }
  return found;
}

function bid(scheme, kept, place) {
  keys(kept, BID, place);
  keys(kept.quote, ["basis", "value", "unit"], `${place}.quote`);
  const verdicts = rows(kept.verdicts, `${place}.verdicts`, verdict, PHASES.length);
  distinct(verdicts.map((one) => one.phase), `${place}.verdicts`);
  const found = { id: matching(BID_ID, kept.id, `${place}.id`), name: said(kept.name, `${place}.name`, 200, 1) };
  choice([scheme.basis], kept.quote.basis, `${place}.quote.basis`);
  found.quote = number(kept.quote.value, `${place}.quote.value`);
  if (scheme.basis === "rate") choice(["%"], kept.quote.unit, `${place}.quote.unit`);
  else said(kept.quote.unit, `${place}.quote.unit`, 40);
  return { ...found, corrected: optional(kept.corrected, `${place}.corrected`, number),
    declared: declared(kept.declared, `${place}.declared`), verdicts, facts: facts(scheme, kept.facts, `${place}.facts`),
    others: optional(kept.others, `${place}.others`, others),
    scores: optional(kept.scores, `${place}.scores`, (one, at) => scores(scheme, one, at)) };
}

function lowPrice(kept, place) {
  keys(kept, ["bid", "triggers", "accepted"], place);
  const triggers = rows(kept.triggers, `${place}.triggers`, (one, at) => choice(TRIGGERS, one, at), TRIGGERS.length);
  distinct(triggers, `${place}.triggers`);
  if (!triggers.length) fault("bundle.value", `${place}.triggers`);
  return { bid: matching(BID_ID, kept.bid, `${place}.bid`), triggers, accepted: flag(kept.accepted, `${place}.accepted`) };
}

function draw(kept, place) {
  keys(kept, ["order", "ground"], place);
  const order = rows(kept.order, `${place}.order`, (one, at) => matching(BID_ID, one, at));
  distinct(order, `${place}.order`);
  if (order.length < 2) fault("bundle.value", `${place}.order`);
  said(kept.ground, `${place}.ground`);
  return order;
}

export const foundOf = (one, phase) => one.verdicts.find((each) => each.phase === phase)?.passed;
/** Bids as a set, for comparing: whoever is in it, in no order. */
export const together = (ids) => [...ids].sort().join(" ");

/** What one part says of another. */
function agree({ bids, lowPrices, draws }) {
  const known = new Set(bids.map((one) => one.id));
  lowPrices.forEach((one, at) => known.has(one.bid) || fault("bundle.stranger", `low_price[${at}].bid`));
  draws.forEach((order, at) => order.forEach(
    (id, nth) => known.has(id) || fault("bundle.stranger", `draws[${at}].order[${nth}]`)));
  const accepted = new Map(lowPrices.map((one) => [one.bid, one.accepted])), counts = new Set();
  let first = null;
  bids.forEach((one, at) => {
    const found = foundOf(one, "low_price");
    if (found !== undefined && accepted.get(one.id) !== found) fault("low_price.disagrees", `bids[${at}].verdicts`);
    if (one.scores) {
      first ??= together(one.scores.keys());
      if (together(one.scores.keys()) !== first || !one.others) fault("experts.differ", `bids[${at}].scores`);
    }
    if (one.others) counts.add(one.others.experts);
    if (one.others && counts.size > 1) fault("experts.differ", `bids[${at}].others`);
  });
}

/* The file */
function canonicalText(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`).join(",")}}`;
}

function hasHalves(value) {
  if (typeof value === "string") return LONE.test(value);
  return isObject(value) || Array.isArray(value)
    ? Object.entries(value).some(([key, one]) => LONE.test(key) || hasHalves(one)) : false;
}

function hasFractions(value) {
  if (typeof value === "number") return !Number.isSafeInteger(value);
  return isObject(value) || Array.isArray(value) ? Object.values(value).some(hasFractions) : false;
}

/** The object that these bytes are the one form of; one line break at the end is forgiven. */
export function loaded(bytes) {
  let text, value;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\n$/, "");
    value = JSON.parse(text);
  } catch {
    fault("bundle.not_json");
  }
  if (hasFractions(value) || hasHalves(value) || canonicalText(value) !== text) fault("bundle.not_canonical");
  return isObject(value) ? value : fault("bundle.format");
}

/** The evaluation in a bundle. Throws RankingFault. */
export function evaluationOf(kept) {
  if (kept.format !== "evaluation-bundle/1") fault("bundle.format");
  keys(kept, TOP, "bundle");
  const scheme = readScheme(kept.scheme), book = keys(kept.rulebook, ["key", "since", "digest"], "rulebook");
  const bids = rows(kept.bids, "bids", (one, place) => bid(scheme, one, place));
  distinct(bids.map((one) => one.id), "bids");
  const lowPrices = rows(kept.low_price, "low_price", lowPrice);
  distinct(lowPrices.map((one) => one.bid), "low_price");
  const draws = rows(kept.draws, "draws", draw);
  distinct(draws.map(together), "draws");
  const evaluation = {
    tender: said(kept.tender, "tender", 200), round: whole(kept.round, "round", 1, 1000), lot: said(kept.lot, "lot", 200),
    title: said(kept.title, "title"), book: { key: said(book.key, "rulebook.key", 200), since: day(book.since, "rulebook.since"),
      digest: matching(HASH, book.digest, "rulebook.digest") },
    rules: rulesOf(kept.rules, "rules"), issuedOn: day(kept.issued_on, "issued_on"), minBidders: whole(kept.min_bidders, "min_bidders", 1, 1000),
    ceiling: optional(kept.ceiling, "ceiling", number), scheme, bids, lowPrices, draws,
    smeByPoints: choice(["price", "points"], kept.sme_way, "sme_way") === "points" };
  agree(evaluation);
  return evaluation;
}

/** What the bundle says of the outcome: its shape alone is asked for. */
export function saidOutcome(kept) {
  keys(kept, ["failed", "open", "rows"], "outcome");
  rows(kept.open, "outcome.open", (one, place) => keys(one, ["over", "bids"], place));
  rows(kept.rows, "outcome.rows", (one, place) => keys(one, ROW, place));
  kept.rows.forEach((row, at) => ROW.forEach((name) => {
    if (row[name] !== null && typeof row[name] === "object") fault("bundle.value", `outcome.rows[${at}].${name}`);
  }));
  return kept;
}
