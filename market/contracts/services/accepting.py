"""Acceptance: one sheet with a result for every standard of the contract, then the step (政府采购法实施条例
第四十五条)."""
from datetime import date

from django.db import transaction
from django.db.models import Max

from market.core import clock, outbox
from market.core.models import StoredFile

from ..models import Acceptance, AcceptanceLine, Contract, Instalment
from .errors import refuse
from .holding import acting, move

LAW = "政府采购法实施条例 第四十五条"


def standards(contract: Contract) -> list[tuple[int, str, str]]:
    """The standards of a contract: number, group, words; technical first, then service, then safety."""
    rows = contract.blanks.get("standards", ())
    ordered = [row for group in AcceptanceLine.Group.values for row in rows if row["group"] == group]
    return [(number, row["group"], row["label"]) for number, row in enumerate(ordered, 1)]


@transaction.atomic
def inspect(contract: Contract, *, results: dict[int, tuple[bool, str]], inspected_on: date, inspectors: str,
            conclusion: str, actor, body: str = "", users_part: bool = False, users_opinion: str = "",
            report: StoredFile | None = None) -> Acceptance:
    """Make out an acceptance sheet. ``results`` gives for each standard by number whether it is met and what was found;
    every one needs a result. Where the public is served, its users must have been heard. Raises StepRefused."""
    with clock.still():
        fresh = acting(contract, "inspect", actor, "performing")
        wanted = standards(fresh)
        if {number for number, *_ in wanted} != set(results):
            raise refuse("inspect", "acceptance.incomplete", "验收书应当包括每一项技术、服务、"
                                                             "安全标准的履约情况，还有没有填写结果的项目，"
                         "未出具；请逐项填写。", LAW)
        if any(not passed and not found.strip() for passed, found in results.values()):
            raise refuse("inspect", "acceptance.no_finding", "不合格的项目没有写明具体情况，未出具；"
                                                             "请写明哪里不符合约定。", LAW)
        if fresh.blanks.get("public_service") and not (users_part and users_opinion.strip()):
            raise refuse("inspect", "acceptance.no_users", "政府向社会公众提供的公共服务项目，"
                                                           "验收时应当邀请服务对象参与并出具意见，"
                         "未出具；请补充服务对象的意见。", LAW)
        if inspected_on > clock.today():
            raise refuse("inspect", "acceptance.future", "验收日期晚于今天，未出具；请填写实际验收的日期。", LAW)
        number = (fresh.acceptances.aggregate(last=Max("number"))["last"] or 0) + 1
        made = Acceptance.objects.create(
            contract=fresh, number=number, inspected_on=inspected_on, inspectors=inspectors.strip(),
            body=body.strip(), users_part=users_part, users_opinion=users_opinion.strip(),
            conclusion=conclusion.strip(), report=report, by=str(actor), at=clock.now())
        AcceptanceLine.objects.bulk_create([
            AcceptanceLine(acceptance=made, number=number, group=group, standard=words, passed=results[number][0],
                           finding=results[number][1].strip()) for number, group, words in wanted])
        outbox.emit("contracts.acceptance.made", id=made.pk)
        return made


@transaction.atomic
def accept(contract: Contract, *, actor) -> Contract:
    """Accept what was delivered; payments that wait for it fall due. Raises StepRefused."""
    with clock.still():
        fresh = acting(contract, "inspect", actor, "performing")
        Contract.objects.filter(pk=fresh.pk).update(accepted_at=clock.now())
        move(fresh, "accept", actor=actor)
        fresh.instalments.filter(after=Instalment.After.ACCEPTANCE, since=None).update(since=clock.today())
        return Contract.objects.whole().get(pk=fresh.pk)
