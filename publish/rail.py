"""The stage rail of a project: which stops are behind, which is now, which are ahead."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from market.core.parts import RailStep
from tenders.rulebooks.course import COURSES

from .facts import SHANGHAI, moment


@dataclass(frozen=True, slots=True)
class Passed:
    """A notice of the project, as the rail needs it."""

    stage: str
    at: datetime
    url: str
    facts: dict
    withdrawn: bool = False


def rail(trade: str, passed: Sequence[Passed], now: datetime, *, outside: bool = False) -> list[RailStep]:
    """The stops of a project of that trade from its notices, oldest first.

    A stop without a notice that lies before the furthest one reached was skipped or is not on record here. A change
    stop is shown only where something changed. A termination breaks the rail where it happened. Of an ``outside``
    project we know only what we were told: what lies ahead is not on record, and with no known stop there is no rail.
    """
    ended = next((p for p in passed if p.stage == "ended"), passed[-1] if passed and passed[-1].withdrawn else None)
    facts: dict = {}
    for p in passed:
        facts.update(p.facts)
    stops = [s for s in COURSES[trade] if s.stages != ("change",) or any(p.stage == "change" for p in passed)]
    reached = [next((p for p in reversed(passed) if p.stage in stop.stages), None) for stop in stops]
    furthest = max((i for i, p in enumerate(reached) if p), default=-1)
    out: list[RailStep] = []
    current = False
    for i, (stop, notice) in enumerate(zip(stops, reached, strict=True)):
        due = moment(facts.get(stop.moment)) if stop.moment else None
        if notice:
            count = sum(p.stage in stop.stages for p in passed)
            label = f"{stop.label} {count} 次" if stop.stages == ("change",) and count > 1 else stop.label
            out.append(RailStep(label, "done", notice.at.astimezone(SHANGHAI).date(), notice.url))
        elif ended:
            out.append(RailStep(stop.label, "skipped", "不再进行" if i > furthest else "本平台无记录"))
        elif due and due.at <= now:
            out.append(RailStep(stop.label, "done", due.value))
        elif i < furthest:
            out.append(RailStep(stop.label, "skipped", "本平台无记录"))
        elif due and not current:
            current = True
            out.append(RailStep(stop.label, "current", due.value))
        else:
            out.append(RailStep(stop.label, "planned", due.value if due else "本平台无记录" if outside else "未开始"))
    if outside and all(stop.state == "planned" for stop in out):
        return []
    if ended:
        at = max((i for i, stop in enumerate(out) if stop.state == "done"), default=-1) + 1
        word = "已终止" if ended.stage == "ended" else "已撤回"
        out.insert(at, RailStep(word, "broken", ended.at.astimezone(SHANGHAI).date(), ended.url))
    return out
