"""Loading the city this installation serves, with its three levels of regions, from one JSON file.

Shape of the file::

    {"site_name": …, "mark": one character, "centre_name": …,
     "facts": {"motto", "address", "hours", "phones": {"trading", "technical", "hotline"},
               "halls": [{"name", "url", "state": "here" | "open" | "planned"}, …]},
     "region": {"code", "name", "children": [{"code", "name", "children": [{"code", "name"}]}]}}
"""
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from market.core import clock
from market.core.models import City, Region

DEPTH = Region.Level.STREET
HALL_STATES = ("here", "open", "planned")
PHONES = ("trading", "technical", "hotline")


class CityFileError(Exception):
    """The file cannot be the city's; the message is a Chinese sentence that says what to mend."""


@dataclass(frozen=True, slots=True)
class Place:
    """One region of a city file, in the order of the file, parents first."""

    code: str
    name: str
    level: int
    parent: str | None
    order: int


@dataclass(frozen=True, slots=True)
class CityFile:
    """A city file that was read and found in order."""

    site_name: str
    mark: str
    centre_name: str
    facts: dict
    places: tuple[Place, ...]


def read(path: Path) -> CityFile:
    """The city file at ``path``. Raises CityFileError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CityFileError(f"读不到城市文件 {path}：{error.strerror}。") from error
    except ValueError as error:
        raise CityFileError(f"城市文件 {path} 不是有效的 JSON：{error}。") from error
    if not isinstance(content, dict):
        raise CityFileError("城市文件应为一个 JSON 对象。")
    mark = _text(content, "mark")
    if len(mark) != 1:
        raise CityFileError("标志字（mark）应为一个字。")
    places = tuple(_places(content.get("region"), level=Region.Level.CITY, parent=None, order=0))
    codes = [place.code for place in places]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise CityFileError(f"地区代码重复：{'、'.join(twice)}。")
    return CityFile(site_name=_text(content, "site_name"), mark=mark, centre_name=_text(content, "centre_name"),
                    facts=_facts(content.get("facts")), places=places)


@transaction.atomic
def load(path: Path, *, demo: bool) -> City:
    """Write the city of that file and its regions; loading again brings names, facts and order up to date.

    ``demo`` is the mark of invented data: it is set the first time and stays as it was ever after. A region that left
    the file stays, as notices may point to it, and is closed for trade. Raises CityFileError, also where the file is
    of another city than the one already loaded.
    """
    file = read(path)
    city = City.objects.select_for_update().first()
    root = file.places[0]
    if city and city.region_id != root.code:
        raise CityFileError(f"这里已是{city.region.name}（{city.region_id}），不能改为{root.name}。"
                            "一处安装只服务一个城市，请为另一个城市另建一处安装。")
    for place in file.places:
        parent = Region.objects.get(pk=place.parent) if place.parent else None
        region, _ = Region.objects.get_or_create(
            pk=place.code, defaults={"name": place.name, "level": place.level, "parent": parent})
        region.name, region.level, region.parent, region.order = place.name, place.level, parent, place.order
        region.save()
    Region.objects.exclude(pk__in=[place.code for place in file.places]).update(open_for_trade=False)
    city = city or City(region_id=root.code, demo=demo)
    city.site_name, city.mark, city.centre_name = file.site_name, file.mark, file.centre_name
    city.facts, city.loaded_at = file.facts, clock.real_now()
    city.save()
    return city


def _places(node, *, level: int, parent: str | None, order: int) -> Iterator[Place]:
    if not isinstance(node, dict):
        raise CityFileError("每个地区应为一个对象，含 code 和 name。")
    code, name = _text(node, "code"), _text(node, "name")
    if not (code.isascii() and code.isdigit() and 6 <= len(code) <= 12):
        raise CityFileError(f"地区代码应为 6 至 12 位数字：{name}（{code}）。")
    children = node.get("children", [])
    if children and level >= DEPTH:
        raise CityFileError(f"地区只分三级：{name}（{code}）之下不能再有地区。")
    yield Place(code=code, name=name, level=level, parent=parent, order=order)
    for number, child in enumerate(children, start=1):
        yield from _places(child, level=level + 1, parent=code, order=number)


def _facts(facts) -> dict:
    if not isinstance(facts, dict):
        raise CityFileError("城市文件缺少 facts（地址、时间、电话、大厅）。")
    phones = facts.get("phones")
    if not isinstance(phones, dict):
        raise CityFileError("facts 缺少 phones。")
    halls = facts.get("halls", [])
    for hall in halls:
        if not isinstance(hall, dict) or hall.get("state") not in HALL_STATES:
            raise CityFileError(f"每个大厅（halls）的 state 应为：{'、'.join(HALL_STATES)}。")
    return {
        **{name: _text(facts, name) for name in ("motto", "address", "hours")},
        "phones": {name: _text(phones, name) for name in PHONES},
        "halls": [{"name": _text(hall, "name"), "url": str(hall.get("url", "")), "state": hall["state"]}
                  for hall in halls],
    }


def _text(node: dict, name: str) -> str:
    value = node.get(name)
    if not isinstance(value, str) or not value.strip():
        raise CityFileError(f"城市文件缺少 {name}，或不是文字。")
    return value.strip()
