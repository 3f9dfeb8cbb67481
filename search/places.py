"""The regions as search names them."""
from collections.abc import Mapping
from dataclasses import dataclass

from market.core.models import Region


@dataclass(frozen=True, slots=True)
class Places:
    """The tree in order, each region as (code, name, level, parent's code), and names to codes for typed conditions."""

    tree: tuple[tuple[str, str, int, str | None], ...]
    codes: Mapping[str, str]

    def name(self, value: str) -> str:
        """What a region value of an address is called on screen."""
        code, _, rest = value.partition(":")
        if value == "none":
            return "未载明"
        if code == "out":
            return rest or "其他地区"
        name = next((name for known, name, *_ in self.tree if known == code), code)
        return f"{name}本级" if rest == "own" else name

    def has_children(self, code: str) -> bool:
        """Whether anything lies beneath."""
        return any(parent == code for *_, parent in self.tree)


def load() -> Places:
    """All regions, in one query."""
    tree = tuple(Region.objects.order_by("path").values_list("code", "name", "level", "parent_id"))
    return Places(tree, {name: code for code, name, *_ in tree})
