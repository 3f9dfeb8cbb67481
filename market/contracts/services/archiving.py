"""The archive of a lot: everything it holds is listed with hashes, the list is signed, the lot is closed."""
from django.db import transaction

from market.core import clock, files, packs
from market.custody import receipts
from market.custody.models import Receipt
from market.custody.shapes import canonical

from .. import clocks
from ..models import Archive, Contract
from .holding import acting, move


@transaction.atomic
def make_up(contract: Contract, *, actor) -> Archive:
    """List everything the lot holds and sign the list; made up already, the list is made anew. Raises StepRefused."""
    with clock.still():
        fresh = acting(contract, "archive", actor, "settled")
        manifest = packs.manifest(fresh.lot, name=fresh.number, at=clock.now())
        raw = canonical(manifest)
        kept = files.keep(raw, name="manifest.json", limits=files.ANNEXES)
        receipt = receipts.issue(Receipt.Kind.ARCHIVE, subject=fresh.pk, tag="", content={
            "format": "archive-receipt/1", "contract": fresh.number, "sha256": kept.sha256, "size": kept.size,
            "files": len(manifest["files"])})
        receipts.publish(fresh.pk, at=clock.now(), kinds=(Receipt.Kind.ARCHIVE,))
        Archive.objects.filter(contract=fresh).delete()
        return Archive.objects.create(
            contract=fresh, manifest=kept, receipt=receipt, files=len(manifest["files"]),
            size=sum(one["size"] for one in manifest["files"]),
            keep_until=clocks.keep_until(fresh.lot.rulebook, clock.today()), made_by=str(actor), made_at=clock.now())


@transaction.atomic
def archive(contract: Contract, *, actor) -> Contract:
    """Close the record; the pack holds what the list says, whenever it is asked for. Raises StepRefused."""
    fresh = acting(contract, "archive", actor, "settled")
    move(fresh, "archive", actor=actor)
    return Contract.objects.whole().get(pk=fresh.pk)


