"""What makes notices of tenders, and what follows a publication: reading attachments, typesetting PDFs."""
from django.db import transaction

from market.core import outbox
from market.core.models import Stream
from market.core.subscribers import after, inside
from market.redress.models import Complaint
from tenders.models import Lot, Tender

from . import awards, complaints, contracts, filetext, records, renditions, tenders
from .models import Attachment, Disclosure, FileText


@after("publish.disclosure.published", "publish.disclosure.revised", name="publish.filetext", stream=Stream.PUBLIC)
def read_attachments(event) -> None:
    """Read the files of a new version; their words become findable."""
    attachments = Attachment.objects.filter(
        version__disclosure=event.object_id, version__number=event.payload["version"], file__isnull=False)
    unread = [a for a in attachments.select_related("file") if not FileText.objects.filter(pk=a.file.sha256).exists()]
    for attachment in unread:
        filetext.read(attachment.file)
    if attachments:
        with transaction.atomic():
            records.write([event.object_id])
            outbox.emit("publish.record.changed", id=event.object_id)


@after("publish.disclosure.published", "publish.disclosure.revised", name="publish.order_pdf", stream=Stream.PUBLIC)
def order_pdf(event) -> None:
    """Our own notices get their PDF at once; outside ones when somebody asks."""
    disclosure = Disclosure.objects.select_related("source").get(pk=event.object_id)
    if disclosure.source.ours and not disclosure.simulated:
        renditions.want(disclosure.versions.get(number=event.payload["version"]))


@after("publish.rendition.wanted", name="publish.pdf", stream=Stream.INTERNAL)
def make_pdf(event) -> None:
    """Typeset a PDF that somebody waits for."""
    renditions.make(event.object_id)


_OF_TENDERS = {
    "publish_intention": tenders.publish_intention, "publish_notice": tenders.publish_notice,
    "amend": tenders.publish_change, "extend": tenders.publish_change, "resume": tenders.resumed,
    "suspend": tenders.publish_suspension,
}


@inside(*(f"tenders.tender.{step}" for step in _OF_TENDERS))
def tell_of_tender(event) -> None:
    """What is published and the notice of it are one act."""
    _OF_TENDERS[event.kind.rpartition(".")[2]](Tender.objects.get(pk=event.object_id))


@inside("tenders.lot.suspend", "tenders.lot.resume")
def tell_of_lot(event) -> None:
    """A lot that stands still or goes on by itself is told at once."""
    tenders.publish_lot_hold(Lot.objects.get(pk=event.object_id), event.kind.rpartition(".")[2])


@inside("tenders.tender.fail", "tenders.lot.fail")
def tell_of_failure(event) -> None:
    """What came to nothing is told at once, with its ground."""
    tenders.publish_failure(_record(event), event.payload.get("ids", []))


@inside("tenders.tender.terminate", "tenders.lot.terminate")
def tell_of_termination(event) -> None:
    """What was ended is told at once, with the reason."""
    tenders.publish_termination(_record(event), event.payload.get("ids", []))


@inside("redress.complaint.publish")
def tell_of_decision(event) -> None:
    """The decision on a complaint is published with its step."""
    complaints.publish(Complaint.objects.get(pk=event.object_id))


@inside("tenders.lot.publish_result")
def tell_of_result(event) -> None:
    """A result and its notice are one act; lots that move together share it."""
    awards.publish_result(event.payload.get("ids") or [event.object_id])


@inside("bids.award.ended")
def tell_of_end(event) -> None:
    """An award that was public and ended is told at once."""
    awards.publish_end(event.payload["lot"])


_OF_CONTRACTS = {"publish_contract": contracts.publish_contract, "accept": contracts.publish_acceptance}


@inside(*(f"tenders.lot.{step}" for step in _OF_CONTRACTS))
def tell_of_contract(event) -> None:
    """A contract is public in the act that makes it so."""
    _OF_CONTRACTS[event.kind.rpartition(".")[2]](Lot.objects.get(pk=event.object_id))


def _record(event) -> Tender | Lot:
    model = Tender if event.kind.startswith("tenders.tender.") else Lot
    return model.objects.get(pk=event.object_id)
