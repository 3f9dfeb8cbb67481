"""When the invented trading hall is loaded in part, or not at all."""
from datetime import datetime

import pytest
from django.conf import settings as configured

from market.core import clock, places, workdays
from market.portal.demo import hall, loading
from tenders.models import Tender


def test_a_year_without_a_holiday_table_leaves_procedures_out_and_says_so(db, settings, tmp_path):
    settings.VAR, settings.FILES = tmp_path, tmp_path / "files"
    places.load(configured.BASE_DIR / "deploy/cities/shili.json", demo=True)
    workdays.seed()

    with clock.frozen(datetime(2026, 12, 28, 10, 0, tzinfo=clock.SHANGHAI)):
        left_out = hall.load()

    assert left_out and all("没有载入" in words and "节假日" in words for words in left_out)
    assert Tender.objects.filter(status="closed").exists()


def test_it_is_loaded_into_the_demo_city_alone(db):
    with pytest.raises(loading.DemoRefused):
        hall.load()
