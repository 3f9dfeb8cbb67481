"""What the components of a page are given: plain values that a view builds and ``ui`` draws."""
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

RailState = Literal["done", "current", "planned", "skipped", "broken"]
Tone = Literal["", "blue", "ok", "warn", "danger", "seal"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a facts box. An empty ``value`` is shown as 公告未载明; ``wide`` spans both columns.

    ``second`` is the grey line beneath, ``url`` makes the value a link, ``mono`` sets codes and hashes.
    """

    label: str
    value: object = ""
    second: str = ""
    wide: bool = False
    url: str = ""
    mono: bool = False


@dataclass(frozen=True, slots=True)
class RailStep:
    """One step of a stage rail. ``when`` is shown under the name: a date, a moment, or words such as 未开始."""

    name: str
    state: RailState = "planned"
    when: date | datetime | str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ProofCell:
    """One cell of a proof strip: a value, or a ``digest`` (64 hex digits), and perhaps a state beneath it."""

    label: str
    value: object = ""
    digest: str = ""
    status: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number for the public with its unit and what exactly was counted."""

    value: str
    unit: str
    means: str
    url: str = ""
