"""The public figures and what exactly each of them counts; home shows them, /open-data/ explains them."""
from dataclasses import dataclass

from market.core.parts import Figure

from .records import Counts


@dataclass(frozen=True, slots=True)
class Defined:
    """A figure with its full definition: what is counted, from what, and what is left out."""

    figure: Figure
    definition: str


def disclosure(counts: Counts, notices_url: str) -> list[Defined]:
    """The five figures of disclosure; each leads to its rows where the list can show exactly them."""
    return [
        Defined(Figure(f"{counts.total:,}", "条公告", "本站公开的全部公告", notices_url),
                "公开记录中类型为公告的条数，含外部平台来源，含已撤回（撤回的公告保留说明）；一条公告的多个版本计为一条。"),
        Defined(Figure(f"{counts.running:,}", "条正在进行", "截止时间未到的公告"),
                "截止时间晚于统计时刻且未撤回的公告；未载明截止时间的不计入。"),
        Defined(Figure(f"{counts.month:,}", "条本月新增", "按首次发布时间"),
                "首次发布时间在本月（北京时间）且未撤回的公告；变更不另计。"),
        Defined(Figure(f"{counts.outside:,}", "条来自外部平台", "均标注来源"),
                "由其他公开平台导入的公告和规模测试用的模拟公告，来源给出网址的附原文链接；发布时间以来源为准，来源没有日期的记收录时间。"),
        Defined(Figure(f"{counts.withdrawn:,}", "条已撤回", "均保留说明和依据"),
                "发布后撤回的公告；撤回不是删除，原文、理由和依据继续公开。"),
    ]
