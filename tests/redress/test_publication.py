"""What the public reads of redress: the decision alone, and where to write while there is time."""
from datetime import timedelta

import pytest
from django.test import Client

from market.core import subscribers
from market.redress import services
from publish.models import Disclosure
from tests.factories import redress
from tests.portal import pages

pytestmark = pytest.mark.django_db


def test_the_decision_is_published_with_its_step_and_nothing_else_of_the_complaint(frozen):
    case = redress.case()
    complaint = case.decided()
    assert not Disclosure.objects.filter(kind="decision_notice").exists()

    services.move(complaint, "publish", actor=case.department)

    notice = Disclosure.objects.get(kind="decision_notice")
    version = notice.versions.get()
    assert notice.tender == case.tender and version.title.endswith("投诉处理结果公告")
    for words in (case.supplier.party_name, case.tender.principal.name, "示财采〔2026〕8 号", "驳回投诉",
                  redress.SAID["items"][0]["matter"], "经查，参数有三个品牌满足。"):
        assert words in version.body
    assert redress.SAID["items"][0]["facts"] not in version.body and redress.SAID["phone"] not in version.body
    assert "招标文件符合规定。" not in version.body
    subscribers.drain()
    assert not pages.faults(Client().get(notice.get_absolute_url()))


def test_the_public_reads_nothing_of_a_query_or_a_running_complaint(frozen):
    case = redress.case()
    complaint = case.investigated()
    subscribers.drain()

    shown = "".join(Client().get(address).content.decode() for address in ("/", "/notices/", "/feed/"))

    assert case.supplier.party_name not in shown and complaint.number not in shown
    for address in (complaint.get_absolute_url(), complaint.query.get_absolute_url()):
        assert Client().get(address).status_code == 302


def test_a_notice_leads_to_the_letter_while_there_is_time(frozen):
    from publish import services as publishing
    case = redress.case()
    notice = publishing.publish(source=publishing.our_source(), kind="tender_notice", trade="procurement",
                                title="采购公告", body="<p>内容</p>", tender=case.tender, actor="tenders")
    link = f"/desk/objections/new/?tender={case.tender.pk}"

    assert link in Client().get(notice.get_absolute_url()).content.decode()
    frozen.move(timedelta(days=40))
    shown = Client().get(notice.get_absolute_url()).content.decode()
    assert link not in shown and "届满" in shown
