"""What of the bids for a lot lies in its archive: bids with their files, the opening, verdicts, awards, bonds.

Every table of this app that leads to the lot is written out, so that what is added later is filed too; veils and keys
are not.
"""
from collections.abc import Iterator

from django.apps import apps
from django.db.models import BinaryField, ForeignKey, OneToOneField

from market.core import packs
from market.core.models import StoredFile
from market.custody import receipts
from market.custody.models import Receipt
from market.funds.models import Bill

from .models import Bid, OpenedFile, OpeningSession

WAYS = ("lot", "bid__lot", "opened__bid__lot", "submission__bid__lot", "ranking__lot", "award__lot", "sheet__lot")
"""How a table may lead to its lot."""
LEFT_OUT = frozenset({"givenkey"})


def papers(lot) -> Iterator[packs.Paper]:
    """Rows as JSON, then the files of the winner and the others, records and receipts."""
    for session in OpeningSession.objects.filter(tender=lot.tender_id).select_related(
            "record", "record_annex", "record_file"):
        yield packs.data("opening/session.json", _values(session))
        if session.record:
            yield packs.Paper("opening/record.json", content=receipts.file_of(session.record).encode())
        for kept in filter(None, (session.record_annex, session.record_file)):
            yield packs.Paper(f"opening/{kept.name}", kept)
    for model in apps.get_app_config("bids").get_models():
        if model._meta.model_name not in LEFT_OUT and (way := _way(model)):
            rows = list(model._base_manager.filter(**{way: lot}).order_by("pk"))
            if rows:
                yield packs.data(f"rows/{model._meta.model_name}.json", [_values(row) for row in rows])
                yield from _files(model, rows)
    if bills := list(Bill.objects.filter(subject=lot.pk).prefetch_related("entries__postings")):
        yield packs.data("bonds.json", [
            {**_values(bill), "entries": [{**_values(entry), "postings": [_values(row) for row in entry.postings.all()]}
                                          for entry in bill.entries.all()]} for bill in bills])
    names = dict(Bid.objects.filter(lot=lot).values_list("pk", "party__name"))
    for one in OpenedFile.objects.filter(opened__bid__lot=lot).exclude(file=None).select_related("file", "opened"):
        whose = names.get(one.opened.bid_id) or one.opened.bid_id
        yield packs.Paper(f"files/{whose}/{one.volume}/{one.name}", one.file)
    for receipt in Receipt.objects.filter(subject=lot.pk).order_by("issued_at"):
        yield packs.Paper(f"receipts/{receipt.number}.json", content=receipts.file_of(receipt).encode())


def _way(model) -> str:
    """How a table leads to its lot; empty where it does not."""
    for way in WAYS:
        here = model
        for part in way.split("__"):
            field = {one.name: one for one in here._meta.get_fields() if isinstance(one, ForeignKey | OneToOneField)
                     }.get(part)
            here = field.related_model if field else None
            if here is None:
                break
        if here is not None and here._meta.label == "tenders.Lot":
            return way
    return ""


def _files(model, rows: list) -> Iterator[packs.Paper]:
    """Stored files that rows name themselves, those of opened bids apart."""
    if model is OpenedFile:
        return
    kept = [one.name for one in model._meta.concrete_fields
            if isinstance(one, ForeignKey) and one.related_model is StoredFile]
    for row in rows:
        for name in kept:
            if found := getattr(row, name):
                yield packs.Paper(f"papers/{model._meta.model_name}/{found.name}", found)


def _values(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields
            if not isinstance(field, BinaryField)}
