"""What the page of a session is made of, for one reader. Nothing is put in that this reader may not know."""
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.urls import reverse

from market.core import clock
from market.core.steps import Reason, edge, why_not
from market.core.trades import trade
from market.core.wording import time_of_day
from market.custody import envelope, envelopes, keys, seats
from market.custody.models import Seat
from tenders.rulebooks.volumes import OPENING, REVIEW

from ..models import Incident, OpeningSession
from . import guards, rail, review_rows, rows, services
from .roles import COUNTED, Look
from .services import incidents, releasing

HOST_STEPS = (
    ("start_sign_in", "开始签到", "开始后，投标人可以签到；签到情况在报价公布之前不向任何人显示。"),
    ("fix", "封存并公布清单", "封存后清单不再变化，并据此判断各标段（包）是否达到法定家数。"),
    ("start_decryption", "开始解密", "开始后，解密时限立即计算，保管人可以交出密钥。"),
    ("call_off", "不予开标，结束本场次", "没有一个标段（包）达到法定家数，依法不予开标。"),
    ("read_out", "唱标完毕", "请在宣读全部投标人名称和报价之后再办理。"),
    ("confirm", "办理确认", "办理后不再接收异议；没有确认的投标人依法视同认可。"),
    ("end", "结束开标并签署记录", "办理后开标记录由平台签名，不能更改。"),
)
"""Step, button, and what follows from it; in the order of a session."""
REVIEW_STEPS = (
    ("start_decryption", "开始开启评审文件",
     "开始后，解密时限立即计算，保管人可以交出评审阶段的密钥。请先与保管人约好时间。"),
    ("call_off", "结束本场次", "没有等待资格审查的标段（包）。"),
    ("end", "结束并签署记录", "办理后评审文件开启记录由平台签名，不能更改；随后可以办理资格审查。"),
)
"""The same of the session in which what is reviewed is opened."""
STEPS_OF = {OPENING: HOST_STEPS, REVIEW: REVIEW_STEPS}


@dataclass(frozen=True, slots=True)
class Act:
    """A step a host may take now, or the reasons why not."""

    step: str
    label: str
    means: str
    reasons: Sequence[Reason] = ()


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A custodian's seat on the page."""

    number: int
    party: str
    person: str
    fingerprint: str
    released_at: object
    mine: bool


def room(look: Look, *, page: str = "1") -> dict:
    """Everything the page shows. Queries do not grow with lots or bids."""
    session = look.session
    events = list(session.events.all())
    context = {
        "session": session, "course": session.course, "tender": session.tender, "look": look,
        "trade": trade(session.tender.rulebook.trade),
        "rail": rail.of(session, events), "number": events[-1].number if events else 0, "now": clock.now(),
        "events": _events(look, events), "seats": _seats(look), "host_act": _host_act(look),
        "live_url": f"{settings.LIVE_URL}/live/sessions/{session.pk}/" if settings.LIVE_URL else "",
        "sign_in_from": session.tender.opens_at - guards.SIGN_IN_LEAD, "own": _own(look), "public": not look.takes_part,
        "may_record": incidents.may_record(session, look.actor) and session.status in incidents.OPEN,
        "incident_kinds": Incident.Kind.choices, "window": session.tender.rulebook.decrypt_window,
        "over": session.decrypt_until is not None and clock.now() >= session.decrypt_until,
    }
    context["seats_given"] = sum(seat.released_at is not None for seat in context["seats"])
    given = any(seat.mine and seat.released_at for seat in context["seats"])
    waiting = session.status == session.Status.DECRYPTING and not session.window_closed_at and not context["over"]
    if look.seat and waiting and not given:
        context |= {"release_url": reverse("sessions:release", args=[session.pk]), "release_stage": session.stage,
                    "openable": [str(pk) for pk in session.openable_lots().values_list("pk", flat=True)]}
    return context | (_list(look, page) if look.sees_list else {}) | (_after(look) if look.sees_prices else {})


def _events(look: Look, events: list) -> list[dict]:
    """Newest first. The public reads its own wording, numbered by itself."""
    if look.takes_part:
        said = [(event.number, event.at, event.text) for event in events]
    else:
        public = [event for event in events if event.public_text]
        said = [(number, event.at, event.public_text) for number, event in enumerate(public, 1)]
    return [{"number": number, "at": at, "text": text} for number, at, text in reversed(said)]


def _seats(look: Look) -> list[SeatRow]:
    session = look.session
    held = list(Seat.objects.filter(subject=session.tender_id).select_related("party", "user"))
    if not held or session.status not in COUNTED:
        return [SeatRow(one.number, one.party.name, str(one.user), "", None, one == look.seat) for one in held]
    lots = session.tender.lots.values("pk")
    given = seats.released(session.tender_id, lots, session.stage)
    return [SeatRow(one.number, one.party.name, str(one.user), _mark(one, session), given[one.number].at,
                    one == look.seat) for one in held]


def _mark(seat: Seat, session: OpeningSession) -> str:
    """The fingerprint of a seat's key for the first lot: what its file must hold."""
    mark = seat.keys.filter(stage=session.stage).order_by("lot").values_list("fingerprint", flat=True).first() or ""
    return " ".join(mark[at:at + 4].upper() for at in range(0, 16, 4))


def _host_act(look: Look) -> Act | None:
    """The next thing for a host to do."""
    session = look.session
    if not session.policy("fix", look.actor) or look.mode == "public":
        return None
    if session.status == session.Status.DECRYPTING:
        return _decrypting(session)
    first = None
    for step, label, means in STEPS_OF[session.stage]:
        if edge(session, step) is None or (step == "call_off" and not session.is_counted):
            continue
        reasons = why_not(session, step, look.actor)
        if not reasons:
            return Act(step, label, means)
        first = first or Act(step, label, means, reasons)
    return first


def _decrypting(session: OpeningSession) -> Act | None:
    if session.window_closed_at:
        return None
    words = f"解密时限到 {time_of_day(session.decrypt_until)} 届满。届满前应当等待保管人和投标人解密。"
    reasons = [] if clock.now() >= session.decrypt_until else [Reason("session.window_open", words)]
    means = f"结束后，仍不能开启的{session.course.opens}如实记录，其余的同时公布。"
    return Act("close_window", "结束解密", means, reasons)


def _own(look: Look) -> dict:
    """What a bidder is told of itself, and a custodian of theirs."""
    session = look.session
    party = look.actor.party if look.actor else None
    if "bidder" not in look.roles:
        return {}
    attendance = services.attendance_of(session, party)
    waiting = session.status == session.Status.DECRYPTING and not session.window_closed_at
    attended = session.course.attended
    return {"attendance": attendance, "may_sign_in": attended and session.status in services.presence.SIGNING,
            "may_object": attended and session.status in services.objecting.RAISING,
            "confirmed": session.confirmations.filter(party=party).exists() if look.sees_prices else False,
            "may_use_key": waiting}


def _list(look: Look, page: str) -> dict:
    session = look.session
    shown = Paginator(session.tender.lots.order_by("number"), rows.LOTS).get_page(page)
    if session.stage == REVIEW:
        return {"review_lots": review_rows.of(look, list(shown.object_list)), "page": shown,
                "many_lots": shown.paginator.count > 1} | _progress(session)
    lots = rows.of(look, list(shown.object_list))
    count = sum(len(one.rows) for one in lots)
    order = "按信封摘要值排列" if not look.sees_prices else "全部报价同一时刻公布"
    return {"lots": lots, "page": shown, "many_lots": shown.paginator.count > 1,
            "list_sub": f"{'本页' if shown.has_other_pages() else '共'} {count} 份，{order}",
            "list_url": reverse("sessions:list", args=[session.pk])} | _progress(session)


def _progress(session: OpeningSession) -> dict:
    if session.status != session.Status.DECRYPTING:
        return {}
    undecided, decided = session.undecided().count(), session.staged().count()
    return {"progress": {"done": decided, "all": decided + undecided}}


def _after(look: Look) -> dict:
    session = look.session
    return {"objections": list(session.objections.select_related("party")), "incidents": list(session.incidents.all()),
            "may_answer": session.policy("answer_objection", look.actor)}


def own_wraps(look: Look) -> list[dict]:
    """The wraps of a bidder's own envelopes, for its browser to unwrap the content keys with its own key."""
    found = []
    for _, kept in releasing.own_envelopes(look.session, look.actor.party):
        with envelopes.open_sealed(kept) as source:
            header = envelope.inspect(source)
        wrap = header.wraps["bidder"]
        found.append({"envelope": str(kept.pk), "context": header.context.text,
                      "ephemeral": keys.b64(wrap.ephemeral), "wrapped": keys.b64(wrap.wrapped)})
    return found
