"""What every page of the wizard shows round its own content: where one is, what is unsent, what changed."""
import json
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

from market.core import clock, holds
from market.parties.access import signed_in
from tenders.models import Lot, Tender

from .. import readiness, records, sealing, services
from ..records import LotDesk

STEPS = (("join", "参与确认"), ("check", "资格证照"), ("volumes", "文件卷"), ("price", "报价"), ("encrypt", "加密"),
         ("confirm", "核对"), ("receipt", "递交"))
MOST_LINKS = 12
"""Lots that are offered as links; with more the number is typed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the seven, as the line above the page shows it."""

    number: int
    name: str
    state: str
    url: str = ""


def line(here: str, urls: dict[str, str]) -> list[Step]:
    """The line of steps: those before the current one are behind, those after it ahead."""
    at = [key for key, _ in STEPS].index(here)
    return [Step(n + 1, name, "done" if n < at else "current" if n == at else "planned",
                 urls.get(key, "") if n < at else "") for n, (key, name) in enumerate(STEPS)]


def address(tender: Tender, step: str, number: int) -> str:
    """Where a step of a lot is."""
    return f"{reverse(f'bids:{step}', args=[tender.pk])}?lot={number}"


def private(view):
    """A page for those who signed in and act for an organisation; no cache anywhere keeps it."""

    @wraps(view)
    @signed_in
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.actor.party:
            return redirect("/desk/profile/")
        answer = view(request, *args, **kwargs)
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    return guarded


def public_tender(pk: UUID) -> Tender:
    """A tender whose notice is out; anything else is 404."""
    return get_object_or_404(Tender.objects.public().select_related("principal", "region"), pk=pk)


def lot_number(request: HttpRequest) -> int:
    """The lot a page is about, as its address says; 1 where it says nothing a lot can be called."""
    said = request.GET.get("lot") or request.POST.get("lot_number") or "1"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 1


def lot_of(tender: Tender, request: HttpRequest) -> Lot:
    """The lot a page is about; 404 where the tender has none such."""
    lot = get_object_or_404(Lot, tender=tender, number=lot_number(request))
    lot.tender = tender
    return lot


def own_lot(tender: Tender, request: HttpRequest) -> LotDesk:
    """The lot of that number as the party acting sees it; 404 where the tender has none such."""
    return records.desk_of(lot_of(tender, request), request.actor)


def with_sealing(shown: dict, actor) -> dict:
    """The same with what the scripts of the page need to know, as JSON."""
    said = sealing.for_browser(shown["own"], actor, urls=shown["urls"])
    return shown | {"sealing_json": json.dumps(said, ensure_ascii=False)}


def context(request: HttpRequest, tender: Tender, step: str, own: LotDesk, **more) -> dict:
    """What the frame of a page draws."""
    mine = services.participation(tender, request.actor)
    number = own.lot.number
    urls = {key: address(tender, key, number) for key, _ in STEPS if key != "receipt"}
    numbers = list(tender.lots.values_list("number", flat=True)[:MOST_LINKS + 1])
    return {
        "tender": tender, "own": own, "step": step, "line": line(step, urls if mine else {}), "urls": urls,
        "unsent": records.unsent_lots(tender, request.actor), "mine": mine,
        "unread": records.unread_changes(tender, mine) if mine and clock.now() < tender.bids_due_at else [],
        "lot_numbers": numbers if len(numbers) <= MOST_LINKS else [], "many_lots": len(numbers) > MOST_LINKS,
        "lot_count": len(numbers), "held": holds.in_force(holds.of(tender)).first(),
        "desk_here": "bids", "practice": False,
        "lights": readiness.lights(own, request.actor) if step in {"volumes", "price", "encrypt"} else [],
        **more,
    }
