"""Proving a claim: by the organisation's certificate, or by two people of the centre against its licence."""
import secrets

from django.db import IntegrityError, transaction

from market.core import clock
from market.core.models import StoredFile
from market.core.tags import owner_tag

from .. import acts, codes, policy, statements
from ..acting import actor_of
from ..actors import Actor
from ..errors import PartyRefused
from ..models import Claim, ClaimReview, Identifier, Membership, Party, PartyRole, User
from ..models.parties import PERSON, USCC
from ..roles import ROLES
from .members import ask_to_join
from .registering import PERSON_SCOPE

AGREEMENTS = 2
"""How many different people of the centre have to agree."""
TAKEN = "这个代码已由另一份申请核实，归其持有。您已转为申请加入该单位，由其管理员决定是否接纳。"


def _locked(claim: Claim) -> Claim:
    """The claim under the locks of everybody who claims the same number, in one order."""
    identifier = claim.identifier
    list(Identifier.objects.select_for_update(of=("self",)).filter(scheme=identifier.scheme, value=identifier.value)
         .order_by("pk"))
    return Claim.objects.select_for_update(of=("self",)).select_related("party", "identifier", "user").get(pk=claim.pk)


def _need_pending(claim: Claim) -> None:
    if claim.status != Claim.Status.PENDING:
        raise PartyRefused("claim.settled", f"这份申请已经办结（{claim.get_status_display()}），没有任何内容被更改。")


@transaction.atomic
def send_licence(claim: Claim, *, licence: StoredFile, actor: Actor) -> Claim:
    """Put the licence beside a claim; another file starts the comparison anew, and a refused claim is made again."""
    claim = _locked(claim)
    if actor.user != claim.user_id:
        raise PartyRefused("claim.foreign", "只有申请人本人可以提交证照。")
    if claim.status == Claim.Status.REFUSED and claim.party.status == Party.Status.PENDING:
        claim = Claim.objects.create(party=claim.party, user=claim.user, identifier=claim.identifier,
                                     made_at=clock.now())
    _need_pending(claim)
    claim.licence = licence
    claim.save()
    acts.record("claim.licence_sent", user=claim.user, party=claim.party, actor=actor, file=licence.name)
    return claim


@transaction.atomic
def challenge(claim: Claim, *, actor: Actor) -> Claim:
    """Make what the organisation's certificate has to sign; the same for as long as the claim is pending."""
    claim = _locked(claim)
    if actor.user != claim.user_id:
        raise PartyRefused("claim.foreign", "只有申请人本人可以取得待签文本。")
    _need_pending(claim)
    if claim.identifier.scheme != USCC:
        raise PartyRefused("claim.no_certificate", "数字证书只用于境内单位，请改用提交证照的方式核实。")
    if not claim.challenge:
        claim.challenge = secrets.token_hex(32)
        claim.save()
        acts.record("claim.challenged", user=claim.user, party=claim.party, actor=actor)
    return claim


@transaction.atomic
def prove_by_certificate(claim: Claim, *, statement: bytes, actor: Actor) -> Claim:
    """Settle a claim by a statement that the organisation's certificate signed over its challenge."""
    claim = _locked(claim)
    if actor.user != claim.user_id:
        raise PartyRefused("claim.foreign", "只有申请人本人可以提交签名。")
    _need_pending(claim)
    if not claim.challenge:
        raise PartyRefused("statement.unasked", "请先取得待签文本，再用数字证书签名。")
    issuer = statements.check(statement, challenge=claim.challenge, code=claim.identifier.value)
    return _prove(claim, actor=actor, how=f"数字证书（{issuer}）")


@transaction.atomic
def review_claim(claim: Claim, *, user: User, agrees: bool, reason: str = "", number: str = "",
                 actor: Actor | None = None) -> Claim:
    """What one person of the centre found on comparing a claim with its licence; the second who agrees proves it.

    One who does not agree ends the claim with a reason. For a natural person ``number`` is what stands on the card:
    it is compared and not kept. Raises PartyRefused.
    """
    actor = actor or actor_of(user)
    policy.need_centre(actor)
    claim = _locked(claim)
    _need_pending(claim)
    if claim.user_id == user.pk or Membership.objects.filter(user=user, party=claim.party).exists():
        raise PartyRefused("claim.own", "不能核对本人或本人所在单位的申请，请由其他工作人员办理。")
    if claim.licence is None:
        raise PartyRefused("claim.no_licence", "申请人尚未提交证照，无从核对。")
    if not agrees and not reason.strip():
        raise PartyRefused("claim.reason", "不同意的，请写明原因，申请人会看到。", field="reason")
    if agrees and claim.identifier.scheme == PERSON \
            and owner_tag(PERSON_SCOPE, codes.citizen_number(number)) != claim.identifier.value:
        raise PartyRefused("claim.other_number", "您看到的号码与申请人登记的不一致，不能同意。", field="number")
    try:
        with transaction.atomic():
            ClaimReview.objects.create(claim=claim, user=user, licence=claim.licence, agrees=agrees,
                                       reason=reason.strip(), at=clock.now())
    except IntegrityError as error:
        raise PartyRefused("claim.same_person", "您已经核对过这份证照，须由另一位工作人员复核。") from error
    acts.record("claim.reviewed", user=claim.user, party=claim.party, actor=actor, reason=reason.strip(),
                agrees="同意" if agrees else "不同意")
    if not agrees:
        return _refuse(claim, reason=reason.strip(), actor=actor)
    if claim.reviews.filter(licence=claim.licence, agrees=True).count() >= AGREEMENTS:
        return _prove(claim, actor=actor, how="中心两人核对证照")
    return claim


def _refuse(claim: Claim, *, reason: str, actor) -> Claim:
    claim.status, claim.settled_at, claim.reason = Claim.Status.REFUSED, clock.now(), reason
    claim.save()
    acts.record("claim.refused", user=claim.user, party=claim.party, actor=actor, reason=reason)
    return claim


def _prove(claim: Claim, *, actor, how: str) -> Claim:
    now, identifier, party = clock.now(), claim.identifier, claim.party
    identifier.proved_at = now
    try:
        with transaction.atomic():
            identifier.save()
    except IntegrityError as error:
        raise PartyRefused("claim.taken", "这个代码刚刚由另一份申请核实，本申请不再继续。") from error
    party.status = Party.Status.PROVED
    party.save()
    claim.status, claim.settled_at, claim.reason = Claim.Status.PROVED, now, how
    claim.save()
    acts.record("claim.proved", user=claim.user, party=party, actor=actor, how=how)
    for role in (key for key, one in ROLES.items() if not one.given):
        PartyRole.objects.create(party=party, role=role, given_by="claim", since=now)
        acts.record("role.given", party=party, actor=actor, role=ROLES[role].label)
    _yield(claim, actor)
    return claim


def _yield(proved: Claim, actor) -> None:
    """Those who claimed the same number now ask to join its holder; what they had made for it is closed."""
    rivals = Claim.objects.filter(identifier__scheme=proved.identifier.scheme, status=Claim.Status.PENDING,
                                  identifier__value=proved.identifier.value).select_related("party", "user")
    for rival in rivals.exclude(pk=proved.pk):
        _refuse(rival, reason=TAKEN, actor=actor)
        rival.party.status = Party.Status.CLOSED
        rival.party.save()
        rival.party.memberships.filter(until=None).update(until=clock.now())
        if proved.identifier.scheme != PERSON:
            ask_to_join(user=rival.user, party=proved.party)
