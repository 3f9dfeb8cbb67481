"""The volumes a bid is made of, and the stage at which each is opened."""
from dataclasses import dataclass

OPENING, REVIEW = "opening", "review"
"""Stages of opening: in the session at the deadline; when the review of what was opened begins."""
STAGES = {OPENING: "开标", REVIEW: "资格审查与评标"}


HOUSE, COMMITTEE = "house", "committee"
"""Who may read a volume that was opened: the principal and its agent; the committee that evaluates. Its bidder and the
supervising department always may, the public and other bidders never."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume: its key in the envelope's context, its name on screen, the stage that opens it, who then reads it."""

    key: str
    label: str
    stage: str
    required: bool = True
    readers: tuple[str, ...] = (COMMITTEE,)
