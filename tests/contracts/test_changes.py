"""Supplementary agreements: within a tenth, on a legal ground, signed by both."""
from decimal import Decimal

import pytest
from django.core.management import call_command

from market.contracts import services
from market.contracts.models import Change
from tests.factories import contracts

from .refusals import refused

pytestmark = pytest.mark.django_db


def test_an_addition_up_to_a_tenth_holds_once_both_signed_and_is_paid_for(deal):
    contract = deal.performing()
    change = services.propose(contract, kind="addition", content="加一套", ground="需求增加", amount=Decimal(
        "598600.00"),
                              actor=deal.buyer)
    for side, actor in (("purchaser", deal.buyer), ("winner", deal.seller)):
        change = services.sign_change(change, credential=deal.keys[side].answer(bytes.fromhex(change.digest)),
                                      host=contracts.HOST, actor=actor)

    assert change.agreed_at and "598,600.00 元" in change.text and "第四十九条" in change.text
    assert contract.instalments.get(number=3).amount == Decimal("598600.00")
    assert refused(services.propose, contract, kind="addition", content="再加", ground="x", amount=Decimal("0.01"),
                   actor=deal.buyer) == ["change.over_cap"]
    call_command("verify_contracts")


@pytest.mark.parametrize(("said", "code"), [
    ({"amount": Decimal("598600.01")}, "change.over_cap"), ({"amount": Decimal(0)}, "change.no_amount"),
    ({"ground": "  "}, "change.no_ground"), ({"kind": "other", "ground": ""}, "change.no_ground")])
def test_a_change_without_ground_or_beyond_the_share_is_refused(deal, said, code):
    contract = deal.performing()

    assert refused(services.propose, contract, **{"kind": "addition", "content": "加", "ground": "理由",
                                                  "amount": Decimal(1), **said}, actor=deal.buyer) == [code]
    assert not Change.objects.exists()


def test_another_share_of_the_rulebook_leaves_less_room(db, matters):
    deal = contracts.deal(rules={"addition_cap": Decimal("0.05")})
    contract = deal.performing()

    assert refused(services.propose, contract, kind="addition", content="加", ground="x", amount=Decimal("299300.01"),
                   actor=deal.buyer) == ["change.over_cap"]


def test_a_declined_addition_gives_its_room_back(deal):
    contract = deal.performing()
    said = {"kind": "addition", "content": "加", "ground": "x", "amount": Decimal("598600.00"), "actor": deal.buyer}
    change = services.propose(contract, **said)
    assert refused(services.propose, contract, **said) == ["change.over_cap"]
    assert refused(services.decline, change, reason="不同意", actor=deal.buyer) == ["step.not_permitted"]
    services.decline(change, reason="产能不足", actor=deal.seller)

    services.propose(contract, **said)

    assert refused(services.sign_change, change, credential="{}", host=contracts.HOST, actor=deal.seller) == [
        "change.closed"]
