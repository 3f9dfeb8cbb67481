"""The processes of one installation: web, live ticks, worker with beat, clockwork; in the demo the stand-ins too."""
import sys

from django.conf import settings

from .children import Child
from .standins import STANDINS


def processes(port: int) -> list[Child]:
    """What is to be kept alive, in the order of starting. The server listens on this machine only."""
    python = sys.executable
    standins = [Child(name, [python, "manage.py", "standin", name]) for name in sorted(STANDINS)]
    return [
        Child("web", [
            python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", "--blocking-threads", "6", "--backpressure", "256", "--no-access-log",
            "--http1-header-read-timeout", "5000",
            "--log-level", "warning", "--respawn-failed-workers",
            "market.wsgi:application",
        ]),
        Child("live", [
            python, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(settings.LIVE_PORT),
            "--workers", "1", "--backlog", "4096", "--backpressure", "4096", "--no-access-log",
            "--log-level", "warning", "--workers-kill-timeout", "1", "--respawn-failed-workers",
            "market.portal.live:app",
        ]),
        Child("clockwork", [python, "manage.py", "clockwork"]),
        Child("worker", [
            python, "-W", "ignore:::celery.platforms",  # it warns whoever is root, as in a container
            "-m", "celery", "--app", "market.celery", "--quiet", "worker", "--beat", "--concurrency", "3",
            "--max-tasks-per-child", "50", "--without-gossip", "--without-mingle", "--loglevel", "WARNING",
            "--schedule", str(settings.VAR / "beat-schedule"), "--hostname", "worker@localhost",
        ]),
        *(standins if settings.PROFILE == "demo" else []),
    ]
