"""The working-day calendar: which days rest, which weekend days work, and which years are settled."""
from django.db import models


class CalendarYear(models.Model):
    """A year whose holiday arrangement the State Council has published; days of other years have no answer."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    basis = models.CharField("依据", max_length=120)

    def __str__(self):
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from its weekday: a rest day in the week, or a worked day at the weekend."""

    date = models.DateField(primary_key=True)
    works = models.BooleanField("上班")
    name = models.CharField("节日", max_length=40, blank=True)

    class Meta:
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {'班' if self.works else '休'}"
