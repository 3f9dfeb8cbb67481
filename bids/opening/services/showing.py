"""The one moment at which everything a session opened becomes readable: one transaction, however many lots."""
from collections import defaultdict
from decimal import Decimal

from market.core import clock, tags
from market.core.models import StoredFile
from market.core.steps import CLOCKWORK, StepRefused, take_step, take_steps
from market.custody import receipts
from market.parties.models import Party
from tenders.models import Lot
from tenders.rulebooks.volumes import HOUSE, OPENING, REVIEW

from ...models import Bid, OpenedBid, OpenedFile, OpeningSession
from .. import policy, staging
from ..staging import Found
from . import journal, presence

SLICE = 500


def show(session: OpeningSession) -> OpeningSession:
    """Make everything a session opened readable at this moment. Raises StepRefused, and then nothing of it happened."""
    with journal.locked(session.pk) as session:
        lots = list(session.openable_lots().values_list("pk", flat=True))
        rows = list(session.staged().filter(bid__lot__in=lots, visible_at=None).select_related("bid"))
        session = take_step(OpeningSession.objects, session.pk, "show", actor=CLOCKWORK, at=clock.now())
        words, public = _SHOWN[session.stage](session, lots, rows)
        journal.write(session, "opened", words, public=public, actor=CLOCKWORK)
        return session


def _at_the_deadline(session: OpeningSession, lots: list, rows: list[OpenedBid]) -> tuple[str, str]:
    """The lots and bids are open, and whoever has its number may ask after a receipt of these lots."""
    moved = take_steps(Lot.objects.filter(pk__in=lots).crowd(), "open_bids", actor=policy.SESSION,
                       under=session.tender)
    if moved.refused:
        raise StepRefused("show", next(iter(moved.refused.values())))
    present, ways = list(presence.attended(session)), defaultdict(list)
    for row, found in zip(rows, _reveal(session, rows), strict=True):
        ways[bool(found.fault), found.party or _present(row.bid, present)].append(row.bid_id)
    _move(session, ways)
    for at in range(0, len(lots), SLICE):
        receipts.publish(*lots[at:at + SLICE], at=clock.now())
    words = f"{len(rows)} 份投标文件开启完毕，全部报价同时公布。"
    if broken := sum(len(bids) for (failed, _), bids in ways.items() if failed):
        words += f"其中 {broken} 份未能开启，原因见名单。"
    return words, "投标文件开启完毕。"


def _for_the_review(session: OpeningSession, lots: list, rows: list[OpenedBid]) -> tuple[str, str]:
    """Files alone: the bids were opened before, and who may read what is asked file by file."""
    found = _reveal(session, rows)
    words = f"{len(rows)} 家投标人的评审文件开启完毕，有权查看的各方同时可以查看。"
    if broken := sum(len(one.broken) for one in found):
        words += f"其中 {broken} 个文件卷未能开启，原因见名单。"
    return words, "评审文件开启完毕。"


_SHOWN = {OPENING: _at_the_deadline, REVIEW: _for_the_review}


def _reveal(session: OpeningSession, rows: list[OpenedBid]) -> list[Found]:
    """Fill the rows with what stands veiled in them, and give it back in their order."""
    now, files, revealed = clock.now(), [], []
    house = {one.key for one in session.tender.rulebook.volumes if HOUSE in one.readers}
    for row in rows:
        found = staging.reveal(row)
        revealed.append(found)
        row.fault, row.fault_place, row.visible_at, row.veiled = found.fault, found.place, now, b""
        row.sheet, row.sheet_sha256, row.broken = found.sheet or {}, found.sheet_sha256, found.broken
        row.amount = Decimal(found.sheet["amount"]) if found.sheet and found.sheet["amount"] else None
        files += [OpenedFile(opened=row, volume=one["volume"], name=one["name"], sha256=one["sha256"],
                             size=one["size"], file_id=one["file"] or None, refused=one["refused"],
                             for_house=one["volume"] in house)
                  for one in found.files]
    OpenedBid.staged.bulk_create(rows, batch_size=SLICE, update_conflicts=True, unique_fields=["id"], update_fields=[
        "fault", "fault_place", "visible_at", "veiled", "sheet", "sheet_sha256", "amount", "broken"])
    OpenedFile.objects.bulk_create(files, batch_size=SLICE)
    names = {one.file_id: one.name for one in files if one.file_id}
    stored = StoredFile.objects.in_bulk(names).values()
    for kept in stored:
        kept.name = names[str(kept.pk)]
    StoredFile.objects.bulk_update(stored, ["name"], batch_size=SLICE)
    return revealed


def _move(session: OpeningSession, ways: dict[tuple[bool, str], list]) -> None:
    """Open the bids, or mark them broken, each for its party."""
    parties = Party.objects.in_bulk({party for _, party in ways if party})
    for (failed, party), bids in ways.items():
        moved = take_steps(Bid.objects.filter(pk__in=bids), "mark_broken" if failed else "open", actor=CLOCKWORK,
                           under=session, party=parties.get(_key(party)))
        if moved.refused:
            raise StepRefused("show", next(iter(moved.refused.values())))


def _key(party: str):
    return Party._meta.pk.to_python(party) if party else None


def _present(bid: Bid, present: list[str]) -> str:
    """Whose a bid is that tells nothing itself: one of those that signed in, by its tag; empty where none of them."""
    return next((party for party in present if tags.owner_tag(bid.lot_id, party) == bid.tag), "")
