"""Tenders in every state up to closed, made by the services: nothing here writes a state by hand."""
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal

from cryptography.hazmat.primitives.asymmetric import ec

from market.core import clock, due, files, workdays
from market.core.clock import SHANGHAI
from market.core.models import Region
from market.custody import keys, seats
from market.custody.models import Seat
from market.parties.actors import Actor
from market.parties.models import Party, User
from tenders import scheming, services
from tenders.custodians import stages
from tenders.models import Tender
from tenders.rulebooks import clocks, schemes
from tenders.rulebooks.schemes import Scheme

from . import city, people

FACTS = {
    "need": "教学用交互式智能平板 120 台，含安装调试和三年质保。", "expected_month": "2026-12",
    "qualification": "符合政府采购法第二十二条规定的供应商。", "consortium": False, "sme_reserved": True,
    "sme_policy": "本项目专门面向中小企业采购。", "documents": "自公告发布之日起在本平台免费下载。",
    "opening_place": "第 2 开标室，可在线参加", "contact": "王老师 0510-0000 2101", "contract_text": True,
    "object_kind": "货物", "duration": "合同签订后 30 日内交货。",
}


@dataclass
class Cast:
    """Everybody a tender needs: organisations, and one actor for each part."""

    purchaser: Party
    supervisor: Party
    centre: Party
    handler: Actor
    approver: Actor
    supervising: Actor
    staff: Actor
    custodians: dict[int, User] = field(default_factory=dict)
    secrets: dict[int, dict] = field(default_factory=dict)

    def organisation_of(self, number: int) -> Party:
        """Whose custodian holds the seat of that number: centre, supervisor, purchaser."""
        return {1: self.centre, 2: self.supervisor, 3: self.purchaser}[number]


def cast(name: str = "示例市第二中学") -> Cast:
    """A purchaser with two people, a supervising department, the centre, and a custodian in each."""
    if not Region.objects.exists():
        city.load_city()
    workdays.seed()
    purchaser = people.organisation(name, "purchaser")
    supervisor = people.organisation("示例市财政局", "supervisor")
    centre = people.organisation("示例市公共资源交易中心", "centre")
    Party.objects.filter(pk=purchaser.pk).update(address="示例市澄湖区学府路 8 号", phone="0510-0000 2100")
    purchaser.refresh_from_db()
    made = Cast(purchaser, supervisor, centre,
                people.actor(people.person(purchaser, "handler", "host", name="周文清")),
                people.actor(people.person(purchaser, "approver", name="李敏")),
                people.actor(people.person(supervisor, "handler", "approver", name="陈立")),
                people.actor(people.person(centre, "handler", "approver", name="赵芳")))
    for number in (1, 2, 3):
        made.custodians[number] = people.person(made.organisation_of(number), "custodian")
    return made


def deadline(tender: Tender, days_more: int = 0) -> datetime:
    """The first lawful deadline if the notice went out today, at half past nine, or some days later."""
    calendar = workdays.load()
    day = clocks.earliest_deadline(tender.rulebook, clock.today(), calendar)
    return datetime.combine(calendar.roll(day + timedelta(days=days_more)), time(9, 30), SHANGHAI)


def scheme(tender: Tender, method: str = schemes.COMPREHENSIVE) -> Scheme:
    """The scheme a draft is offered."""
    return scheming.offered(tender, method)


def draft(*, who: Cast | None = None, lots: int = 1, rulebook_key: str = "procurement.open", facts=None,
          evaluation: Scheme | None = None, **traits) -> Tender:
    """A complete draft: facts, lots, scheme, document, deadline. ``tender.cast`` is who made it."""
    who = who or cast()
    each = Decimal(500_000)
    tender = services.draft(
        rulebook_key=rulebook_key, title=traits.pop("title", "教学用交互式智能平板采购"), principal=who.purchaser,
        supervisor=who.supervisor, region="32029901", budget=each * lots, facts={**FACTS, **(facts or {})},
        lots=[{"title": f"智能平板（第 {number} 包）", "budget": each, "ceiling": Decimal(480_000)}
              for number in range(1, lots + 1)], actor=who.handler, **traits)
    services.set_scheme(tender, scheme=evaluation or scheme(tender), actor=who.handler)
    paper = files.keep("招标文件\n一、投标人须知".encode(), name="招标文件.txt")
    services.add_document(tender, file=paper, title="招标文件", actor=who.handler)
    tender = Tender.objects.get(pk=tender.pk)
    tender = services.edit(tender, revision=tender.revision, actor=who.handler, bids_due_at=deadline(tender))
    return _with(tender, who)


def _with(tender: Tender, who: Cast) -> Tender:
    fresh = Tender.objects.get(pk=tender.pk)
    fresh.cast = who
    return fresh


def keep_keys(tender: Tender) -> Tender:
    """Name three custodians and let each deposit keys for every lot and stage; the private halves stay in the cast."""
    who = tender.cast
    for number, user in who.custodians.items():
        party = who.organisation_of(number)
        seat = services.name_custodian(tender, number=number, user=user, party=party, actor=who.handler)
        made = {(lot, stage): ec.generate_private_key(keys.CURVE) for stage in stages(tender.rulebook)
                for lot in tender.lots.values_list("pk", flat=True)}
        seats.deposit(Seat.objects.get(pk=seat.pk), [seats.Half(lot, stage, keys.public_bytes(pair))
                                                     for (lot, stage), pair in made.items()],
                      actor=people.actor(user, party))
        who.secrets[number] = {place: keys.private_bytes(pair) for place, pair in made.items()}
    return _with(tender, who)


def reviewed(tender: Tender) -> Tender:
    """Reviewed by the second person."""
    review = services.ask_review(tender, actor=tender.cast.handler)
    services.decide_review(review, agrees=True, remark="同意。", actor=tender.cast.approver)
    return _with(tender, tender.cast)


def ready(**traits) -> Tender:
    """With everything done but the publication itself."""
    tender = keep_keys(draft(**traits))
    services.advance(tender, "file_plan", actor=tender.cast.handler)
    return reviewed(tender)


def published(**traits) -> Tender:
    """Published, its document supplied: bids may be handed in."""
    tender = ready(**traits)
    services.publish_notice(tender, actor=tender.cast.handler)
    due.take_due()
    return _with(tender, tender.cast)


def closed(**traits) -> Tender:
    """Past its deadline, which the caller's frozen clock is moved to where one stands."""
    tender = published(**traits)
    return close(tender)


def close(tender: Tender) -> Tender:
    """Move the frozen clock to the deadline and let the clockwork close it. Raises IndexError without one."""
    frozen = clock._frozen[-1]
    frozen.at = max(frozen.at, tender.bids_due_at)
    due.forget_refusals()
    due.take_due()
    return _with(tender, tender.cast)
