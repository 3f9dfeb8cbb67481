"""The price sheet by every way of quoting: what is read, what it comes to in 元, what of it is shown and recorded."""
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bids import quoting
from bids.models import OpenedBid
from bids.opening import records, rows, sheets
from bids.opening.paper import worded
from bids.opening.roles import look
from bids.opening.sheets import SheetFault, Terms, read
from market.custody.shapes import canonical
from tenders.models import Lot, Tender
from tenders.rulebooks.schemes import read as read_scheme
from tests.factories import openings

PLACE = {"tender": "5f1c2b7e-0000-4000-8000-000000000001", "lot": "5f1c2b7e-0000-4000-8000-000000000002"}
CEILING = Decimal("999999.99")
TOTAL, UNIT = Terms(), Terms("unit_price")
DISCOUNT, FEE = Terms("rate", "discount", CEILING), Terms("rate", "fee", CEILING)


def sheet(basis="total", value="10.00", amount="10.00", **declared) -> bytes:
    return canonical({
        "format": sheets.FORMAT, **PLACE, "party": "5f1c2b7e-0000-4000-8000-000000000003", "name": "示例有限公司",
        "code": "", "quote": {"basis": basis, "value": value, "unit": sheets.UNITS[basis]}, "amount": amount,
        "currency": "CNY", "declared": openings.DECLARED | declared, "delivery": "", "validity_days": 90,
        "remarks": "", "salt": openings.SALT})


@pytest.mark.parametrize("terms, said, amount", [
    (TOTAL, ("total", "10.00", "10.00"), "10.00"), (UNIT, ("unit_price", "8.50", "8.50"), "8.50"),
    (DISCOUNT, ("rate", "12.50", "874999.99"), "874999.99"), (DISCOUNT, ("rate", "0.01", "999899.99"), "999899.99"),
    (DISCOUNT, ("rate", "99.99", "100.00"), "100.00"), (FEE, ("rate", "1.25", None), None)])
def test_every_way_of_quoting_is_read_with_what_it_comes_to(terms, said, amount):
    found = read(sheet(*said), **PLACE, terms=terms)

    assert found.value == Decimal(said[1]) and found.amount == (amount and Decimal(amount))


@pytest.mark.parametrize("terms", [TOTAL, UNIT, DISCOUNT, FEE])
@pytest.mark.parametrize("said", [("total", "10.00", "10.00"), ("unit_price", "10.00", "10.00"),
                                  ("rate", "12.50", "874999.99"), ("rate", "12.50", None), ("rate", "12.50", "1.00")])
def test_a_quote_made_in_another_way_than_asked_is_a_fault(terms, said):
    asked = {TOTAL: ("total", "10.00", "10.00"), UNIT: ("unit_price", "10.00", "10.00"),
             DISCOUNT: ("rate", "12.50", "874999.99"), FEE: ("rate", "12.50", None)}[terms]
    if said == asked:
        assert read(sheet(*said), **PLACE, terms=terms)
        return
    with pytest.raises(SheetFault, match=r"sheet\.basis"):
        read(sheet(*said), **PLACE, terms=terms)


@given(st.decimals("0.01", "99.99", places=2), st.decimals("0.01", 10**9, places=2))
def test_a_discount_comes_to_what_is_left_of_the_ceiling_to_the_nearest_cent(rate, ceiling):
    amount = Terms("rate", "discount", ceiling).amount(rate)

    assert abs(amount - ceiling * (100 - rate) / 100) <= Decimal("0.005") and 0 <= amount <= ceiling


@pytest.mark.parametrize("declared, words", [
    ({}, ""), ({"size": "small"}, "小型企业"), ({"size": "welfare", "brand": "海山"}, "残疾人福利性单位；品牌 海山"),
    ({"small_share": "0.30"}, "联合体、分包中小微企业份额 30%"), ({"small_share": "0.305"},
                                                                 "联合体、分包中小微企业份额 30.5%"),
    ({"size": "medium", "domestic_part": "10.00"}, "中型企业；全部按本国产品"),
    ({"domestic_part": "9.99"}, "本国产品 9.99 元")])
def test_what_is_declared_is_read_and_told_in_words(declared, words):
    assert quoting.declared(read(sheet(**declared), **PLACE).said) == words


def test_a_part_of_a_price_that_comes_to_nothing_in_yuan_cannot_be_declared():
    with pytest.raises(SheetFault, match=r"sheet\.malformed"):
        read(sheet("rate", "1.25", None, domestic_part="1.00"), **PLACE, terms=FEE)


# In a session ---------------------------------------------------------------------------------------------------------

def offered(basis: str, rate_kind: str = "", ceiling=None) -> openings.Opening:
    """An opening of bids that quote in that way."""
    made = openings.opening(bidders=0)
    scheme = replace(read_scheme(made.tender.scheme), basis=basis, rate_kind=rate_kind)
    Tender.objects.filter(pk=made.tender.pk).update(scheme=scheme.as_json())
    Lot.objects.filter(tender=made.tender).update(ceiling=ceiling)
    made.tender = Tender.objects.get(pk=made.tender.pk)
    made.lots = list(made.tender.lots.all())
    return made


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way, quote, amount, shown, label", [
    (("rate", "discount", CEILING), {"basis": "rate", "value": "12.50", "unit": "%"}, "874999.99", "下浮率 12.50%",
     "下浮率"),
    (("rate", "fee", None), {"basis": "rate", "value": "1.25", "unit": "%"}, None, "费率 1.25%", "费率"),
    (("unit_price",), {"basis": "unit_price", "value": "8.50", "unit": "元"}, "8.50", "", "投标单价")])
def test_rates_and_unit_prices_are_opened_listed_and_recorded(way, quote, amount, shown, label):
    made = offered(*way)
    lot = made.lots[0]
    for name in openings.NAMES[:3]:
        one = openings.bidder(f"示例{name}有限公司")
        made.bidders.append(one)
        raw = openings.sheet(made.tender, lot, one, amount, quote=quote, declared={"size": "small"})
        openings.hand_in(made, one, lot, amount, files=[(sheets.NAME, raw)])
    made.tender.refresh_from_db()

    with openings.clock.frozen(openings.DUE + openings.timedelta(seconds=30)):
        session = made.until("opened")
        listed = rows.of(look(session, made.host), list(session.tender.lots.all()))
        record = records.written(session).content["lots"][0]

    assert not OpenedBid.objects.exclude(fault="").exists()
    assert {one.amount for one in OpenedBid.objects.all()} == {amount and Decimal(amount)}
    assert {row.quoted for row in listed[0].rows} == {shown} and listed[0].asked.label == label
    assert {row.declared for row in listed[0].rows} == {"小型企业"}
    assert record["quote"]["label"] == label and {bid["amount"] for bid in record["bids"]} == {amount}
    assert worded(record)["bids"][0]["in_words"].startswith("人民币" if amount else "")
