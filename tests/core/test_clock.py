"""The clock: one source of time, stopped by tests, moved by demos, never by production."""
from datetime import UTC, datetime, timedelta

import pytest

from market.core import clock, outbox
from market.core.models import City, DemoClock, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.PROFILE = "demo"
    region = Region.objects.create(code="320200", name="某市", level=1)
    return City.objects.create(region=region, site_name="阳光交易", mark="阳", centre_name="交易中心", demo=True,
                               loaded_at=clock.real_now())


def test_a_frozen_clock_stands_until_it_is_moved():
    with clock.frozen("2026-03-02 09:00") as moment:
        assert clock.now() == clock.now() == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

        moment.move(timedelta(hours=15))

        assert clock.today().isoformat() == "2026-03-03"


def test_the_date_is_that_of_shanghai():
    with clock.frozen(datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC)):
        assert clock.today().isoformat() == "2026-03-02"
    with clock.frozen(datetime(2026, 3, 2, 16, 0, tzinfo=UTC)):
        assert clock.today().isoformat() == "2026-03-03"


def test_one_act_sees_one_moment():
    with clock.still() as moment:
        assert clock.now() == moment == clock.now()
    assert clock.now() > moment


def test_a_demo_moves_time_forward_for_everyone(demo):
    clock.shift_demo(timedelta(days=3))

    assert timedelta(days=3) <= clock.now() - clock.real_now() + timedelta(seconds=1) < timedelta(days=3, seconds=2)
    assert DemoClock.objects.get().offset_seconds == 3 * 86400


def test_a_demo_can_be_set_to_a_moment(demo):
    wanted = clock.real_now() + timedelta(days=40)

    clock.set_demo(wanted)

    assert abs(clock.now() - wanted) < timedelta(seconds=2)


def test_another_process_sees_the_move_within_a_second(demo):
    clock.now()
    DemoClock.objects.update_or_create(id=1, defaults={"offset_seconds": 86400})

    assert clock.now() - clock.real_now() < timedelta(hours=1)

    clock._Offset.read_at -= clock.FRESH
    assert clock.now() - clock.real_now() > timedelta(hours=23)


def test_the_offset_costs_no_query_while_it_is_fresh(demo, django_assert_num_queries):
    clock.now()
    with django_assert_num_queries(0):
        clock.now()


def test_a_demo_never_runs_backwards_over_recorded_acts(demo):
    outbox.emit("something.happened", id=1)

    with pytest.raises(clock.ClockRefused) as refused:
        clock.shift_demo(-timedelta(hours=1))

    assert refused.value.code == "clock.backwards"


def test_an_unmarked_installation_refuses_to_move_time(demo):
    City.objects.update(demo=False)

    with pytest.raises(clock.ClockRefused) as refused:
        clock.shift_demo(timedelta(days=1))

    assert refused.value.code == "clock.not_demo"


def test_production_neither_moves_nor_reads_an_offset(demo, settings, django_assert_num_queries):
    DemoClock.objects.create(id=1, offset_seconds=86400)
    settings.PROFILE = "prod"

    with django_assert_num_queries(0):
        assert abs(clock.now() - clock.real_now()) < timedelta(seconds=1)
    with pytest.raises(clock.ClockRefused):
        clock.shift_demo(timedelta(days=1))
