"""From the signing to the archive: each act in its order, each refusal with its code, each late one recorded."""
import io
import json
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from market.contracts import services, standing, text
from market.contracts.models import Change, Contract, Instalment, LateAct
from market.core import clock, files, packs
from market.core.steps import StepRefused, why_not
from market.custody import receipts
from publish.models import Disclosure
from tests.factories import contracts

pytestmark = pytest.mark.django_db


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def refused(call, *args, **how) -> list[str]:
    with pytest.raises(StepRefused) as found:
        call(*args, **how)
    assert all(reason.message.endswith("。") for reason in found.value.reasons)
    return codes(found)


# Publication ----------------------------------------------------------------------------------------------------------

def test_what_is_secret_stays_out_of_the_notice_and_its_ground_stands_there(deal):
    contract = deal.signed()
    services.redact(contract, clause=5, passage="示例银行示例支行 6200 0000 0001", ground="trade", reason="账户信息",
                    actor=deal.buyer)
    services.redact(contract, clause=11, passage="许经理 0510-0000 3301", ground="personal", reason="个人联系方式",
                    actor=deal.buyer)
    services.settle_redaction(contract, actor=deal.buyer)

    services.publish(contract, actor=deal.buyer)

    notice = Disclosure.objects.get(kind="contract_notice")
    version = notice.versions.get()
    assert "6200 0000 0001" not in version.body and "许经理" not in version.body
    assert version.body.count("此处隐去：商业秘密") == 1 and "此处隐去：个人信息" in version.body
    assert "账户信息" in version.body
    assert "5,986,000.00" in version.body and contract.digest in version.body
    assert version.facts["contract_amount"]["amount"] == "5986000.00" and notice.tender_id == contract.lot.tender_id
    assert deal.at().status == "contract_published"


@pytest.mark.parametrize(("said", "code"), [
    ({"clause": 2, "passage": "5,986,000.00"}, "redaction.protected"),
    ({"clause": 0, "passage": "示例长堤医疗有限公司"}, "redaction.protected"),
    ({"clause": 5, "passage": "没有这段"}, "redaction.not_found"), ({"clause": 99, "passage": "甲方"},
        "redaction.not_found"),
    ({"clause": 5, "passage": "甲方", "reason": " "}, "redaction.no_reason")])
def test_only_what_stands_there_and_may_be_secret_is_left_out(deal, said, code):
    contract = deal.signed()

    said = {"ground": "trade", "reason": "理由", **said}

    assert refused(services.redact, contract, **said, actor=deal.buyer) == [code]


def test_nothing_is_public_before_somebody_settled_what_is_secret(deal):
    contract = deal.signed()
    assert refused(services.publish, contract, actor=deal.buyer) == ["contract.redaction_open"]
    services.settle_redaction(contract, actor=deal.buyer)
    services.redact(contract, clause=5, passage="示例银行示例支行", ground="trade", reason="账户", actor=deal.buyer)
    assert refused(services.publish, contract, actor=deal.buyer) == ["contract.redaction_open"]
    assert not Disclosure.objects.filter(kind="contract_notice").exists()


@pytest.mark.parametrize(("days", "late"), [(2, 0), (3, 1)])
def test_the_notice_is_due_after_two_working_days(deal, day, days, late):
    contract = services.settle_redaction(deal.signed(), actor=deal.buyer)
    day.move(timedelta(days=days))

    services.publish(contract, actor=deal.buyer)

    assert [row.days for row in LateAct.objects.filter(act="publish")] == [late] * bool(late)


@pytest.mark.parametrize(("days", "late"), [(9, 0), (10, 1)], ids=["seven working days", "the day after"])
def test_the_copy_is_due_after_seven_working_days(deal, day, days, late):
    contract = deal.published()
    Contract.objects.update(file=files.keep(b"%PDF-1.7 paper", name="paper.pdf"))
    day.move(timedelta(days=days))

    services.file(contract, actor=deal.buyer)

    assert [row.days for row in LateAct.objects.filter(act="file")] == [late] * bool(late)
    assert deal.at().status == "filed"


def test_no_copy_is_filed_before_the_paper_is_sealed(deal):
    assert refused(services.file, deal.published(), actor=deal.buyer) == ["contract.paper_missing"]


@pytest.mark.parametrize(("rule", "act"), [("contract_notice", "publish"), ("contract_filing", "file")])
def test_another_number_makes_the_same_act_late(db, matters, day, rule, act):
    deal = contracts.deal(rules={rule: 1})
    contract = services.settle_redaction(deal.signed(), actor=deal.buyer)
    day.move(timedelta(days=2))
    services.publish(contract, actor=deal.buyer)
    Contract.objects.update(file=files.keep(b"%PDF-1.7 paper", name="paper.pdf"))
    services.file(contract, actor=deal.buyer)

    assert [row.act for row in LateAct.objects.all()] == [act]


# Changes --------------------------------------------------------------------------------------------------------------

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


# Milestones and acceptance --------------------------------------------------------------------------------------------

def test_performance_starts_only_after_filing_and_not_while_a_matter_is_open(deal, matters):
    from tenders.ports import OpenMatter

    contract = deal.filed()
    matters.append(OpenMatter("质疑", "1", "/", "有一件质疑可能影响结果。", "政府采购法实施条例 第五十四条"))
    assert refused(services.start, contract, actor=deal.buyer) == ["redress.open"]
    matters.clear()
    services.start(contract, actor=deal.buyer)
    assert deal.at().status == "performing"


def test_a_milestone_is_done_with_evidence_once_by_either_side_and_a_late_one_says_so(deal, day):
    contract = deal.performing()
    first, second = contract.milestones.all()
    assert refused(services.report_done, first, done_on=clock.today() + timedelta(days=1), evidence=deal.evidence(),
                   actor=deal.seller) == ["milestone.future"]
    assert refused(services.report_done, first, done_on=date(2026, 12, 13), evidence=deal.evidence(),
                   actor=deal.seller) == ["milestone.early"]
    services.report_done(first, done_on=clock.today(), evidence=deal.evidence(), actor=deal.seller)
    day.move(timedelta(days=120))
    late = services.report_done(second, done_on=clock.today(), evidence=deal.evidence(), actor=deal.buyer)

    assert late.is_late and not contract.milestones.first().is_late
    assert refused(services.report_done, first, done_on=clock.today(), evidence=deal.evidence(), actor=deal.buyer) == [
        "milestone.done"]


def test_acceptance_wants_every_milestone_every_standard_and_no_failure(deal):
    contract = deal.performing()
    assert refused(services.accept, contract, actor=deal.buyer) == ["contract.milestones_open", "acceptance.missing"]
    for one in contract.milestones.all():
        services.report_done(one, done_on=clock.today(), evidence=deal.evidence(), actor=deal.seller)
    assert refused(deal.inspect, contract, results={1: (True, ""), 2: (True, "")}) == ["acceptance.incomplete"]
    assert refused(deal.inspect, contract, results={n: (n > 1, "") for n in (1, 2, 3)}) == ["acceptance.no_finding"]
    assert refused(deal.inspect, contract, inspected_on=clock.today() + timedelta(days=1)) == ["acceptance.future"]
    deal.inspect(contract, failed=2)
    assert refused(services.accept, contract, actor=deal.buyer) == ["acceptance.failed"]
    deal.inspect(contract)

    services.accept(contract, actor=deal.buyer)

    assert deal.at().status == "accepted"
    assert [one.get_group_display() for one in contract.acceptances.last().lines.all()] == ["技术", "服务", "安全"]
    assert not Disclosure.objects.filter(kind="performance_notice").exists()


def test_where_the_public_is_served_its_users_are_heard_and_the_result_is_public(deal):
    contract = deal.reached(public_service=True)
    assert refused(deal.inspect, contract) == ["acceptance.no_users"]

    deal.inspect(contract, users_part=True, users_opinion="候诊时间明显缩短")
    services.accept(contract, actor=deal.buyer)

    body = Disclosure.objects.get(kind="performance_notice").versions.get().body
    assert "候诊时间明显缩短" in body and "辐射防护检测合格" in body


# Payments -------------------------------------------------------------------------------------------------------------

def test_payments_fall_due_by_the_agreed_days_and_late_ones_are_recorded(deal, day):
    rows = [contracts.BLANKS["instalments"][0], contracts.BLANKS["instalments"][1] | {"days": 12}]
    contract = deal.accepted(instalments=rows)
    first, second = contract.instalments.all()
    assert first.due_on == date(2026, 12, 24) and second.due_on == date(2026, 12, 28), "the 26th is a Saturday"
    day.move(timedelta(days=60))
    services.mark_paid(first, paid_on=date(2026, 12, 24), voucher=deal.evidence(), actor=deal.buyer)
    assert refused(services.settle, contract, actor=deal.buyer) == ["contract.unpaid"]
    services.mark_paid(second, paid_on=date(2026, 12, 29), voucher=deal.evidence(), actor=deal.buyer)

    services.settle(contract, actor=deal.buyer)

    assert [(row.about, row.days) for row in LateAct.objects.filter(act="pay")] == [("验收款", 1)]
    assert deal.at().status == "settled"
    assert refused(services.mark_paid, first, paid_on=clock.today(), voucher=deal.evidence(), actor=deal.buyer) == [
        "step.wrong_state"]


@pytest.mark.parametrize(("days", "fine"), [(60, True), (61, False)])
def test_a_payment_is_agreed_within_sixty_days(deal, days, fine):
    rows = [contracts.BLANKS["instalments"][0], contracts.BLANKS["instalments"][1] | {"days": days}]
    if fine:
        deal.offered(instalments=rows)
    else:
        assert refused(deal.offered, instalments=rows) == ["contract.payment_too_late"]


def test_another_number_shortens_what_may_be_agreed_and_what_is_proposed(db, matters):
    deal = contracts.deal(rules={"payment_agreed": 29, "payment": 20})

    assert services.begin(deal.award, actor=deal.buyer).blanks["instalments"][0]["days"] == 20
    assert refused(deal.offered) == ["contract.payment_too_late"]


def test_the_first_proposal_is_the_thirty_days_of_the_law(deal):
    assert services.begin(deal.award, actor=deal.buyer).blanks["instalments"] == [
        {"name": "合同价款", "amount": "5986000.00", "after": "acceptance", "days": 30}]


def test_parts_of_the_price_add_up_to_it(deal):
    rows = [contracts.BLANKS["instalments"][0]]

    assert refused(deal.offered, instalments=rows) == ["contract.instalments_differ"]
    assert not Instalment.objects.exists()


# The archive ----------------------------------------------------------------------------------------------------------

@pytest.fixture
def archived(deal):
    contract = deal.settled()
    assert refused(services.archive, contract, actor=deal.buyer) == ["archive.missing"]
    services.make_up(contract, actor=deal.buyer)
    return services.archive(contract, actor=deal.buyer)


def pack(contract) -> bytes:
    archive = contract.archive
    with files.open(archive.manifest) as listed:
        return b"".join(packs.stream(listed.read(), beside={
            packs.RECEIPT: receipts.file_of(archive.receipt).encode()}))


def test_the_archive_holds_everything_is_kept_fifteen_years_and_verifies(archived, deal, tmp_path):
    file = tmp_path / "pack.zip"
    file.write_bytes(pack(archived))

    call_command("verify_archive", file)

    assert deal.at().status == "archived" and archived.archive.keep_until == date(2041, 12, 14)
    names = zipfile.ZipFile(file).namelist()
    assert len(names) == archived.archive.files + 2 == len(set(names))
    for part in ("10-tender/tender.json", "10-tender/log.json", "20-bids/rows/bid.json", "20-bids/rows/award.json",
                 "30-notices/01-contract_notice/1/notice.json", f"40-contract/{archived.number}/signatures.json",
                 f"40-contract/{archived.number}/acceptance/1.json"):
        assert part in names, part
    logged = json.loads(zipfile.ZipFile(file).read("10-tender/log.json"))["lot"]
    assert [row["step"] for row in logged] == ["sign_contract", "publish_contract", "file_contract",
        "start_performance",
                                               "accept", "settle"]
    assert pack(archived) == file.read_bytes()


def test_another_retention_is_another_last_day(db, matters):
    deal = contracts.deal(rules={"retention": 20})
    made = services.make_up(deal.settled(), actor=deal.buyer)

    assert made.keep_until == date(2046, 12, 14)


def test_a_flipped_byte_is_named_and_so_is_what_lacks_or_was_added(archived, tmp_path, capsys):
    whole, wanted = pack(archived), f"40-contract/{archived.number}/text.json"
    at = whole.index("政府采购合同".encode(), zipfile.ZipFile(io.BytesIO(whole)).getinfo(wanted).header_offset)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])

    with pytest.raises(CommandError) as found:
        call_command("verify_archive", bad)
    assert wanted in str(found.value) and "1 处" in str(found.value)

    mended = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(mended, "w") as new:
        for name in old.namelist():
            if name != wanted:
                new.writestr(name, old.read(name))
        new.writestr("extra.txt", "x")
    assert {(fault.path, fault.code) for fault in packs.verify(mended)[2]} == {
        (wanted, "archive.missing"), ("extra.txt", "archive.unlisted")}


def test_a_list_changed_after_its_signature_is_noticed(archived, tmp_path):
    with zipfile.ZipFile(io.BytesIO(pack(archived))) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    entries[packs.MANIFEST] = entries[packs.MANIFEST].replace(b'"made_at":"2026', b'"made_at":"2027')
    file = tmp_path / "pack.zip"
    with zipfile.ZipFile(file, "w") as new:
        for name, content in entries.items():
            new.writestr(name, content)

    with pytest.raises(CommandError, match="签名之后被改动"):
        call_command("verify_archive", file)


def test_what_is_no_pack_is_said_to_be_none(tmp_path):
    file = tmp_path / "x.zip"
    file.write_bytes(b"nothing")

    with pytest.raises(CommandError, match="不是归档资料包"):
        call_command("verify_archive", file)


def test_every_act_is_refused_to_who_is_not_its_side(deal):
    contract = deal.signed()

    for call in (lambda who: services.settle_redaction(contract, actor=who),
                 lambda who: services.publish(contract, actor=who), lambda who: services.file(contract, actor=who),
                 lambda who: services.start(contract, actor=who), lambda who: services.accept(contract, actor=who),
                 lambda who: services.settle(contract, actor=who), lambda who: services.archive(contract, actor=who)):
        for who in (deal.seller, deal.supervising):
            assert refused(call, who) == ["step.not_permitted"]


def test_the_standing_of_a_lot_without_contract_refuses_every_step(deal):
    assert standing.of(deal.lot.pk) is None
    assert [one.code for one in why_not(deal.at(), "sign_contract", "contracts")] == ["contract.missing"]


def test_the_paper_says_text_and_signatures(deal):
    from market.contracts import papers

    contract = deal.signed()
    page = papers.contract_html(contract)

    assert contract.digest in page and "王晓" in page and "许望舒" in page and "第十二条" in page
    assert text.clauses(contract.text)[2].lines[0].strip() in page
