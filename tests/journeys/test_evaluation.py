"""Five people evaluate: each in a browser of their own, from the code at the door to the signatures."""
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from bids.evaluation import services
from bids.models import Member, Score
from market.core import clock
from tests.factories import evaluations

from .drivers import expert
from .drivers.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POINTS = (["36", "30.5", "28"], ["33", "31", "29.5"], ["34", "30", "30"], ["35.5", "32", "27"], ["33", "29", "31"])
SERVICE = ["20", "18.5", "17"]


@pytest.fixture
def somebody(open_page, site, check_axe):
    seen = set()
    return lambda **how: Person(open_page(**how), site, check_axe, seen)


def test_five_members_evaluate_and_sign(somebody):
    with clock.frozen(evaluations.BEGUN):
        made = evaluations.papers(evaluations.qualified(evaluations.opened()))
        evaluations.formed(made)
        code = services.code_of(made.committee, actor=made.staff)
        people = [somebody(refused="/sheet/").sign_in(evaluations.user(one)) for one in made.everybody]
        for one in people:
            expert.arrive(one, code)
        leader = Member.objects.get(user=made.experts[0].user).label
        for one in people[:3]:
            expert.elect(one, leader)

        office = somebody().sign_in(evaluations.user(made.handler))
        office.go(reverse("evaluations:committee", args=[made.tender.pk])).look("committee")
        office.page.get_by_role("button", name="开始评标").click()
        office.sees("评标中")
        room = reverse("evaluations:room", args=[made.lot.pk])
        for one in people:
            expert.vote(one, room)
        _facts(people, room)
        for one, points in zip(people, POINTS, strict=True):
            expert.fill(one, room, {"plan": points, "service": SERVICE})
            one.look("evaluation-score")
        _two_tabs(people[0], room)
        for one in people:
            one.go(f"{room}?tab=score")
            one.press("提交评分")
            one.sees("各成员评分合计")
        people[0].look("evaluation-summary")
        people[0].go(f"{room}?tab=summary").press("汇总评分并排序")
        people[0].sees("第 1 中标候选人")
        for one in people:
            expert.sign(one, room)
        people[0].look("evaluation-report")
        people[0].go(f"{room}?tab=report").press("完成评标报告")

        office.go(reverse("evaluations:report", args=[made.lot.pk])).sees("各席评分")
        office.look("evaluation-signed")
        assert made.now().status == "evaluated" and Score.objects.count() == 30


def _facts(people: list[Person], room: str) -> None:
    """One enters what all bids show, another confirms it."""
    first, second = people[:2]
    first.go(f"{room}?tab=facts").look("evaluation-facts")
    for box in first.page.locator(".eval-count").all():
        box.fill("2")
    first.press("登记事实")
    second.go(f"{room}?tab=facts")
    for box in second.page.get_by_label("核对无误").all():
        box.check()
    second.press("确认勾选的事实")
    expect(second.page.get_by_text("已锁定").first).to_be_visible()


def _two_tabs(one: Person, room: str) -> None:
    """The same cell in two tabs: the later one is told both values and chooses."""
    address = f"{one.site}{room}?tab=score&criterion=plan"
    other = one.page.context.new_page()
    one.page.goto(address)
    other.goto(address)
    one.fill("得分", "35")
    expect(one.page.get_by_text("已自动保存")).to_be_visible()
    other.get_by_label("得分", exact=True).fill("37")
    expect(other.get_by_text("这一格在另一个页面刚刚改过")).to_be_visible()
    other.get_by_role("button", name="保留这里填写的").click()
    expect(other.get_by_text("已自动保存")).to_be_visible()
    other.close()
    one.page.reload()
    expect(one.page.get_by_label("得分", exact=True)).to_have_value("37")
