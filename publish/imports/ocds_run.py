"""Running an OCDS import: package by package, each process joined with what is already known of it."""
from pathlib import Path

from publish import services
from publish.models import Disclosure, Original

from .lines import LineRefused
from .ocds_notices import draft
from .ocds_packages import Package, Process, read_package
from .report import REFUSED, FileReport, Report
from .runner import BATCH, Progress
from .store import Store


def run(paths: list[Path], report: Report, *, progress: Progress = lambda _: None) -> Report:
    """Import packages in their order. A KeyboardInterrupt ends the run after the last whole batch."""
    store = Store()
    for path in paths:
        file = FileReport(str(path))
        report.files.append(file)
        try:
            _file(path, file, store)
            progress(path.stat().st_size)
        except (OSError, LineRefused) as fault:
            file.fail(fault)
        except KeyboardInterrupt:
            report.interrupted = True
            break
    return report


def _file(path: Path, file: FileReport, store: Store) -> None:
    package = read_package(path)
    for number, ocid, reason in package.refusals:
        file.add(REFUSED, number, key=ocid, reason=reason)
    processes = list(package.processes.values())
    for start in range(0, len(processes), BATCH):
        part = processes[start:start + BATCH]
        known = _known(package, [process.ocid for process in part])
        for process in part:
            if process.ocid in known:
                known[process.ocid].join(process)
        drafts = [draft(package, known.get(process.ocid, process)) for process in part]
        for number, (made, outcome) in enumerate(zip(drafts, store.keep(drafts), strict=True), start + 1):
            notes = made.notes if outcome.outcome != REFUSED else []
            file.add(outcome.outcome, number, key=made.external_id, reason=outcome.reason, notes=notes)


def _known(package: Package, ocids: list[str]) -> dict[str, Process]:
    """What earlier imports knew of these processes, from the originals of all their versions."""
    source = services.outside_source(package.publisher, package.home)
    found: dict[str, Process] = {}
    originals = Original.objects.filter(version__disclosure__in=Disclosure.objects.filter(
        source=source, external_id__in=ocids)).order_by("version__number")
    for original in originals.iterator():
        process = Process.from_json(bytes(original.content))
        found.setdefault(process.ocid, Process(process.ocid)).join(process)
    return found
