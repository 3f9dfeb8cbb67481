"""The one moment at which everything a session opened becomes readable: one transaction, however many lots."""
from collections import defaultdict
from decimal import Decimal

from market.core import clock, tags
from market.core.models import StoredFile
from market.core.steps import CLOCKWORK, StepRefused, take_step, take_steps
from market.custody import receipts
from market.parties.models import Party
from tenders.models import Lot

from ...models import Bid, OpenedBid, OpenedFile, OpeningSession
from .. import policy, staging
from . import journal, presence

SLICE = 500


def show(session: OpeningSession) -> OpeningSession:
    """Open the lots and bids of a session, make what was found readable, and let whoever has its number ask after a
    receipt of these lots. Raises StepRefused, and then nothing of it happened."""
    with journal.locked(session.pk) as session:
        lots = list(session.openable_lots().values_list("pk", flat=True))
        rows = list(session.staged().filter(bid__lot__in=lots, visible_at=None).select_related("bid"))
        session = take_step(OpeningSession.objects, session.pk, "show", actor=CLOCKWORK, at=clock.now())
        moved = take_steps(Lot.objects.filter(pk__in=lots).crowd(), "open_bids", actor=policy.SESSION,
                           under=session.tender)
        if moved.refused:
            raise StepRefused("show", next(iter(moved.refused.values())))
        broken = _reveal(session, rows)
        for at in range(0, len(lots), SLICE):
            receipts.publish(*lots[at:at + SLICE], at=clock.now())
        words = f"{len(rows)} 份投标文件开启完毕，全部报价同时公布。"
        if broken:
            words += f"其中 {broken} 份未能开启，原因见名单。"
        journal.write(session, "opened", words, public="投标文件开启完毕。", actor=CLOCKWORK)
        return session


def _reveal(session: OpeningSession, rows: list[OpenedBid]) -> int:
    """Fill the rows with what stands veiled in them and move their bids; returns how many could not be opened."""
    now, present = clock.now(), list(presence.attended(session))
    ways, files, broken = defaultdict(list), [], 0
    for row in rows:
        found = staging.reveal(row)
        party = found.party or _present(row.bid, present)
        ways[bool(found.fault), party].append(row.bid_id)
        broken += bool(found.fault)
        row.fault, row.fault_place, row.visible_at, row.veiled = found.fault, found.place, now, b""
        row.sheet, row.sheet_sha256 = found.sheet or {}, found.sheet_sha256
        row.amount = Decimal(found.sheet["amount"]) if found.sheet else None
        files += [OpenedFile(opened=row, volume=one["volume"], name=one["name"], sha256=one["sha256"],
                             size=one["size"], file_id=one["file"] or None, refused=one["refused"])
                  for one in found.files]
    OpenedBid.staged.bulk_create(rows, batch_size=SLICE, update_conflicts=True, unique_fields=["id"], update_fields=[
        "fault", "fault_place", "visible_at", "veiled", "sheet", "sheet_sha256", "amount"])
    OpenedFile.objects.bulk_create(files, batch_size=SLICE)
    names = {one.file_id: one.name for one in files if one.file_id}
    stored = StoredFile.objects.in_bulk(names).values()
    for kept in stored:
        kept.name = names[str(kept.pk)]
    StoredFile.objects.bulk_update(stored, ["name"], batch_size=SLICE)
    parties = Party.objects.in_bulk({party for _, party in ways if party})
    for (failed, party), bids in ways.items():
        step = "mark_broken" if failed else "open"
        moved = take_steps(Bid.objects.filter(pk__in=bids), step, actor=CLOCKWORK, under=session,
                           party=parties.get(_key(party)))
        if moved.refused:
            raise StepRefused("show", next(iter(moved.refused.values())))
    return broken


def _key(party: str):
    return Party._meta.pk.to_python(party) if party else None


def _present(bid: Bid, present: list[str]) -> str:
    """Whose a bid is that tells nothing itself: one of those that signed in, by its tag; empty where none of them."""
    return next((party for party in present if tags.owner_tag(bid.lot_id, party) == bid.tag), "")
