"""The printed form of a version: one HTML for paper on screen and for the PDF, which the worker makes."""
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from market.core import clock, fence, files, outbox
from market.core.models import City

from . import pages
from .models import Disclosure, DisclosureVersion, Rendition

MAX_BODY = 1_500_000
"""Characters of body that are typeset; beyond it the page and the JSON twin are the printed form."""


WAITING = 500
"""PDFs that may wait for the worker before readers can order no further ones; our own notices always get theirs."""


class CrowdedError(Exception):
    """So many PDFs wait that no reader may order another one now."""


def html(disclosure: Disclosure, version: DisclosureVersion, *, stylesheet: str | None) -> str:
    """The document; ``stylesheet`` names a file for the typesetter, None links the site's own for a browser."""
    page = pages.notice_page(disclosure, version)
    return render_to_string("publish/pdf/notice.html", {
        **page, "stylesheet": stylesheet, "public_url": settings.PUBLIC_URL, "city": City.objects.first()})


def ask_for(version: DisclosureVersion) -> Rendition:
    """The rendition of a version as a reader asks for it; one that is known writes and locks nothing.

    Raises CrowdedError.
    """
    if known := Rendition.objects.filter(version=version).select_related("file").first():
        return known
    if Rendition.objects.filter(state=Rendition.State.WANTED).count() >= WAITING:
        raise CrowdedError
    return want(version)


def want(version: DisclosureVersion) -> Rendition:
    """The rendition of a version, ordered if nobody did before."""
    with transaction.atomic():
        rendition, new = Rendition.objects.get_or_create(version=version, defaults={"wanted_at": clock.now()})
        if new:
            outbox.emit("publish.rendition.wanted", id=version.pk)
    return rendition


def make(version_id) -> Rendition:
    """Typeset the PDF of a version outside any transaction; twice is harmless. A body that cannot be typeset is
    remembered with a sentence for the reader."""
    version = DisclosureVersion.objects.select_related("disclosure__source", "disclosure__region",
                                                       "disclosure__project").get(pk=version_id)
    rendition = want(version)
    if rendition.state == Rendition.State.READY:
        return rendition
    try:
        if len(version.body) > MAX_BODY:
            raise fence.FenceBroken("body")
        document = html(version.disclosure, version, stylesheet="static:market/css/paper.css").encode()
        content = fence.run("market.core.typesetting", str(settings.STATICFILES_DIRS[0]), given=document,
                            memory=3 << 30, seconds=60)
    except fence.FenceBroken:
        rendition.state, rendition.failure = Rendition.State.FAILED, (
            "本公告篇幅过大，未能在限定的内存和时间内排版为 PDF；请使用网页打印或 JSON，内容完全相同。")
    else:
        name = f"{version.title[:60]}（第{version.number}版）.pdf"
        rendition.state, rendition.file, rendition.failure = Rendition.State.READY, files.keep(content, name=name), ""
    rendition.made_at = clock.now()
    rendition.save()
    return rendition
