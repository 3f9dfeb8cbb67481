"""``manage.py draw_states``: write ``docs/states.md`` anew."""
from django.conf import settings
from django.core.management.base import BaseCommand

from market.portal import states


class Command(BaseCommand):
    help = "Draw docs/states.md from the paths of the models."

    def handle(self, **options):
        (settings.BASE_DIR / "docs/states.md").write_text(states.drawn(), encoding="utf-8")
