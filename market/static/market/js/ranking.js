// Ranking the bids of an evaluation-bundle/1, and comparing it with what the bundle says. docs/ranking.md is the rule;
// bids/ranking/ is the same in Python. Exact throughout; nothing here touches the page or the network.
import {
  NOTHING, ONE, compared, minus, over, plus, ratio, rounded, smallest, times, worth, written,
} from "./ranking_numbers.js";
import { ROW, RankingFault, evaluationOf, foundOf, loaded, saidOutcome, together } from "./ranking_shapes.js";

export const OUT_WORDS = {
  revoked: "投标已撤销", qualification: "资格审查未通过", compliance: "符合性审查未通过", correction: "不确认修正后的报价",
  over_ceiling: "报价超过最高限价", low_price: "低价说明未被采纳", same_brand: "同品牌中由其他投标人参加",
};
export const FAILURES = { F1: "投标人不足法定家数", F2: "有效投标人不足法定家数", F3: "报价均超过最高限价" };
export const TRIGGER_WORDS = {
  half_mean: "低于平均报价的规定比例", half_second: "低于次低报价的规定比例", ceiling_share: "低于最高限价的规定比例",
  committee: "评标委员会认为过低",
};
const COLUMNS = { bid: "投标", p_eval: "评审价", price_points: "价格分", others_mean: "价格以外部分的平均分", total: "总分",
  rank: "名次", candidate: "中标候选人顺序", out: "出局环节" };
const SMALL = ["small", "micro", "prison", "welfare"];
const DOMESTIC_SINCE = "2026-01-01", HUNDRED = ratio(100n);
const missing = (code, id) => { throw new RankingFault(code, id === undefined ? "" : `投标 ${id}`); };
const byText = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

/* From quotes to prices */
function measured(evaluation, value) {
  if (!evaluation.scheme.discount) return value;
  if (evaluation.ceiling === null) missing("ceiling.missing");
  return times(evaluation.ceiling, minus(ONE, over(value, HUNDRED)));
}

/** What no price may be above; null where there is none, or the quote is a fee. */
const ceilingOf = ({ ceiling, scheme }) => (scheme.fee ? null : ceiling);

function priced(evaluation, bid) {
  const price = measured(evaluation, bid.corrected ?? bid.quote);
  if (price.top <= 0n) missing("quote.not_positive", bid.id);
  return { bid, price };
}

/* The gate */
function screened(evaluation) {
  const gate = { left: [], out: new Map(), failed: "" }, { minBidders } = evaluation, ceiling = ceilingOf(evaluation);
  const falls = (bid, phase, needed) => {
    const found = foundOf(bid, phase);
    if (found === undefined && needed) missing("verdict.missing", bid.id);
    if (phase === "correction" && found === undefined && bid.corrected) missing("correction.undecided", bid.id);
    if (found === false) gate.out.set(bid.id, phase);
    return found === false;
  };
  const high = (one) => ceiling !== null && compared(one.price, ceiling) > 0;
  if (evaluation.bids.length < minBidders) return { ...gate, failed: "F1" };
  const standing = evaluation.bids.filter((bid) => !falls(bid, "revoked", false))
    .filter((bid) => !falls(bid, "qualification", true));
  if (standing.length < minBidders) return { ...gate, failed: "F2" };
  const asked = standing.filter((bid) => !falls(bid, "compliance", true)), compliant = [];
  for (const bid of asked) if (!falls(bid, "correction", false)) compliant.push(priced(evaluation, bid));
  for (const one of compliant) if (high(one)) gate.out.set(one.bid.id, "over_ceiling");
  gate.left = compliant.filter((one) => !gate.out.has(one.bid.id));
  if ((compliant.length && !gate.left.length) || (!asked.length && standing.every((bid) => high(priced(evaluation, bid))))) {
    gate.failed = "F3";
  } else if (brands(evaluation, gate.left).length < minBidders) gate.failed = "F2";
  return gate;
}

function noticed(evaluation, valid) {
  if (!valid.length) return new Map();
  const prices = valid.map((one) => one.price).sort(compared), found = new Map(), { rules } = evaluation;
  const half = times(rules.low_price_mean ?? NOTHING, over(prices.reduce(plus), ratio(BigInt(prices.length))));
  const second = prices.length > 1 ? times(rules.low_price_second ?? NOTHING, prices[1]) : NOTHING;
  const low = times(rules.low_price_ceiling ?? NOTHING, ceilingOf(evaluation) ?? NOTHING);
  for (const { bid, price } of valid) {
    const by = [["half_mean", compared(price, half) < 0],
      ["half_second", compared(price, second) < 0],
      ["ceiling_share", compared(price, low) < 0]].filter(([, so]) => so).map(([name]) => name);
    if (by.length) found.set(bid.id, by);
  }
  return found;
}

function passed(evaluation) {
  const gate = screened(evaluation);
  if (gate.failed) return gate;
  const decided = new Map(evaluation.lowPrices.map((one) => [one.bid, one.accepted]));
  for (const id of [...noticed(evaluation, gate.left).keys()].sort()) if (!decided.has(id)) missing("low_price.undecided", id);
  for (const { bid } of gate.left) if (decided.get(bid.id) === false) gate.out.set(bid.id, "low_price");
  gate.left = gate.left.filter((one) => !gate.out.has(one.bid.id));
  if (brands(evaluation, gate.left).length < evaluation.minBidders) gate.failed = "F2";
  return gate;
}

/** The bids by brand; each alone where the document has no such rule or the bid names none. */
function brands(evaluation, bids) {
  const found = new Map();
  for (const one of [...bids].sort((a, b) => byText(a.bid.id, b.bid.id))) {
    const brand = evaluation.scheme.sameBrand && one.bid.declared.brand;
    const key = brand ? `b${brand}` : `i${one.bid.id}`;
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()];
}

/* Preferences */
function smallShare({ scheme, rules: { consortium_share: least } }, { declared }) {
  if (SMALL.includes(declared.size)) return scheme.sme;
  return declared.smallShare && least && compared(declared.smallShare, least) >= 0 ? scheme.consortium : NOTHING;
}

function domesticPart(evaluation, { bid, price }) {
  const part = bid.declared.domesticPart;
  if (part === null) return NOTHING;
  return compared(part, measured(evaluation, bid.quote)) === 0 ? price : smallest([part, price]);
}

function domesticCounts(evaluation, scored) {
  if (!evaluation.scheme.domestic || evaluation.issuedOn < DOMESTIC_SINCE || !evaluation.rules.domestic_preference) return false;
  const parts = scored.map((one) => [domesticPart(evaluation, one), one.price]);
  return parts.some(([part]) => part.top > 0n) && parts.some(([part, price]) => compared(part, price) < 0);
}

function evaluated(evaluation, scored) {
  const domestic = domesticCounts(evaluation, scored);
  return new Map(scored.map((one) => {
    const rest = minus(ONE, evaluation.smeByPoints ? NOTHING : smallShare(evaluation, one.bid));
    const off = domestic ? times(evaluation.rules.domestic_preference, domesticPart(evaluation, one)) : NOTHING;
    return [one.bid.id, rounded(evaluation.scheme.additive ? minus(times(one.price, rest), off)
      : times(minus(one.price, off), rest))];
  }));
}

/* Ties */
function tiers(evaluation, contenders) {
  const declared = [], ties = evaluation.scheme.ties, until = ties.indexOf("draw");
  for (const name of until < 0 ? ties : ties.slice(0, until)) {
    declared.push(name === "price" ? (a, b) => compared(a.price, b.price) : (a, b) => byText(b.technical, a.technical));
  }
  const first = (a, b) => (a.total === null ? byText(a.pEval, b.pEval) : byText(b.total, a.total));
  const order = (a, b) => [first, ...declared].reduce((found, by) => found || by(a, b), 0), found = [];
  for (const one of [...contenders].sort((a, b) => order(a, b) || byText(a.id, b.id))) {
    if (found.length && order(found.at(-1)[0], one) === 0) found.at(-1).push(one);
    else found.push([one]);
  }
  return found;
}

function drawn(draws, tied) {
  const order = draws.find((one) => together(one) === together(tied.map((each) => each.id)));
  return order && order.map((id) => tied.find((one) => one.id === id));
}

/** Who stands for a brand: the best, or the first drawn; while that draw is due all the best stand, and the tie. */
function standFor(evaluation, group) {
  const [best] = tiers(evaluation, group);
  if (best.length === 1) return [best, []];
  const order = drawn(evaluation.draws, best);
  return order ? [order.slice(0, 1), []] : [best, [{ over: "brand", bids: best.map((one) => one.id) }]];
}

/* The two methods */
function sumsOf(scheme, bid) {
  if (!bid.scores) return bid.others;
  const technical = new Set(scheme.criteria.filter((one) => one.technical).map((one) => one.key));
  const found = { experts: bid.scores.size, sum: 0n, technical: 0n };
  for (const sheet of bid.scores.values()) for (const [key, given] of sheet) {
    found.sum += given;
    if (technical.has(key)) found.technical += given;
  }
  return found;
}

const meanOf = (sum, experts) => rounded(ratio(sum, 100n * BigInt(experts)));
const contender = ({ bid, price }, more) => ({ id: bid.id, price, pEval: 0n, pricePoints: null, othersMean: null, total: null,
  technical: 0n, ...more });

function scoredOf(evaluation, left) {
  const { scheme } = evaluation, prices = evaluated(evaluation, left);
  const base = smallest([...prices.values()].map(worth));
  if (base.top === 0n) missing("price.zero");
  return left.map((one) => {
    const others = sumsOf(scheme, one.bid) ?? missing("scores.missing", one.bid.id), pEval = prices.get(one.bid.id);
    const more = evaluation.smeByPoints ? plus(ONE, smallShare(evaluation, one.bid)) : ONE;
    const pricePoints = rounded(times(times(over(base, worth(pEval)), scheme.pricePoints), more));
    const othersMean = meanOf(others.sum, others.experts);
    return contender(one, { pEval, pricePoints, othersMean, total: pricePoints + othersMean,
      technical: meanOf(others.technical, others.experts) });
  });
}

/** 综合评分法: all are scored and set the base; of one brand the best stands for it. */
function byPoints(evaluation, gate) {
  const contenders = scoredOf(evaluation, gate.left), byId = new Map(contenders.map((one) => [one.id, one]));
  const standing = [], open = [];
  for (const group of brands(evaluation, gate.left)) {
    const [kept, tie] = standFor(evaluation, group.map((one) => byId.get(one.bid.id)));
    for (const { bid } of group) if (!kept.some((one) => one.id === bid.id)) gate.out.set(bid.id, "same_brand");
    standing.push(...kept);
    open.push(...tie);
  }
  return { contenders, standing, open };
}

/** 最低评标价法: of one brand the lowest quote enters, before any preference; then evaluated prices count. */
function byPrice(evaluation, gate) {
  const entering = [], open = [];
  for (const group of brands(evaluation, gate.left)) {
    const least = smallest(group.map((one) => one.price));
    const [kept, tie] = standFor(evaluation, group.filter((one) => compared(one.price, least) === 0)
      .map((one) => contender(one)));
    for (const one of group) {
      if (kept.some((each) => each.id === one.bid.id)) entering.push(one);
      else gate.out.set(one.bid.id, "same_brand");
    }
    open.push(...tie);
  }
  const prices = evaluated(evaluation, entering);
  const contenders = entering.map((one) => contender(one, { pEval: prices.get(one.bid.id) }));
  return { contenders, standing: contenders, open };
}

/** The outcome as the bundle writes it. Throws RankingFault where something is missing that it depends on. */
export function rank(evaluation) {
  const gate = passed(evaluation), ranked = new Map();
  if (gate.failed) return { failed: gate.failed, open: [], rows: rowsOf(evaluation, [], gate.out, ranked) };
  const { contenders, standing, open } = (evaluation.scheme.scored ? byPoints : byPrice)(evaluation, gate);
  let place = 1;
  for (const tier of tiers(evaluation, standing)) {
    const order = tier.length > 1 ? drawn(evaluation.draws, tier) : tier;
    (order ?? tier).forEach((one, at) => ranked.set(one.id, place + (order ? at : 0)));
    if (!order && place <= evaluation.scheme.candidates) open.push({ over: "rank", bids: tier.map((one) => one.id) });
    place += tier.length;
  }
  return { failed: "", open, rows: rowsOf(evaluation, contenders, gate.out, ranked) };
}

function rowsOf(evaluation, contenders, out, ranked) {
  const byId = new Map(contenders.map((one) => [one.id, one])), text = (value) => (value == null ? null : written(value));
  const last = (one, other) => Number(one === null) - Number(other === null);
  const found = evaluation.bids.map(({ id }) => {
    const one = byId.get(id), place = ranked.get(id) ?? null;
    return [one?.total ?? null, { bid: id, p_eval: text(one?.pEval), price_points: text(one?.pricePoints),
      others_mean: text(one?.othersMean), total: text(one?.total), rank: place,
      candidate: place !== null && place <= evaluation.scheme.candidates ? place : null, out: out.get(id) ?? "" }];
  });
  found.sort(([total, row], [otherTotal, other]) => last(row.rank, other.rank) || (row.rank ?? 0) - (other.rank ?? 0)
    || last(total, otherTotal) || byText(otherTotal ?? 0n, total ?? 0n) || byText(row.bid, other.bid));
  return found.map(([, row]) => row);
}

/* Comparing */
const WORDS = { ...OUT_WORDS, ...TRIGGER_WORDS };
function shown(value) {
  if (value === null || value === "" || (Array.isArray(value) && !value.length)) return "空";
  if (typeof value === "boolean") return value ? "是" : "否";
  return Array.isArray(value) ? value.map(shown).join("、") : Object.hasOwn(WORDS, value) ? WORDS[value] : `${value}`;
}

function differs(path, what, said, computed, bid = "") {
  const right = shown(computed), wrong = shown(said) === right ? `“${right}”（写法不对）` : shown(said);
  return { path, said, computed, bid, sentence: `${what}：包中写 ${wrong}，重算为 ${right}。` };
}

function objectivePoints(criterion, fact) {
  const { rule, most } = criterion;
  const points = rule.kind === "count" ? times(rule.each, ratio(BigInt(fact)))
    : rule.choices.find((one) => one.key === fact).points;
  return rounded(smallest([most, points]));
}

function* sums({ scheme, bids }) {
  const objective = scheme.criteria.filter((one) => one.objective).sort((a, b) => byText(a.key, b.key));
  for (const [at, bid] of bids.entries()) {
    if (!bid.scores) continue;
    const place = `bids[${at}]`, who = `投标${bid.name}`;
    for (const [expert, sheet] of bid.scores) for (const one of objective) {
      if (!Object.hasOwn(bid.facts, one.key)) continue;
      const said = sheet.get(one.key), right = objectivePoints(one, bid.facts[one.key]);
      if (said !== right) {
        yield differs(`${place}.scores.${expert}.${one.key}`, `${who}的专家 ${expert} 对“${one.label}”的打分`, written(said),
          written(right));
      }
    }
    const right = sumsOf(scheme, bid);
    for (const [name, what] of [["experts", "专家人数"], ["sum", "各专家打分合计"], ["technical", "各专家技术分合计"]]) {
      const show = name === "experts" ? (value) => value : written;
      if (bid.others[name] !== right[name]) {
        yield differs(`${place}.others.${name}`, `${who}的${what}`, show(bid.others[name]), show(right[name]));
      }
    }
  }
}

function* lowPrices(evaluation, names) {
  const gate = screened(evaluation), found = gate.failed ? new Map() : noticed(evaluation, gate.left);
  for (const [at, one] of evaluation.lowPrices.entries()) {
    const said = one.triggers.filter((name) => name !== "committee"), right = found.get(one.bid) ?? [];
    if (together(said) !== together(right)) {
      yield differs(`low_price[${at}].triggers`, `投标${names.get(one.bid)}触发低价审查的情形`, said, right);
    }
  }
}

function tieNames(ties, names) {
  return ties.map(({ bids }) => (Array.isArray(bids) ? bids.map((id) => names.get(id) ?? `${id}`).join("=") : `${bids}`));
}

function* outcome(said, computed, names) {
  if (said.failed !== computed.failed) yield differs("outcome.failed", "废标情形", said.failed, computed.failed);
  if (said.rows.length !== computed.rows.length) {
    yield differs("outcome.rows", "结果的家数", said.rows.length, computed.rows.length);
    return;
  }
  const byId = new Map(computed.rows.map((row) => [row.bid, row]));
  let found = false;
  for (const [at, row] of said.rows.entries()) {
    const expected = byId.get(row.bid) ?? computed.rows[at], who = `第${at + 1}家（${names.get(expected.bid)}）`;
    for (const name of ROW) if (row[name] !== expected[name]) {
      found = true;
      yield differs(`outcome.rows[${at}].${name}`, `${who}的${COLUMNS[name]}`, row[name], expected[name], expected.bid);
    }
  }
  for (const [at, row] of said.rows.entries()) if (!found && row.bid !== computed.rows[at].bid) {
    yield differs(`outcome.rows[${at}].bid`, `第${at + 1}家`, names.get(row.bid), names.get(computed.rows[at].bid));
  }
  if (JSON.stringify(said.open.map(({ over: by, bids }) => [by, bids]))
    !== JSON.stringify(computed.open.map(({ over: by, bids }) => [by, bids]))) {
    yield differs("outcome.open", "待抽签的并列", tieNames(said.open, names), tieNames(computed.open, names));
  }
}

/** Recompute a file: {evaluation, computed, differences: [{path, said, computed, sentence, bid}, …]}. Throws RankingFault. */
export function verify(bytes) {
  const bundle = loaded(bytes), evaluation = evaluationOf(bundle), said = saidOutcome(bundle.outcome);
  const computed = rank(evaluation), names = new Map(evaluation.bids.map((one) => [one.id, one.name]));
  return { evaluation, computed,
    differences: [...sums(evaluation), ...lowPrices(evaluation, names), ...outcome(said, computed, names)] };
}
