"""A bidder with a registered key and its key file, and envelopes it really seals for a lot."""
import io
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from market.core import clock, tags
from market.custody import envelope, envelopes, keys, seats
from market.custody.models import Envelope
from market.custody.shapes import Context
from market.parties.actors import Actor
from market.parties.models import Party, SigningKey, User
from tests.factories import people


@dataclass(frozen=True)
class Bidder:
    """Somebody who bids: the person, the actor, the keys in their file."""

    user: User
    actor: Actor
    keys: keys.KeyFile

    @property
    def file(self) -> str:
        """The text of the key file."""
        return keys.write_key_file(self.keys, public=False)

    def seal(self, lot, volume: str, version: int = 1, files=(("投标文件.pdf", b"%PDF-1.7 sealed"),)) -> bytes:
        """The bytes of an envelope, sealed to the keys deposited for the lot."""
        stage = next(one.stage for one in lot.rulebook.volumes if one.key == volume)
        context = Context(str(lot.pk), stage, volume, tags.owner_tag(lot.pk, self.actor.party), version)
        sink = io.BytesIO()
        envelope.seal(sink, context=context, files=[envelope.Source.of_bytes(*file) for file in files],
                      custodians=[keys.public_key(point) for point in seats.points(lot.pk, stage)],
                      own=self.keys.opens.public_key(), signer=envelope.Signer.of_key(self.keys.signs))
        return sink.getvalue()

    def keep(self, lot, volume: str, version: int = 1) -> Envelope:
        """The same, taken into custody."""
        sealed = self.seal(lot, volume, version)
        return envelopes.keep(sealed, context=envelope.inspect(io.BytesIO(sealed)).context)

    def keep_all(self, lot, version: int = 1) -> list:
        """An envelope of every volume; their ids."""
        return [self.keep(lot, one.key, version).pk for one in lot.rulebook.volumes]


def bidder(name: str = "示例启明医疗设备有限公司") -> Bidder:
    """A handler of a proved supplier with a registered key."""
    party = people.organisation(name, "supplier")
    user = people.person(party, "handler", name="许望舒")
    made = keys.KeyFile(ec.generate_private_key(keys.CURVE), ec.generate_private_key(keys.CURVE))
    SigningKey.objects.create(
        party=Party.objects.get(pk=party.pk), user=user, opens=keys.public_bytes(made.opens),
        signs=keys.public_bytes(made.signs), opens_fingerprint=keys.fingerprint(made.opens),
        signs_fingerprint=keys.fingerprint(made.signs), registered_at=clock.now())
    return Bidder(user, people.actor(user), made)
