"""What a rulebook is: one procedure as a value, in dated editions.

A procedure is data. ``register`` adds an edition, ``everyone`` lists all, ``resolve`` says which values hold for a
region on a day. Released editions never change (``docs/rules.lock``); what changes is a new edition with its own day.
"""
import hashlib
import importlib
import json
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from market.core.paths import Edge

from .numbers import Bound, Number
from .volumes import Volume

FORMAT = "rulebook/1"


def number(label: str, bound: Bound, group: str):
    """Declare a number a rulebook may hold: how it is called on screen, which way it binds, where it is listed."""
    return field(default=None, metadata={"label": label, "bound": bound, "group": group})


NOTICE, BIDS, AWARD, REDRESS = "公告与文件", "投标与评标", "定标与合同", "询问、质疑与投诉"
GROUPS = (NOTICE, BIDS, AWARD, REDRESS)
LEAST, MOST, EXACT = Bound.LEAST, Bound.MOST, Bound.EXACT


@dataclass(frozen=True, kw_only=True, slots=True)
class Rulebook:
    """Everything one procedure decides differently, as values. A number that is None has no rule here.

    ``since`` is the first day the edition is in force; ``path`` is the machine in its order, tender first, then what
    each lot runs from ``handover`` on; ``basis`` gives the article behind a step. ``volumes`` are what a bid is made
    of, ``custodians`` the roles of the three who hold the keys, ``opening_record_from`` the notice stage from which
    the public reads the record of the opening.
    """

    key: str
    since: date
    trade: str
    method: str
    title: str
    law: tuple[str, ...]
    path: tuple[Edge, ...]
    handover: str
    basis: Mapping[str, str] = field(hash=False)
    volumes: tuple[Volume, ...]
    custodians: tuple[str, str, str]
    opening_record_from: str

    intention_lead: Number | None = number("采购意向早于采购活动开始", LEAST, NOTICE)
    notice_period: Number | None = number("招标公告的公告期限", EXACT, NOTICE)
    prequal_notice_period: Number | None = number("资格预审公告的公告期限", EXACT, NOTICE)
    prequal_application: Number | None = number("资格预审公告发布至提交申请截止", LEAST, NOTICE)
    prequal_amendment_lead: Number | None = number("修改资格预审文件早于提交申请截止", LEAST, NOTICE)
    document_supply: Number | None = number("招标文件的提供期限", LEAST, NOTICE)
    bidding_time: Number | None = number("招标文件发出至投标截止", LEAST, NOTICE)
    amendment_lead: Number | None = number("影响投标的澄清修改早于投标截止", LEAST, NOTICE)
    correction_period: Number | None = number("更正公告的公告期限", EXACT, NOTICE)
    failure_period: Number | None = number("废标、终止公告的公告期限", EXACT, NOTICE)

    open_threshold: Number | None = number("货物、服务应当公开招标的数额", LEAST, BIDS)
    min_bidders: Number | None = number("开标、评标所需的供应商", LEAST, BIDS)
    opening_grace: Number | None = number("投标截止至可以开始解密", LEAST, BIDS)
    decrypt_window: Number | None = number("开标解密时限", LEAST, BIDS)
    bond_cap: Number | None = number("投标保证金占采购项目预算", MOST, BIDS)
    bid_validity: Number | None = number("投标截止至投标有效期、保函有效期届满", LEAST, BIDS)
    committee: Number | None = number("评标委员会人数（单数）", LEAST, BIDS)
    committee_large: Number | None = number("大额、复杂或影响大的项目评标委员会人数（单数）", LEAST, BIDS)
    large_budget: Number | None = number("前项所称大额的采购预算", LEAST, BIDS)
    expert_share: Number | None = number("评审专家占评标委员会", LEAST, BIDS)
    expert_draw: Number | None = number("抽取专家早于评审开始", MOST, BIDS)
    price_weight_goods: Number | None = number("综合评分法中货物的价格分", LEAST, BIDS)
    price_weight_services: Number | None = number("综合评分法中服务的价格分", LEAST, BIDS)
    sme_deduction_least: Number | None = number("小微企业的价格扣除", LEAST, BIDS)
    sme_deduction_most: Number | None = number("小微企业的价格扣除", MOST, BIDS)
    consortium_share: Number | None = number("联合体、分包享受价格扣除的，小微企业的合同份额", LEAST, BIDS)
    consortium_deduction_least: Number | None = number("联合体、分包的价格扣除", LEAST, BIDS)
    consortium_deduction_most: Number | None = number("联合体、分包的价格扣除", MOST, BIDS)
    domestic_preference: Number | None = number("本国产品的价格扣除", EXACT, BIDS)
    domestic_whole: Number | None = number("本国产品成本占全部产品成本的份额，达到的按全部报价扣除", LEAST, BIDS)
    low_price_mean: Number | None = number("启动异常低价审查：报价低于通过符合性审查的报价平均值的", EXACT, BIDS)
    low_price_second: Number | None = number("启动异常低价审查：最低报价低于次低报价的", EXACT, BIDS)
    low_price_ceiling: Number | None = number("启动异常低价审查：报价低于最高限价的", EXACT, BIDS)
    low_price_minutes: Number | None = number("供应商书面说明过低报价的时间", LEAST, BIDS)
    score_outlier: Number | None = number("畸高畸低评分：专家总分与其他专家平均分之差超过主观分满分的", EXACT, BIDS)
    candidates: Number | None = number("推荐的中标候选人", MOST, BIDS)
    sme_reserved_below: Number | None = number("货物、服务专门面向中小企业的数额", MOST, BIDS)
    sme_share: Number | None = number("超过前项数额的，预留给中小企业的预算份额", LEAST, BIDS)
    small_share: Number | None = number("前项份额中预留给小微企业的部分", LEAST, BIDS)

    report_delivery: Number | None = number("评标结束至送交评标报告", MOST, AWARD)
    award_confirmation: Number | None = number("收到评标报告至确定中标人", MOST, AWARD)
    result_notice: Number | None = number("确定中标人至公告结果、发出中标通知书", MOST, AWARD)
    result_period: Number | None = number("中标结果公告的公告期限", EXACT, AWARD)
    bond_return_withdrawn: Number | None = number("收到撤回投标的通知至退还保证金", MOST, AWARD)
    bond_return_losers: Number | None = number("中标通知书发出至退还未中标人的保证金", MOST, AWARD)
    bond_return_winner: Number | None = number("合同签订至退还中标人的保证金", MOST, AWARD)
    late_return_surcharge: Number | None = number("逾期退还保证金，利率在基准利率上的上浮", EXACT, AWARD)
    performance_bond_cap: Number | None = number("履约保证金占合同金额", MOST, AWARD)
    performance_bond_return: Number | None = number("验收合格至退还履约保证金", MOST, AWARD)
    addition_cap: Number | None = number("追加采购占原合同金额", MOST, AWARD)
    contract_signing: Number | None = number("中标通知书发出至签订合同", MOST, AWARD)
    contract_notice: Number | None = number("合同签订至公告合同", MOST, AWARD)
    contract_filing: Number | None = number("合同签订至报财政部门备案", MOST, AWARD)
    payment: Number | None = number("向中小企业付款，自交付之日起", MOST, AWARD)
    payment_agreed: Number | None = number("合同另行约定的付款期限", MOST, AWARD)
    retention: Number | None = number("采购文件的保存期限", LEAST, AWARD)

    enquiry_answer: Number | None = number("收到询问至答复", MOST, REDRESS)
    query: Number | None = number("知道权益受损至提出质疑", MOST, REDRESS)
    query_answer: Number | None = number("收到质疑至答复", MOST, REDRESS)
    complaint: Number | None = number("答复或答复期满至投诉", MOST, REDRESS)
    complaint_check: Number | None = number("收到投诉至审查完毕", MOST, REDRESS)
    complaint_redirect: Number | None = number("收到投诉至告知投诉人向有管辖权的部门投诉", MOST, REDRESS)
    complaint_notice: Number | None = number("收到投诉至发出答复通知", MOST, REDRESS)
    complaint_reply: Number | None = number("被投诉人收到通知至书面说明", MOST, REDRESS)
    complaint_decision: Number | None = number("收到投诉至作出处理决定", MOST, REDRESS)
    suspension: Number | None = number("投诉处理期间暂停采购活动", MOST, REDRESS)
    groundless: Number | None = number("查无实据的投诉，达到即提示监督部门", LEAST, REDRESS)
    groundless_window: Number | None = number("前项的计算期间", EXACT, REDRESS)

    def next_state(self, step: str, state: str) -> str | None:
        """Where a step leads from a state; None where the path has no such edge."""
        return next((edge.after for edge in self.path if edge.step == step and edge.before == state), None)

    def as_json(self) -> dict:
        """All values in one canonical shape: what a tender keeps of the edition it was published under."""
        return {
            "format": FORMAT, "key": self.key, "since": self.since.isoformat(), "trade": self.trade,
            "method": self.method, "title": self.title, "law": list(self.law), "handover": self.handover,
            "path": [[edge.step, edge.before, edge.after, edge.by_hand] for edge in self.path],
            "basis": dict(self.basis),
            "volumes": [[one.key, one.label, one.stage, one.required, list(one.readers)] for one in self.volumes],
            "custodians": list(self.custodians), "opening_record_from": self.opening_record_from,
            "numbers": {one.name: one.number.as_json() for one in numbers(self)},
        }

    @property
    def digest(self) -> str:
        """SHA-256 in hex over the JSON, keys sorted, no spaces, UTF-8."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Named:
    """A number of a rulebook with what its declaration says of it."""

    name: str
    label: str
    bound: Bound
    group: str
    number: Number

    @property
    def words(self) -> str:
        """``不少于 20 日``."""
        return self.number.words(self.bound)


def numbers(book: Rulebook) -> Iterator[Named]:
    """The numbers a rulebook holds, in the order they are declared."""
    for one in fields(Rulebook):
        if "group" in one.metadata and (held := getattr(book, one.name)) is not None:
            yield Named(one.name, one.metadata["label"], one.metadata["bound"], one.metadata["group"], held)


@dataclass(frozen=True, kw_only=True, slots=True)
class Override:
    """One number that a region sets differently. ``region`` is the path of the region, which holds beneath it too."""

    region: str
    key: str
    field: str
    value: int | Decimal | Fraction
    since: date
    basis: str


class NoEdition(LookupError):
    """No edition of a rulebook was in force on that day. ``sentence`` is for the screen."""

    def __init__(self, key: str, on: date):
        self.code, self.key, self.on = "rulebook.no_edition", key, on
        self.sentence = f"{on.year}年{on.month}月{on.day}日适用的规则版本尚未录入，不能推算期限；请核对日期。"
        super().__init__(f"{key} on {on}")


_EDITIONS: dict[tuple[str, date], Rulebook] = {}


def register(book: Rulebook) -> Rulebook:
    """Add an edition. Raises ValueError where that key already has one of that day."""
    if (book.key, book.since) in _EDITIONS:
        raise ValueError(f"{book.key} already has an edition of {book.since}.")
    _EDITIONS[book.key, book.since] = book
    return book


@cache
def load() -> None:
    """Import every module of this package, so that each has registered what it holds."""
    package = importlib.import_module(__package__)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{__package__}.{module.name}")


def everyone() -> list[Rulebook]:
    """Every edition of every rulebook, by key, the oldest first."""
    load()
    return [_EDITIONS[place] for place in sorted(_EDITIONS)]


def editions(key: str) -> list[Rulebook]:
    """The editions of one rulebook, the oldest first; none where no rulebook has that key."""
    return [book for book in everyone() if book.key == key]


def resolve(key: str, region: str, on: date, overrides: Iterable[Override] = ()) -> Rulebook:
    """The values in force for a region (its path) on a day: the national edition, then what regions set differently.

    The nearer region wins, then the later day. Raises NoEdition before the first edition, ValueError for an override
    of something that is no number here or of another kind.
    """
    book = max((one for one in editions(key) if one.since <= on), key=lambda one: one.since, default=None)
    if book is None:
        raise NoEdition(key, on)
    fitting = [one for one in overrides if one.key == key and one.since <= on and region.startswith(one.region)]
    for one in sorted(fitting, key=lambda one: (len(one.region), one.since)):
        book = _overridden(book, one)
    return book


def _overridden(book: Rulebook, by: Override) -> Rulebook:
    held = {one.name: one.number for one in numbers(book)}.get(by.field)
    if held is None:
        raise ValueError(f"{book.key} holds no number {by.field!r}.")
    if type(by.value) is not type(held.value):
        raise ValueError(f"{by.field} is a {type(held.value).__name__}, not {by.value!r}.")
    return replace(book, **{by.field: replace(held, value=by.value, law=by.basis, sure=True)})
