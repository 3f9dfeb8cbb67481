"""Who belongs to an organisation, with which duties."""
from django.db import transaction

from market.core import clock

from .. import acts, policy
from ..actors import Actor
from ..errors import PartyRefused
from ..models import Membership, Party, User
from ..roles import DUTIES


@transaction.atomic
def ask_to_join(*, user: User, party: Party) -> Membership:
    """Ask an organisation's administrator to be admitted. Twice the same is once."""
    before = Membership.objects.filter(user=user, party=party, until=None).first()
    if before:
        return before
    if party.status != Party.Status.PROVED or party.kind == Party.Kind.PERSON:
        raise PartyRefused("join.closed", "这个主体不接受加入申请。", field="code")
    made = Membership.objects.create(user=user, party=party, duties=[], asked_at=clock.now())
    acts.record("membership.asked", user=user, party=party, actor=f"user:{user.pk}")
    return made


def _locked(membership: Membership) -> Membership:
    """The row under lock, its organisation's row first, so that two administrators act one after the other."""
    Party.objects.select_for_update(of=("self",)).get(pk=membership.party_id)
    return Membership.objects.select_for_update(of=("self",)).select_related("user", "party").get(pk=membership.pk)


def _duties(wanted) -> list[str]:
    if not wanted or set(wanted) - set(DUTIES):
        raise PartyRefused("membership.duties", "请至少选择一项职责。", field="duties")
    return [duty for duty in DUTIES if duty in wanted]


@transaction.atomic
def admit(membership: Membership, *, duties, actor: Actor) -> Membership:
    """Let somebody in who asked, with these duties. Raises PartyRefused."""
    row, duties = _locked(membership), _duties(duties)
    policy.need_administrator(actor, row.party)
    if row.party.status != Party.Status.PROVED:
        raise PartyRefused("membership.pending", "本单位尚未核实，核实之后才能接纳成员。")
    if row.until:
        raise PartyRefused("membership.settled", "这份申请已经由他人处理，请刷新页面查看结果。")
    if row.since is None:
        row.since, row.duties, row.admitted_by = clock.now(), duties, str(actor)
        row.save()
        acts.record("membership.admitted", user=row.user, party=row.party, actor=actor, name=str(row.user),
                    duties="、".join(row.duty_labels))
    return row


@transaction.atomic
def refuse(membership: Membership, *, reason: str, actor: Actor) -> Membership:
    """Do not let somebody in who asked. Raises PartyRefused."""
    row = _locked(membership)
    policy.need_administrator(actor, row.party)
    if row.since or row.until:
        raise PartyRefused("membership.settled", "这份申请已经由他人处理，请刷新页面查看结果。")
    row.until = clock.now()
    row.save()
    acts.record("membership.refused", user=row.user, party=row.party, actor=actor, name=str(row.user), reason=reason)
    return row


@transaction.atomic
def change_duties(membership: Membership, *, duties, actor: Actor) -> Membership:
    """Give a member other duties. The last administrator stays one. Raises PartyRefused."""
    row, duties = _locked(membership), _duties(duties)
    policy.need_administrator(actor, row.party)
    if row.since is None or row.until:
        raise PartyRefused("membership.ended", "此人现在不是本单位成员，请刷新页面。")
    if "admin" not in duties:
        _keep_an_administrator(row)
    if row.duties != duties:
        before = "、".join(row.duty_labels)
        row.duties = duties
        row.save()
        acts.record("membership.changed", user=row.user, party=row.party, actor=actor, name=str(row.user),
                    before=before, duties="、".join(row.duty_labels))
    return row


@transaction.atomic
def leave(membership: Membership, *, actor: Actor) -> Membership:
    """End a membership: one's own, or as the administrator. The keys the person signs with for it end too."""
    row = _locked(membership)
    if actor.user != row.user_id:
        policy.need_administrator(actor, row.party)
    if row.until is None:
        if row.since:
            _keep_an_administrator(row)
        row.until = clock.now()
        row.save()
        row.party.signing_keys.filter(user=row.user, revoked_at=None).update(revoked_at=row.until)
        acts.record("membership.ended", user=row.user, party=row.party, actor=actor, name=str(row.user))
    return row


def _keep_an_administrator(row: Membership) -> None:
    others = Membership.objects.current().filter(party=row.party).exclude(pk=row.pk)
    if "admin" in row.duties and not any("admin" in other.duties for other in others):
        raise PartyRefused("membership.last_admin", "这是本单位唯一的单位管理员。请先指定另一位管理员，再调整或离开。")
