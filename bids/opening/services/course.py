"""The steps a host takes a session through."""
from datetime import timedelta

from market.core import clock
from market.core.steps import take_step
from market.core.wording import time_of_day

from ...models import Confirmation, OpenedBid, OpeningSession
from .. import lists
from ..refusals import refusal
from . import journal


def _step(session: OpeningSession, step: str, actor, **inputs) -> OpeningSession:
    return take_step(OpeningSession.objects, session.pk, step, actor=actor, acting_for=actor.acting_for, **inputs)


def start_sign_in(session: OpeningSession, *, actor) -> OpeningSession:
    """Let those present sign in, from an hour before the opening. Raises StepRefused."""
    with journal.locked(session.pk) as session:
        session = _step(session, "start_sign_in", actor)
        journal.write(session, "sign_in_started", "主持人开始签到。", public="开始签到。", actor=actor)
        return session


def fix(session: OpeningSession, *, actor) -> OpeningSession:
    """Fix the list of envelopes once nothing stamped in time can still arrive, and name the lots with too few bids.

    From here on it is lawful to count. Raises StepRefused.
    """
    with journal.locked(session.pk) as session:
        session = _step(session, "fix", actor, at=clock.now(), digest=lists.digest(session))
        lots = list(session.counted_lots())
        count = sum(lot.handed_in for lot in lots)
        words = f"投标截止，封存 {count} 份投标文件；清单摘要值 {session.list_digest[:16]}。"
        journal.write(session, "fixed", words, public="投标截止，投标文件已全部封存。", actor=actor)
        openable = set(session.openable_lots().values_list("pk", flat=True))
        if short := [lot for lot in lots if lot.pk not in openable]:
            named = "、".join(f"包 {lot.number}（{lot.handed_in} 家）" for lot in short[:20])
            more = f"等 {len(short)} 个标段（包）" if len(short) > 20 else ""
            words = f"{named}{more}投标人不足法定家数，依法不予开标，应当办理废标。"
            journal.write(session, "lots_short", words, actor=actor)
        return session


def call_off(session: OpeningSession, *, actor) -> OpeningSession:
    """End a session in which no lot may be opened. Raises StepRefused."""
    with journal.locked(session.pk) as session:
        session = _step(session, "call_off", actor)
        words = ("没有可以开标的标段（包），依法不予开标。" if session.course.counts
                 else "没有等待资格审查的标段（包），本场次结束。")
        journal.write(session, "called_off", words, public=words, actor=actor)
        return session


def start_decryption(session: OpeningSession, *, actor) -> OpeningSession:
    """Begin the announced window in which custodians release their keys. Raises StepRefused."""
    with journal.locked(session.pk) as session:
        minutes = session.tender.rulebook.decrypt_window.value
        session = _step(session, "start_decryption", actor, until=clock.now() + timedelta(minutes=minutes))
        words = f"解密开始，时限 {minutes} 分钟，至 {time_of_day(session.decrypt_until)}。"
        journal.write(session, "decryption_started", words, public=words, actor=actor)
        return session


def close_window(session: OpeningSession, *, actor) -> OpeningSession:
    """Say, once the window is over, that nothing more is waited for: what cannot be opened now is a recorded fact.

    Raises StepRefused ``session.window_open``, ``session.wrong_state``, ``step.not_permitted``.
    """
    with journal.locked(session.pk) as session:
        if not session.policy("close_window", actor):
            raise refusal("close_window", "step.not_permitted")
        if session.status != session.Status.DECRYPTING or session.window_closed_at:
            raise refusal("close_window", "session.wrong_state")
        if clock.now() < session.decrypt_until:
            raise refusal("close_window", "session.window_open", until=time_of_day(session.decrypt_until))
        session.window_closed_at = clock.now()
        session.save(update_fields=["window_closed_at"])
        words = "解密时限届满，主持人结束解密；仍不能开启的投标文件将如实记录。"
        journal.write(session, "window_closed", words, public="解密时限届满，解密结束。", actor=actor)
        return session


def read_out(session: OpeningSession, *, actor) -> OpeningSession:
    """Record that names and prices were read out. Raises StepRefused."""
    with journal.locked(session.pk) as session:
        session = _step(session, "read_out", actor)
        words = "主持人唱标完毕，投标人可以当场提出异议，没有异议的请确认。"
        journal.write(session, "read_out", words, public="唱标完毕。", actor=actor)
        return session


def confirm(session: OpeningSession, *, actor) -> OpeningSession:
    """Close the confirming: those who did not come to confirm are taken to accept what was opened. Raises StepRefused.
    """
    with journal.locked(session.pk) as session:
        session = _step(session, "confirm", actor)
        confirmed = Confirmation.objects.filter(session=session).count()
        parties = OpenedBid.objects.filter(bid__lot__tender=session.tender_id, stage=session.stage).exclude(
            bid__party=None).values("bid__party").distinct().count()
        words = f"{confirmed} 家投标人确认开标结果；其余 {max(parties - confirmed, 0)} 家未参加确认，依法视同认可。"
        journal.write(session, "confirmed", words, public="开标结果确认完毕。", actor=actor)
        return session
