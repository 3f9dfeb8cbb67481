"""What happens in the invented procedures, each verb through the service that a page would call.

Every verb is called with the clock frozen at its moment, and finds the tender afresh.
"""
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from bids.evaluation.qualification import services as qualification
from bids.evaluation.qualification.items import items_of
from bids.models import OpeningSession
from bids.opening import services as opening
from market.core import clock, due, files
from market.custody.models import Seat
from tenders import scheming, services
from tenders.models import Lot, Question, Tender
from tenders.rulebooks.volumes import OPENING, REVIEW

from . import custodians, documents, evaluating, letters, paying
from .bidding import Bidders
from .people import People
from .stories import Story

CUSTODIANS = ("zhongxin-miyao", "jiandu-miyao")
"""Logins that hold the first two seats; the third is the principal's own."""
GRACE = timedelta(minutes=1)


@dataclass
class Stage:
    """Where a story is played: the people, the bidders, and the tender once there is one."""

    people: People
    bidders: Bidders
    story: Story
    pk: UUID | None = None

    def tender(self) -> Tender:
        """The tender as it is now."""
        return Tender.objects.select_related("principal", "agent", "supervisor", "region").get(pk=self.pk)

    def actor(self, part: str):
        """Who plays a part of the story: ``handler``, ``approver``, ``host``, or a login."""
        return self.people.actor(self.story.written.get(part, part))

    def lot(self, number: int) -> Lot:
        """A lot of the tender."""
        return Lot.objects.select_related("tender").get(tender=self.pk, number=number)


def draft(stage: Stage) -> None:
    """Write down everything but dates and keys."""
    said, people = stage.story.written, stage.people
    lots = [{name: Decimal(value) if name != "title" else value for name, value in lot.items() if value}
            for lot in said["lots"]]
    tender = services.draft(
        rulebook_key="procurement.open", title=said["title"], principal=people.parties[said["principal"]],
        agent=people.parties[said["agent"]] if "agent" in said else None, supervisor=people.parties["finance"],
        region=said["region"], budget=sum(lot["budget"] for lot in lots), facts=said["facts"], lots=lots,
        actor=stage.actor("handler"))
    stage.pk = tender.pk
    if "scheme" in said:
        services.set_scheme(tender, scheme=scheming.offered(tender, said["scheme"]), actor=stage.actor("handler"))


def complete(stage: Stage) -> None:
    """Add the document, the dates and the custodians with their keys."""
    said, handler = stage.story.written, stage.actor("handler")
    lines = ("# 第一章 投标邀请", f"{said['title']}，面向所有符合条件的供应商公开招标。", "# 第二章 投标人须知",
             "投标有效期为投标截止之日起 90 日。", "# 第三章 采购需求", said["facts"]["need"], "# 第四章 合同文本",
             "甲乙双方依据《中华人民共和国民法典》《中华人民共和国政府采购法》订立本合同。本文件为演示数据。")
    paper = files.keep(documents.word(f"{said['title']}招标文件", lines), name="招标文件.docx")
    services.add_document(stage.tender(), file=paper, title="招标文件", actor=handler)
    tender = stage.tender()
    services.edit(tender, revision=tender.revision, actor=handler, bids_due_at=stage.story.due,
                  **({"questions_due_at": stage.story.questions_due} if stage.story.questions_due else {}))
    for number, login in enumerate((*CUSTODIANS, said["custodian"]), 1):
        seat = services.name_custodian(stage.tender(), number=number, user=stage.people.users[login],
                                       party=stage.people.party_of(login), actor=handler)
        custodians.deposit(stage.tender(), Seat.objects.get(pk=seat.pk), stage.people.actor(login))


def file_plan(stage: Stage) -> None:
    """File the plan; it is the principal's own people who do."""
    principal = stage.story.written["principal"]
    login = {"hospital": "caigou", "education": "jiaoyu"}[principal]
    services.advance(stage.tender(), "file_plan", actor=stage.people.actor(login))


def review(stage: Stage, *, decide: bool = True) -> None:
    """Ask a second person, who agrees."""
    asked = services.ask_review(stage.tender(), actor=stage.actor("handler"))
    if decide:
        services.decide_review(asked, agrees=True, remark="内容齐备，同意发布。", actor=stage.actor("approver"))


def publish_intention(stage: Stage) -> None:
    services.publish_intention(stage.tender(), actor=stage.actor("handler"))


def publish(stage: Stage) -> None:
    """The notice is out, the document supplied."""
    services.publish_notice(stage.tender(), actor=stage.actor("handler"))
    due.take_due()


def ask(stage: Stage, *, who: str, text: str, lot: int | None = None) -> None:
    services.ask(stage.tender(), lot=stage.lot(lot) if lot else None, text=text, actor=stage.people.actor(who))


def answer(stage: Stage, *, number: int, text: str) -> None:
    """Answer the question of that number, counted by the moment it was asked."""
    question = Question.objects.filter(tender=stage.pk).order_by("asked_at")[number - 1]
    services.answer(question, text=text, actor=stage.actor("handler"))


def clarify(stage: Stage, *, text: str, affects: bool, reason: str) -> None:
    services.clarify(stage.tender(), text=text, affects=affects, reason=reason, actor=stage.actor("handler"))


def suspend(stage: Stage, *, who: str, order_no: str, reason: str) -> None:
    services.suspend(stage.tender(), order_no=order_no, reason=reason, actor=stage.people.actor(who))


def terminate(stage: Stage, *, who: str, reason: str) -> None:
    services.terminate(stage.tender(), reason=reason, actor=stage.people.actor(who))


def fail(stage: Stage, *, lot: int, code: str, reason: str) -> None:
    services.fail(stage.lot(lot), reason_code=code, reason=reason, actor=stage.actor("handler"))


def relaunch(stage: Stage) -> None:
    services.relaunch(stage.tender(), actor=stage.actor("handler"))


def bid(stage: Stage, *, who: str, lot: int, amount: str) -> None:
    stage.bidders.hand_in(stage.lot(lot), who, amount)


def pay(stage: Stage, *, who: str, lot: int, serial: str, **said) -> None:
    """Pay the bond of a lot (see ``paying.pay``)."""
    paying.pay(stage.lot(lot), actor=stage.people.actor(who), party=stage.people.party_of(who), serial=serial, **said)


def open_session(stage: Stage, *, short: bool = False) -> None:
    """The whole session: sign in, fix, release by two custodians, show, read out, confirm, end. ``short`` where too few
    bid: it is fixed and called off."""
    host = stage.actor("host")
    session = OpeningSession.objects.get(tender=stage.pk, stage=OPENING)
    opening.start_sign_in(session, actor=host)
    due_at = stage.tender().bids_due_at
    with clock.frozen(due_at) as frozen:
        due.take_due()
        frozen.move(GRACE)
        opening.fix(session, actor=host)
        if short:
            opening.call_off(session, actor=host)
            return
        frozen.move(GRACE)
        _decrypt(stage, session, frozen)
        frozen.move(5 * GRACE)
        opening.read_out(session, actor=host)
        frozen.move(5 * GRACE)
        opening.confirm(session, actor=host)
        frozen.move(GRACE)
        opening.end(session, actor=host)


def _decrypt(stage: Stage, session: OpeningSession, frozen) -> None:
    """The host begins, two custodians release, the worker opens."""
    opening.start_decryption(session, actor=stage.actor("host"))
    for seat in Seat.objects.filter(subject=stage.pk, number__in=(1, 2)).select_related("user"):
        frozen.move(GRACE)
        actor = stage.people.actor(seat.user.username)
        secrets = custodians.secrets_of(seat, session.stage)
        opening.release(session, secrets=_openable(session, secrets), actor=actor)
    frozen.move(GRACE)
    opening.unseal(session.pk)


def release(stage: Stage) -> None:
    """The second release: what is reviewed is opened, its record signed."""
    with clock.frozen(clock.now()) as frozen:
        session = OpeningSession.objects.get(tender=stage.pk, stage=REVIEW)
        _decrypt(stage, session, frozen)
        frozen.move(GRACE)
        opening.end(session, actor=stage.actor("host"))


def qualify(stage: Stage, *, lot: int, failing: dict | None = None) -> None:
    """The qualification review of a lot: one records, a second confirms. ``failing`` names by login the item a bidder
    fails and why."""
    failing = {stage.people.party_of(login).pk: why for login, why in (failing or {}).items()}
    handler, one = stage.actor("handler"), stage.lot(lot)
    laws = {item.key: item.law for item in items_of(one)}
    for own in qualification.opened_bids(one):
        failed, reason = failing.get(own.party_id, ("", ""))
        qualification.record(own, [
            qualification.Found(key, key != failed, reason if key == failed else "", law if key == failed else "")
            for key, law in laws.items()], actor=handler)
    qualification.ask(one, actor=handler)
    qualification.confirm(one, agrees=True, actor=stage.actor("approver"))


def _openable(session: OpeningSession, secrets: dict) -> dict:
    return {lot: secrets[str(lot)] for lot in session.openable_lots().values_list("pk", flat=True)}


VERBS = letters.VERBS | {"open": open_session} | {
    verb.__name__: verb for verb in (ask, answer, clarify, suspend, terminate, fail, relaunch, bid, pay, release,
                                     qualify, evaluating.committee, evaluating.begin, evaluating.assess,
                                     evaluating.inquire, evaluating.conclude)}
