"""``manage.py import_notices FILE...``: notices of other platforms as JSON Lines, land deals as CSV."""
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from rich.console import Console

from market.core.trades import TRADES
from publish.imports import console, runner
from publish.imports.notices import Told
from publish.imports.report import Report


class Command(BaseCommand):
    """Import notices; running it twice changes nothing the second time."""

    help = "导入其他平台的公告（JSON Lines）或供地结果表（CSV）；重复导入不会重复收录。"

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--source", default="", help="行内没有写明来源时，以此为来源名称")
        parser.add_argument("--trade", default="", choices=["", *(trade.key for trade in TRADES)],
                            help="行内没有写明交易类别时，以此为交易类别")
        parser.add_argument("--report", default="", metavar="FILE.json", help="把完整报告写入这个文件")

    def handle(self, *, files, source, trade, report, **options):
        screen = Console(file=self.stdout._out)
        outcome = Report()
        with console.bar(screen) as progress:
            task = progress.add_task("导入公告", total=console.size_of(files))
            runner.run(files, outcome, told=Told(source.strip(), trade),
                       progress=lambda read: progress.advance(task, read))
        console.finish(screen, outcome, report)
        if code := console.verdict(outcome):
            sys.exit(code)
