"""``manage.py import_ocds FILE...``: OCDS release and record packages of other platforms."""
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from rich.console import Console

from publish.imports import console, ocds_run
from publish.imports.report import Report


class Command(BaseCommand):
    """Import OCDS packages: one notice a contracting process, whatever number of packages tell of it."""

    help = "导入其他平台的 OCDS 1.0/1.1 发布包或记录包；金额保留原币种，不从外部取数。"

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--report", default="", metavar="FILE.json", help="把完整报告写入这个文件")

    def handle(self, *, files, report, **options):
        screen = Console(file=self.stdout._out)
        outcome = Report()
        with console.bar(screen) as progress:
            task = progress.add_task("导入 OCDS", total=console.size_of(files))
            ocds_run.run(files, outcome, progress=lambda read: progress.advance(task, read))
        console.finish(screen, outcome, report)
        if code := console.verdict(outcome):
            sys.exit(code)
