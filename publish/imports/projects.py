"""The project a notice belongs to, by the code it states; two platforms may use one code for different projects."""
from market.core import clock
from market.core.trades import trade
from market.projects.models import Project
from publish.models import Source

from .drafts import Draft


def project_of(source: Source, facts: dict, draft: Draft, region, cache: dict) -> Project | None:
    """The project by project code, else by the code of its lot; None where neither is stated.

    Notices of one project may name it differently: the shortest name is kept, so that the order of files decides
    nothing; a draft that is all that is known names it anew. ``cache`` holds projects met before, by origin and code.
    """
    code = facts.get("project_code") or facts.get("lot_code")
    if not code:
        return None
    name = (facts.get("project_name") or draft.title)[:300]
    principal = facts.get("purchaser", {}).get("name", "")[:200]
    key = (source.key, code[:120])
    project = cache.get(key)
    if project is None:
        project = cache[key] = Project.objects.get_or_create(
            origin=key[0], code=key[1], defaults={"name": name, "trade": draft.trade, "region": region,
                                                  "principal": principal, "registered_at": clock.now()})[0]
    if draft.latest:
        better = {"name": name, "principal": principal}
    else:
        better = {"name": min(project.name, name, key=_rank),
                  "principal": min(project.principal or principal, principal or project.principal, key=_rank)}
    better |= {"region": project.region or region,
              "trade": project.trade if trade(project.trade).known else draft.trade}
    if changes := {field: value for field, value in better.items() if value != getattr(project, field)}:
        Project.objects.filter(pk=project.pk).update(**changes)
        for field, value in changes.items():
            setattr(project, field, value)
    return project


def _rank(name: str) -> tuple[int, str]:
    return len(name), name
