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
        self.say = say
        self.stopping = threading.Event()

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Start all, call ``ready`` beside the watch, and when a signal says so stop all within a few seconds."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            for child in self.children:
                child.start()
            threading.Thread(target=ready, daemon=True).start()
            while not self.stopping.wait(LOOK_EVERY):
                self.look()
        finally:
            self.stop()

    def look(self) -> None:
        """Notice who died, and start again those whose pause is over."""
        for child in self.children:
            if (status := child.died()) is not None:
                self.say(f"{child.name} 已退出（{status}），{child.waited:.0f} 秒后重新启动")
            elif child.overdue():
                child.start()
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
