"""Signs of life of the processes of this installation. A long silence of one that bidders need is an outage."""
import logging
import threading
from contextlib import suppress

from django.db import DatabaseError, connection, transaction

from . import clock, outages
from .models import Heartbeat

log = logging.getLogger(__name__)

BEAT = 5.0
"""Seconds between two signs of life."""


def beat(component: str, *, refused: int = 0, **detail) -> None:
    """Say that a component is alive, by the machine's clock, with what it has to tell (JSON).

    The first sign after a silence records the outage. ``refused`` is how many signs could not be written meanwhile.
    """
    with transaction.atomic():
        last = Heartbeat.objects.select_for_update().filter(component=component).first()
        moment = clock.real_now()
        detail["first_at"] = last.detail.get("first_at", moment.isoformat()) if last else moment.isoformat()
        Heartbeat.objects.update_or_create(component=component, defaults={"beat_at": moment, "detail": detail})
        if last:
            outages.heard(component, last=last.beat_at, now=moment, refused=refused)


class Pulse:
    """A thread that beats for a component as long as its process lives; a sign that cannot be written is counted."""

    def __init__(self, component: str):
        self.component, self.refused, self.stop = component, 0, threading.Event()

    def start(self) -> "Pulse":
        threading.Thread(target=self._run, name=f"pulse-{self.component}", daemon=True).start()
        return self

    def once(self) -> bool:
        """Beat now; returns whether the database took it."""
        try:
            beat(self.component, refused=self.refused)
        except DatabaseError as error:
            self.refused += 1
            log.warning("no sign of life of %s could be written: %s", self.component, type(error).__name__)
            with suppress(DatabaseError):
                connection.close()
            return False
        self.refused = 0
        return True

    def _run(self) -> None:
        while True:
            self.once()
            if self.stop.wait(BEAT):
                connection.close()
                return
