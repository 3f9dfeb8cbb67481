"""Build the search index anew from the database."""
from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from publish.models import PublicRecord
from search import indexing
from search.engines.embedded import engine


class Command(BaseCommand):
    help = "从数据库重建检索索引；重建期间原索引照常使用，完成后即时切换。"

    def add_arguments(self, parser):
        parser.add_argument("--if-needed", action="store_true", help="只在没有可用索引时重建。")

    def handle(self, *, if_needed=False, **options):
        if if_needed and engine().ready():
            return
        columns = (TextColumn("重建检索索引"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("records", total=PublicRecord.objects.count())

            def follow(records):
                for record in records:
                    yield record
                    progress.advance(task)

            written = indexing.rebuild(follow)
        self.stdout.write(f"检索索引已重建，共 {written} 条公开记录。")
