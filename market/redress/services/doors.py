"""The one door as redress goes through it, and refusals with one reason."""
from market.core.steps import Reason, StepRefused, take_step


def refuse(step: str, code: str, message: str, law: str = "") -> StepRefused:
    """A refusal with one reason, to be raised."""
    return StepRefused(step, [Reason(code, message, law)])


def door(record, step: str, *, actor, reason: str = "", basis: str = "", **inputs):
    """Take a matter through a step in the name of the actor's organisation. Raises StepRefused."""
    return take_step(type(record).objects, record.pk, step, actor=actor, reason=reason[:500], basis=basis[:200],
                     acting_for=getattr(actor, "acting_for", ""), **inputs)


def need(step: str, text: str, code: str, message: str, *, most: int = 4000) -> str:
    """The text without its edges. Raises StepRefused where nothing is left, or too much."""
    words = text.strip()
    if not words:
        raise refuse(step, code, message)
    if len(words) > most:
        raise refuse(step, f"{code.partition('.')[0]}.too_long", f"内容超过 {most} 字，未办理；请精简，"
                                                                 f"或者作为附件提交。")
    return words
