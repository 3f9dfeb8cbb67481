"""Roles an organisation may act in beyond what follows from proof of identity: the centre gives and takes them."""
from django.db import IntegrityError, transaction

from market.core import clock

from .. import acts, policy
from ..actors import Actor
from ..errors import PartyRefused
from ..models import Party, PartyRole
from ..roles import ROLES


@transaction.atomic
def give_role(party: Party, role: str, *, actor: Actor, trade: str = "") -> PartyRole:
    """Let a proved party act in a role, in one trade where one is named. Twice the same is once."""
    policy.need_centre(actor)
    if role not in ROLES:
        raise PartyRefused("role.unknown", "没有这种业务身份。", field="role")
    if party.status != Party.Status.PROVED:
        raise PartyRefused("role.pending", "单位核实之后才能取得业务身份。")
    try:
        with transaction.atomic():
            given = PartyRole.objects.create(party=party, role=role, trade=trade, given_by=str(actor),
                                             since=clock.now())
    except IntegrityError:
        return PartyRole.objects.get(party=party, role=role, trade=trade, until=None)
    acts.record("role.given", party=party, actor=actor, role=ROLES[role].label)
    return given


@transaction.atomic
def take_role(given: PartyRole, *, actor: Actor, reason: str) -> PartyRole:
    """End a role. The centre itself keeps the role by which it works."""
    policy.need_centre(actor)
    if not reason.strip():
        raise PartyRefused("role.reason", "请写明终止的原因。", field="reason")
    if given.role == "centre" and given.party_id == actor.party:
        raise PartyRefused("role.own", "不能终止本中心自己的业务身份。")
    row = PartyRole.objects.select_for_update(of=("self",)).select_related("party").get(pk=given.pk)
    if row.until is None:
        row.until = clock.now()
        row.save()
        acts.record("role.taken", party=row.party, actor=actor, role=ROLES[row.role].label, reason=reason.strip())
    return row
