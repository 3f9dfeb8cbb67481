"""Letters of redress for tests, and the people who write and answer them; everything made by the services."""
import uuid
from dataclasses import dataclass
from datetime import timedelta

from market.core import clock, workdays
from market.parties.actors import Actor
from market.redress import services
from market.redress.models import Complaint, Draft, Query
from tenders.models import Lot, Tender
from tenders.rulebooks.base import resolve
from tests.factories import openings, people

SAID = {
    "address": "示例市澄湖区湖滨路 1 号", "postcode": "214000", "contact": "何宁", "phone": "0510-0000 7001",
    "request": "请修改第三章的技术参数。",
    "items": [{"matter": "第三章参数只有一个品牌能够满足。", "facts": "三款主流产品均不能满足第 7 条。",
               "law": "政府采购法实施条例 第二十条"},
              {"matter": "评分标准没有量化。", "facts": "技术方案一项没有分档。", "law": "政府采购法实施条例 第三十四"
                                                                                         "条"}],
}


@dataclass
class Case:
    """A tender, one who queries it, one who answers for the principal, one who handles complaints."""

    tender: Tender
    supplier: Actor
    handler: Actor
    department: Actor
    lot: Lot | None = None
    bidders: tuple = ()

    def query(self, **what) -> Query:
        """A query, handed in."""
        return services.hand_in(self.draft(Draft.Kind.QUERY, **what), actor=self.supplier)

    def draft(self, kind: str, *, said=None, actor=None, **what) -> Draft:
        actor = actor or self.supplier
        made = services.begin(tender=self.tender, kind=kind, actor=actor, **what)
        return services.save(made, actor=actor, said={**made.said, **SAID, **(said or {})})

    def answered(self, outcome: str = "unfounded", **what) -> Query:
        """A query with its answer."""
        query = self.query(**what)
        return services.answer_query(query, outcome=outcome, text="逐项答复如下。", law="政府采购法 第五十三条",
                                     actor=self.handler)

    def complaint(self, query: Query | None = None) -> Complaint:
        """A complaint about an answer, handed in."""
        draft = services.begin(tender=self.tender, kind=Draft.Kind.COMPLAINT, query=query or self.answered(),
                               actor=self.supplier)
        draft = services.save(draft, actor=self.supplier, said={**draft.said, "request": "请责令修改招标文件。"})
        return services.hand_in(draft, actor=self.supplier)

    def accepted(self) -> Complaint:
        """A complaint that was taken on."""
        complaint = services.move(self.complaint(), "start_check", actor=self.department)
        return services.move(complaint, "accept", actor=self.department)

    def investigated(self) -> Complaint:
        """One whose copies are out and whose respondents replied."""
        complaint = services.send_copies(self.accepted(), actor=self.department)
        for copy in complaint.copies.filter(role="respondent"):
            services.answer_copy(copy, text="招标文件符合规定。", actor=self.handler)
        return complaint

    def decided(self, outcome: str = "rejected", **what) -> Complaint:
        """One that was decided."""
        return services.decide(self.investigated(), outcome=outcome, order_no=what.pop("order_no", "示财采〔2026〕8 "
                                                                                                   "号"),
                               facts="经查，参数有三个品牌满足。", decision="投诉事项缺乏事实依据，驳回投诉。",
                               law="政府采购质疑和投诉办法 第二十九条", actor=self.department, **what)


def case(*, facts=None) -> Case:
    """A published tender of one lot that takes bids; written down at once, as its way there is not what is tested."""
    workdays.seed()
    purchaser, finance = (people.organisation(f"示例质疑{name}", role) for name, role in (
        ("采购单位", "purchaser"), ("财政局", "supervisor")))
    book, now = resolve("procurement.open", "", clock.today()), clock.now()
    due = now + timedelta(days=25)
    tender = Tender.objects.create(
        code=f"SLZC-2026-Z-{uuid.uuid4().hex[:6]}", title="教学用交互式智能平板采购", rulebook_key=book.key,
        principal=purchaser, supervisor=finance, region=openings.place(), status="bidding", bids_due_at=due,
        opens_at=due, pinned=book.as_json(), pinned_digest=book.digest, published_at=now, drafted_by="tests",
        drafted_at=now, facts=facts or {}, budget=500_000, next_due_at=due)
    Lot.objects.create(tender=tender, number=1, title="智能平板", budget=500_000)
    return Case(tender, people.act("示例质疑供应商有限公司", "supplier", "handler"),
                people.actor(people.person(purchaser, "handler", "approver")),
                people.actor(people.person(finance, "handler", "approver")))


def opened(bidders: int = 3) -> Case:
    """A tender whose bids were opened; the first bidder queries. The caller's frozen clock is moved to after it."""
    workdays.seed()
    one = openings.opening(bidders=bidders)
    department = people.organisation("示例市采购监管局", "supervisor")
    Tender.objects.filter(pk=one.tender.pk).update(supervisor=department)
    frozen = clock._frozen[-1]
    frozen.at = openings.DUE + timedelta(seconds=30)
    one.until("ended")
    handler = people.actor(people.person(one.tender.principal, "handler", "approver"))
    return Case(Tender.objects.get(pk=one.tender.pk), one.bidders[0].actor, handler,
                people.actor(people.person(department, "handler")),
                Lot.objects.select_related("tender").get(pk=one.lots[0].pk), tuple(one.bidders))
