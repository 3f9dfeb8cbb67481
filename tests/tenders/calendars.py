"""Holiday tables as values, for tests that need no database."""
from chinese_calendar import constants

from market.core.calendars import Calendar
from market.core.workdays import SEEDED_FROM


def calendar(*years: int) -> Calendar:
    """The published arrangements of these years, by default of all that are known from 2024 on."""
    known = set(years) or {day.year for day in constants.holidays if day.year >= SEEDED_FROM}
    return Calendar(rests=frozenset(day for day in constants.holidays if day.year in known),
                    works=frozenset(day for day in constants.workdays if day.year in known), years=frozenset(known))
