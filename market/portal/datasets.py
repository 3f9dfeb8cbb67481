"""What /open-data/ offers: data sets with their forms, and the dictionary of the public table."""
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Form:
    """One form a data set comes in: its name, the view that serves it, and a remark."""

    label: str
    view: str
    remark: str = ""

    @property
    def url(self) -> str:
        return reverse(self.view)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set: what one row is, how fresh it is, and its forms."""

    name: str
    row: str
    fresh: str
    forms: tuple[Form, ...]


DATASETS = (
    Dataset("公开公告", "一行是一条公告的现行版本", "发布后数秒内", (
        Form("网页列表", "fulltext:notices"),
        Form("CSV", "fulltext:notices-csv", "可用列表上的任何条件"),
        Form("JSON", "fulltext:notices-json", "可用列表上的任何条件"),
        Form("Atom 订阅", "fulltext:notices-atom", "可用列表上的任何条件"),
    )),
    Dataset("开标日程", "一行是一场开标", "发布后数秒内", (
        Form("网页", "portal:calendar"), Form("iCalendar", "portal:calendar-ics", "可在日历软件中订阅"),
    )),
    Dataset("交易规则", "一行是一种交易方式的一个版本", "随平台版本更新", (
        Form("网页", "portal:rules"), Form("JSON", "portal:rules-json", "含期限、依据、办理阶段和摘要值"),
    )),
)

DICTIONARY = (
    ("id", "公告标识", "UUID，永久不变"),
    ("record_type", "记录类型", "notice 公告，project 项目"),
    ("revision", "改写次数", "整数，每次改写加一"),
    ("url", "网页地址", "本站路径"),
    ("title", "标题", "文本"),
    ("text", "正文", "不含格式的全文"),
    ("attachment_text", "附件文本", "从附件提取的文字，仅供检索"),
    ("codes", "编号", "正文中出现的各种编号，列表"),
    ("project_code", "项目编号", "文本，空为未载明"),
    ("trade", "交易类别", "procurement 政府采购，construction 建设工程，land 国土资源，property 产权交易，other 其他"),
    ("kind", "公告类型", "见公告类型表"),
    ("stage", "公告阶段", "plan、notice、change、opening、candidate、result、contract、ended、redress"),
    ("method", "交易方式", "空为未载明"),
    ("sme", "专门面向中小企业", "yes、no，空为未载明"),
    ("region_path", "地区路径", "由上至下的地区代码，以 / 分隔；out/ 开头的是本市以外"),
    ("region_label", "地区名称", "文本"),
    ("purchaser", "采购人（招标人、转让方）", "文本"),
    ("agent", "代理机构", "文本"),
    ("winner", "中标（成交）人", "文本，多个以顿号分隔"),
    ("amount", "金额", "元，两位小数；空为未载明或非人民币"),
    ("amount_label", "金额名称", "预算金额、最高限价、中标金额等"),
    ("foreign_amount", "外币金额", "原文，不参与合计"),
    ("deadline_at", "截止时间", "ISO 8601，含时区；空为未载明"),
    ("deadline_label", "截止名称", "投标截止、报名截止等"),
    ("deadline_is_day", "截止只载明日期", "true 时截止时间为当日 24:00"),
    ("opens_at", "开标时间", "ISO 8601，含时区；空为未载明"),
    ("published_at", "首次发布时间", "ISO 8601；外部来源的以来源为准"),
    ("updated_at", "记录更新时间", "ISO 8601"),
    ("source_key", "来源标识", "文本"),
    ("source_name", "来源名称", "文本"),
    ("outside", "是否外部平台", "true、false"),
    ("origin_url", "原文链接", "外部平台的原公告地址"),
    ("withdrawn", "是否已撤回", "true、false；撤回后保留说明"),
    ("simulated", "是否模拟数据", "true 为规模测试生成，不是真实公告"),
)
"""Each column of the public record: its name, its label, its form. A test keeps it whole."""
