"""The demo mark against the profile."""
import pytest
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from market.core import marks
from market.core.models import City, OutboxRow, Region, Stream

pytestmark = pytest.mark.django_db


def city(*, demo: bool) -> City:
    region = Region.objects.create(code="990100", name="甲市", level=1)
    return City.objects.create(region=region, site_name="甲", mark="甲", centre_name="甲", demo=demo,
                               loaded_at=timezone.now())


def found() -> list[str]:
    faults = run_checks(tags=[Tags.database], databases=["default"])
    return [fault.id for fault in faults if fault.id.startswith("market")]


@pytest.mark.parametrize(("profile", "demo", "fault"), [
    ("prod", True, marks.DEMO_IN_PRODUCTION),
    ("prod", False, None),
    ("demo", True, None),
    ("demo", False, marks.REAL_IN_DEMO),
])
def test_a_profile_refuses_the_database_of_the_other(settings, profile, demo, fault):
    settings.PROFILE = profile
    city(demo=demo)

    assert found() == ([fault] if fault else [])


def test_an_empty_database_fits_every_profile(settings):
    for settings.PROFILE in ("demo", "prod"):
        assert found() == []


def test_the_demo_refuses_a_database_with_events_and_no_city(settings):
    settings.PROFILE = "demo"
    OutboxRow.objects.create(stream=Stream.PUBLIC, kind="a.b", object_id="1", written_at=timezone.now())

    assert found() == [marks.REAL_IN_DEMO]


def test_a_server_started_any_other_way_refuses_too(settings):
    settings.PROFILE = "prod"
    city(demo=True)

    with pytest.raises(ImproperlyConfigured):
        marks.require()


def test_a_real_database_in_production_is_served(settings):
    settings.PROFILE = "prod"
    city(demo=False)

    marks.require()
