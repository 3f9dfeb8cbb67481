"""What follows a publication: reading attachments, typesetting PDFs."""
from django.db import transaction

from market.core import outbox
from market.core.models import Stream
from market.core.subscribers import after

from . import filetext, records, renditions
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
