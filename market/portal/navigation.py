"""What stands in the menus. Data only: a section is listed once its pages exist, and never before."""
from dataclasses import dataclass
from functools import cache

from django.urls import reverse


@cache
def _address(view: str) -> str:
    """The address of a view; asked fifty times a page and the same for as long as the program runs."""
    return reverse(view)


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of a menu: its words, the name of its address, and the beginnings of addresses that belong to it."""

    label: str
    view: str
    beneath: tuple[str, ...] = ()
    anchor: str = ""

    @property
    def address(self) -> str:
        return _address(self.view) + self.anchor


@dataclass(frozen=True, slots=True)
class Task:
    """A cell of the home page: an icon, what the reader wants to do, a remark, and where it is done."""

    icon: str
    label: str
    remark: str
    view: str
    tail: str = ""

    @property
    def url(self) -> str:
        return reverse(self.view) + self.tail


@dataclass(frozen=True, slots=True)
class Link:
    """An entry on one page: where it leads, and whether this page belongs to it."""

    label: str
    url: str
    current: bool = False


MAIN = (
    Entry("首页", "portal:home"),
    Entry("交易公告", "fulltext:notices", ("/notices/", "/search/", "/projects/", "/trade/")),
    Entry("今日场次", "portal:calendar", ("/calendar/",)),
    Entry("数据", "portal:open-data", ("/open-data/",)),
    Entry("办事指南", "portal:guide", ("/guide/", "/rules/")),
)
VERBS = (
    Entry("我要办", "portal:guide", anchor="#do"),
    Entry("我要查", "portal:guide", anchor="#find"),
    Entry("我要问", "portal:guide", anchor="#ask"),
    Entry("我要评", "portal:guide", anchor="#rate"),
)
FOOT = (
    Entry("办事指南", "portal:guide"),
    Entry("交易规则", "portal:rules"),
    Entry("裁量行为公示", "portal:acts"),
    Entry("数据开放", "portal:open-data"),
    Entry("验证真伪", "publish:verify"),
    Entry("运行状态", "portal:status"),
    Entry("无障碍说明", "portal:accessibility"),
    Entry("隐私说明", "portal:privacy"),
    Entry("网站地图", "portal:sitemap"),
)


def menus(path: str) -> dict[str, list[Link]]:
    """The menus as shown on the page at ``path``."""
    def links(entries: tuple[Entry, ...]) -> list[Link]:
        return [Link(entry.label, entry.address, _here(entry, path)) for entry in entries]

    return {"main": links(MAIN), "verbs": links(VERBS), "foot": links(FOOT)}


def _here(entry: Entry, path: str) -> bool:
    return path == entry.address or any(path.startswith(start) for start in entry.beneath)
