"""Members come: they check in with the code of the centre, declare that nothing stands against them, or leave."""
from market.core import clock, tags
from market.core.wording import time_of_day

from ...models import Committee, Member, ScoreSheet
from .. import policy
from ..recusal import GROUNDS
from ..refusals import refusal
from . import journal, voiding
from .forming import SCOPE, identity

MOST = 1000
"""Characters of what is said of a recusal or an absence."""


def check_in(*, code: str, actor) -> Member:
    """Take one's seat: the account's name must be the one that stands veiled for a free seat of the committee whose
    code it is. Taking it twice is taking it once.

    Raises StepRefused ``code.unknown``, ``code.no_role``, ``code.taken``, ``code.over``.
    """
    tag = tags.owner_tag(SCOPE, "".join(code.split()).upper())
    found = Committee.objects.filter(code_tag=tag).values_list("pk", flat=True).first()
    if found is None:
        raise refusal("check_in", "code.unknown")
    with journal.locked(found) as committee:
        mine = Member.objects.filter(committee=committee, user=actor.user).first() if actor else None
        if mine is not None:
            if mine.stands and mine.party_id == actor.party:
                return mine
            raise refusal("check_in", "code.taken")
        if not committee.tender.lots.filter(status__in=("opened", "qualification_reviewed", "evaluating")).exists():
            raise refusal("check_in", "code.over")
        member = _free_seat(committee, actor)
        member.user_id, member.party_id, member.checked_in_at = actor.user, actor.party, clock.now()
        member.save(update_fields=["user", "party", "checked_in_at"])
        journal.write(committee, "checked_in", f"{member.label}签到。", actor=member)
        return member


def _free_seat(committee: Committee, actor) -> Member:
    """The seat that waits for this person. Raises StepRefused."""
    fits = None
    for member in committee.members.standing().filter(user=None):
        said = identity(member)
        if said["user"]:
            fits = member if said["user"] == str(actor.user) and actor.party == committee.tender.principal_id else fits
        elif said["name"] == actor.name:
            fits = member
    if fits is None:
        raise refusal("check_in", "code.unknown")
    if fits.kind == Member.Kind.EXPERT and not policy.is_expert(actor):
        raise refusal("check_in", "code.no_role")
    return fits


def declare(committee: Committee, *, actor) -> Member:
    """Declare that no ground for recusal stands against oneself. Raises StepRefused ``member.none``."""
    with journal.locked(committee.pk) as committee:
        member = journal.member_of(committee, actor, "declare", declared=False)
        if member.declared_at is None:
            member.declared_at = clock.now()
            member.save(update_fields=["declared_at"])
            _lay_sheets(committee, member)
            journal.write(committee, "declared", f"{member.label}声明没有需要回避的情形。", actor=member)
        return member


def _lay_sheets(committee: Committee, member: Member) -> None:
    """Who joins while lots are being evaluated gets their sheets at once."""
    lots = committee.tender.lots.filter(status="evaluating")
    ScoreSheet.objects.bulk_create([ScoreSheet(member=member, lot=lot) for lot in lots], ignore_conflicts=True)


def recuse(committee: Committee, *, ground: str, text: str = "", actor) -> Member:
    """Stand aside on one of the grounds of the law; what was voted and scored is void from now on.

    Raises StepRefused ``member.none``, ``recusal.ground``.
    """
    with journal.locked(committee.pk) as committee:
        member = journal.member_of(committee, actor, "recuse", declared=False)
        if ground not in GROUNDS:
            raise refusal("recuse", "recusal.ground")
        member.recused_at, member.recused_for, member.recused_text = clock.now(), ground, text.strip()[:MOST]
        member.chair = False
        member.save(update_fields=["recused_at", "recused_for", "recused_text", "chair"])
        voiding.void(committee, member)
        journal.write(committee, "recused", f"{member.label}回避（{GROUNDS[ground]}），其评审意见无效。", actor=member)
        return member


def mark_absent(committee: Committee, *, seat: int, reason: str, actor) -> Member:
    """Record that a member did not come or left; from now on the seat is empty.

    Raises StepRefused ``absence.by_whom``, ``absence.reason``, ``absence.too_early``, ``member.unknown``,
    ``member.gone``.
    """
    with journal.locked(committee.pk) as committee:
        if not (policy.runs(committee.tender, actor) or policy.keeps_the_draw(actor)):
            raise refusal("mark_absent", "absence.by_whom")
        if not reason.strip():
            raise refusal("mark_absent", "absence.reason")
        if clock.now() < committee.starts_at:
            raise refusal("mark_absent", "absence.too_early")
        member = committee.members.filter(seat=seat).first()
        if member is None:
            raise refusal("mark_absent", "member.unknown")
        if not member.stands:
            raise refusal("mark_absent", "member.gone")
        member.absent_at, member.chair = clock.now(), False
        member.save(update_fields=["absent_at", "chair"])
        voiding.void(committee, member)
        words = f"登记 {member.label} 于 {time_of_day(clock.now())} 缺席：{reason.strip()[:MOST]}"
        journal.write(committee, "absent", words, actor=actor)
        return member
