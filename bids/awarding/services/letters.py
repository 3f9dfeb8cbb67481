"""Letters to the bidders of a lot: signed in the transaction of the result, typeset and sealed after it."""
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from market.core import fence, files
from market.core.models import City
from market.custody import pades, receipts
from market.custody.models import Receipt

from ...models import Award, AwardLetter
from .. import wording


def write(award: Award) -> list[AwardLetter]:
    """Sign what every bidder of the lot is told; a bid nobody could read belongs to nobody who could be told."""
    found = []
    for bid in award.lot.bids.handed_in().exclude(party=None).select_related("party").order_by("pk"):
        won = bid.pk == award.bid_id
        said = wording.of_winner(award) if won else wording.of_loser(award, bid)
        receipt = receipts.issue(Receipt.Kind.AWARD if won else Receipt.Kind.LOSS, subject=award.lot_id, tag=bid.tag,
                                 content=said)
        found.append(AwardLetter.objects.create(
            award=award, bid=bid, kind=AwardLetter.Kind.WINNER if won else AwardLetter.Kind.LOSER, receipt=receipt))
    return found


def make_pdf(letter_id: UUID) -> bool:
    """Typeset and seal one letter, outside any transaction; says whether it was made now. Twice is harmless."""
    letter = AwardLetter.objects.select_related("receipt", "award__lot__tender").get(pk=letter_id)
    if letter.file_id:
        return False
    document = html(letter, stylesheet="static:market/css/paper.css").encode()
    plain = fence.run("market.core.typesetting", str(settings.STATICFILES_DIRS[0]), given=document, memory=3 << 30,
                      seconds=60)
    name = f"{letter.get_kind_display()} {letter.award.lot.code.replace('/', '-')}.pdf"
    kept = files.keep(pades.seal(plain, reason=letter.get_kind_display(), where=letter.receipt_id), name=name)
    AwardLetter.objects.filter(pk=letter_id, file=None).update(file=kept)
    return True


def html(letter: AwardLetter, *, stylesheet: str) -> str:
    """The paper as HTML; ``stylesheet`` names a file for the typesetter."""
    return render_to_string("bids/awarding/pdf/letter.html", {
        "letter": letter, "receipt": letter.receipt, "said": wording.read(letter),
        "city": City.objects.first(), "test_seal": pades.is_test(), "stylesheet": stylesheet,
        "public_url": settings.PUBLIC_URL})
