"""Which of our kinds and trades an outside notice is, by the names its source uses."""
import re

from tenders.rulebooks.notices import KINDS

_KIND_OF = {name: kind.key for kind in KINDS for name in (kind.label, *kind.also)}
_TRADE_OF_LETTER = {"A": "construction", "B": "land", "C": "land", "D": "procurement", "E": "property"}
"""First letter of the national classification: A 工程建设, B 土地, C 矿业权, D 政府采购, E 国有产权."""

_TRADE_OF_TYPE = {
    "工程建设": "construction", "建设工程": "construction", "政府采购": "procurement", "土地使用权": "land",
    "土地矿业": "land",
    "矿业权": "land", "国土资源": "land", "国有产权": "property", "产权交易": "property", "其他": "other",
}
_REFINED = (
    ("candidate_publicity", re.compile(r"候选人(?:的)?公示|评标结果公示"), {"result_notice"}),
    ("prequalification_notice", re.compile(r"资格预审公告"), {"tender_notice", "procurement_notice"}),
    ("single_source_publicity", re.compile(r"单一来源(?:采购)?公示"), {"procurement_notice"}),
)
"""Kinds a source lumps into a broader one, told apart by the notice's own heading."""


def kind_of(notice_type: str, heading: str) -> str:
    """The kind a source's type and the notice's heading name; ``other_notice`` where neither names one."""
    named = _KIND_OF.get(notice_type.strip())
    if named is None:
        longest = sorted(_KIND_OF, key=len, reverse=True)
        named = next((_KIND_OF[name] for name in longest if name in heading), "other_notice")
    for kind, shape, broader in _REFINED:
        if named in broader and shape.search(heading):
            return kind
    return named


def trade_of(trade_code: str, business_type: str) -> str:
    """The trade by the national code or the platform's word for it; empty where neither is known."""
    return _TRADE_OF_LETTER.get(trade_code.strip()[:1].upper()) or _TRADE_OF_TYPE.get(business_type.strip(), "")
