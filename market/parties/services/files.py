"""An organisation's file: its profile, its mandates, its certificates."""
from datetime import date

from django.db import transaction

from market.core import clock
from market.core.models import Region, StoredFile

from .. import acts, policy
from ..actors import Actor
from ..errors import PartyRefused
from ..models import Certificate, Mandate, Party

AGENTS = ("agent", "central_body")


@transaction.atomic
def change_profile(party: Party, *, address: str, phone: str, region: Region | None, actor: Actor) -> Party:
    """Change what an organisation says of itself. Its name and number are changed by the centre alone."""
    policy.need_administrator(actor, party)
    row = Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    row.address, row.phone, row.region = address.strip(), phone.strip(), region
    row.save()
    acts.record("profile.changed", party=row, actor=actor)
    return row


@transaction.atomic
def give_mandate(*, number: str, principal: Party, agent: Party, actor: Actor, since: date, until: date | None = None,
                 subject: str = "", document: StoredFile | None = None) -> Mandate:
    """Let an agent act in the principal's name. Raises PartyRefused."""
    policy.need_administrator(actor, principal)
    if principal.status != Party.Status.PROVED:
        raise PartyRefused("mandate.pending", "本单位核实之后才能委托代理。")
    if agent.pk == principal.pk or not agent.roles.filter(role__in=AGENTS, until=None).exists() \
            or agent.status != Party.Status.PROVED:
        raise PartyRefused("mandate.agent", "受托方应是已核实的代理机构或集中采购机构，且不能是本单位。", field="agent")
    if until and until < since:
        raise PartyRefused("mandate.days", "终止日期不能早于起始日期。", field="until")
    if not number.strip():
        raise PartyRefused("mandate.number", "请填写委托书编号。", field="number")
    made = Mandate.objects.create(number=number.strip(), principal=principal, agent=agent, subject=subject,
                                  document=document, given_by=str(actor), since=since, until=until)
    for party in (principal, agent):
        acts.record("mandate.given", party=party, actor=actor, number=made.number, principal=principal.name,
                    agent=agent.name)
    return made


@transaction.atomic
def revoke_mandate(mandate: Mandate, *, reason: str, actor: Actor) -> Mandate:
    """End a mandate at once: the principal withdraws it, or the agent lays it down."""
    row = Mandate.objects.select_for_update(of=("self",)).select_related("principal", "agent").get(pk=mandate.pk)
    if not policy.administers(actor, row.principal):
        policy.need_administrator(actor, row.agent)
    if not reason.strip():
        raise PartyRefused("mandate.reason", "请写明撤销的原因。", field="reason")
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save()
        for party in (row.principal, row.agent):
            acts.record("mandate.revoked", party=party, actor=actor, number=row.number, reason=reason.strip())
    return row


def may_act_for(agent: Party, principal: Party, *, subject: str = "") -> bool:
    """Whether a mandate lets an agent act for a principal today, for everything or for that subject."""
    found = Mandate.objects.in_force(clock.today()).filter(agent=agent, principal=principal)
    return found.filter(subject__in={"", subject}).exists()


@transaction.atomic
def add_certificate(*, party: Party, kind: str, number: str, issuer: str, valid_from: date, actor: Actor,
                    valid_until: date | None = None, file: StoredFile | None = None) -> Certificate:
    """Put a licence or qualification into an organisation's file, on its own word."""
    if actor.party != party.pk or not actor.duties & {"admin", "handler"}:
        raise PartyRefused("certificate.who", "证照由本单位的单位管理员或经办人添加。")
    if valid_until and valid_until < valid_from:
        raise PartyRefused("certificate.days", "有效期的终止日期不能早于起始日期。", field="valid_until")
    made = Certificate.objects.create(party=party, kind=kind.strip(), number=number.strip(), issuer=issuer.strip(),
                                      valid_from=valid_from, valid_until=valid_until, file=file, added_by=str(actor),
                                      added_at=clock.now())
    acts.record("certificate.added", party=party, actor=actor, kind=made.kind, number=made.number)
    return made


@transaction.atomic
def check_certificate(certificate: Certificate, *, actor: Actor) -> Certificate:
    """The centre compared a certificate with its file: from now on it counts as checked by hand."""
    policy.need_centre(actor)
    row = Certificate.objects.select_for_update(of=("self",)).select_related("party").get(pk=certificate.pk)
    if row.revoked_at or row.file_id is None:
        raise PartyRefused("certificate.nothing", "证照已停用或没有附件，无从核对。")
    if row.trust == Certificate.Trust.DECLARED:
        row.trust = Certificate.Trust.CHECKED
        row.save()
        acts.record("certificate.checked", party=row.party, actor=actor, kind=row.kind, number=row.number)
    return row


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, actor: Actor) -> Certificate:
    """Take a certificate out of use; it stays in the file with its days."""
    row = Certificate.objects.select_for_update(of=("self",)).select_related("party").get(pk=certificate.pk)
    policy.need_administrator(actor, row.party)
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save()
        acts.record("certificate.revoked", party=row.party, actor=actor, kind=row.kind, number=row.number)
    return row
