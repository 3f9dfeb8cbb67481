"""Signs of life of the processes of this installation."""
from . import clock
from .models import Heartbeat


def beat(component: str, **detail) -> None:
    """Say that a component is alive, by the machine's clock, with what it has to tell (JSON)."""
    Heartbeat.objects.update_or_create(component=component,
                                       defaults={"beat_at": clock.real_now(), "detail": detail})
