"""The public notices of a contract: the contract itself without what is secret, and the acceptance of public
services."""
from html import escape

from market.core import money, wording
from market.core.wording import iso
from tenders.notices.words import Notice, contacts, paragraphs, section, table

from . import text
from .models import Acceptance, Contract

CONTRACT, ACCEPTANCE = "contract_notice", "performance_notice"
TOLD = ("project_code", "platform_code", "project_name", "purchaser", "purchaser_contact", "agent", "agent_contact",
        "region", "regulator", "contact")


def contract(contract: Contract) -> Notice:
    """The contract as the public reads it (政府采购法实施条例 第五十条): its facts, its text, and what was left out
    why."""
    said = _facts(contract)
    secrets = list(contract.redactions.all())
    body = "".join((
        section("一、合同基本情况", _basics(contract)),
        "".join(section(clause.title or "二、合同正文", paragraphs("\n".join(clause.lines)))
                for clause in text.redacted(contract.text, secrets)),
        section("隐去的内容", _left_out(secrets)),
        section("签署", table(("一方", "单位", "签署时间"), [
            (one.get_side_display(), one.party.name, wording.moment(one.at))
            for one in contract.signatures.filter(change=None, ended_at=None).select_related("party")])),
        section("联系方式", contacts(said)),
    ))
    return Notice(CONTRACT, title(contract), body, said)


def title(contract: Contract) -> str:
    """``……（第 1 包）合同公告``."""
    return f"{contract.lot.tender.title}（第 {contract.lot.number} 包）合同公告"


def _facts(contract: Contract) -> dict:
    tender, blanks, winner = contract.lot.tender, contract.blanks, contract.winner
    stated = tender.stated()
    party = {"name": winner.name, **({"id": winner.code, "scheme": "uscc"} if winner.code else {})}
    return {code: stated[code] for code in TOLD if code in stated} | {
        "lots": [f"第 {contract.lot.number} 包：{contract.lot.title}"], "winner": [party],
        "contract_amount": {"amount": f"{contract.amount:.2f}", "currency": "CNY"},
        "contract_period": f"{blanks['starts_on']} 至 {blanks['ends_on']}",
        "contract_signed_at": iso(contract.signed_at)}


def _basics(contract: Contract) -> str:
    return table(("事项", "内容"), [
        ("合同编号", contract.number), ("项目编号", contract.lot.tender.code),
        ("采购人（甲方）", contract.purchaser.name),
        ("供应商（乙方）", contract.winner.name),
        ("合同金额", f"{wording.amount(contract.amount)} 元（{money.in_words(contract.amount)}）"),
        ("签订日期", wording.day(contract.signed_at)), ("合同文本的 SHA-256", contract.digest)])


def _left_out(secrets: list) -> str:
    if not secrets:
        return "<p>本合同没有隐去的内容。</p>"
    return table(("条款", "属于", "理由"), [
        (f"第 {one.clause} 条", one.get_ground_display(), one.reason) for one in secrets])


def acceptance(sheet: Acceptance) -> Notice:
    """The result of an acceptance, for public services (政府采购法实施条例 第四十五条)."""
    contract = sheet.contract
    said = _facts(contract)
    body = "".join((
        section("一、合同基本情况", _basics(contract)),
        section("二、验收情况", f"<p>验收日期：{wording.day(sheet.inspected_on)}；验收人员：{escape(sheet.inspectors)}"
                + (f"；检测机构：{escape(sheet.body)}" if sheet.body else "") + "。</p>",
                table(("类别", "标准", "结果", "具体情况"), [
                    (line.get_group_display(), line.standard, "合格" if line.passed else "不合格", line.finding)
                    for line in sheet.lines.all()])),
        section("三、服务对象的意见", paragraphs(sheet.users_opinion)),
        section("四、验收结论", paragraphs(sheet.conclusion)),
        section("联系方式", contacts(said)),
    ))
    return Notice(ACCEPTANCE, f"{contract.lot.tender.title}（第 {contract.lot.number} 包）验收结果公告", body, said)
