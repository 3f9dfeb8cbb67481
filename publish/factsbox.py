"""The facts of a notice as rows of a facts box, each value in words fit to read."""
from dataclasses import replace
from decimal import Decimal

from django.urls import reverse

from market.core import wording
from market.core.parts import Fact as Row
from market.core.trades import Trade
from tenders.rulebooks.fields import Fact

from .facts import boxed, moment
from .models import Disclosure

ELSEWHERE = {"candidates"}
"""Facts shown in a table of their own."""


def rows(facts: dict, stage: str, trade: Trade, disclosure: Disclosure) -> list[Row]:
    """What must be shown even when missing and what is stated, in one order; a missing value is left empty."""
    return _filled([
        _row(fact, value, trade, disclosure) for fact, value in boxed(facts, stage)
        if fact.code not in ELSEWHERE and not (value is None and fact.code in trade.unasked)])


def _filled(rows: list[Row]) -> list[Row]:
    """Rows by twos, so that none leaves a hole beside it: one left alone before a wide row or at the end is widened."""
    out: list[Row] = []
    alone = False
    for row in rows:
        if row.wide and alone:
            out[-1] = replace(out[-1], wide=True)
        alone = not (row.wide or alone)
        out.append(row)
    if alone:
        out[-1] = replace(out[-1], wide=True)
    return out


def _row(fact: Fact, value, trade: Trade, disclosure: Disclosure) -> Row:
    label = trade.words.get(fact.code, fact.label)
    if fact.code == "region":
        value = value or (disclosure.region.name if disclosure.region else disclosure.region_label)
    if value in (None, ""):
        return Row(label, fact.unset if disclosure.tender_id else "", wide=fact.wide)
    if fact.code == "project_code" and disclosure.project_id:
        return Row(label, value, url=reverse("publish:project", args=[value]), mono=True)
    text, second = in_words(fact, value)
    return Row(label, text, second, wide=fact.wide or len(text) > 60)


def in_words(fact: Fact, value) -> tuple[str, str]:
    """A stated value as text, and the grey line beneath it."""
    match fact.type:
        case "money":
            amount = Decimal(value["amount"])
            if value["currency"] != "CNY":
                return f"{value['currency']} {wording.amount(amount)}", ""
            together = "各标段（包）合计" if value.get("of") == "lots" else ""
            return f"{wording.amount(amount)} 元", "，".join(filter(None, (together, wording.in_wan(amount))))
        case "rate":
            return value["text"], ""
        case "moment":
            return wording.moment(moment(value).value), ""
        case "flag":
            yes, no = ("接受", "不接受") if fact.code == "consortium" else ("是", "否")
            return (yes if value else no), ""
        case "party":
            return value["name"], value.get("id", "")
        case "parties":
            return "、".join(party["name"] for party in value), ""
        case "texts":
            return f"{len(value)} 个：{'；'.join(value)}", ""
        case "quotes":
            return "；".join(quote["bidder"] for quote in value), ""
        case _:
            return str(value), ""
