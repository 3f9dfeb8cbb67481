"""The chain of the step log: how a row is hashed, and how an edited row is found."""
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC

from .models import StepLog

COVERED = ("record_type", "record_id", "number", "step", "before", "after", "actor", "acting_for", "reason", "basis",
           "records", "previous")
"""The columns a digest covers, ``taken_at`` besides: everything but the row's own id and digest."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with one row of a chain, in a Chinese sentence that names the row."""

    record_type: str
    record_id: str
    number: int
    code: str
    message: str


def digest(row: StepLog) -> str:
    """SHA-256 over the canonical JSON of a row: keys sorted, no spaces, UTF-8, the moment in UTC to microseconds."""
    content = {name: getattr(row, name) for name in COVERED}
    content["taken_at"] = row.taken_at.astimezone(UTC).isoformat(timespec="microseconds")
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def verify_chain(record_type: str, record_id: str) -> list[Fault]:
    """Everything wrong with the chain of one record, the first bad row first; nothing where it is whole."""
    return verify_rows(StepLog.objects.filter(record_type=record_type, record_id=str(record_id)).order_by("number"))


def verify_rows(rows: Iterable[StepLog]) -> list[Fault]:
    """The same for the rows of one chain, in their order."""
    faults, previous, expected = [], "", 1
    for row in rows:
        if row.number != expected:
            faults.append(_fault(row, "chain.row_missing", f"第 {expected} 条步骤记录缺失。"))
        elif row.previous != previous:
            faults.append(_fault(row, "chain.link_broken", f"第 {row.number} 条步骤记录与前一条不相接。"))
        if row.digest != digest(row):
            faults.append(_fault(row, "chain.row_edited", f"第 {row.number} 条步骤记录（{row.step}）的内容被改动过。"))
        previous, expected = row.digest, row.number + 1
    return faults


def _fault(row: StepLog, code: str, message: str) -> Fault:
    return Fault(row.record_type, row.record_id, row.number, code, message)
