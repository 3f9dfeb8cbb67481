"""A tender with many lots, driven by the services from its draft to its record; bids are sealed for real and laid into
the tables in bulk, since what is asked is what the procedure does with them."""
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from bids.models import Bid, OpeningSession, Participation, Submission, SubmittedVolume
from bids.opening import services as opening
from market.core import clock, tags
from market.custody import envelope, envelopes, keys
from market.custody.models import Envelope, Receipt
from market.custody.shapes import Context
from market.parties.models import User
from tenders import ports, services
from tenders.models import Tender

from . import openings, people
from . import tenders as factory

PRICES = ("450000.00", "451000.00", "452000.00")
REVIEWED = ("qualification", "business", "technical")


@dataclass
class Many:
    """The acts of one tender's life, in order; each is to be taken once. The caller freezes the clock first."""

    lots: int
    who: factory.Cast = None
    tender: Tender = None
    bidders: list = field(default_factory=list)
    codes: dict = field(default_factory=dict)

    def draft(self) -> None:
        self.who = factory.cast()
        self.tender = factory.draft(who=self.who, lots=self.lots)

    def keys(self) -> None:
        self.tender = factory.keep_keys(self.tender)

    def publish(self) -> None:
        services.advance(self.tender, "file_plan", actor=self.who.handler)
        self.tender = factory.reviewed(self.tender)
        services.publish_notice(self.tender, actor=self.who.handler)
        self.tender = factory._with(self.tender, self.who)

    def bids(self) -> None:
        """Three bidders for every lot: the price sealed for real, the other volumes as rows alone."""
        self.bidders = [openings.bidder(f"示例{name}有限公司") for name in openings.NAMES[:len(PRICES)]]
        self.codes = {one.party.pk: one.party.code for one in self.bidders}
        for one in self.bidders:
            Participation.objects.create(tender=self.tender, tag=tags.owner_tag(self.tender.pk, one.party.pk),
                                         confirmed_at=clock.now())
        made = [row for lot in self.tender.lots.all() for row in self._rows(lot)]
        for model in (Bid, Envelope, Receipt, Submission, SubmittedVolume):
            model.objects.bulk_create([row for row in made if isinstance(row, model)], batch_size=500)

    def _rows(self, lot) -> Iterator:
        now = clock.now()
        for one, amount in zip(self.bidders, PRICES, strict=True):
            tag = tags.owner_tag(lot.pk, one.party.pk)
            bid = Bid(lot=lot, tag=tag, status="submitted", current=1)
            receipt = Receipt(number=f"T-{bid.pk}"[:40], kind="submitted", subject=lot.pk, tag=tag, content="{}",
                              signature="", key_id="", issued_at=now)
            handed = Submission(bid=bid, number=1, received_at=now, receipt=receipt)
            yield from (bid, receipt, handed)
            for kept in [self._price(lot, one, tag, amount), *(self._other(lot, tag, name) for name in REVIEWED)]:
                yield kept
                yield SubmittedVolume(submission=handed, volume=kept.volume, envelope=kept)

    def _price(self, lot, one, tag: str, amount: str) -> Envelope:
        sink, context = io.BytesIO(), Context(str(lot.pk), "opening", "price", tag, 1)
        points = [keys.private_key(self.who.secrets[n][lot.pk, "opening"]).public_key() for n in (1, 2, 3)]
        sheet = openings.sheet(self.tender, lot, one, amount, code=self.codes[one.party.pk])
        envelope.seal(sink, context=context, files=[envelope.Source.of_bytes("price-sheet.json", sheet)],
                      custodians=points, own=one.opens.public_key(), signer=envelope.Signer.of_key(one.signs))
        raw, pk = sink.getvalue(), uuid4()
        envelopes.folder(str(pk)[:2])
        envelopes.path_of(pk).write_bytes(raw)
        return Envelope(id=pk, lot=lot.pk, stage="opening", volume="price", version=1, tag=tag, size=len(raw),
                        sha256=hashlib.sha256(raw).hexdigest(), kept_at=clock.now())

    def _other(self, lot, tag: str, volume: str) -> Envelope:
        return Envelope(lot=lot.pk, stage="review", volume=volume, version=1, tag=tag, size=4500,
                        sha256=hashlib.sha256(f"{lot.pk}{tag}{volume}".encode()).hexdigest(), kept_at=clock.now())

    def close(self) -> None:
        self.tender = factory.close(self.tender)
        clock._frozen[-1].move(timedelta(seconds=self.tender.rulebook.opening_grace.value))

    @property
    def session(self) -> OpeningSession:
        return OpeningSession.objects.select_related("tender").get(tender=self.tender, stage="opening")

    def fix(self) -> None:
        opening.start_sign_in(self.session, actor=self.who.handler)
        for one in self.bidders:
            opening.sign_in(self.session, actor=one.actor)
        opening.fix(self.session, actor=self.who.handler)
        opening.start_decryption(self.session, actor=self.who.handler)

    def release(self) -> None:
        """Two custodians give out the keys of every lot to be opened."""
        for number in (1, 2):
            openable = set(self.session.openable_lots().values_list("pk", flat=True))
            given: dict[UUID, bytes] = {lot: secret for (lot, stage), secret in self.who.secrets[number].items()
                                        if stage == "opening" and lot in openable}
            actor = people.actor(self.who.custodians[number], self.who.organisation_of(number))
            opening.release(self.session, secrets=given, actor=actor)

    def unseal(self) -> None:
        assert opening.unseal(self.session.pk)

    def end(self) -> None:
        for step in (opening.read_out, opening.confirm, opening.end):
            step(self.session, actor=self.who.handler)


ACTS = ("draft", "keys", "publish", "bids", "close", "fix", "release", "unseal", "end")


def pages(many: Many) -> dict[str, tuple[str, object]]:
    """The pages that show the lots of a tender, by name: address, and who looks (None for anybody)."""
    tender, session = many.tender.pk, many.session.pk
    host, bidder = (User.objects.get(pk=actor.user) for actor in (many.who.handler, many.bidders[0].actor))
    custodian, notice = many.who.custodians[1], ports.notices.of_tender(tender)[0].url
    last = f"?page={-(-many.lots // 20)}"
    return {
        "workspace, lots": (f"/desk/tenders/{tender}/lots/", host), "workspace": (f"/desk/tenders/{tender}/", host),
        "bids of a party": ("/desk/bids/", bidder), "wizard, volumes": (f"/desk/bids/{tender}/volumes/", bidder),
        "wizard, confirm": (f"/desk/bids/{tender}/confirm/?lot={many.lots}", bidder),
        "seat": (f"/desk/custody/{tender}/", custodian), "session": (f"/sessions/{session}/", host),
        "session, last page": (f"/sessions/{session}/{last}", bidder),
        "session, parts": (f"/sessions/{session}/parts/", bidder), "notice": (notice, None),
    }
