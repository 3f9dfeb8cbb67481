"""``manage.py load_city FILE``: which city this installation serves, and its regions."""
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from market.core import places
from market.core.models import Region


class Command(BaseCommand):
    help = "从一个 JSON 文件载入城市和三级地区；再次载入即更新。演示环境载入的城市带演示标记，此后不变。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options):
        try:
            city = places.load(file, demo=settings.PROFILE == "demo")
        except places.CityFileError as error:
            raise CommandError(str(error)) from error
        mark = "（演示数据）" if city.demo else ""
        if options["verbosity"]:
            self.stdout.write(f"已载入{city.region.name}{mark}：{Region.objects.count()} 个地区。")
