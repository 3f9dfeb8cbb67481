"""Loading a city and its regions from one file."""
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from market.core import places
from market.core.models import City, Region

CITIES = sorted((Path(__file__).resolve().parents[2] / "deploy/cities").glob("*.json"))
SHILI = next(path for path in CITIES if path.stem == "shili")
BEIHE = next(path for path in CITIES if path.stem == "beihe")
pytestmark = pytest.mark.django_db


def changed(tmp_path, **changes) -> Path:
    content = json.loads(SHILI.read_text(encoding="utf-8"))
    content.update(changes)
    path = tmp_path / "city.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", CITIES, ids=lambda path: path.stem)
def test_every_city_file_loads_with_its_three_levels(path):
    city = places.load(path, demo=True)

    assert Region.objects.get(level=1) == city.region
    assert set(Region.objects.values_list("level", flat=True)) == {1, 2, 3}
    assert set(city.facts["phones"]) == {"trading", "technical", "hotline"}
    for region in Region.objects.exclude(level=1):
        assert region.path == f"{region.parent.path}{region.code}/"


def test_a_second_city_replaces_nothing_but_is_refused():
    places.load(SHILI, demo=True)

    with pytest.raises(places.CityFileError):
        places.load(BEIHE, demo=True)

    assert City.objects.get().region_id == "320299"


def test_loading_again_updates_names_and_closes_regions_that_left(tmp_path):
    places.load(SHILI, demo=True)
    gone = "32029901002"
    region = json.loads(SHILI.read_text(encoding="utf-8"))["region"]
    region["children"][0]["children"] = [child for child in region["children"][0]["children"] if child["code"] != gone]
    region["children"][1]["name"] = "新岭区"

    places.load(changed(tmp_path, region=region, site_name="新名称"), demo=True)

    assert City.objects.get().site_name == "新名称"
    assert Region.objects.get(pk="32029902").name == "新岭区"
    assert Region.objects.get(pk=gone).open_for_trade is False
    assert Region.objects.filter(open_for_trade=True).count() == Region.objects.count() - 1


def test_the_demo_mark_stays_as_it_was_first_set():
    places.load(SHILI, demo=False)

    places.load(SHILI, demo=True)

    assert City.objects.get().demo is False


@pytest.mark.parametrize(("changes", "words"), [
    ({"mark": "两字"}, "一个字"),
    ({"site_name": " "}, "site_name"),
    ({"facts": None}, "facts"),
    ({"facts": {"motto": "一", "address": "二", "hours": "三", "phones": {"trading": "1"}, "halls": []}}, "technical"),
    ({"region": {"code": "12ab", "name": "错"}}, "数字"),
    ({"region": {"code": "320299", "name": "甲", "children": [{"code": "320299", "name": "乙"}]}}, "重复"),
    ({"region": {"code": "320299", "name": "甲", "children": [{"code": "3202991", "name": "乙", "children": [
        {"code": "32029911", "name": "丙", "children": [{"code": "320299111", "name": "丁"}]}]}]}}, "三级"),
])
def test_a_file_out_of_order_is_refused_with_a_sentence_and_changes_nothing(tmp_path, changes, words):
    with pytest.raises(places.CityFileError, match=words) as refused:
        places.load(changed(tmp_path, **changes), demo=True)

    assert str(refused.value).endswith("。")
    assert not City.objects.exists() and not Region.objects.exists()


def test_the_command_says_what_is_wrong_with_the_file(tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{")

    with pytest.raises(CommandError, match="JSON"):
        call_command("load_city", broken)


def test_the_command_marks_the_city_only_in_the_demo(settings, capsys):
    settings.PROFILE = "prod"

    call_command("load_city", SHILI)

    assert City.objects.get().demo is False
