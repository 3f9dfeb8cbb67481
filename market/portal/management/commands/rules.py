"""``manage.py rules``: list the rulebooks and check their lock; ``--write`` writes them down and locks new ones."""
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from market.portal import rules
from tenders.rulebooks.base import everyone
from tenders.rulebooks.editions import changed, name, read_lock


class Command(BaseCommand):
    help = "List the editions of every rulebook; --write writes docs/rules.md and adds new editions to docs/rules.lock."

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true", help="write the documents")

    def handle(self, *, write: bool, **options):
        docs = settings.BASE_DIR / "docs"
        held = docs / "rules.lock"
        locked = read_lock(held.read_text(encoding="utf-8")) if held.exists() else {}
        if broken := changed(everyone(), locked):
            raise CommandError(f"Released editions differ from docs/rules.lock: {', '.join(broken)}. "
                               "Undo the change and register a new edition with its own first day.")
        if write:
            (docs / "rules.md").write_text(rules.written(), encoding="utf-8")
            held.write_text(rules.lock(), encoding="utf-8")
        for book in everyone():
            state = "locked" if name(book) in locked else "locked now" if write else "not locked yet"
            self.stdout.write(f"{name(book)}  {book.digest[:12]}  {state}")
