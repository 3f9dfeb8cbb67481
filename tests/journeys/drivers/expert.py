"""A member of an evaluation committee before their own browser."""
import re

from playwright.sync_api import expect

from .person import Person


def arrive(one: Person, code: str) -> None:
    """Check in with the code of the centre and declare."""
    one.go("/desk/expert/").look("expert-desk")
    one.fill("签到码", code)
    one.press("签到")
    one.look("expert-seat")
    one.page.get_by_label("我声明没有需要回避的情形").check()
    one.press("提交声明")
    one.sees("已声明没有需要回避的情形")


def elect(one: Person, label: str) -> None:
    """Vote for who is to lead."""
    one.go("/desk/expert/").page.locator("main table a").first.click()
    one.page.get_by_label(label).check()
    one.press("推选")


def vote(one: Person, room: str) -> None:
    """Find every bid in order."""
    one.go(f"{room}?tab=review").look("evaluation-review")
    for box in one.page.get_by_label("符合", exact=True).all():
        box.check()
    one.press("提交表决")
    expect(one.page.get_by_text(re.compile("您已表决|符合 5 票")).first).to_be_visible()


def fill(one: Person, room: str, sheet: dict[str, list[str]]) -> None:
    """Fill the sheet, bid after bid, in the order the page gives; each cell saves itself before the next one."""
    for criterion, points in sheet.items():
        one.go(f"{room}?tab=score&criterion={criterion}")
        for number, given in enumerate(points):
            one.fill("得分", given)
            one.fill("评分依据", f"第 {number + 1} 家：见技术文件。")
            expect(one.page.get_by_text("已自动保存")).to_be_visible()
            if number < len(points) - 1:
                one.page.get_by_role("button", name="保存，下一投标人").click()
                expect(one.page.get_by_text("已保存。")).to_be_visible()


def sign(one: Person, room: str) -> None:
    """Sign the report."""
    one.go(f"{room}?tab=report")
    one.press("在评标报告上签字")
    one.sees("已签字")
