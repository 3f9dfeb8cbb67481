"""A committee is formed: its size, the principal's own people, and the experts that the provincial bank drew."""
import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from market.core import clock, tags, workdays
from market.core.wording import local_day, moment
from market.parties.models import Membership, User
from tenders.models import Lot, Tender

from ...models import Bid, Committee, Drawing, Member
from .. import policy, seats
from ..refusals import refusal
from . import journal

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of a code: no 0 and O, no 1 and I."""
LENGTH, SCOPE, MOST = 8, "evaluation", 23
OPENED = ("opened", "qualification_reviewed", "evaluating")
"""States of a lot that a committee is formed for."""


@transaction.atomic
def form_committee(tender: Tender, *, size: int, starts_at: datetime, representatives: Sequence[UUID] = (),
                   actor) -> Committee:
    """Form the committee of a tender whose bids were opened; ``representatives`` are accounts of the principal.

    Raises StepRefused ``committee.not_yours``, ``committee.not_opened``, ``committee.exists``, ``committee.size``,
    ``committee.representatives``, ``committee.stranger``, ``committee.starts_past``.
    """
    with clock.still():
        tender = Tender.objects.select_for_update(of=("self",)).select_related("region").get(pk=tender.pk)
        _require_may_form(tender, actor)
        _require_lawful(tender, size, representatives)
        if starts_at < clock.now():
            raise refusal("form_committee", "committee.starts_past")
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        committee = Committee(tender=tender, size=size, representatives=len(representatives), starts_at=starts_at,
                              code_tag=tags.owner_tag(SCOPE, code), secret=secrets.token_bytes(32),
                              formed_by=str(actor), formed_at=clock.now())
        committee.code_veiled = tags.veil(code, committee.pk)
        committee.save(force_insert=True)
        for user in _people(tender, representatives):
            _seat(committee, Member.Kind.ENTITY_REP, user.name, tender.principal.name, user=str(user.pk))
        words = f"组建 {size} 人的评标委员会，其中采购人代表 {len(representatives)} 人，" \
                f"评审于 {moment(starts_at)} 开始。"
        journal.write(committee, "formed", words, actor=actor)
        return committee


def _require_may_form(tender: Tender, actor) -> None:
    if not policy.runs(tender, actor):
        raise refusal("form_committee", "committee.not_yours")
    if Committee.objects.filter(tender=tender).exists():
        raise refusal("form_committee", "committee.exists")
    if not Lot.objects.filter(tender=tender, status__in=OPENED).exists():
        raise refusal("form_committee", "committee.not_opened")


def _require_lawful(tender: Tender, size: int, representatives: Sequence) -> None:
    book = tender.rulebook
    least = seats.least(book, tender.budget or 0)
    if size < least or size % 2 == 0 or size > MOST:
        raise refusal("form_committee", "committee.size", least=least)
    if len(representatives) > seats.most_representatives(book, size):
        raise refusal("form_committee", "committee.representatives", size=size,
                      most=seats.most_representatives(book, size))


def _people(tender: Tender, accounts: Iterable) -> list[User]:
    """Those accounts, each a member of the principal now. Raises StepRefused ``committee.stranger``."""
    wanted = {str(one) for one in accounts}
    found = [one.user for one in Membership.objects.current().filter(
        party=tender.principal_id, user__in=wanted).select_related("user").order_by("user__name")]
    if {str(user.pk) for user in found} != wanted:
        raise refusal("form_committee", "committee.stranger")
    return found


def _seat(committee: Committee, kind: str, name: str, unit: str, *, user: str = "",
          drawing: Drawing | None = None) -> Member:
    """A seat more; it takes the first empty place of its kind, whose holder is thereby replaced."""
    last = committee.members.aggregate(last=Max("seat"))["last"] or 0
    veiled = tags.veil(json.dumps({"name": name, "unit": unit, "user": user}, ensure_ascii=False), committee.pk)
    member = Member.objects.create(committee=committee, seat=last + 1, kind=kind, drawing=drawing, veiled=veiled)
    gone = committee.members.filter(kind=kind, replaced_by=None).exclude(
        recused_at=None, absent_at=None).order_by("seat").first()
    if gone is not None:
        gone.replaced_by = member
        gone.save(update_fields=["replaced_by"])
    return member


def vacancies(committee: Committee, kind: str) -> int:
    """How many seats of a kind nobody holds."""
    wanted = committee.representatives if kind == Member.Kind.ENTITY_REP else committee.size - committee.representatives
    return wanted - committee.members.standing().filter(kind=kind).count()


def record_drawing(committee: Committee, *, record: str, drawn_at: datetime, experts: Sequence[tuple[str, str]],
                   actor) -> Drawing:
    """Enter a draw of the provincial bank: its number, its moment, and each expert's name and unit. The names are
    veiled at once; only the expert at the check-in meets them again.

    Raises StepRefused ``draw.not_centre``, ``draw.record``, ``draw.recorded``, ``draw.future``, ``draw.early``,
    ``draw.full``, ``draw.count``, ``draw.name``, ``draw.same_name``, ``draw.employer``.
    """
    with journal.locked(committee.pk) as committee:
        if not policy.keeps_the_draw(actor):
            raise refusal("record_drawing", "draw.not_centre")
        experts = [(name.strip(), unit.strip()) for name, unit in experts]
        _require_record(committee, record.strip(), drawn_at)
        _require_experts(committee, experts)
        number = committee.drawings.count() + 1
        drawing = Drawing.objects.create(committee=committee, number=number, record=record.strip(), drawn_at=drawn_at,
                                         recorded_by=str(actor), recorded_at=clock.now())
        taken = [_seat(committee, Member.Kind.EXPERT, name, unit, drawing=drawing) for name, unit in experts]
        labels = "、".join(one.label for one in taken)
        words = f"登记第 {number} 次抽取记录 {drawing.record}，专家入 {labels}。"
        journal.write(committee, "drawn", words, actor=actor)
        return drawing


def _require_record(committee: Committee, record: str, drawn_at: datetime) -> None:
    if not record:
        raise refusal("record_drawing", "draw.record")
    if Drawing.objects.filter(record=record).exists():
        raise refusal("record_drawing", "draw.recorded")
    if drawn_at > clock.now():
        raise refusal("record_drawing", "draw.future")
    most = committee.tender.rulebook.expert_draw
    if most is not None:
        first = workdays.load().back_working_days(local_day(committee.starts_at), most.value)
        if local_day(drawn_at) < first:
            raise refusal("record_drawing", "draw.early", days=str(most).strip())


def _require_experts(committee: Committee, experts: list[tuple[str, str]]) -> None:
    wanted = vacancies(committee, Member.Kind.EXPERT)
    if not wanted:
        raise refusal("record_drawing", "draw.full")
    if len(experts) != wanted:
        raise refusal("record_drawing", "draw.count", wanted=wanted, given=len(experts))
    if not all(name and unit for name, unit in experts):
        raise refusal("record_drawing", "draw.name")
    names = [name for name, _ in experts] + [identity(one)["name"] for one in committee.members.all()]
    if len(set(names)) != len(names):
        raise refusal("record_drawing", "draw.same_name")
    if {unit for _, unit in experts} & _concerned(committee.tender):
        raise refusal("record_drawing", "draw.employer")


def _concerned(tender: Tender) -> set[str]:
    """The names of all who have a part in a tender, its bidders among them."""
    parties = [tender.principal, tender.agent, tender.supervisor]
    bidders = Bid.objects.filter(lot__tender=tender).exclude(party=None).values_list("party__name", flat=True)
    return {party.name for party in parties if party} | set(bidders)


def name_representative(committee: Committee, *, user: UUID, actor) -> Member:
    """The principal sends somebody else in place of one who recused themselves or stayed away.

    Raises StepRefused ``committee.not_yours``, ``representative.none``, ``committee.stranger``, ``draw.same_name``.
    """
    with journal.locked(committee.pk) as committee:
        if not policy.runs(committee.tender, actor):
            raise refusal("name_representative", "committee.not_yours")
        if not vacancies(committee, Member.Kind.ENTITY_REP):
            raise refusal("name_representative", "representative.none")
        person = _people(committee.tender, [user])[0]
        if any(identity(one)["user"] == str(person.pk) for one in committee.members.all()):
            raise refusal("name_representative", "draw.same_name")
        member = _seat(committee, Member.Kind.ENTITY_REP, person.name, committee.tender.principal.name,
                       user=str(person.pk))
        journal.write(committee, "named", f"更换采购人代表，入 {member.label}。", actor=actor)
        return member


def identity(member: Member) -> dict:
    """Who holds a seat: name, unit, account. To be asked by the check-in, and by all once the result is out."""
    return json.loads(tags.unveil(member.veiled, member.committee_id))


def code_of(committee: Committee, *, actor) -> str:
    """The code to be printed. Raises StepRefused ``draw.not_centre``; each look is on the audit log."""
    with journal.locked(committee.pk) as committee:
        if not policy.keeps_the_draw(actor):
            raise refusal("print_code", "draw.not_centre")
        journal.write(committee, "code", "查看、打印签到码。", actor=actor)
        return tags.unveil(committee.code_veiled, committee.pk)
