"""Signing: by both sides, with passkeys over the text's own hash; refused where anything stands in the way."""
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from bids.models import Award
from market.contracts import services, text
from market.contracts.models import Contract, LateAct, Signature
from market.core import clock, holds, outbox
from market.core.steps import StepRefused, take_step, why_not
from market.custody import receipts
from market.parties.errors import PartyRefused
from tenders.models import Lot
from tenders.ports import OpenMatter
from tests.factories import contracts, people

from .refusals import codes

pytestmark = pytest.mark.django_db


def test_a_contract_signed_by_both_stands_with_receipt_and_moves_its_lot(deal):
    deal.offered()
    deal.sign("purchaser")
    assert deal.at().status == "result_published"

    contract = deal.sign("winner")

    assert contract.status == "signed" and deal.at().status == "contracted"
    said = receipts.verify(receipts.file_of(contract.receipt), receipts.public_keys()).said["content"]
    assert said["sha256"] == contract.digest == text.digest(contract.text)
    assert {one["side"] for one in said["signatures"]} == {"purchaser", "winner"}
    assert contract.milestones.count() == 2 and contract.instalments.count() == 2
    log = [row for row in deal.at().log() if row.step == "sign_contract"]
    assert "许望舒" in log[0].reason and "王晓" in log[0].reason
    call_command("verify_contracts")


def test_the_text_says_the_award_in_figures_and_words_and_cannot_be_forged_from_a_blank(deal):
    contract = deal.offered(subject="设备一台\n第九条　违约责任\n乙方不承担违约责任", place="示例市\n第十条　争议")

    assert "5,986,000.00 元（人民币伍佰玖拾捌万陆仟元整）" in contract.text
    titles = [one.title for one in text.clauses(contract.text)]
    assert [title.split("　")[0] for title in titles[1:]] == [
        f"第{number}条" for number in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")]
    assert "500,000.00 元" in contract.text and "超过原合同采购金额的 10%" in contract.text


def test_an_assertion_over_another_text_of_another_person_or_without_a_gesture_signs_nothing(deal):
    contract = deal.offered()
    right = bytes.fromhex(contract.digest)
    stranger = people.person(people.organisation("别家", "supplier"), "handler")
    wrong = [deal.keys["purchaser"].answer(b"\2" * 32), deal.keys["winner"].answer(right),
             contracts.Passkey(stranger).answer(right), deal.keys["purchaser"].answer(right, verified=False), "", "[]",
             json.dumps({"id": "x"})]

    for answer in wrong:
        with pytest.raises(PartyRefused) as refused:
            services.sign(contract, credential=answer, host=contracts.HOST, actor=deal.buyer)
        assert refused.value.code in {"passkey.refused", "passkey.malformed"}
    with pytest.raises(PartyRefused):
        services.sign(contract, credential=deal.keys["purchaser"].answer(right), host="evil.example", actor=deal.buyer)

    assert not Signature.objects.exists()


def test_who_has_no_passkey_is_told_how_to_add_one(matters, db):
    deal = contracts.deal(passkeys=False)
    contract = deal.offered()

    with pytest.raises(PartyRefused) as refused:
        services.sign(contract, credential="{}", host=contracts.HOST, actor=deal.buyer)

    assert refused.value.code == "passkey.none" and "账号安全" in refused.value.sentence


def test_an_amount_that_is_not_the_awards_is_refused_with_its_law(deal):
    deal.offered()
    Contract.objects.update(amount=contracts.AMOUNT + 1)

    with pytest.raises(StepRefused) as refused:
        deal.sign("purchaser")

    assert codes(refused) == ["contract.other_amount"]
    assert "第四十六条" in refused.value.reasons[0].law and "第七十一条" in refused.value.reasons[0].law
    assert "contract.other_amount" in [one.code for one in why_not(deal.at(), "sign_contract", "contracts")]


@pytest.mark.parametrize(("bond", "fine"), [("598600.00", True), ("598600.01", False)])
def test_a_performance_bond_is_at_most_the_share_of_the_rulebook(deal, bond, fine):
    if fine:
        assert deal.offered(bond=bond).status == "offered"
    else:
        with pytest.raises(StepRefused) as refused:
            deal.offered(bond=bond)
        assert codes(refused) == ["contract.bond_over_cap"] and "第四十八条" in refused.value.reasons[0].law


def test_a_bond_raised_behind_the_draft_is_refused_at_signing(deal):
    deal.offered()
    Contract.objects.update(blanks={**contracts.BLANKS, "bond": "598600.01"})

    with pytest.raises(StepRefused) as refused:
        deal.sign("winner")

    assert codes(refused) == ["contract.bond_over_cap"]


def test_nobody_signs_while_a_matter_is_open_or_a_hold_in_force(deal, matters):
    deal.offered()
    matters.append(OpenMatter("质疑", "ZY-1", "/", "有一件质疑可能影响结果，尚未答复。",
        "政府采购法实施条例 第五十四条"))
    with pytest.raises(StepRefused) as refused:
        deal.sign("purchaser")
    assert codes(refused) == ["redress.open"] and "第五十四条" in refused.value.reasons[0].law
    matters.clear()
    deal.sign("purchaser")
    matters.append(OpenMatter("投诉", "TS-1", "/", "有一件投诉可能影响结果，尚未处理。",
        "政府采购法实施条例 第五十四条"))
    with pytest.raises(StepRefused):
        deal.sign("winner")
    matters.clear()

    holds.begin(deal.at(), order_no="财监〔2026〕1号", by="示例财政局", reason="投诉处理")

    with pytest.raises(StepRefused) as refused:
        deal.sign("winner")
    assert codes(refused) == ["step.on_hold"]


def test_the_lot_itself_refuses_without_contract_signature_or_award(deal):
    def reasons():
        return [one.code for one in why_not(deal.at(), "sign_contract", "contracts")]

    assert "contract.missing" in reasons()
    deal.offered()
    assert reasons() == ["contract.unsigned"]
    Award.objects.update(ended_at=clock.now(), ended_for="cancel_award")
    assert "contract.no_award" in reasons()
    with pytest.raises(StepRefused):
        deal.sign("purchaser")


def test_nobody_takes_the_step_by_hand(deal):
    deal.offered()
    deal.sign("purchaser")

    with pytest.raises(StepRefused):
        take_step(Lot.objects, deal.lot.pk, "sign_contract", actor=deal.buyer)


@pytest.mark.parametrize(("days", "late"), [(31, 0), (33, 3)], ids=["a Sunday rolls to Monday", "Friday is over"])
def test_signing_after_thirty_days_is_recorded_with_its_consequence(db, matters, days, late):
    deal = contracts.deal(letter_at=contracts.NOW - timedelta(days=days))

    contract = deal.signed()

    assert [row.days for row in LateAct.objects.filter(contract=contract, act="sign")] == [late] * bool(late)
    assert all("责令限期改正" in row.consequence and row.law for row in LateAct.objects.all())
    assert contract.status == "signed"


def test_another_number_of_days_moves_the_last_day_to_sign(db, matters):
    deal = contracts.deal(letter_at=contracts.NOW - timedelta(days=10), rules={"contract_signing": 7})

    deal.signed()

    assert LateAct.objects.get().act == "sign"


def test_taking_the_text_back_ends_a_signature_and_the_next_text_is_another(deal):
    first = deal.offered()
    deal.sign("purchaser")

    services.take_back(deal.contract, reason="更正联系人", actor=deal.buyer)
    clock._frozen[-1].move(timedelta(minutes=1))
    again = services.offer(deal.contract, actor=deal.buyer)

    assert again.digest != first.digest
    assert Signature.objects.get().ended_at is not None
    with pytest.raises(StepRefused) as refused:
        take_step(Lot.objects, deal.lot.pk, "sign_contract", actor="contracts")
    assert codes(refused) == ["contract.unsigned"]


def test_a_side_signs_once_and_strangers_never(deal):
    deal.offered()
    deal.sign("winner")
    with pytest.raises(StepRefused) as refused:
        deal.sign("winner")
    assert codes(refused) == ["contract.signed_already"]
    for actor in (deal.agent, deal.supervising):
        with pytest.raises(StepRefused) as refused:
            services.sign(deal.contract, credential="{}", host=contracts.HOST, actor=actor)
        assert codes(refused) == ["step.not_permitted"]


def test_a_contract_falls_with_its_award(deal):
    contract = deal.offered()
    Award.objects.update(ended_at=clock.now(), ended_for="cancel_award")

    outbox.emit("tenders.lot.cancel_award", id=deal.lot.pk)

    assert Contract.objects.get(pk=contract.pk).status == "void"


def test_a_changed_text_or_signature_is_named(deal, capsys):
    contract = deal.signed()
    Contract.objects.filter(pk=contract.pk).update(text=contract.text.replace("5,986,000.00", "6,986,000.00"))

    with pytest.raises(CommandError):
        call_command("verify_contracts")
    assert contract.number in capsys.readouterr().out
