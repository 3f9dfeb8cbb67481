"""When the invented trading hall is loaded in part, or not at all."""
from datetime import datetime

import pytest
from django.conf import settings as configured

from market.core import clock, places, workdays
from market.parties.models import Party
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


def test_a_load_that_is_broken_off_leaves_nothing_behind_and_is_done_anew(db, settings, tmp_path, monkeypatch):
    settings.VAR, settings.FILES = tmp_path, tmp_path / "files"
    places.load(configured.BASE_DIR / "deploy/cities/shili.json", demo=True)
    workdays.seed()
    play, begun = hall.play, []

    def breaking(story, *others):
        begun.append(story.key)
        if len(begun) == 3:
            raise KeyboardInterrupt
        return play(story, *others)

    with clock.frozen(datetime(2026, 11, 25, 12, 0, tzinfo=clock.SHANGHAI)), monkeypatch.context() as patch:
        patch.setattr(hall, "play", breaking)
        with pytest.raises(KeyboardInterrupt):
            hall.load()

        assert not Party.objects.exists() and not Tender.objects.exists() and not hall.loaded()
        patch.setattr(hall, "play", lambda *_: None)
        hall.load()

    assert hall.loaded()
