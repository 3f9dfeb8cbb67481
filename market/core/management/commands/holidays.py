"""Keep the working-day calendar: store a year's arrangement from a file, or show which years are settled."""
import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from market.core import workdays
from market.core.models import CalendarDay, CalendarYear


class Command(BaseCommand):
    help = ("Store a year's holiday arrangement: a JSON file {year, basis, rests: {date: name}, works: {date: name}}. "
            "Without a file, list the years that are settled.")

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--again", action="store_true", help="replace a year that is already stored")

    def handle(self, *, file, again, **options):
        if file:
            self.stdout.write(self._store(file, again))
        for year in CalendarYear.objects.order_by("year"):
            days = CalendarDay.objects.filter(date__year=year.year)
            self.stdout.write(f"{year.year}：休 {days.filter(works=False).count()} 天，"
                              f"调休上班 {days.filter(works=True).count()} 天；依据：{year.basis}。")

    def _store(self, file: Path, again: bool) -> str:
        try:
            said = json.loads(file.read_text(encoding="utf-8"))
            rests, works = ({date.fromisoformat(day): str(name) for day, name in said[part].items()}
                            for part in ("rests", "works"))
            stored = workdays.store_year(int(said["year"]), rests=rests, works=works, basis=str(said["basis"]),
                                         again=again)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"无法读取节假日安排：{error}。") from error
        if not stored:
            raise CommandError(f"{said['year']} 年已有安排，如需替换请加 --again。")
        return f"{said['year']} 年的节假日安排已保存。"
