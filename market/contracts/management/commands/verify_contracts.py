"""``manage.py verify_contracts``: recompute the digest of every text and check every signature over it."""
from django.core.management.base import BaseCommand, CommandError

from market.contracts import checking


class Command(BaseCommand):
    help = "Check text, digest and passkey signatures of every contract and every supplementary agreement."

    def handle(self, **options):
        count, faults = checking.faults()
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{count} 份文本中发现 {len(faults)} 处不符。")
        self.stdout.write(f"{count} 份文本与签署全部一致。")
