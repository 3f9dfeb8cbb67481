"""``manage.py verify_archive FILE [--keys keys.json]``: check an archive pack as anybody can."""
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from market.core import packs
from market.custody import receipts
from market.custody.errors import CustodyRefused


class Command(BaseCommand):
    help = "Check every file of an archive pack against its list, and the list against the platform's signature."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--keys", type=Path)

    def handle(self, *, file: Path, keys: Path | None, **options):
        try:
            with file.open("rb") as pack:
                listed, receipt, faults = packs.verify(pack)
        except (OSError, ValueError) as error:
            raise CommandError(f"不是归档资料包，或者已经损坏：{error}") from error
        for fault in faults:
            self.stdout.write(f"{fault.path} {fault.code} {fault.sentence}")
        try:
            known = receipts.read_keys(keys.read_text(encoding="utf-8")) if keys else receipts.public_keys()
            checked = receipts.verify(receipt.decode(), known)
        except (CustodyRefused, UnicodeDecodeError, OSError) as refused:
            raise CommandError(f"清单的签名不成立：{getattr(refused, 'message', refused)}") from refused
        if checked.said["content"].get("sha256") != listed["sha256"]:
            raise CommandError("清单与签名不符：manifest.json 在签名之后被改动。")
        if faults:
            raise CommandError(f"{len(listed['files'])} 个文件中有 {len(faults)} 处与清单不符，首处是 "
                               f"{faults[0].path}。")
        self.stdout.write(f"{len(listed['files'])} 个文件全部与清单一致，清单由密钥 {checked.key_id[:16]}… "
                          f"于 {receipts.written(checked.at)} 签名。")
