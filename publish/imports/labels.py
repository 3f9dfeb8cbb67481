"""What the field calls its facts: labels as printed, without spaces, numbering and colon, and the fact each states."""
import re
import unicodedata
from functools import lru_cache

LABELS: dict[str, tuple[str, ...]] = {
    "project_code": ("项目编号", "采购项目编号", "项目号", "招标编号", "招标项目编号", "项目编号(建议书编号)",
                     "原公告的采购项目编号", "项目编码", "采购编号"),
    "lot_code": ("标段(包)编号", "标段编号", "分包编号"),
    "project_name": ("项目名称", "采购项目名称", "招标项目名称", "项目标段名称", "项目及标段名称", "工程名称",
                     "标段(包)名称", "原公告的采购项目名称", "标的名称"),
    "purchaser": ("招标人", "采购人", "采购人名称", "招标单位", "采购单位", "采购单位名称", "招标人名称", "出让人",
                  "转让方"),
    "agent": ("招标机构", "招标代理机构", "代理机构", "采购代理机构", "招标代理", "招标代理单位", "招标代理机构名称",
              "采购代理机构名称", "代理机构名称"),
    "winner": ("中标人", "中标单位", "中标供应商名称", "中标供应商", "成交供应商", "成交供应商名称",
               "中标(成交)供应商名称", "中标成交供应商名称", "供应商名称", "中标人名称", "中选人", "受让方",
               "竞得人"),
    "award": ("中标价", "中标价(元)", "中标价(%)", "中标价(万元)", "中标价(报价承诺)", "中标金额", "中标金额(元)",
              "中标金额(万元)", "中标(成交)金额", "中标(成交)金额(元)", "中标(成交)金额(万元)", "成交金额",
              "成交金额(元)", "成交价", "总中标成交金额", "中标金额(费率、单价等)", "中标成交金额"),
    "deal_price": ("交易价格", "成交价格", "成交价(万元)", "成交价格(万元)"),
    "budget": ("预算金额", "预算金额(元)", "预算金额(万元)", "采购预算", "采购预算(元)", "项目预算"),
    "price_ceiling": ("最高限价", "最高限价(如有)", "最高限价(元)", "最高限价(万元)", "控制价(最高限价)",
                      "招标控制价", "招标控制价(元)", "投标最高限价", "投标最高限价(元)", "最高投标限价",
                      "最高投标限价(元)"),
    "contract_amount": ("合同金额", "合同金额(元)", "合同金额(万元)", "合同价", "合同总金额"),
    "contract_signed_at": ("合同签署时间", "合同签订日期", "合同签订时间"),
    "contract_period": ("合同期限",),
    "bond": ("投标保证金金额", "投标保证金"),
    "place": ("建设地点", "工程建设地点"),
    "duration": ("履约期限(天)", "履约期限", "合同履行期限", "工期(交货期)", "工期"),
    "quality": ("质量目标", "质量要求", "质量"),
    "scope": ("中标范围和内容", "招标范围"),
    "evaluation_method": ("评标办法", "评标方法"),
    "bids_due_at": ("截止时间", "投标截止时间", "提交投标文件截止时间", "响应文件提交截止时间",
                    "磋商响应文件递交截止时间", "投标文件递交截止时间", "投标文件递交的截止时间"),
    "opens_at": ("开标时间",),
    "publicity_from": ("公示开始时间",),
    "publicity_until": ("公示结束时间", "公示截止时间"),
    "publicity": ("公示期", "公示时间", "中标候选人公示时间", "中标候选人公示期"),
    "regulator": ("行业主管部门", "监督部门", "行政监督部门", "行业监管"),
    "method": ("采购方式", "招标方式", "交易方式"),
    "consortium": ("本项目(是/否)接受联合体投标", "本项目是否接受联合体投标", "本项目是否接受联合体",
                   "是否接受联合体投标", "是否接受联合体"),
    "sme_reserved": ("是否专门面向中小企业", "本项目(是/否)专门面向中小微企业", "是否专门面向中小微企业"),
}
"""``award`` is a price of any form, ``publicity`` a period, ``method`` a method's name; the others are facts."""

COLUMNS = {"序号", "排序", "包号", "标段号", "采购内容", "标项名称", "供应商地址", "中标供应商地址", "地址",
           "统一信用代码", "供应商名称", "中标供应商统一社会信用代码", "统一社会信用代码", "评分结果", "评审价格",
           "评审总得分", "评审报价", "单位", "备注信息", "备注", "中标成交备注信息", "联合体成员单位", "质量标准",
           "工期/交货期", "质量", "工期", "名称", "投标报价", "中标候选人名称", "项目总监", "工期(交货期)",
           "经评审的投标价", "综合评标得分", "中标候选人及排序", "包名称", "包预算", "包最高限价", "中标候选人排序"}
"""Column heads of result tables that state no fact of their own."""

SECTIONS = (
    ("purchaser", ("采购人信息", "招标人信息", "采购单位信息")),
    ("agent", ("采购代理机构信息", "招标代理机构信息", "代理机构信息")),
    ("winner", ("中标人信息", "成交人信息")),
    ("", ("项目联系方式", "评标委员会组建方式", "其他")),
)
"""Headings after which a bare 名称 or 单位名称 names that party."""

OWN_NAME = {"名称", "单位名称"}
ENTITY = re.compile(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9（）()·•\-—&.、,，;；《》“”\"　 ]{1,120}$")

_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}(?:\.\d{1,2})+[、.．]?|\(\d{1,2}\)"
                        r"|\d{1,2}[、.．)]|[、.．●√▲★])")


LABEL = 200
"""Characters of a line that are looked at as a label; what is remembered of each line stays small."""


def canonical(label: str) -> str:
    """A printed label as it stands in ``LABELS``: half-width brackets, no spaces, numbering or colon."""
    return _canonical(label[:LABEL])


@lru_cache(maxsize=8192)
def _canonical(label: str) -> str:
    words = re.sub(r"[\s\u200b-\u200f\ufeff]+", "", unicodedata.normalize("NFKC", label))
    return _NUMBERING.sub("", words).rstrip(":").replace("（", "(").replace("）", ")")


FACT_OF = {label: code for code, labels in LABELS.items() for label in labels}

_RANKS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def rank(words: str) -> int:
    """The rank that words like 第一名, 第1名, 第一中标候选人 or 2 name; 0 where they name none."""
    found = (re.search(r"第([一二三四五六七八九])(?:名|中标候选人)", words)
             or re.fullmatch(r"(?:第)?0*(\d{1,2})(?:名)?", words.strip()))
    if not found:
        return 0
    return _RANKS.get(found[1]) or int(found[1])
