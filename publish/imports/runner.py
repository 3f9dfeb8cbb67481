"""Running an import: files in, batches into the store, a report out. A broken row never stops it."""
from collections.abc import Callable, Iterator
from pathlib import Path

from . import land, notices
from .drafts import Draft, RowRefused
from .lines import Decoder, Line, LineRefused, parse, read, sample
from .report import REFUSED, FileReport, Report
from .store import Store

BATCH = 200
"""Rows kept in one transaction."""

BATCH_BYTES = 20_000_000
"""Bytes of rows after which a batch is closed early."""

Rows = Iterator[tuple[Line, Draft | str | None]]
"""Lines with what became of each: a draft, the Chinese sentence that refuses it, or nothing for an empty line."""

Progress = Callable[[int], None]
"""Called with the bytes read since the last call."""


def run(paths: list[Path], report: Report, *, told: notices.Told = notices.Told(),  # noqa: B008 (Told is frozen)
        progress: Progress = lambda _: None) -> Report:
    """Import files in their order. Ctrl-C ends the run after the last whole batch; the report says so."""
    store = Store()
    for path in paths:
        file = FileReport(str(path))
        report.files.append(file)
        try:
            _file(path, file, store, told, progress)
        except (OSError, LineRefused) as fault:
            file.fail(fault)
        except KeyboardInterrupt:
            report.interrupted = True
            break
    return report


def _file(path: Path, file: FileReport, store: Store, told: notices.Told, progress: Progress) -> None:
    reader = _land_rows if path.suffix.lower() == ".csv" else _json_rows
    batch: list[tuple[int, Draft]] = []
    held = done = 0
    with path.open("rb") as stream:
        for line, result in reader(read(stream), Decoder(sample(path)), told):
            if isinstance(result, str):
                file.add(REFUSED, line.number, reason=result)
            elif result is not None:
                batch.append((line.number, result))
                held += len(line.raw)
            if len(batch) >= BATCH or held >= BATCH_BYTES:
                _keep(batch, file, store)
                batch, held = [], 0
            if line.end - done > 200_000:
                progress(line.end - done)
                done = line.end
    _keep(batch, file, store)
    progress(path.stat().st_size - done)


def _keep(batch: list[tuple[int, Draft]], file: FileReport, store: Store) -> None:
    for (line, draft), outcome in zip(batch, store.keep([draft for _, draft in batch]), strict=True):
        notes = draft.notes if outcome.outcome != REFUSED else []
        file.add(outcome.outcome, line, key=draft.external_id, reason=outcome.reason, notes=notes)


def _json_rows(lines: Iterator[Line], decoder: Decoder, told: notices.Told) -> Rows:
    for line in lines:
        try:
            yield line, _json_row(line, decoder, told)
        except (LineRefused, RowRefused) as refused:
            yield line, str(refused)


def _json_row(line: Line, decoder: Decoder, told: notices.Told) -> Draft | None:
    if line.refusal:
        raise LineRefused(line.refusal)
    text = decoder.text(line.raw, first=line.number == 1)
    return notices.draft(parse(line.raw, text), line.raw, told) if text.strip() else None


def _land_rows(lines: Iterator[Line], decoder: Decoder, told: notices.Told) -> Rows:
    """Rows of a land deal table. Raises LineRefused where the head is not one of such a table."""
    names: list[str] = []
    for line in lines:
        if not names:
            if line.refusal:
                raise LineRefused(line.refusal)
            names = land.heads(decoder.text(line.raw, first=True))
            continue
        try:
            if line.refusal:
                raise LineRefused(line.refusal)
            text = decoder.text(line.raw)
            yield line, land.draft(names, text, line.raw, told.source) if text.strip() else None
        except (LineRefused, RowRefused) as refused:
            yield line, str(refused)
