"""The trades of the hall, each spelled once: key, address, label, mark and colour."""
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Trade:
    """One kind of trading.

    ``key`` stands in data, ``letters`` in the codes of its tenders, ``slug`` in addresses, ``label`` and ``mark`` on
    screen; ``colour`` names a CSS token (``--kind-<colour>``); ``deadline`` is what a bidder's last moment is called,
    ``opening`` what follows it; ``sells`` trades part with something public. ``words`` renames facts in this trade,
    ``unasked`` names those it never asks for. Not ``known`` is only the trade of what came from outside and named none
    of ours.
    """

    key: str
    letters: str = "QT"
    slug: str
    label: str
    mark: str
    colour: str
    deadline: str = "投标截止"
    opening: str = "开标"
    sells: bool = False
    known: bool = True
    words: Mapping[str, str] = field(default_factory=dict)
    unasked: frozenset[str] = frozenset()


TRADES = (
    Trade(key="procurement", letters="ZC", slug="gov", label="政府采购", mark="采", colour="gov",
          words={"winner": "中标（成交）供应商"}, unasked=frozenset({"site_visit"})),
    Trade(key="construction", letters="GC", slug="eng", label="建设工程", mark="建", colour="eng",
          words={"purchaser": "招标人", "winner": "中标人"}, unasked=frozenset({"budget", "sme_reserved"})),
    Trade(key="land", letters="TD", slug="land", label="国土资源", mark="土", colour="land", deadline="申请截止",
          opening="竞价", sells=True,
          words={"purchaser": "出让人", "winner": "受让人", "bids_due_at": "申请截止时间", "bond": "竞买保证金",
                 "lots": "宗地"},
          unasked=frozenset({"budget", "price_ceiling", "award_amount", "agent", "sme_reserved", "consortium",
                             "opens_at"})),
    Trade(key="property", letters="CQ", slug="equity", label="产权交易", mark="产", colour="equity",
          deadline="报名截止", opening="竞价", sells=True,
          words={"purchaser": "转让方", "winner": "受让方", "bids_due_at": "报名截止时间", "bond": "交易保证金",
                 "starting_price": "转让底价", "lots": "标的"},
          unasked=frozenset({"budget", "price_ceiling", "sme_reserved", "opens_at"})),
)
OTHER = Trade(key="other", slug="other", label="其他交易", mark="他", colour="other", deadline="截止", known=False)

_BY_KEY = {trade.key: trade for trade in (*TRADES, OTHER)}
_BY_SLUG = {trade.slug: trade for trade in (*TRADES, OTHER)}


def trade(key: str) -> Trade:
    """The trade of that key; what came from outside with an unknown kind is ``other``."""
    return _BY_KEY.get(key, OTHER)


def trade_by_slug(slug: str) -> Trade | None:
    """The trade at that address, or None."""
    return _BY_SLUG.get(slug)
