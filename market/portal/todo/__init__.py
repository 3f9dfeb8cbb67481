"""The to-do list of a desk: what waits for this person, by the clock of the law.

Each source is a function from an actor to tasks and reads what that actor may read anyway. No source tells anybody but
the bidder that a bid exists: what a principal, an agent or an overseer sees comes of the tender alone.
"""
from .empty import why_empty
from .sources import tasks_of
from .tasks import Group, Task, grouped, summary

__all__ = ["Group", "Task", "grouped", "summary", "tasks_of", "why_empty"]
