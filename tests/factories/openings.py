"""Openings for tests: a closed tender with three custodians, and bidders who sealed their price sheets for it."""
import io
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bids.models import Bid, OpeningSession, Submission, SubmittedVolume
from bids.opening import services, sheets
from market.core import clock, tags
from market.core.models import Region
from market.custody import envelope, envelopes, keys, seats
from market.custody.models import Receipt, Seat
from market.custody.shapes import Context, canonical
from market.parties.models import SigningKey
from tenders.models import Lot, Tender
from tenders.rulebooks.base import resolve
from tests.factories import people, schemes

BOOK = "procurement.open"
ROLES = ("centre", "supervisor", "purchaser")
PLACE, CODE = "32029901", "SLZC-2026-G-0318"
NAMES = ("长堤建设", "澄湖市政", "北岸水利", "方圆建工", "石塘水电")
DUE = datetime.fromisoformat("2026-11-24T09:30:00+08:00")
PRICES = ("5986000.00", "6012500.00", "5750000.50", "6100000.00", "5800000.00")
DECLARED = {"size": "none", "small_share": None, "brand": "", "domestic_part": None}
SALT = keys.b64(bytes(32))


@dataclass
class Bidder:
    """A bidder with the keys in its file, and who acts for it."""

    party: object
    actor: object
    opens: keys.PrivateKey
    signs: keys.PrivateKey
    bids: dict = field(default_factory=dict)


@dataclass
class Opening:
    """Everything about one opening; ``pairs`` are the custodians' private keys by seat number and lot."""

    tender: Tender
    lots: list
    host: object
    custodians: dict
    pairs: dict
    bidders: list
    review_pairs: dict = field(default_factory=dict)

    @property
    def session(self) -> OpeningSession:
        return OpeningSession.objects.select_related("tender").get(tender=self.tender, stage="opening")

    @property
    def review(self) -> OpeningSession:
        """The session in which the volumes for the review are opened; there once the opening ended."""
        return OpeningSession.objects.select_related("tender").get(tender=self.tender, stage="review")

    def secrets(self, number: int) -> dict:
        """What a custodian's browser posts: the keys of the lots to be opened."""
        return {lot.pk: keys.private_bytes(self.pairs[number, lot.pk]) for lot in self.session.openable_lots()}

    def until(self, status: str) -> OpeningSession:
        """Drive the session by its services until it has that status; the caller freezes the clock after the grace."""
        host = {"actor": self.host}
        walk = {"waiting": partial(services.start_sign_in, **host), "signing_in": partial(services.fix, **host),
                "fixed": partial(services.start_decryption, **host), "decrypting": self._decrypt,
                "opened": partial(services.read_out, **host), "read_out": partial(services.confirm, **host),
                "confirmed": partial(services.end, **host)}
        while self.session.status != status:
            walk[self.session.status](self.session)
        return self.session

    def review_secrets(self, number: int) -> dict:
        """The same for the session in which what is reviewed is opened."""
        return {lot.pk: keys.private_bytes(self.review_pairs[number, lot.pk]) for lot in self.review.openable_lots()}

    def review_until(self, status: str) -> OpeningSession:
        """Drive the opening to its end and the session after it until that has the status."""
        if self.session.status != "ended":
            self.until("ended")
        walk = {"waiting": partial(services.start_decryption, actor=self.host), "decrypting": self._decrypt_review,
                "opened": partial(services.end, actor=self.host)}
        while self.review.status != status:
            walk[self.review.status](self.review)
        return self.review

    def _decrypt_review(self, session) -> None:
        for number in (1, 2):
            self.release_review(number)
        assert services.unseal(session.pk)

    def release_review(self, number: int, **how) -> int:
        return services.release(self.review, secrets=how.get("secrets") or self.review_secrets(number),
                                actor=how.get("actor") or self.custodians[number])

    def _decrypt(self, session) -> None:
        for number in (1, 2):
            self.release(number)
        assert services.unseal(session.pk)

    def release(self, number: int, **how) -> int:
        return services.release(self.session, secrets=how.get("secrets") or self.secrets(number),
                                actor=how.get("actor") or self.custodians[number])


def sheet(tender, lot, bidder: Bidder, amount: str, /, **changes) -> bytes:
    """A price sheet as a browser writes it."""
    return canonical({
        "format": sheets.FORMAT, "tender": str(tender.pk), "lot": str(lot.pk), "party": str(bidder.party.pk),
        "name": bidder.party.name, "code": changes.pop("code", None) or bidder.party.code,
        "quote": changes.pop("quote", None) or {"basis": "total", "value": amount, "unit": "元"}, "amount": amount,
        "currency": "CNY", "declared": DECLARED | changes.pop("declared", {}),
        "delivery": "合同签订后 60 日", "validity_days": 90, "remarks": "", "salt": SALT} | changes)


def place() -> Region:
    """The city alone, or the district where a whole city is loaded."""
    return Region.objects.filter(pk=PLACE).first() or Region.objects.get_or_create(
        code="320299", defaults={"name": "示例市", "level": 1})[0]


def _tender(principal, lots: int) -> Tender:
    book = resolve(BOOK, "", DUE.date())
    tender = Tender.objects.create(
        code=f"{CODE}-{uuid.uuid4().hex[:4]}", title="示例市第三人民医院 X 射线摄影系统采购", rulebook_key=BOOK,
        principal=principal, region=place(), status="closed", bids_due_at=DUE, opens_at=DUE, pinned=book.as_json(),
        pinned_digest=book.digest, published_at=DUE - timedelta(days=21), closed_at=DUE, drafted_by="tests",
        drafted_at=DUE - timedelta(days=30), scheme=schemes.kept(book))
    Lot.objects.bulk_create(Lot(tender=tender, number=n, title=f"第 {n} 包", status="closed", budget="6800000.00")
                            for n in range(1, lots + 1))
    return tender


def bidder(name: str) -> Bidder:
    """A supplier with a registered key."""
    party = people.organisation(name, "supplier")
    user = people.person(party, "handler", name=f"{name[:4]}代表")
    opens, signs = keys.SYSTEM.pair(), keys.SYSTEM.pair()
    SigningKey.objects.create(
        party=party, user=user, opens=keys.public_bytes(opens), signs=keys.public_bytes(signs),
        opens_fingerprint=keys.fingerprint(opens), signs_fingerprint=keys.fingerprint(signs), registered_at=clock.now())
    return Bidder(party, people.actor(user), opens, signs)


def hand_in(opening: Opening, one: Bidder, lot, amount: str, *, files=None, signs=None, mend=lambda raw: raw,
            volumes=("price",), content=b"") -> Bid:
    """Seal and submit; ``files`` and ``signs`` stand in for what an honest browser would take, ``mend`` alters the
    bytes before they arrive."""
    tag = tags.owner_tag(lot.pk, one.party.pk)
    bid, _ = Bid.objects.get_or_create(lot=lot, tag=tag, defaults={"status": "submitted", "current": 1})
    receipt = Receipt.objects.create(number=f"T-{bid.pk}"[:40], kind="submitted", subject=lot.pk, tag=tag, content="{}",
                                     signature="", key_id="", issued_at=DUE)
    submission = Submission.objects.create(bid=bid, number=1, received_at=DUE - timedelta(hours=1), receipt=receipt)
    for volume in volumes:
        given = files or ([("price-sheet.json", sheet(opening.tender, lot, one, amount))] if volume == "price"
                          else [(f"{volume}.txt", content or "技术方案".encode())])
        sink = io.BytesIO()
        context = Context(str(lot.pk), "opening", volume, tag, 1)
        envelope.seal(sink, context=context, files=[envelope.Source.of_bytes(*file) for file in given],
                      custodians=[opening.pairs[n, lot.pk].public_key() for n in (1, 2, 3)],
                      own=one.opens.public_key(), signer=envelope.Signer.of_key(signs or one.signs))
        kept = envelopes.keep(mend(sink.getvalue()), context=context)
        SubmittedVolume.objects.create(submission=submission, volume=volume, envelope=kept)
    one.bids[lot.pk] = bid
    return bid


def for_review(made: Opening) -> Opening:
    """Let the custodians deposit keys for the review, and seal to them what every bid is reviewed by; before anything
    is fixed."""
    with clock.frozen(DUE - timedelta(days=1)):
        made.review_pairs = {(n, lot.pk): keys.SYSTEM.pair() for n in (1, 2, 3) for lot in made.lots}
        for seat in Seat.objects.filter(subject=made.tender.pk):
            seats.deposit(seat, [seats.Half(lot.pk, "review", keys.public_bytes(made.review_pairs[seat.number, lot.pk]))
                                 for lot in made.lots], actor=made.custodians[seat.number])
        for one in made.bidders:
            for lot in made.lots:
                for volume in made.tender.rulebook.volumes:
                    if volume.stage == "review":
                        seal_for_review(made, one, lot, volume.key)
    return made


def seal_for_review(made: Opening, one: Bidder, lot, volume: str, *, files=None, signs=None, mend=lambda raw: raw):
    """Put a volume into a bidder's submission, in place of the one there. A file says whose and what it is."""
    bid = one.bids[lot.pk]
    submission = bid.submissions.get(number=1)
    old = submission.volumes.filter(volume=volume).first()
    given = files or [(f"{volume}.txt", f"{one.party.name} {volume} 机密内容".encode())]
    context = Context(str(lot.pk), "review", volume, bid.tag, (old.envelope.version + 1) if old else 1)
    sink = io.BytesIO()
    envelope.seal(sink, context=context, files=[envelope.Source.of_bytes(*file) for file in given],
                  custodians=[made.review_pairs[n, lot.pk].public_key() for n in (1, 2, 3)],
                  own=one.opens.public_key(), signer=envelope.Signer.of_key(signs or one.signs))
    kept = envelopes.keep(mend(sink.getvalue()), context=context)
    if old:
        old.delete()
    return SubmittedVolume.objects.create(submission=submission, volume=volume, envelope=kept)


def opening(*, lots: int = 1, bidders: int = 3) -> Opening:
    """A closed tender, its session, three custodians with keys, and so many bidders for every lot; all of it made the
    day before bids are due."""
    with clock.frozen(DUE - timedelta(days=1)):
        return _opening(lots, bidders)


def _opening(lots: int, bidders: int) -> Opening:
    parties = [people.organisation(name, role) for name, role in zip(
        ("示例市公共资源交易中心", "示例市财政局", "示例市第三人民医院"), ROLES, strict=True)]
    tender = _tender(parties[2], lots)
    found = list(tender.lots.order_by("number"))
    pairs = {(n, lot.pk): keys.SYSTEM.pair() for n in (1, 2, 3) for lot in found}
    custodians = {}
    for number, party in enumerate(parties, 1):
        user = people.person(party, "custodian", name=f"保管人{number}")
        custodians[number] = people.actor(user)
        seat = seats.name(subject=tender.pk, number=number, party=party, user=user, actor="tests")
        halves = [seats.Half(lot.pk, "opening", keys.public_bytes(pairs[number, lot.pk])) for lot in found]
        seats.deposit(seat, halves, actor=custodians[number])
    host = people.actor(people.person(parties[2], "host", name="主持人"))
    made = Opening(tender, found, host, custodians, pairs,
                   [bidder(f"示例{name}有限公司") for name in NAMES[:bidders]])
    services.arrange(tender)
    for one, amount in zip(made.bidders, PRICES, strict=False):
        for lot in found:
            hand_in(made, one, lot, amount)
    return made


