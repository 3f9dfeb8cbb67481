"""The trades of the hall, each spelled once: key, address, label, mark and colour."""
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Trade:
    """One kind of trading.

    ``key`` stands in data, ``slug`` in addresses, ``label`` and ``mark`` on screen; ``colour`` names a CSS token
    (``--kind-<colour>``); ``deadline`` is what a bidder's last moment is called; ``sells`` trades part with something public.
    """

    key: str
    slug: str
    label: str
    mark: str
    colour: str
    deadline: str = "投标截止"
    sells: bool = False


TRADES = (
    Trade(key="procurement", slug="gov", label="政府采购", mark="采", colour="gov"),
    Trade(key="construction", slug="eng", label="建设工程", mark="建", colour="eng"),
    Trade(key="land", slug="land", label="国土资源", mark="土", colour="land", deadline="申请截止", sells=True),
    Trade(key="property", slug="equity", label="产权交易", mark="产", colour="equity", deadline="报名截止", sells=True),
)
OTHER = Trade(key="other", slug="other", label="其他交易", mark="他", colour="other", deadline="截止")

_BY_KEY = {trade.key: trade for trade in (*TRADES, OTHER)}
_BY_SLUG = {trade.slug: trade for trade in (*TRADES, OTHER)}


def trade(key: str) -> Trade:
    """The trade of that key; what came from outside with an unknown kind is ``other``."""
    return _BY_KEY.get(key, OTHER)


def trade_by_slug(slug: str) -> Trade | None:
    """The trade at that address, or None."""
    return _BY_SLUG.get(slug)
