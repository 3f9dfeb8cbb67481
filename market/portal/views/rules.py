"""/rules/: the rulebooks in force with their numbers and law, and a timetable for a day of publication."""
from datetime import date

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from market.core import clock, workdays
from market.core.reading import require_safe
from tenders.rulebooks.base import NoEdition, Rulebook, editions, everyone
from tenders.rulebooks.editions import differences, following, in_force, previous

from .. import rules as shown
from .. import timetables
from ..forms import TimetableForm


@require_safe
def rules(request):
    """Every rulebook with the edition in force, and the form for a timetable."""
    today = clock.today()
    return render(request, "portal/rules.html", {
        "books": [in_force(key, today) or editions(key)[0] for key in _keys()],
        "form": _fresh(everyone()[-1].key)})


@require_safe
def rules_json(request):
    """Every edition of every rulebook, whole."""
    return JsonResponse({"rulebooks": [book.as_json() | {"digest": book.digest} for book in everyone()]})


@require_safe
def rulebook(request, key: str):
    """One edition (``?since=``, else the one in force): numbers, what changed, its course, its digest."""
    book, today = _edition(request, key), clock.today()
    older, newer, now = previous(book), following(book), in_force(key, today)
    return render(request, "portal/rulebook.html", {
        "book": book, "groups": shown.by_group(book), "course": shown.course(book),
        "editions": editions(key), "in_force": book == now, "to_come": book.since > today, "newer": newer,
        "changes": differences(older, book) if older else [], "older": older,
        "doubtful": any(not one.number.sure for _, rows in shown.by_group(book) for one in rows),
        "form": _fresh(key), "json_url": f"{reverse('portal:rulebook-json', args=[key])}?since={book.since}"})


@require_safe
def rulebook_json(request, key: str):
    """The machine twin of an edition; its digest is over everything but the digest itself."""
    book = _edition(request, key)
    return JsonResponse(book.as_json() | {"digest": book.digest})


@require_safe
def timetable(request):
    """What is due when for a procedure published on a day, with the article behind each day."""
    form = TimetableForm(request.GET)
    made, refused = _asked(form)
    return render(request, "portal/timetable.html", {
        "form": form, "plan": made, "refused": refused,
        "json_url": f"{reverse('portal:timetable-json')}?{request.GET.urlencode()}",
    }, status=200 if made else 422)


@require_safe
def timetable_json(request):
    """The machine twin of a timetable."""
    form = TimetableForm(request.GET)
    made, refused = _asked(form)
    if made:
        return JsonResponse(timetables.as_json(made))
    if refused:
        return JsonResponse({"code": refused.code, "message": refused.sentence}, status=422)
    return JsonResponse({"code": "invalid", "errors": form.errors.get_json_data()}, status=422)


def _asked(form: TimetableForm) -> tuple[timetables.Plan | None, NoEdition | None]:
    """The timetable asked for, or why the rules cannot give one; neither where the form is not well filled in."""
    if not form.is_valid():
        return None, None
    try:
        return timetables.plan(**form.cleaned_data, calendar=workdays.load()), None
    except NoEdition as missing:
        return None, missing


def _keys() -> list[str]:
    return list(dict.fromkeys(book.key for book in everyone()))


def _fresh(key: str) -> TimetableForm:
    return TimetableForm(initial={"key": key, "published": clock.today()})


def _edition(request, key: str) -> Rulebook:
    since = request.GET.get("since", "")
    try:
        wanted = date.fromisoformat(since) if since else None
    except ValueError:
        raise Http404 from None
    known = editions(key)
    found = next((one for one in known if one.since == wanted), None) if wanted else \
        in_force(key, clock.today()) or next(iter(known), None)
    if found is None:
        raise Http404
    return found
