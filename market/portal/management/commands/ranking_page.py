"""``manage.py ranking_page FILE``: write the offline page that recomputes rankings, and print its SHA-256."""
from pathlib import Path

from django.core.management.base import BaseCommand

from market.portal import offline


class Command(BaseCommand):
    help = "Write the page that recomputes rankings without the site as one HTML file."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options):
        page = offline.ranking_page()
        file.write_bytes(page.content)
        self.stdout.write(f"{page.sha256}  {file.name}")
