"""What stays secret, the public notice, the copy for the finance department; late acts are recorded."""
from datetime import timedelta

import pytest

from market.contracts import papers, services, text
from market.contracts.models import Contract, LateAct
from market.core import files
from publish.models import Disclosure
from tests.factories import contracts

from .refusals import refused

pytestmark = pytest.mark.django_db


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


def test_the_paper_says_text_and_signatures(deal):
    contract = deal.signed()
    page = papers.contract_html(contract)

    assert contract.digest in page and "王晓" in page and "许望舒" in page and "第十二条" in page
    assert text.clauses(contract.text)[2].lines[0].strip() in page
