"""``manage.py load_demo``: the invented notices and the invented trading hall of the demo city, once."""
from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from market.portal.demo import hall, loading


class Command(BaseCommand):
    help = "为演示城市载入一批虚构公告、单位、账号和处于各阶段的招标项目；已经载入过的不再载入。"

    def handle(self, **options):
        missing: list[str] = []
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns) as progress:
            try:
                if not loading.loaded():
                    missing = self._run(progress, "载入演示公告", loading.load)
                if not hall.loaded():
                    skipped = self._run(progress, "载入演示交易大厅", hall.load)
                    for words in skipped:
                        self.stdout.write(f"market: {words}")
            except loading.DemoRefused as refused:
                raise CommandError(str(refused)) from refused
        if missing:
            self.stdout.write(f"market: 这台机器还不能排版 PDF，{len(missing)} 个附件没有生成。"
                              "缺少的系统软件包见启动时的提示。")

    def _run(self, progress: Progress, words: str, load) -> list[str]:
        task = progress.add_task(f"market: {words}", total=None)
        return load(lambda done, of: progress.update(task, completed=done, total=of))
