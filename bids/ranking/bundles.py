"""One evaluation as one public file, ``evaluation-bundle/1``: written in one form, read strictly.

Numbers stand as text, so that no reader rounds them. Every list is in an order of its own (bids by id), so that two
writers make the same bytes; a reader takes any order. ``docs/ranking.md`` is enough to write a third implementation.
"""
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from functools import partial
from typing import Any

from tenders.rulebooks import schemes
from tenders.rulebooks.schemes import OBJECTIVE, RATE, Scheme

from . import exact, points, shapes
from .exact import plain
from .faults import BundleFault
from .low_price import TRIGGERS
from .parameters import Rules
from .shapes import ID, choice, distinct, flag, keys, matching, number, optional, rows, text, whole
from .values import (
    PHASES,
    SIZES,
    SME_WAYS,
    BidIn,
    Book,
    Declared,
    Draw,
    Evaluation,
    LowPrice,
    Others,
    Outcome,
    Quote,
    Row,
    Tie,
    Verdict,
)

FORMAT = "evaluation-bundle/1"
TOP = frozenset({"format", "tender", "round", "lot", "title", "rulebook", "issued_on", "min_bidders", "ceiling",
                 "rules", "scheme", "sme_way", "bids", "low_price", "draws", "outcome"})
RULES = tuple(one.name for one in fields(Rules))
BID = frozenset({"id", "name", "quote", "corrected", "declared", "verdicts", "facts", "others", "scores"})
ROW = ("bid", "p_eval", "price_points", "others_mean", "total", "rank", "candidate", "out")
"""The columns of the outcome, in the order in which they are compared."""
PIECES = 1_000_000
"""The most of anything that is counted."""


# Writing --------------------------------------------------------------------------------------------------------------

def write(evaluation: Evaluation, outcome: Outcome) -> bytes:
    """The bytes of the bundle: canonical JSON, the same for the same evaluation however its lists are ordered."""
    return shapes.canonical(described(evaluation, outcome))


def described(evaluation: Evaluation, outcome: Outcome) -> dict:
    """The bundle as JSON values."""
    return {
        "format": FORMAT, "tender": evaluation.tender, "round": evaluation.round, "lot": evaluation.lot,
        "title": evaluation.title,
        "rulebook": {"key": evaluation.rulebook.key, "since": evaluation.rulebook.since.isoformat(),
                     "digest": evaluation.rulebook.digest},
        "rules": {name: _number(getattr(evaluation.rules, name)) for name in RULES},
        "issued_on": evaluation.issued_on.isoformat(), "min_bidders": evaluation.min_bidders,
        "ceiling": _number(evaluation.ceiling), "scheme": evaluation.scheme.as_json(), "sme_way": evaluation.sme_way,
        "bids": [_bid(evaluation.scheme, bid) for bid in sorted(evaluation.bids, key=lambda bid: bid.id)],
        "low_price": [{"bid": one.bid, "triggers": [name for name in TRIGGERS if name in one.triggers],
                       "accepted": one.accepted} for one in sorted(evaluation.low_price, key=lambda one: one.bid)],
        "draws": [{"order": list(one.order), "ground": one.ground}
                  for one in sorted(evaluation.draws, key=lambda one: sorted(one.order))],
        "outcome": written(outcome),
    }


def written(outcome: Outcome) -> dict:
    """The outcome as JSON values."""
    return {"failed": outcome.failed, "open": [_tie(one) for one in outcome.open],
            "rows": [_row(one) for one in outcome.rows]}


def _bid(scheme: Scheme, bid: BidIn) -> dict:
    others, declared = points.others(scheme, bid), bid.declared
    return {
        "id": bid.id, "name": bid.name, "corrected": _number(bid.corrected),
        "quote": {"basis": bid.quote.basis, "value": plain(bid.quote.value), "unit": bid.quote.unit},
        "declared": {"size": declared.size, "small_share": _number(declared.small_share), "brand": declared.brand,
                     "domestic_part": _number(declared.domestic_part)},
        "verdicts": [{"phase": one.phase, "passed": one.passed, "ground": one.ground}
                     for one in sorted(bid.verdicts, key=lambda one: PHASES.index(one.phase))],
        "facts": dict(bid.facts),
        "others": None if others is None else {"experts": others.experts, "sum": exact.points(others.sum),
                                               "technical": exact.points(others.technical)},
        "scores": None if bid.scores is None else {
            expert: {key: exact.points(given) for key, given in sheet.items()} for expert, sheet in bid.scores.items()},
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _row(row: Row) -> dict:
    return {name: _number(value) if isinstance(value := getattr(row, name), Decimal) else value for name in ROW}


def _tie(tie: Tie) -> dict:
    return {"over": tie.over, "bids": list(tie.bids)}


# Reading --------------------------------------------------------------------------------------------------------------

def read(raw: bytes) -> Evaluation:
    """The evaluation in a bundle. Raises BundleFault for anything ``write`` would not write; what the bundle says of
    the outcome is left to ``verify``."""
    return evaluation_of(shapes.loaded(raw))


def evaluation_of(said: dict) -> Evaluation:
    """The same out of the JSON values."""
    if said.get("format") != FORMAT:
        raise BundleFault("bundle.format")
    keys(said, TOP, "bundle")
    scheme = _scheme(said["scheme"])
    book = keys(said["rulebook"], {"key", "since", "digest"}, "rulebook")
    bids = rows(said["bids"], "bids", partial(_read_bid, scheme))
    distinct([bid.id for bid in bids], "bids")
    low_price = rows(said["low_price"], "low_price", _read_low_price)
    distinct([one.bid for one in low_price], "low_price")
    draws = rows(said["draws"], "draws", _read_draw)
    distinct([frozenset(one.order) for one in draws], "draws")
    evaluation = Evaluation(
        tender=text(said["tender"], "tender", most=200), round=whole(said["round"], "round", 1, 1000),
        lot=text(said["lot"], "lot", most=200), title=text(said["title"], "title"),
        rulebook=Book(text(book["key"], "rulebook.key", most=200), shapes.day(book["since"], "rulebook.since"),
                      matching(shapes.DIGEST, book["digest"], "rulebook.digest")),
        rules=_read_rules(said["rules"], "rules"), issued_on=shapes.day(said["issued_on"], "issued_on"),
        min_bidders=whole(said["min_bidders"], "min_bidders", 1, 1000),
        ceiling=optional(said["ceiling"], "ceiling", number), scheme=scheme,
        sme_way=choice(SME_WAYS, said["sme_way"], "sme_way"), bids=bids, low_price=low_price, draws=draws)
    _agree(evaluation)
    return evaluation


def _scheme(said: Any) -> Scheme:
    try:
        scheme = schemes.read(said)
    except schemes.SchemeUnreadable as error:
        raise BundleFault("bundle.scheme") from error
    if any(one.kind == OBJECTIVE and not one.rule for one in scheme.criteria):
        raise BundleFault("bundle.scheme")
    return scheme


def _read_rules(said: Any, place: str) -> Rules:
    keys(said, RULES, place)
    return Rules(**{name: optional(said[name], f"{place}.{name}", _share) for name in RULES})


def _share(said: Any, place: str) -> Decimal:
    if (share := number(said, place)) > 1:
        raise BundleFault("bundle.value", place)
    return share


def _read_bid(scheme: Scheme, said: Any, place: str) -> BidIn:
    keys(said, BID, place)
    quote = keys(said["quote"], {"basis", "value", "unit"}, f"{place}.quote")
    verdicts = rows(said["verdicts"], f"{place}.verdicts", _read_verdict, len(PHASES))
    distinct([one.phase for one in verdicts], f"{place}.verdicts")
    return BidIn(
        id=matching(ID, said["id"], f"{place}.id"), name=text(said["name"], f"{place}.name", most=200, least=1),
        quote=Quote(choice({scheme.basis}, quote["basis"], f"{place}.quote.basis"),
                    number(quote["value"], f"{place}.quote.value"),
                    _unit(scheme, quote["unit"], f"{place}.quote.unit")),
        corrected=optional(said["corrected"], f"{place}.corrected", number),
        declared=_read_declared(said["declared"], f"{place}.declared"), verdicts=verdicts,
        facts=_read_facts(scheme, said["facts"], f"{place}.facts"),
        others=optional(said["others"], f"{place}.others", _read_others),
        scores=optional(said["scores"], f"{place}.scores", partial(_read_scores, scheme)))


def _unit(scheme: Scheme, said: Any, place: str) -> str:
    return choice({"%"}, said, place) if scheme.basis == RATE else text(said, place, most=40)


def _read_declared(said: Any, place: str) -> Declared:
    keys(said, {"size", "small_share", "brand", "domestic_part"}, place)
    share = optional(said["small_share"], f"{place}.small_share", _share)
    return Declared(choice(SIZES, said["size"], f"{place}.size"), share,
                    text(said["brand"], f"{place}.brand", most=200),
                    optional(said["domestic_part"], f"{place}.domestic_part", number))


def _read_verdict(said: Any, place: str) -> Verdict:
    keys(said, {"phase", "passed", "ground"}, place)
    verdict = Verdict(choice(PHASES, said["phase"], f"{place}.phase"), flag(said["passed"], f"{place}.passed"),
                      text(said["ground"], f"{place}.ground"))
    if verdict.phase == "revoked" and verdict.passed:
        raise BundleFault("bundle.value", f"{place}.passed")
    return verdict


def _read_facts(scheme: Scheme, said: Any, place: str) -> dict[str, int | str]:
    if not isinstance(said, dict):
        raise BundleFault("bundle.value", place)
    criteria = {one.key: one for one in scheme.criteria if one.kind == OBJECTIVE}
    for key, fact in sorted(said.items()):
        if key not in criteria:
            raise BundleFault("bundle.keys", place)
        rule = criteria[key].rule
        if rule["kind"] == "count":
            whole(fact, f"{place}.{key}", 0, PIECES)
        else:
            choice({one["key"] for one in rule["choices"]}, fact, f"{place}.{key}")
    return dict(said)


def _read_others(said: Any, place: str) -> Others:
    keys(said, {"experts", "sum", "technical"}, place)
    return Others(whole(said["experts"], f"{place}.experts", 1, 1000), shapes.points(said["sum"], f"{place}.sum"),
                  shapes.points(said["technical"], f"{place}.technical"))


def _read_scores(scheme: Scheme, said: Any, place: str) -> dict[str, dict[str, Decimal]]:
    if not isinstance(said, dict) or not said:
        raise BundleFault("bundle.value", place)
    most, found = {one.key: one.most for one in scheme.criteria}, {}
    for expert, sheet in sorted(said.items()):
        matching(ID, expert, place)
        keys(sheet, most, f"{place}.{expert}")
        found[expert] = {key: shapes.points(given, f"{place}.{expert}.{key}") for key, given in sorted(sheet.items())}
        for key, given in found[expert].items():
            if given > most[key]:
                raise BundleFault("score.range", f"{place}.{expert}.{key}")
    return found


def _read_low_price(said: Any, place: str) -> LowPrice:
    keys(said, {"bid", "triggers", "accepted"}, place)
    triggers = rows(said["triggers"], f"{place}.triggers", partial(choice, TRIGGERS), len(TRIGGERS))
    distinct(triggers, f"{place}.triggers")
    if not triggers:
        raise BundleFault("bundle.value", f"{place}.triggers")
    return LowPrice(matching(ID, said["bid"], f"{place}.bid"), triggers, flag(said["accepted"], f"{place}.accepted"))


def _read_draw(said: Any, place: str) -> Draw:
    keys(said, {"order", "ground"}, place)
    order = rows(said["order"], f"{place}.order", partial(matching, ID))
    distinct(order, f"{place}.order")
    if len(order) < 2:
        raise BundleFault("bundle.value", f"{place}.order")
    return Draw(order, text(said["ground"], f"{place}.ground"))


def _agree(evaluation: Evaluation) -> None:
    """What one part says of another: bids that are named exist, experts are the same, conclusions do not differ."""
    ids = {bid.id for bid in evaluation.bids}
    for at, one in enumerate(evaluation.low_price):
        if one.bid not in ids:
            raise BundleFault("bundle.stranger", f"low_price[{at}].bid")
    for at, draw in enumerate(evaluation.draws):
        for nth, bid in enumerate(draw.order):
            if bid not in ids:
                raise BundleFault("bundle.stranger", f"draws[{at}].order[{nth}]")
    accepted = {one.bid: one.accepted for one in evaluation.low_price}
    first: Mapping | None = None
    counts: set[int] = set()
    for at, bid in enumerate(evaluation.bids):
        found = bid.found("low_price")
        if found is not None and accepted.get(bid.id) is not found:
            raise BundleFault("low_price.disagrees", f"bids[{at}].verdicts")
        if bid.scores is not None:
            first = bid.scores if first is None else first
            if bid.scores.keys() != first.keys() or bid.others is None:
                raise BundleFault("experts.differ", f"bids[{at}].scores")
        if bid.others is not None:
            counts.add(bid.others.experts)
            if len(counts) > 1:
                raise BundleFault("experts.differ", f"bids[{at}].others")
