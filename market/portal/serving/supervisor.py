"""The supervisor: keeps a set of children alive until it is told to stop, then stops them all."""
import signal
import threading
import time
from collections.abc import Callable

from .children import Child

STOP_WITHIN = 4.0
LOOK_EVERY = 0.2


class Supervisor:
    """Keeps ``children`` alive. ``say`` prints one line; it is told of every death and every restart."""

    def __init__(self, children: list[Child], say: Callable[[str], None]):
        self.children = children
        self.kept = children
        self.say = say
        self.stopping = threading.Event()

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Start the first child, the others once ``ready`` has returned, and stop all when a signal says so.

        ``ready`` waits, beside the watch, until the first child answers: the first page shall not wait for the rest.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            self.kept = self.children[:1]
            self.look()
            waiting = threading.Thread(target=ready, daemon=True)
            waiting.start()
            while not self.stopping.wait(LOOK_EVERY):
                self.kept = self.children[:1] if waiting.is_alive() else self.children
                self.look()
        finally:
            self.stop()

    def look(self) -> None:
        """Start whose time has come, and notice who died."""
        for child in self.kept:
            if (status := child.died()) is not None:
                self.say(f"{child.name} 已退出（{status}），{child.waited:.0f} 秒后重新启动")
            elif child.overdue():
                again = child.born > 0
                child.start()
                if again:
                    self.say(f"{child.name} 已重新启动")

    def stop(self) -> None:
        """Ask all to stop, wait, and end by force those that did not."""
        self.say("正在停止")
        for child in self.children:
            child.ask_to_stop()
        until = time.monotonic() + STOP_WITHIN
        for child in self.children:
            child.make_stop(until)
        self.say("已停止")
