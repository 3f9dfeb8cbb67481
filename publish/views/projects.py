"""A project: everything public about one code on one page."""
from django.http import Http404, JsonResponse
from django.shortcuts import render

from market.core.reading import require_safe
from market.projects.models import Project

from .. import pages
from ..models import Source
from ..outlets import feeds, twin


def _project(request, code: str) -> Project | None:
    """The project of that code: our own, else the one of ``?origin=``; None where several outside ones share it."""
    found = list(Project.objects.filter(code=code).select_related("region"))
    if not found:
        raise Http404
    wanted = request.GET.get("origin")
    if wanted is None:
        chosen = [p for p in found if not p.origin] or found
    elif not (chosen := [p for p in found if p.origin == wanted]):
        raise Http404
    return chosen[0] if len(chosen) == 1 else None


@require_safe
def project(request, code):
    """The whole chain; where outside platforms share a code, the choice between them."""
    chosen = _project(request, code)
    if chosen is None:
        rows = Project.objects.filter(code=code)
        sources = Source.objects.in_bulk([p.origin for p in rows])
        return render(request, "publish/project_choice.html", {
            "code": code, "choices": [(p, sources.get(p.origin)) for p in rows]})
    origin = Source.objects.filter(key=chosen.origin).first() if chosen.origin else None
    return render(request, "publish/project.html", {**pages.project_page(chosen), "origin": origin})


@require_safe
def project_json(request, code):
    """The machine twin of a project page."""
    if (chosen := _project(request, code)) is None:
        raise Http404
    return JsonResponse(twin.project(chosen, pages.project_page(chosen)),
                        json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def project_feed(request, code):
    """The notices of a project as an Atom feed."""
    if (chosen := _project(request, code)) is None:
        raise Http404
    return feeds.response(request, feeds.of_project(chosen))
