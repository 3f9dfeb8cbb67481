"""Working days: the 23 worked vectors, and the refusal to guess."""
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from market.core import workdays
from market.core.models import CalendarDay, CalendarYear

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar():
    workdays.seed()
    return workdays.load()


def day(text):
    return date.fromisoformat(text)


WORKING = [
    (1, "2024-02-06", 5, "2024-02-19"), (4, "2024-04-26", 7, "2024-05-09"), (5, "2024-09-13", 2, "2024-09-18"),
    (6, "2024-09-25", 10, "2024-10-14"), (7, "2025-01-23", 5, "2025-02-06"), (9, "2025-04-10", 20, "2025-05-12"),
    (11, "2025-09-01", 30, "2025-10-17"), (13, "2025-12-31", 1, "2026-01-04"), (14, "2026-02-12", 5, "2026-02-26"),
    (16, "2026-04-01", 40, "2026-06-01"), (17, "2026-09-18", 10, "2026-10-09"), (20, "2026-06-17", 3, "2026-06-23"),
]
CALENDAR = [
    (2, "2024-01-22", 20, "2024-02-18"), (3, "2024-04-02", 3, "2024-04-07"), (8, "2025-01-03", 30, "2025-02-05"),
    (10, "2025-10-09", 15, "2025-10-24"), (12, "2025-09-12", 20, "2025-10-09"), (15, "2026-02-12", 3, "2026-02-24"),
    (18, "2026-09-21", 10, "2026-10-08"), (19, "2026-05-11", 20, "2026-06-01"), (22, "2024-09-27", 10, "2024-10-08"),
]


@pytest.mark.parametrize(("number", "event", "days", "end"), WORKING)
def test_a_period_of_working_days_counts_them_alone(calendar, number, event, days, end):
    assert calendar.add_working_days(day(event), days) == day(end)


@pytest.mark.parametrize(("number", "event", "days", "end"), CALENDAR)
def test_a_period_of_calendar_days_ends_on_a_working_day(calendar, number, event, days, end):
    assert calendar.add_days(day(event), days) == day(end)


def test_counting_backwards_leaves_the_deadline_out(calendar):
    assert calendar.back_working_days(day("2026-05-07"), 3) == day("2026-04-29")


def test_a_count_leaves_its_first_day_out(calendar):
    assert calendar.count(day("2026-09-14"), day("2026-10-12")) == 16
    assert calendar.count(day("2026-10-12"), day("2026-09-14")) == 0


@pytest.mark.parametrize("text", ["2024-02-04", "2024-02-09", "2024-10-12", "2025-02-08", "2025-09-28", "2026-01-04",
                                  "2026-05-09", "2026-10-10"])
def test_people_work_on_adjusted_weekends(calendar, text):
    assert calendar.is_working_day(day(text))


@pytest.mark.parametrize("text", ["2026-01-02", "2025-10-08", "2026-02-23", "2024-05-04"])
def test_people_rest_on_holidays_and_swapped_days(calendar, text):
    assert not calendar.is_working_day(day(text))


@pytest.mark.parametrize("ask", [
    lambda calendar: calendar.add_days(day("2023-12-20"), 20),
    lambda calendar: calendar.add_days(day("2026-12-20"), 15),
    lambda calendar: calendar.add_working_days(day("2026-12-30"), 5),
    lambda calendar: calendar.back_working_days(day("2024-01-03"), 5),
    lambda calendar: calendar.count(day("2026-12-01"), day("2027-01-05")),
    lambda calendar: calendar.is_working_day(day("2027-03-01")),
])
def test_an_unpublished_year_has_no_answer(calendar, ask):
    with pytest.raises(workdays.HolidayTableMissing) as missing:
        ask(calendar)

    assert missing.value.year in {2023, 2027}
    assert missing.value.sentence.endswith("。")


def test_a_negative_period_is_a_mistake_of_the_caller(calendar):
    with pytest.raises(ValueError, match="negative"):
        calendar.add_days(day("2026-01-05"), -1)


def test_seeding_again_keeps_what_was_edited(calendar):
    CalendarDay.objects.filter(date="2026-10-07").delete()

    assert workdays.seed() == 0

    workdays.forget()
    assert workdays.load().is_working_day(day("2026-10-07"))


def test_an_edited_table_is_read_anew(calendar):
    workdays.store_year(2027, rests={day("2027-01-01"): "元旦"}, works={}, basis="通知")

    assert not workdays.load().is_working_day(day("2027-01-01"))
    assert CalendarYear.objects.filter(year=2027).exists()


def test_a_year_holds_its_own_days_only():
    with pytest.raises(ValueError, match="not in 2027"):
        workdays.store_year(2027, rests={day("2026-12-31"): ""}, works={}, basis="通知")
    with pytest.raises(ValueError, match="both"):
        workdays.store_year(2027, rests={day("2027-01-02"): ""}, works={day("2027-01-02"): ""}, basis="通知")

    assert not CalendarYear.objects.filter(year=2027).exists()


def arrangement(tmp_path, **changes):
    said = {"year": 2027, "basis": "国办发明电", "rests": {"2027-01-01": "元旦"}, "works": {"2027-01-09": "元旦"},
            **changes}
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(said))
    return file


def test_an_operator_stores_a_year_from_a_file(tmp_path):
    out = StringIO()

    call_command("holidays", arrangement(tmp_path), stdout=out)

    assert "2027：休 1 天，调休上班 1 天；依据：国办发明电。" in out.getvalue()
    assert workdays.load().is_working_day(day("2027-01-09"))
    with pytest.raises(CommandError, match="--again"):
        call_command("holidays", arrangement(tmp_path), stdout=out)
    call_command("holidays", arrangement(tmp_path, works={}), again=True, stdout=out)
    assert not workdays.load().is_working_day(day("2027-01-09"))


@pytest.mark.parametrize("changes", [{"rests": {"1 January": ""}}, {"rests": {"2026-01-01": ""}}, {"year": "soon"},
                                     {"works": ["2027-01-09"]}])
def test_a_malformed_file_stores_nothing(tmp_path, changes):
    with pytest.raises(CommandError):
        call_command("holidays", arrangement(tmp_path, **changes), stdout=StringIO())

    assert not CalendarYear.objects.filter(year=2027).exists()
