"""``manage.py simulate_notices N``: marked, invented notices for scale tests."""
import time

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from publish.imports import simulate


class Command(BaseCommand):
    """Add N simulated notices; each is marked and says that it is demonstration data."""

    help = "生成 N 条标明“演示数据”的公告，用于规模测试。"

    def add_arguments(self, parser):
        parser.add_argument("count", type=int, metavar="N")
        parser.add_argument("--seed", type=int, default=1, help="同一种子生成同样的公告")

    def handle(self, *, count, seed, **options):
        if count < 1:
            raise CommandError("数量应为正整数。")
        screen = Console(file=self.stdout._out)
        began = time.perf_counter()
        with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
                      console=screen) as progress:
            task = progress.add_task("生成演示公告", total=count)
            done = simulate.run(count, seed=seed, progress=lambda written: progress.advance(task, written))
        rate = done / (time.perf_counter() - began)
        screen.print(f"已生成 {done} 条演示公告，每秒 {rate:,.0f} 条。", markup=False, highlight=False)
