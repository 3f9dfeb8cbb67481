"""A notice as page, JSON, print, PDF; its versions, their difference, its files."""
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import condition

from market.core import files, preferences
from market.core.reading import require_safe

from .. import diffs, factsbox, freshness, pages, renditions
from ..models import Attachment, Disclosure, DisclosureVersion, FileText, Rendition
from ..outlets import linked, twin


def _current(pk: UUID) -> DisclosureVersion:
    """The version in force of a public notice, with its disclosure. Raises Http404."""
    if (version := pages.current_version(pk)) is None:
        raise Http404
    return version


def _version(disclosure: Disclosure, number: int) -> DisclosureVersion:
    return get_object_or_404(DisclosureVersion, disclosure=disclosure, number=number)


def page_tag(request: HttpRequest, pk: UUID, number: int | None = None) -> str | None:
    """The ETag of a notice page; ``request.page_key`` keeps what of it does not depend on the reader."""
    if (key := freshness.key(pk, number)) is None:
        return None
    request.page_key = key
    return f'"{key}-{preferences.of(request).key}"'


def _notice(request: HttpRequest, version: DisclosureVersion, *, with_linked: bool) -> HttpResponse:
    """The page of a version. What is the same for every reader is drawn once and kept while it stays true."""
    if (parts := cache.get(request.page_key)) is None:
        page = pages.notice_page(version.disclosure, version)
        page["linked"] = linked.notice(page) if with_linked else ""
        parts = {name: render_to_string(f"publish/{template}.html", page) for name, template in
                 (("head", "_notice_head"), ("crumb", "_notice_crumb"), ("main", "_notice"))}
        parts["title"] = f"{version.title} - {page['kind'].label}"
        if len(parts["main"]) <= freshness.LARGEST:
            cache.set(request.page_key, parts, freshness.KEPT)
    return render(request, "publish/notice.html", {"parts": parts})


@require_safe
@condition(etag_func=page_tag)
def notice(request, pk):
    """The notice in force, or its tombstone."""
    return _notice(request, _current(pk), with_linked=True)


@require_safe
@condition(etag_func=page_tag)
def version(request, pk, number):
    """An older text, marked as such."""
    return _notice(request, _version(_current(pk).disclosure, number), with_linked=False)


@require_safe
def versions(request, pk):
    """All versions of a notice with their reasons."""
    current = _current(pk)
    return render(request, "publish/versions.html", {
        "disclosure": current.disclosure, "version": current,
        "versions": current.disclosure.versions.order_by("-number")})


@require_safe
def diff(request, pk):
    """Two versions side by side: ``?from=1&to=2``, by default the last two."""
    disclosure = _current(pk).disclosure
    to = _number(request.GET.get("to"), disclosure.current)
    before = _number(request.GET.get("from"), max(1, to - 1))
    old, new = _version(disclosure, before), _version(disclosure, to)
    return render(request, "publish/diff.html", {
        "disclosure": disclosure, "version": new, "old": old, "new": new, "single": disclosure.current == 1,
        "facts": [(fact.label, _words(fact, before), _words(fact, after))
                  for fact, before, after in diffs.fact_rows(old.facts, new.facts)],
        "rows": diffs.text_rows(old.text, new.text),
        "files": diffs.file_rows(*(one.attachments.select_related("file") for one in (old, new))),
        "numbers": range(1, disclosure.current + 1)})


def _words(fact, value) -> str:
    return "" if value is None else factsbox.in_words(fact, value)[0]


def _number(given: str | None, otherwise: int) -> int:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 9 else otherwise


@require_safe
@condition(etag_func=page_tag)
def notice_json(request, pk, number=None):
    """The machine twin of a notice or of one of its versions."""
    current = _current(pk)
    disclosure = current.disclosure
    chosen = _version(disclosure, number) if number else current
    return JsonResponse(twin.notice(disclosure, chosen, pages.feed_row(chosen)),
                        json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def notice_print(request, pk):
    """The printed form as a page; the PDF is made of the same HTML."""
    current = _current(pk)
    return HttpResponse(renditions.html(current.disclosure, current, stylesheet=None))


@require_safe
def notice_pdf(request, pk):
    """The PDF of the version in force; asked for the first time, it is ordered and the page says so."""
    chosen = _current(pk)
    try:
        rendition = renditions.ask_for(chosen)
    except renditions.CrowdedError:
        response = _pdf_wait(request, chosen, "crowded", 503)
        response["Retry-After"] = "300"
        return response
    if rendition.state == Rendition.State.READY:
        return files.response(rendition.file)
    if rendition.state == Rendition.State.FAILED:
        return _pdf_wait(request, chosen, "failed", 503, rendition.failure)
    response = _pdf_wait(request, chosen, "wanted", 202)
    response["Refresh"] = "2"
    return response


def _pdf_wait(request, version, state: str, status: int, failure: str = "") -> HttpResponse:
    return render(request, "publish/pdf_wait.html", {
        "disclosure": version.disclosure, "version": version, "state": state, "failure": failure}, status=status)


@require_safe
def file(request, pk, number, order):
    """An attachment as a download."""
    return files.response(_attachment(pk, number, order).file)


@require_safe
def file_text(request, pk, number, order):
    """The text read out of an attachment, page by page."""
    attachment = _attachment(pk, number, order)
    text = FileText.objects.filter(pk=attachment.file.sha256).first()
    return render(request, "publish/file_text.html", {
        "attachment": attachment, "text": text, "version": attachment.version,
        "disclosure": attachment.version.disclosure})


def _attachment(pk, number, order) -> Attachment:
    public = Disclosure.objects.public()
    return get_object_or_404(
        Attachment.objects.select_related("file", "version__disclosure__source"), version__disclosure__in=public,
        version__disclosure=pk, version__number=number, order=order, file__isnull=False)
