"""The end of a session: its record is signed in the transaction that ends it, the paper of it follows."""
import json
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from market.core import clock, fence, files
from market.core.models import City
from market.core.steps import StepRefused, take_step, why_not
from market.custody import pades, receipts
from market.custody.models import Receipt
from tenders.rulebooks.volumes import OPENING, REVIEW

from ...models import OpeningSession
from .. import records
from ..paper import worded
from . import arranging, journal

ANNEX = "opening-record-lots.json"
KINDS = {OPENING: Receipt.Kind.OPENING, REVIEW: Receipt.Kind.REVIEW}


def end(session: OpeningSession, *, actor) -> OpeningSession:
    """End a session: everything it did becomes one signed statement. Raises StepRefused."""
    with journal.locked(session.pk) as session:
        if reasons := why_not(session, "end", actor):
            raise StepRefused("end", reasons)
        course = session.course
        journal.write(session, "ended", f"主持人宣布{course.title}结束，{course.record}由平台签名。",
                      public=f"{course.title}结束。", actor=actor)
        said = records.written(session)
        annex = files.keep(said.annex, name=ANNEX, limits=files.ANNEXES) if said.annex else None
        record = receipts.issue(KINDS[session.stage], subject=session.tender_id, tag="", content=said.content)
        ended = take_step(OpeningSession.objects, session.pk, "end", actor=actor, acting_for=actor.acting_for,
                          at=clock.now(), receipt=record, annex=annex)
        if session.stage == OPENING:
            arranging.arrange_review(ended)
        return ended


def make_pdf(session_id: UUID) -> bool:
    """Typeset and seal the paper of an opening's record, outside any transaction; says whether it was made now. Twice
    is harmless."""
    session = OpeningSession.objects.select_related("tender", "record").get(pk=session_id)
    if session.record is None or session.record_file_id or session.stage != OPENING:
        return False
    document = html(session, stylesheet="static:market/css/paper.css").encode()
    plain = fence.run("market.core.typesetting", str(settings.STATICFILES_DIRS[0]), given=document, memory=3 << 30,
                      seconds=60)
    name = f"开标记录 {session.tender.code}.pdf"
    kept = files.keep(pades.seal(plain, reason="开标记录", where=session.record.number), name=name)
    OpeningSession.objects.filter(pk=session_id, record_file=None).update(record_file=kept)
    return True


def html(session: OpeningSession, *, stylesheet: str) -> str:
    """The paper as HTML; ``stylesheet`` names a file for the typesetter."""
    return render_to_string("bids/opening/pdf/record.html", {
        "session": session, "receipt": session.record, "said": worded(json.loads(session.record.content)["content"]),
        "city": City.objects.first(), "test_seal": pades.is_test(), "stylesheet": stylesheet,
        "public_url": settings.PUBLIC_URL})
