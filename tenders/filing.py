"""What of a tender and a lot lies in the archive: facts, documents, changes, questions, reviews, the rules, the log."""
from collections.abc import Iterator

from market.core import packs
from market.core.steps import history

from .models import Lot


def papers(lot: Lot) -> Iterator[packs.Paper]:
    """Everything of the procedure itself, in plain JSON beside its documents."""
    tender = lot.tender
    yield packs.data("tender.json", {**_values(tender), "stated": tender.stated()})
    yield packs.data("lot.json", _values(lot))
    yield packs.data("rules.json", {"digest": tender.pinned_digest, "rulebook": tender.pinned})
    for version in tender.documents.select_related("file").order_by("number"):
        yield packs.Paper(f"documents/{version.number}-{version.file.name}", version.file)
    for name in ("amendments", "reviews", "edits"):
        yield packs.data(f"{name}.json", [_values(row) for row in getattr(tender, name).all()])
    yield packs.data("questions.json", [
        {"asked_at": one.asked_at, "text": one.text, "answer": one.answer, "answered_at": one.answered_at}
        for one in tender.questions.all()])
    yield packs.data("log.json", {"tender": [_values(row) for row in history(tender)],
                                  "lot": [_values(row) for row in lot.log()]})


def _values(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
