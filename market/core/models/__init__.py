from .days import CalendarDay, CalendarYear
from .files import StoredFile
from .outages import Outage, OutageRelief
from .outbox import OutboxRow, Stream, StreamHead, SubscriberCursor, SubscriberFailure
from .places import City, Region
from .requests import IdempotencyKey
from .running import DemoClock, Heartbeat
from .steps import Hold, StepLog

__all__ = [
    "CalendarDay", "CalendarYear", "City", "DemoClock", "Heartbeat", "Hold", "IdempotencyKey", "Outage", "OutageRelief",
    "OutboxRow", "Region", "StepLog", "StoredFile", "Stream", "StreamHead", "SubscriberCursor", "SubscriberFailure",
]
