"""Facts out of bodies made by hand after the patterns of real ones."""

import pytest

from publish import cleaning
from publish.imports import notices
from publish.imports.facts import extract, winners

RESULT = """<!DOCTYPE html><html><head><title>模板</title><style>.jf{display:none}</style></head><body>
<!-- 招标人: 假的人 --><script>var x = "中标价(元): 1";</script><table>
<tr><td class="title"> 招标人:</td><td>云岫区水务局</td><td>建设地点</td><td>云岫区石桥镇</td></tr>
<tr><td> 招标机构:</td><td>公允招标代理有限公司</td><td>标段(包)编号:</td><td>YXA070002-202402-01(2)</td></tr>
<tr><td>标段(包)名称:</td><td colspan="3"> 石桥镇泵站工程</td></tr>
<tr><td>中标人:</td><td colspan="3"> 恒岳建设工程有限公司、汇川设计院有限公司联合体</td></tr>
<tr><td>{label}</td><td>{price}</td><td>履约期限(天):</td><td>730</td></tr>
<tr class="jf"><td>质量目标:</td><td colspan="3">/</td></tr></table></body></html>"""

CANDIDATES = """<p>标段（包）编号：YXA990015-202501-03</p>
<p>&nbsp;&nbsp;石桥镇土地开发项目于2025年05月07日在电子服务系统发布招标公告，2025年06月12日 09时00分开标</p>
<table><tr><td colspan=2>名  次</td><td>第一名</td><td>第二名</td></tr>
<tr><td colspan=2>中标候选人名称</td><td>&nbsp;恒岳建设工程有限公司&nbsp;</td><td>明远工程有限公司</td></tr>
<tr><td colspan=2>投标报价(元/%)</td><td>&nbsp;1799255.53&nbsp;</td><td>98.00%</td></tr>
<tr><td>项目负责人</td><td>甲</td><td>乙</td></tr></table>
<table><tr><td rowspan=2>业绩</td><td>单位名称</td><td>项目名称</td><td>合同金额（万元）</td></tr>
<tr><td>恒岳建设工程有限公司</td><td>别处的项目</td><td>381.3</td></tr></table>
<p>公示期为2025年06月13日 12时00分至2025年06月16日 23时59分</p>
<p>1.招标人：云岫区自然资源和规划局</p><p>2.招标代理机构：正衡工程咨询有限公司</p>"""

NOTICE = """项目概况
营养品采购项目的潜在投标人应在交易网获取招标文件，并于2026年4月7日14点30分
（北京时间）前递交投标文件。
一、项目基本情况
项目编号
：SDGP371100000202602000055
项目名称：营养品采购项目
采购方式：竞争性磋商
预算金额：
60
万元
。
最高限价：598,000.00元
本项目（是/否）接受联合体投标：否
落实政府采购政策：本项目专门面向中小企业采购。
五、开启
时间：
2026年4月7日14点30分
1.
采购人
信息
名    称：
望川市体育运动学校
2.采购代理机构信息（如有）
名 称：
明诚项目管理有限公司
3.项目联系方式
名称：
张三"""

AWARD = """一、项目编号：CRX26-1
三、中标（成交）信息
序号
供应商名称
供应商地址
中标（成交）金额
评审总得分
1
泽润科技有限公司
石桥路1号
报价：999200（元）
78.67
2.废标结果:
序号
标项名称
废标理由"""


def of(body: str, title: str = "一则公告", *, html: bool = True) -> dict:
    """The facts of a body."""
    cleaned = cleaning.clean(body) if html else cleaning.from_text(body)
    return extract(cleaned.html if html else "", cleaned.text if html else body, title).facts


@pytest.mark.parametrize(
    ("label", "price", "code", "value"),
    [
        ("中标价(元):", "20797381.58", "award_amount", {"amount": "20797381.58", "currency": "CNY"}),
        ("中标价(%):", "64.3", "award_rate", {"text": "64.3%", "share": "0.643"}),
        ("中标价(报价承诺):", "595000.00元", "award_amount", {"amount": "595000.00", "currency": "CNY"}),
        ("中标价(报价承诺):", "下浮率4.50%", "award_rate", {"text": "下浮率4.50%"}),
        ("中标价(报价承诺):", "设计费1元、施工费2元", "award_terms", "设计费1元、施工费2元"),
    ],
)
def test_a_result_states_its_parties_codes_and_price(label, price, code, value):
    facts = of(RESULT.replace("{label}", label).replace("{price}", price))

    assert facts == {
        "purchaser": {"name": "云岫区水务局"},
        "agent": {"name": "公允招标代理有限公司"},
        "place": "云岫区石桥镇",
        "lot_code": "YXA070002-202402-01(2)",
        "project_name": "石桥镇泵站工程",
        "duration": "730天",
        code: value,
        "winner": [
            {"name": "恒岳建设工程有限公司", "as": "恒岳建设工程有限公司、汇川设计院有限公司联合体"},
            {"name": "汇川设计院有限公司", "as": "恒岳建设工程有限公司、汇川设计院有限公司联合体"},
        ],
    }


def test_candidates_keep_their_rank_and_their_price_as_money_or_as_a_rate():
    facts = of(CANDIDATES)

    assert facts["candidates"] == [
        {"bidder": "恒岳建设工程有限公司", "rank": 1, "amount": "1799255.53", "text": "1799255.53"},
        {"bidder": "明远工程有限公司", "rank": 2, "share": "0.98", "text": "98.00%"},
    ]
    assert facts["publicity_from"] == "2025-06-13T12:00:00+08:00"
    assert facts["publicity_until"] == "2025-06-16T23:59:00+08:00"
    assert facts["project_name"] == "石桥镇土地开发项目"
    assert facts["purchaser"] == {"name": "云岫区自然资源和规划局"}
    assert not {"contract_amount", "award_amount", "winner"} & facts.keys()


def test_a_list_without_places_ranks_nobody():
    facts = of(CANDIDATES.replace("名  次", "序"))

    assert [quote.get("rank") for quote in facts["candidates"]] == [None, None]


def test_a_notice_in_lines_states_its_deadline_money_and_parties():
    facts = of(NOTICE, html=False)

    assert facts == {
        "project_code": "SDGP371100000202602000055",
        "project_name": "营养品采购项目",
        "budget": {"amount": "600000.00", "currency": "CNY"},
        "price_ceiling": {"amount": "598000.00", "currency": "CNY"},
        "consortium": False,
        "sme_reserved": True,
        "bids_due_at": "2026-04-07T14:30:00+08:00",
        "opens_at": "2026-04-07T14:30:00+08:00",
        "purchaser": {"name": "望川市体育运动学校"},
        "agent": {"name": "明诚项目管理有限公司"},
    }


def test_a_table_that_fell_apart_into_lines_is_put_together():
    facts = of(AWARD, html=False)

    assert facts["winner"] == [{"name": "泽润科技有限公司"}]
    assert facts["award_amount"] == {"amount": "999200.00", "currency": "CNY"}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("本项目非专门面向中小企业采购。", False),
        ("本项目不属于专门面向中小企业采购的项目。", False),
        ("□本项目不专门面向中小企业预留采购份额。\n■本项目专门面向■中小□小微企业 采购。", True),
        ("落实中小企业扶持政策。", None),
        ("本项目专门面向中小企业采购。本项目非专门面向中小企业采购。", None),
    ],
)
def test_reserved_for_small_firms_is_what_the_notice_says_or_nothing(words, answer):
    assert of(words, html=False).get("sme_reserved") is answer


def test_lost_tick_boxes_answer_nothing():
    facts = of("本项目（是/否）接受联合体投标:\n是\n否\n采购方式：\n竞争性谈判\n竞争性磋商\n询价", html=False)

    assert "consortium" not in facts


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("恒岳有限公司", ["恒岳有限公司"]),
        ("甲设计院、乙有限公司", ["甲设计院、乙有限公司"]),
        ("甲有限公司、乙有限公司和丙有限公司联合体", ["甲有限公司", "乙有限公司", "丙有限公司"]),
        ("甲有限公司;乙有限公司", ["甲有限公司", "乙有限公司"]),
        ("（盖章）", []),
        ("", []),
    ],
)
def test_only_a_named_consortium_is_taken_apart(words, names):
    assert [party["name"] for party in winners(words)] == names


def test_a_county_is_led_by_the_city_of_its_source():
    assert notices.region_label("石桥县", "望川市公共资源交易网") == "望川市石桥县"
    assert notices.region_label("市本级", "望川市公共资源交易网") == "望川市本级"
    assert notices.region_label("西藏自治区", "那曲市公共资源交易中心") == "西藏自治区"
    assert notices.region_label("北京", "北京市政府采购网") == "北京市"
    assert notices.region_label("望川市", "望川市公共资源交易网") == "望川市"
