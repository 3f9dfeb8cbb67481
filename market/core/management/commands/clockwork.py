"""Run the clockwork until it is told to stop."""
import signal

from django.core.management.base import BaseCommand

from market.core.clockwork import Clockwork


class Command(BaseCommand):
    help = "Number events, move what is due, wake subscribers: one process, stopped by SIGTERM or Ctrl-C."

    def handle(self, **options):
        work = Clockwork()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: work.stop.set())
        self.stdout.write("时钟进程已启动。")
        self.stdout.flush()
        work.run()
        self.stdout.write("时钟进程已停止。")
