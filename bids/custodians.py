"""Pages of those who keep the keys: their seats, and for each tender making, saving, proving and depositing keys."""
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from market.core.models import City
from market.core.parts import Fact
from market.core.reading import require_safe
from market.core.wording import moment
from market.custody import keyfiles, seats
from market.custody.errors import CustodyRefused, EnvelopeError
from market.custody.models import Seat
from market.parties.access import signed_in
from market.parties.roles import ROLES
from tenders.custodians import stages
from tenders.models import Lot, Tender
from tenders.rulebooks.volumes import STAGES

from .models import OpeningSession

FEW = 6
"""Up to so many fingerprints are shown on the page."""
PUBLISHED = ("key.published", "公告已经发布，公钥不能再更换，这批公钥没有存放；原来存放的仍然有效。")
FOREIGN = ("key.other_lot", "送来的公钥里有不属于本项目的标段或者阶段，全部没有存放；请刷新页面后重新制作。")


@dataclass(frozen=True, slots=True)
class Row:
    """A seat of the person who asks, with its tender, the keys wanted and those deposited and released."""

    seat: Seat
    tender: Tender
    wanted: int
    there: int
    released: int

    @property
    def missing(self) -> int:
        return max(self.wanted - self.there, 0)

    @property
    def state(self) -> tuple[str, str]:
        """What the status says, and its tone."""
        if self.released:
            return f"已交出 {self.released} 把", "ok"
        if self.missing:
            return f"还差 {self.missing} 把公钥", "warn"
        return "公钥已存放", "blue"


def _rows(held) -> list[Row]:
    """In a fixed number of queries, however many seats."""
    mine = list(held.select_related("party").annotate(
        there=Count("keys"), released=Count("keys", filter=Q(keys__secret__isnull=False))))
    tenders = Tender.objects.select_related("region", "principal").annotate(lot_count=Count("lots")).in_bulk(
        [seat.subject for seat in mine])
    count: dict[tuple, int] = {}
    rows = []
    for seat in mine:
        if tender := tenders.get(seat.subject):
            book = (tender.pinned_digest, tender.rulebook_key, tender.region_id)
            if book not in count:
                count[book] = len(stages(tender.rulebook))
            rows.append(Row(seat, tender, tender.lot_count * count[book], seat.there, seat.released))
    return sorted(rows, key=lambda row: (not row.missing, row.tender.bids_due_at is None,
                                         row.tender.bids_due_at or row.tender.drafted_at))


def _mine(request):
    return Seat.objects.filter(user=request.actor.user, party=request.actor.party)


def _seat(request, pk) -> tuple[Seat, Tender]:
    """The seat the person holds for the party acted for; 404 for everybody else."""
    seat = _mine(request).filter(subject=pk).first()
    tender = Tender.objects.select_related("region", "principal").filter(pk=pk).first()
    if seat is None or tender is None:
        raise Http404
    return seat, tender


@never_cache
@require_safe
@signed_in
def my_seats(request):
    """The tenders whose keys the person keeps, those with something to do first."""
    return render(request, "bids/custody/seats.html", {"desk_here": "custody", "rows": _rows(_mine(request))})


@never_cache
@require_safe
@signed_in
def seat(request, pk):
    """One seat: what is kept, how it is made and proved, what has been deposited and released."""
    mine, tender = _seat(request, pk)
    row = _rows(_mine(request).filter(pk=mine.pk))[0]
    others = Seat.objects.filter(subject=pk).exclude(pk=mine.pk).select_related("party")
    first = mine.keys.order_by("deposited_at").first()
    return render(request, "bids/custody/seat.html", {
        "desk_here": "custody", "row": row, "tender": tender, "seat": mine,
        "deposited_at": first and first.deposited_at, "published": tender.published_at is not None,
        "facts": _facts(row, others), "sessions": [one for one in OpeningSession.objects.filter(
            tender=pk).order_by("opens_at") if not one.is_over],
        "fingerprints": _fingerprints(mine) if row.there <= FEW else [],
        "demo_file": _demo_file(mine)})


def _fingerprints(mine: Seat) -> list[tuple[str, str]]:
    """What the keys are for, and their fingerprints, to be read out on the telephone."""
    numbers = dict(Lot.objects.filter(tender=mine.subject).values_list("pk", "number"))
    rows = [(stage, numbers.get(lot, 0), mark) for lot, stage, mark in mine.keys.values_list("lot", "stage",
                                                                                            "fingerprint")]
    return [(f"包 {number}，{STAGES.get(stage, stage)}", mark) for stage, number, mark in sorted(rows)]


def _facts(row: Row, others) -> list[Fact]:
    tender, book = row.tender, row.tender.rulebook
    role = ROLES[book.custodians[row.seat.number - 1]].label
    names = [STAGES.get(stage, stage) for stage in stages(tender.rulebook)]
    return [
        Fact("项目编号", tender.code),
        Fact("我的席位", f"第 {row.seat.number} 位保管人（{role}）", row.seat.party.name),
        Fact("另外两位", "；".join(one.party.name for one in others) or "尚未指定", "三位来自三个不同的单位"),
        Fact("密钥", f"{tender.lot_count} 个标段 × {len(names)} 个阶段，共 {row.wanted} 把", "、".join(names)),
        Fact("投标截止", moment(tender.bids_due_at) if tender.bids_due_at else "尚未确定"),
        Fact("开标时间", moment(tender.opens_at) if tender.opens_at else "尚未确定", "主持人开始解密后才接收密钥"),
    ]


@never_cache
@require_safe
@signed_in
def lots(request, pk):
    """What the browser makes and proves keys for: lots, stages, and the fingerprints deposited."""
    mine, tender = _seat(request, pk)
    deposited: dict[str, dict[str, str]] = {}
    for lot, stage, mark in mine.keys.values_list("lot", "stage", "fingerprint"):
        deposited.setdefault(stage, {})[str(lot)] = mark
    return JsonResponse({
        "tender": str(tender.pk), "seat": mine.number, "stages": stages(tender.rulebook), "deposited": deposited,
        "lots": [str(lot) for lot in tender.lots.order_by("number").values_list("pk", flat=True)]})


@require_POST
@signed_in
def deposit(request, pk):
    """Take public halves; until the notice is published they may be given anew."""
    mine, tender = _seat(request, pk)
    if tender.published_at is not None:
        return _refuse(*PUBLISHED, status=409)
    try:
        halves = keyfiles.read_deposit(request.body)
        places = set(tender.lots.values_list("pk", flat=True))
        if any(half.lot not in places or half.stage not in stages(tender.rulebook) for half in halves):
            return _refuse(*FOREIGN, status=422)
        seats.deposit(mine, halves, actor=request.actor)
    except EnvelopeError as refused:
        return _refuse(refused.code, refused.message, status=422)
    except CustodyRefused as refused:
        return _refuse(refused.code, refused.message, status=409)
    left = seats.missing(tender.pk, tender.lots.order_by().values("pk"), stages(tender.rulebook))[mine.number]
    return JsonResponse({"missing": left})


def _refuse(code: str, message: str, *, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status, json_dumps_params={"ensure_ascii": False})


@never_cache
@require_safe
@signed_in
def demo_keys(request, pk):
    """The key file the demo made for this seat, to whoever holds the seat; 404 outside a demo."""
    mine, _ = _seat(request, pk)
    path = _demo_file(mine)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"演示密钥-第{mine.number}位保管人.json",
                        content_type="application/json")


def _demo_file(mine: Seat) -> Path | None:
    """Only a demo has such a file, and only while it is that of the keys deposited now."""
    path = Path(settings.VAR) / "demo-keys" / f"{mine.subject}-{mine.number}.json"
    return path if City.objects.filter(demo=True).exists() and path.is_file() else None

