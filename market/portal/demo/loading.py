"""Doing the acts of the demo content through the ordinary services, each at its own moment."""
from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from market.core import clock, files, workdays
from market.core.models import City, Region
from market.projects.models import Project
from publish import services
from publish.models import Disclosure

from . import content, documents
from .moments import Now

ACTOR = "demo"
FOLDER = settings.BASE_DIR / "deploy/demo/shili"


class DemoRefused(Exception):
    """The demo content may not be loaded here; the message is a Chinese sentence."""


def loaded() -> bool:
    """Whether this installation has notices of its own already."""
    return Disclosure.objects.filter(source__ours=True).exists()


def load(advance: Callable[[int, int], None] = lambda done, of: None) -> list[str]:
    """Load everything or nothing; ``advance`` is told how many acts are done. Returns what could not be made.

    Files are made before the transaction, as typesetting takes seconds. Raises DemoRefused outside a demo city, and in
    a demo city that has not the regions of the notices.
    """
    city = City.objects.select_related("region").first()
    if city is None or not city.demo:
        raise DemoRefused("演示内容只能载入带演示标记的城市。请先在演示环境载入城市文件。")
    acts = content.read(FOLDER, Now(clock.now().astimezone(clock.SHANGHAI), workdays.load()))
    if {act.project["region"] for act in acts} - set(Region.objects.values_list("pk", flat=True)):
        raise DemoRefused(f"演示公告发生在另一座城市，与{city.region.name}的地区不符，没有载入；网站可以照常使用。")
    missing: list[str] = []
    kept = []
    for number, act in enumerate(acts):
        kept.append(_make(act, missing))
        advance(number, len(acts))
    with transaction.atomic():
        made: dict[str, Disclosure] = {}
        for act, made_files in zip(acts, kept, strict=True):
            with clock.frozen(act.at):
                _do(act, made, made_files)
    advance(len(acts), len(acts))
    return missing


def _make(act: content.Act, missing: list[str]) -> list[tuple[str, str, bytes]]:
    """The files of an act as (title, name, bytes)."""
    out = []
    for file in act.written.get("files", ()):
        try:
            if "pdf" in file:
                out.append((file["pdf"], f"{file['pdf']}.pdf", documents.pdf(file["pdf"], file["lines"])))
            elif "xlsx" in file:
                out.append((file["xlsx"], f"{file['xlsx']}.xlsx", documents.xlsx(file["xlsx"], file["rows"])))
            else:
                out.append((file["docx"], f"{file['docx']}.docx", documents.word(file["docx"], tuple(file["lines"]))))
        except documents.NotMadeError:
            missing.append(f"{file['pdf']}.pdf")
    return out


def _do(act: content.Act, made: dict[str, Disclosure], made_files: list[tuple[str, str, bytes]]) -> None:
    written = act.written
    attachments = [services.NewAttachment(title, files.keep(body, name=name)) for title, name, body in made_files]
    if "withdraws" in written:
        services.withdraw(made[written["withdraws"]].pk, reason=written["reason"], basis=written["basis"], actor=ACTOR)
    elif "revises" in written:
        services.revise(made[written["revises"]].pk, reason=written["reason"], body=act.body, facts=act.facts,
                        attachments=attachments or None, actor=ACTOR)
    else:
        disclosure = services.publish(
            source=services.our_source(), kind=written["kind"], trade=act.project["trade"],
            method=act.project["method"], title=act.title, body=act.body, facts=act.facts, project=_project(act),
            region=Region.objects.get(pk=act.project["region"]), attachments=attachments, actor=ACTOR)
        if written.get("id"):
            made[written["id"]] = disclosure


def _project(act: content.Act) -> Project:
    written = act.project
    return Project.objects.get_or_create(code=written["code"], origin="", defaults={
        "name": written["name"], "trade": written["trade"], "region_id": written["region"],
        "principal": written["facts"].get("purchaser", ""), "investment_code": written.get("investment_code", ""),
        "registered_at": clock.now()})[0]
