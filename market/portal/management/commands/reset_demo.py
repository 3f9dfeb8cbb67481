"""``manage.py reset_demo``: throw the demo away and make it anew."""
import shutil
import time
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from market.core import clock
from market.core.models import City, Heartbeat
from market.portal.demo import accounts
from market.portal.serving import preparing

ALIVE = timedelta(seconds=15)
STATE = ("files", "index", "broker", "sealed", "demo-keys", preparing.STAMPS)
"""Folders of ``var`` that belong to the data. The keys of the installation stay."""


class Command(BaseCommand):
    help = "清除演示城市的全部数据并重新载入。只在演示环境、且程序没有运行时可用。"

    def handle(self, **options):
        _require_a_demo_at_rest()
        if connection.vendor == "sqlite":
            path = connection.settings_dict["NAME"]
            connection.close()
            for tail in ("", "-wal", "-shm"):
                settings.VAR.joinpath(f"{path}{tail}").unlink(missing_ok=True)
        else:
            call_command("flush", interactive=False, verbosity=0)
        for name in STATE:
            shutil.rmtree(settings.VAR / name, ignore_errors=True)
        accounts.path().unlink(missing_ok=True)
        for book in (settings.VAR / "standins").glob("payments*"):
            book.unlink()
        preparing.prepare(lambda words: self.stdout.write(f"market: {words}"))
        self.stdout.write("演示数据已重置。")


def _require_a_demo_at_rest() -> None:
    if settings.PROFILE != "demo":
        raise CommandError("只有演示环境可以重置。")
    try:
        if City.objects.filter(demo=False).exists():
            raise CommandError("这个数据库没有演示标记，不能清除。")
        if _beats():
            raise CommandError("程序还在运行。请先停止它（Ctrl-C），再重置演示数据。")
    except DatabaseError:
        return


def _beats() -> bool:
    """Whether a program still runs: it beats again while we look. One stopped a moment ago left a fresh beat, too."""
    first = _last_beat()
    while (last := _last_beat()) and last > clock.real_now() - ALIVE:
        if last != first:
            return True
        time.sleep(0.5)
    return False


def _last_beat():
    return Heartbeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
