"""The purchaser's side: drafting, planning, naming custodians, reviewing, publishing, answering."""
from playwright.sync_api import expect

from tenders.models import Tender

from .person import Person

TITLE = "示例市第二中学交互式智能平板采购"
BASICS = {
    "采购需求": "交互式智能平板 120 台，含安装调试和三年质保。", "预计采购时间": "2026-12",
    "资格条件": "符合政府采购法第二十二条规定的供应商。", "需落实的政府采购政策": "本项目专门面向中小企业采购。",
    "开标地点": "第 2 开标室，可在线参加", "联系方式": "周文清 0510-0000 2101",
    "获取招标文件": "自公告发布之日起在本平台免费下载。", "履约期限": "合同签订后 30 日内交货。",
}
CHOICES = {"联合体": "否", "专门面向中小企业": "是", "招标文件附有合同文本": "是", "采购类别": "货物"}
LOTS = ("名称,预算金额,最高限价,投标保证金\n"
        "第一批（80 台）,400000.00,390000.00,6000.00\n"
        "第二批（40 台）,200000.00,195000.00,\n")


def draft(clerk: Person, region: str) -> Tender:
    """A draft with its facts, two lots and a document, by the workspace alone."""
    page = clerk.page
    clerk.go("/desk/tenders/").look("tenders")
    clerk.follow("新建招标项目")
    clerk.look("tender-new")
    page.get_by_label("采购方式").select_option("政府采购·公开招标")
    clerk.fill("项目名称", TITLE)
    page.get_by_label("地区").select_option(region)
    page.get_by_label("预算金额").fill("600000.00")
    clerk.press("新建并继续填写")
    clerk.look("tender-basics")
    page.get_by_label("监督部门").select_option(index=1)
    for label, words in BASICS.items():
        page.get_by_label(label, exact=True).fill(words)
    for label, words in CHOICES.items():
        page.get_by_label(label, exact=True).select_option(words)
    clerk.press("保存")
    clerk.sees("已保存")
    clerk.follow("标段")
    page.get_by_label("或者粘贴").fill(LOTS)
    clerk.press("导入")
    clerk.sees("第二批（40 台）")
    clerk.look("tender-lots")
    clerk.follow("招标文件")
    page.get_by_label("文件", exact=True).set_input_files(
        {"name": "招标文件.txt", "mimeType": "text/plain", "buffer": "招标文件\n一、投标人须知".encode()})
    clerk.press("上传")
    clerk.sees("第 1 版")
    clerk.look("tender-documents")
    clerk.follow("评标办法")
    clerk.look("tender-scheme")
    clerk.press("保存评标办法")
    clerk.sees("已保存")
    return Tender.objects.get(title=TITLE)


def plan(clerk: Person) -> None:
    """The deadline the planner offers."""
    clerk.follow("公告")
    clerk.look("tender-dates")
    offer = clerk.page.locator("tr", has_text="投标截止").get_by_role("button", name="采用")
    offer.first.click()
    clerk.look("tender-dates-offered")
    clerk.press("保存")
    clerk.sees("已保存")


def name_custodians(clerk: Person, people: dict) -> None:
    clerk.follow("开标")
    clerk.look("tender-opening")
    for number, user in people.items():
        form = clerk.page.locator("form", has=clerk.page.locator(f"#person-{number}"))
        form.locator("select").select_option(str(user.pk))
        form.get_by_role("button", name="确定").click()
        clerk.sees(user.name)


def step(person: Person, tender: Tender, name: str, button: str) -> None:
    """A step that is confirmed by typing the tender's code."""
    person.go(f"/desk/tenders/{tender.pk}/steps/{name}/").look(f"step-{name}")
    person.page.get_by_label("项目编号").fill(tender.code)
    person.press(button)


def ask_review(clerk: Person, tender: Tender) -> None:
    clerk.go(f"/desk/tenders/{tender.pk}/review/")
    clerk.press("提交审核")
    clerk.sees("待审核")


def approve(approver: Person, tender: Tender) -> None:
    approver.go(f"/desk/tenders/{tender.pk}/review/").look("review")
    approver.page.get_by_label("同意发布").check()
    approver.fill("审核意见", "同意。")
    approver.press("作出审核结论")
    approver.sees("已审核同意")


def clarify(clerk: Person, tender: Tender, answers: dict) -> None:
    """Answer every question, then publish the answers in a clarification that moves nothing."""
    clerk.go(f"/desk/tenders/{tender.pk}/questions/").look("tender-questions")
    for question, words in answers.items():
        clerk.page.locator("article", has_text=question).get_by_role("link", name="答复").click()
        clerk.look("tender-answer")
        clerk.fill("答复", words)
        clerk.press("保存答复")
    clerk.follow("发布澄清，公开已有的答复")
    clerk.look("step-amend")
    clerk.page.get_by_label("澄清、更正的内容").fill("对已提出的问题一并答复，不改变招标文件。")
    clerk.page.get_by_label("可能影响投标文件编制").select_option("否")
    clerk.press("发布澄清或者更正")
    expect(clerk.page.get_by_text("已公开", exact=True)).to_have_count(len(answers))
