"""``manage.py serve``: prepare what is needed, then keep web, worker and clockwork running in one process tree."""
import http.client
import os
import socket
import time

from django.core.checks import Tags, run_checks
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from market.portal.demo import accounts
from market.portal.serving import preparing, tree
from market.portal.serving.supervisor import Supervisor

FIRST_PAGE_WITHIN = 30.0


class Command(BaseCommand):
    help = "准备数据表、静态文件和演示城市，然后启动网站、后台任务和时钟，直到 Ctrl-C。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *, port: int, **options):
        os.umask(0o077)  # the database, the files and the queue are nobody else's on this machine
        os.environ["PORT"] = str(port)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings.demo")
        _refuse_a_taken(port)
        preparing.prepare(self.say)
        if faults := [fault for fault in run_checks(tags=[Tags.database], databases=["default"]) if fault.is_serious()]:
            raise CommandError("\n".join(str(fault) for fault in faults))
        connections.close_all()
        Supervisor(tree.processes(port), self.say).run(ready=lambda: self.greet(port))

    def greet(self, port: int) -> None:
        """Print the address once the site answers."""
        began = time.monotonic()
        while not _answers(port):
            if time.monotonic() - began > FIRST_PAGE_WITHIN:
                self.say(f"网站在 {FIRST_PAGE_WITHIN:.0f} 秒内没有应答，请看上面的信息")
                break
            time.sleep(0.05)
        self.stdout.write(f"\n  http://localhost:{port}\n")
        if table := accounts.table():
            self.stdout.write(table)
        self.stdout.write("  按 Ctrl-C 停止\n")
        self.stdout.flush()

    def say(self, words: str) -> None:
        self.stdout.write(f"market: {words}")
        self.stdout.flush()


def _refuse_a_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"端口 {port} 不能使用（{error.strerror}）。请换一个端口，例如 PORT=8001。") from error


def _answers(port: int) -> bool:
    """Whether the program itself answers; the socket alone is open before the program is loaded."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
