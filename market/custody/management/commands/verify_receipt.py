"""``manage.py verify_receipt FILE [--keys keys.json]``: check a receipt as anybody can, with published keys alone."""
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from market.custody import receipts
from market.custody.errors import CustodyRefused


class Command(BaseCommand):
    help = "Check the signature of a receipt with the published keys, or with a saved keys.json."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--keys", type=Path)

    def handle(self, *, file: Path, keys: Path | None, **options):
        try:
            known = receipts.read_keys(keys.read_text(encoding="utf-8")) if keys else receipts.public_keys()
            checked = receipts.verify(file.read_text(encoding="utf-8"), known)
        except CustodyRefused as refused:
            raise CommandError(f"{refused.code} {refused.message}") from refused
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{error}") from error
        self.stdout.write(f"签名成立：{checked.said['number']}，{receipts.written(checked.at)}，密钥 {checked.key_id}")
