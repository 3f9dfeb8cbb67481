"""The typeset report of a lot: made after the evaluation ended, sealed, kept with its ranking."""
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from market.core import fence, files
from market.core.models import City
from market.custody import pades
from tenders.models import Lot

from ..models import Ranking
from . import services
from .pages import reporting


def make_pdf(lot_id: UUID) -> bool:
    """Typeset and seal the report of the last finished ranking, outside any transaction; says whether it was made now.
    Twice is harmless."""
    ranking = services.newest_finished(lot_id)
    if ranking is None or ranking.report_id or ranking.failed:
        return False
    lot = Lot.objects.select_related("tender__region", "tender__principal", "tender__agent").get(pk=lot_id)
    document = html(lot, ranking, stylesheet="static:market/css/paper.css").encode()
    plain = fence.run("market.core.typesetting", str(settings.STATICFILES_DIRS[0]), given=document, memory=3 << 30,
                      seconds=60)
    name = f"评标报告 {lot.tender.code} 包{lot.number} 第{ranking.number}次.pdf"
    kept = files.keep(pades.seal(plain, reason="评标报告", where=ranking.digest[:16]), name=name)
    Ranking.objects.filter(pk=ranking.pk, report=None).update(report=kept)
    return True


def html(lot: Lot, ranking: Ranking, *, stylesheet: str) -> str:
    """The paper as HTML; ``stylesheet`` names a file for the typesetter."""
    return render_to_string("bids/evaluation/pdf/report.html", reporting.context(lot, ranking) | {
        "city": City.objects.first(), "test_seal": pades.is_test(), "stylesheet": stylesheet,
        "public_url": settings.PUBLIC_URL})
