"""What came of an import: counts by outcome, and a sentence for everything refused or left out."""
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

NEW, MERGED, UNCHANGED, REFUSED = "new", "merged", "unchanged", "refused"
OUTCOMES = {NEW: "新收录", MERGED: "合并", UNCHANGED: "无变化", REFUSED: "未收录"}
KEPT = 1000
"""Refusals and notes named one by one in a report for each file; beyond, they are counted only."""


@dataclass(slots=True)
class FileReport:
    """The outcomes of one file. ``failure`` says why the whole file could not be read."""

    path: str
    counts: Counter = field(default_factory=Counter)
    refusals: list[dict] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)
    noted: int = 0
    failure: str = ""

    def add(self, outcome: str, line: int, *, key: str = "", reason: str = "", notes: list[str] = ()) -> None:
        """Record the outcome of a row; a refused one must say why."""
        self.counts[outcome] += 1
        if outcome == REFUSED and len(self.refusals) < KEPT:
            self.refusals.append({"line": line, "key": key, "reason": reason})
        for note in notes:
            self.noted += 1
            if len(self.notes) < KEPT:
                self.notes.append({"line": line, "key": key, "note": note})

    def fail(self, fault: Exception) -> None:
        """Record why the whole file could not be read."""
        self.failure = f"文件无法读取（{fault.strerror or fault}）。" if isinstance(fault, OSError) else str(fault)

    def as_dict(self) -> dict:
        """The report as JSON says it."""
        return {"file": self.path, **{outcome: self.counts[outcome] for outcome in OUTCOMES}, "failure": self.failure,
                "refusals": self.refusals, "notes": self.notes, "notes_in_all": self.noted}


@dataclass(slots=True)
class Report:
    """The outcomes of a run, file by file."""

    files: list[FileReport] = field(default_factory=list)
    interrupted: bool = False

    def total(self, outcome: str) -> int:
        """Rows of all files with that outcome."""
        return sum(file.counts[outcome] for file in self.files)

    @property
    def failed(self) -> bool:
        """Whether a file could not be read at all."""
        return any(file.failure for file in self.files)

    def save(self, path: Path) -> None:
        """Write the whole report as JSON. Raises OSError."""
        content = {"interrupted": self.interrupted, "total": {key: self.total(key) for key in OUTCOMES},
                   "files": [file.as_dict() for file in self.files]}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def table(self) -> Table:
        """The counts, for the terminal."""
        title = "导入结果（已中断，已提交的部分保留）" if self.interrupted else "导入结果"
        table = Table("文件", *OUTCOMES.values(), "提示", title=title)
        for file in self.files:
            table.add_row(Path(file.path).name, *(str(file.counts[key]) for key in OUTCOMES), str(file.noted))
        if len(self.files) > 1:
            table.add_row("合计", *(str(self.total(key)) for key in OUTCOMES), str(sum(f.noted for f in self.files)))
        for column in table.columns[1:]:
            column.justify = "right"
        return table

    def remarks(self, most: int = 20) -> list[str]:
        """Sentences for the terminal: failures, then refusals and notes alike gathered, the most frequent first."""
        said = [f"{file.path}：{file.failure}" for file in self.files if file.failure]
        for word, rows in (("未收录", ((f, r["line"], r["reason"]) for f in self.files for r in f.refusals)),
                           ("提示", ((f, r["line"], r["note"]) for f in self.files for r in f.notes))):
            gathered: dict[str, list[str]] = {}
            for file, line, sentence in rows:
                gathered.setdefault(sentence, []).append(f"{Path(file.path).name} 第 {line} 行")
            ranked = sorted(gathered.items(), key=lambda item: -len(item[1]))
            for sentence, places in ranked[:most]:
                more = f"等 {len(places)} 处" if len(places) > 1 else ""
                said.append(f"{word}：{places[0]}{more}：{sentence}")
            if len(ranked) > most:
                said.append(f"{word}：另有 {len(ranked) - most} 种情形，见 --report 写出的文件。")
        return said
