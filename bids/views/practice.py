"""The rehearsal: the same wizard on a lot that does not exist. The browser does all of it; nothing is sent or kept."""
import json
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenders.rulebooks.volumes import OPENING, REVIEW, Volume

from .. import quoting, readiness, sealing
from ..opening.sheets import SIZES
from .frame import STEPS, line, private

VOLUMES = (Volume("price", "开标一览表", OPENING), Volume("technical", "技术文件", REVIEW))
CEILING = Decimal("1000000.00")
PAGES = {"join": "practice_join", "check": "practice_check", "volumes": "volumes", "price": "price",
         "encrypt": "encrypt", "confirm": "practice_confirm", "receipt": "practice_opened"}


@require_GET
@private
def begin(request: HttpRequest) -> HttpResponse:
    """The first step."""
    return redirect("bids:practice_step", "join")


@require_GET
@private
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One of the seven steps."""
    urls = {key: reverse("bids:practice_step", args=[key]) for key, _ in STEPS}
    return render(request, f"bids/{PAGES[step]}.html", {
        "practice": True, "step": step, "asked": quoting.PRACTICE, "sizes": list(SIZES.items()),
        "line": line(step, urls), "urls": urls, "desk_here": "bids",
        "lights": readiness.practice_lights() if step in {"volumes", "price", "encrypt"} else [],
        "ceiling": CEILING, "certificates": readiness.certificates(request.actor) if step == "check" else [],
        "sealing_json": json.dumps(sealing.for_practice(request.actor, volumes=VOLUMES, ceiling=CEILING, urls=urls),
                                   ensure_ascii=False)})
