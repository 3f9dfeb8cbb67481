"""The keys a person signs and opens bids with for an organisation: public halves only."""
import hashlib

from django.db import IntegrityError, transaction

from market.core import clock

from .. import acts, possession
from ..actors import Actor
from ..errors import PartyRefused
from ..models import Party, SigningKey, User


@transaction.atomic
def register_signing_key(*, party: Party, user: User, opens: bytes, signs: bytes, actor: Actor,
                         proof: bytes | None = None) -> SigningKey:
    """Register the public halves of a key file (65 bytes each). Twice the same is once.

    ``proof`` is a signature by the private half, made in the browser; where it is given it must hold. A person has
    one key in use for an organisation: the former has to be revoked first. Raises PartyRefused.
    """
    if actor.user != user.pk or actor.party != party.pk or not actor.duties & {"admin", "handler"}:
        raise PartyRefused("key.who", "密钥由本单位的经办人为自己登记。")
    possession.check_points(opens, signs)
    if proof is not None:
        possession.check(proof, party=str(party.pk), user=str(user.pk), opens=opens, signs=signs)
    print_of_signs = hashlib.sha256(signs).hexdigest()
    Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    if same := SigningKey.objects.filter(party=party, user=user, signs_fingerprint=print_of_signs,
                                         revoked_at=None).first():
        return same
    if SigningKey.objects.filter(party=party, user=user, revoked_at=None).exists():
        raise PartyRefused("key.one", "您在本单位已有一把在用的密钥。如需更换，请先停用它，再登记新的。")
    try:
        with transaction.atomic():
            made = SigningKey.objects.create(
                party=party, user=user, opens=opens, signs=signs, opens_fingerprint=hashlib.sha256(opens).hexdigest(),
                signs_fingerprint=print_of_signs, registered_at=clock.now())
    except IntegrityError as error:
        raise PartyRefused("key.used", "这把密钥已经登记过，不能再次使用。请重新制作一把。") from error
    acts.record("key.registered", user=user, party=party, actor=actor, fingerprint=print_of_signs[:16])
    return made


@transaction.atomic
def revoke_signing_key(key: SigningKey, *, actor: Actor) -> SigningKey:
    """Take a key out of use from now on. What it signed before stays signed."""
    row = SigningKey.objects.select_for_update(of=("self",)).select_related("party", "user").get(pk=key.pk)
    if actor.party != row.party_id or (actor.user != row.user_id and "admin" not in actor.duties):
        raise PartyRefused("key.revoke_who", "密钥由本人或单位管理员停用。")
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save()
        acts.record("key.revoked", user=row.user, party=row.party, actor=actor, fingerprint=row.signs_fingerprint[:16])
    return row
