"""Files made on the spot, runs over them, and what the database holds afterwards."""

import json
from pathlib import Path

import pytest

from market.core.models import OutboxRow, StepLog
from market.projects.models import Project
from publish.imports import ocds_run, runner
from publish.imports.notices import Told
from publish.imports.report import OUTCOMES, Report
from publish.models import Attachment, Disclosure, DisclosureVersion, Original, PublicRecord

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"


@pytest.fixture
def shared_data():
    """The folder of real data beside the project; the test is skipped where it is not."""
    if not SHARED.is_dir():
        pytest.skip("The real data is not beside the project (../shared/data).")
    return SHARED


@pytest.fixture
def lines_file(tmp_path):
    """Write rows as a JSON Lines file; a row given as bytes is written as it is."""

    def write(*rows, name="rows.jsonl", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(
            b"\n".join(
                row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode(encoding) for row in rows
            )
        )
        return path

    return write


def notices(*paths, **told) -> Report:
    """Import notice files."""
    return runner.run([Path(path) for path in paths], Report(), told=Told(**told))


def packages(*paths) -> Report:
    """Import OCDS packages."""
    return ocds_run.run([Path(path) for path in paths], Report())


def counts(report: Report) -> dict[str, int]:
    """Outcomes that happened at all."""
    return {outcome: report.total(outcome) for outcome in OUTCOMES if report.total(outcome)}


def refusal(report: Report) -> str:
    """The sentence of the only refusal."""
    (row,) = [row for file in report.files for row in file.refusals]
    return row["reason"]


def everything() -> dict:
    """All an import could touch, to be compared before and after."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Disclosure, DisclosureVersion, Original, PublicRecord, OutboxRow, StepLog, Project)
    }


def forget() -> None:
    """Empty the tables of notices, to import in another order."""
    PublicRecord.objects.all().delete()
    for model in (Attachment, Original, DisclosureVersion):
        model.objects.all()._raw_delete(using="default")
    Disclosure.objects.all().delete()
    Project.objects.all().delete()


def state() -> list[tuple]:
    """What readers see of every notice, without what tells the order of imports (keys, numbers, times of writing)."""
    shown = []
    for row in Disclosure.objects.select_related("source", "project"):
        version = row.versions.get(number=row.current)
        record = PublicRecord.objects.get(pk=row.pk)
        shown.append(
            (
                row.source.name,
                row.external_id,
                row.kind,
                row.trade,
                row.method,
                row.region_label,
                row.origin_url,
                str(row.published_at),
                row.project and (row.project.code, row.project.name),
                version.title,
                version.body,
                json.dumps(version.facts, sort_keys=True),
                record.source_name,
                str(record.amount),
                record.winner,
                record.project_code,
            )
        )
    return sorted(shown, key=lambda one: (one[0], one[1]))
