"""``manage.py verify_disclosures``: recompute the digest of everything published."""
from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress

from publish import checking
from publish.models import DisclosureVersion


class Command(BaseCommand):
    help = "Recompute the digest of every published version; name each that was changed. Exit 1 where one was."

    def handle(self, *args, **options):
        with Progress(transient=True) as progress:
            task = progress.add_task("核对公告", total=DisclosureVersion.objects.count())
            found = list(checking.faults(lambda done: progress.advance(task, done)))
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"发现 {len(found)} 处不符。")
        self.stdout.write("全部公告与摘要值一致。")
