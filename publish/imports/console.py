"""What the import commands share on the terminal: the progress bar in bytes, the table and the sentences at the end."""
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from .report import Report


def bar(console: Console) -> Progress:
    """A progress bar over the bytes of all files."""
    return Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
                    TimeRemainingColumn(), console=console)


def size_of(paths: list[Path]) -> int:
    """The bytes of those files that are there."""
    return sum(path.stat().st_size for path in paths if path.is_file())


def finish(console: Console, report: Report, to: str) -> None:
    """Print the report and write it to the file asked for. Raises OSError."""
    console.print(report.table())
    for sentence in report.remarks():
        console.print(sentence, markup=False, highlight=False, soft_wrap=True)
    if to:
        report.save(Path(to))
        console.print(f"完整报告已写入 {to}。", markup=False, highlight=False)


def verdict(report: Report) -> int:
    """The exit code: 0 however many rows were refused, 1 where a file could not be read, 130 after Ctrl-C."""
    return 130 if report.interrupted else int(report.failed)
