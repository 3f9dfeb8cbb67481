"""The printed form of a receipt: ordered by its holder, typeset by the worker, kept from then on."""
import json

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from market.core import fence, files, outbox, wording
from market.core.models import City, OutboxRow, Stream

from .models import Receipt

WANTED = "custody.receipt.paper_wanted"


def read(receipt: Receipt) -> dict:
    """What was signed, as data."""
    return json.loads(receipt.content)


def order(receipt: Receipt) -> None:
    """Have the worker typeset it; asking again while it waits does nothing."""
    with transaction.atomic():
        Receipt.objects.select_for_update().get(pk=receipt.pk)
        if not OutboxRow.objects.filter(stream=Stream.INTERNAL, object_id=receipt.pk, kind=WANTED).exists():
            outbox.emit(WANTED, id=receipt.pk)


def html(receipt: Receipt) -> str:
    """The document for the typesetter."""
    return render_to_string("custody/pdf/receipt.html", {
        "receipt": receipt, "said": read(receipt), "public_url": settings.PUBLIC_URL, "city": City.objects.first(),
        "stylesheet": "static:market/css/paper.css",
        "code": wording.qr(f"{settings.PUBLIC_URL}/verify/?q={receipt.number}")})


def make(number: str) -> Receipt:
    """Typeset and keep it, outside any transaction; twice is harmless. Raises FenceBroken."""
    receipt = Receipt.objects.get(pk=number)
    if receipt.paper_id is None:
        content = fence.run("market.core.typesetting", str(settings.STATICFILES_DIRS[0]),
                            given=html(receipt).encode(), memory=3 << 30, seconds=60)
        kept = files.keep(content, name=f"{receipt.get_kind_display()} {receipt.number}.pdf")
        Receipt.objects.filter(pk=number, paper=None).update(paper=kept)
        receipt.refresh_from_db()
    return receipt
