"""From report to letters in real browsers: clerk, approver, winner, loser, supervisor and the public."""
import pytest
from playwright.sync_api import expect

from market.core import clock, workdays
from publish.models import Disclosure
from tests.factories import awards as factory

from .conftest import sideways
from .test_opening import enter, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(site, open_page):
    """Open a page for somebody: ``people(actor, width=…)``."""
    def make(actor=None, **how):
        page = open_page(**how)
        page.base = site
        return enter(page, actor) if actor else page
    return make


def test_a_report_becomes_a_public_result_and_everybody_has_a_letter(people, check_axe):
    workdays.seed()
    workdays.forget()
    with clock.frozen(factory.AFTER):
        made = factory.evaluated(bidders=4, out=1)
        address, code = f"/desk/awards/{made.tender.pk}/", made.lot().code
        clerk, boss = people(made.clerk, refused="cancel_award"), people(made.boss)
        clerk.goto(address)
        check_axe(clerk)
        picture(clerk, "award-report-1280")
        clerk.get_by_role("link", name="送交评标报告").click()
        clerk.get_by_label("项目编号").fill(code)
        clerk.get_by_role("button", name="送交评标报告").click()
        expect(clerk.get_by_text("待确定中标人")).to_be_visible()
        expect(clerk.get_by_label("暂不能办理：确定中标人")).to_contain_text("采购人")

        boss.goto(address)
        boss.get_by_role("link", name="确定中标人").click()
        picture(boss, "award-confirm-1280")
        check_axe(boss)
        boss.get_by_label("项目编号").fill(code)
        boss.get_by_role("button", name="确定中标人").click()
        expect(boss.get_by_text("已确定中标人").first).to_be_visible()

        clerk.goto(address)
        clerk.get_by_role("button", name="公告结果并发出中标通知书").click()
        expect(clerk.get_by_text("结果已公告")).to_be_visible()
        picture(clerk, "award-result-1280")

        award = made.lot().awards.get()
        for one in made.bidders:
            reader = people(one.actor, width=360, height=740)
            reader.goto("/desk/letters/")
            won = one.party.pk == award.bid.party_id
            reader.get_by_role("link", name="中标通知书" if won else "未中标结果通知书", exact=True).click()
            expect(reader.get_by_role("heading", level=1)).to_have_text("中标通知书" if won else "未中标结果通知书")
            assert sideways(reader) == []
            check_axe(reader)
            picture(reader, f"award-letter-{'won' if won else 'lost'}-360")
        public = people()
        public.goto(Disclosure.objects.get(tender=made.tender, kind="result_notice").get_absolute_url())
        expect(public.get_by_text(award.bid.party.name).first).to_be_visible()
        picture(public, "award-notice-1280")
        narrow = people(made.clerk, width=360, height=740)
        narrow.goto(address)
        assert sideways(narrow) == []
        check_axe(narrow)
        picture(narrow, "award-result-360")

        clerk.get_by_role("link", name="取消中标资格").click()
        clerk.get_by_label("情形").select_option("declined")
        clerk.get_by_label("理由").fill("书面表示不签订合同。")
        clerk.get_by_role("button", name="取消中标资格").click()
        expect(clerk.get_by_text("请先办理“认定中标人违约”")).to_be_visible()
        picture(clerk, "award-refused-1280")
        expect(clerk.get_by_label("理由")).to_have_value("书面表示不签订合同。")
        clerk.get_by_label("情形").select_option("waived")
        clerk.get_by_label("理由").fill("厂房被洪水冲毁，书面说明附后。")
        clerk.get_by_role("button", name="取消中标资格").click()
        expect(clerk.get_by_text("中标资格已取消").first).to_be_visible()
        for width in (1280, 360):
            reader = people(width=width)
            reader.goto("/acts/")
            expect(reader.get_by_text("厂房被洪水冲毁")).to_be_visible()
            assert sideways(reader) == []
            check_axe(reader)
            picture(reader, f"acts-{width}")
