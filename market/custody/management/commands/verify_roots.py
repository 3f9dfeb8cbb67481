"""``manage.py verify_roots [--last N]``: recompute the hourly roots over the step log and check their signatures."""
from django.core.management.base import BaseCommand, CommandError

from market.custody import roots


class Command(BaseCommand):
    help = "Check the latest signed roots against the step log as it stands."

    def add_arguments(self, parser):
        parser.add_argument("--last", type=int, default=24)

    def handle(self, *, last: int, **options):
        if found := roots.faults(last):
            raise CommandError("\n".join(found))
        self.stdout.write("签名根与步骤记录一致。")
