"""``manage.py load_demo``: the invented notices of the demo city, once."""
from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from market.portal.demo import loading


class Command(BaseCommand):
    help = "为演示城市载入一批虚构公告；已经载入过的不再载入。"

    def handle(self, **options):
        if loading.loaded():
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns) as progress:
            task = progress.add_task("market: 载入演示公告", total=None)
            try:
                missing = loading.load(lambda done, of: progress.update(task, completed=done, total=of))
            except loading.DemoRefused as refused:
                raise CommandError(str(refused)) from refused
        if missing:
            self.stdout.write(f"market: 这台机器还不能排版 PDF，{len(missing)} 个附件没有生成。"
                              "缺少的系统软件包见启动时的提示。")
