"""/styleguide/: every component with made-up content and the line that draws it. Not routed in production."""
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render

from market.core import clock
from market.core.parts import Fact, Figure, ProofCell, RailStep
from market.core.trades import OTHER, TRADES

COLOURS = ("ink", "ink-2", "ink-3", "control", "rule", "rule-2", "sunk", "page",
           "lake-900", "lake-700", "lake-600", "lake-50", "seal", "ok", "warn", "danger")
ICONS = (
    "search", "check", "cross", "clock", "lock", "unlock", "download", "up", "bell", "printer", "link", "file",
    "copy", "key", "person", "people", "eye", "pause", "calendar", "phone", "call", "flag", "info", "alert",
    "plus", "minus", "ring", "dot", "down", "right", "left", "menu", "outside", "list", "chat", "pin",
    "contrast", "letter", "data", "feed", "seal",
)
DIGEST = "1b16b1df538ba12dc3f97edbb85caa7050d46c148134290feba80f8236c83db9"


class SampleForm(forms.Form):
    """Only for the look of a refused form."""

    price = forms.DecimalField(label="投标报价（元）", help_text="不得高于最高限价 6,650,000.00 元")
    phone = forms.CharField(label="联系电话", required=False, help_text="只用于本项目通知，公开页面不显示")


def _form() -> SampleForm:
    form = SampleForm({"price": "6956000.00", "phone": "0510-0000 1234"})
    form.add_error("price", "投标报价高于最高限价 306,000.00 元。")
    return form


def show(request):
    """The page itself; nothing on it is read from the database."""
    now = clock.now()
    return render(request, "portal/styleguide.html", {
        "colours": COLOURS, "icons": ICONS, "trades": (*TRADES, OTHER), "now": now, "form": _form(),
        "soon": now + timedelta(minutes=27, seconds=41),
        "later": now + timedelta(days=13, hours=19, minutes=27, seconds=5),
        "past": now - timedelta(days=1), "price": Decimal("6650000.00"), "digest": DIGEST,
        "facts": [
            Fact("项目编号", "SLZC-2026-G-0318", mono=True),
            Fact("标段（包）", "2 个：包 1 数字化 X 射线摄影系统；包 2 信息接口"),
            Fact("采购人", "示例市第三人民医院"),
            Fact("代理机构", "示例衡准招标咨询有限公司"),
            Fact("预算金额", "6,800,000.00 元", second="合 680 万元，财政性资金"),
            Fact("最高限价", "6,650,000.00 元"),
            Fact("资格条件", "医疗器械经营许可；近三年无重大违法记录", wide=True),
            Fact("地区", "示例市澄湖区"),
            Fact("现场踏勘"),
        ],
        "rail": [
            RailStep("采购意向", "done", (now - timedelta(days=47)).date(), url="#rail"),
            RailStep("招标公告", "done", (now - timedelta(days=14)).date(), url="#rail"),
            RailStep("资格预审", "skipped", "不适用"),
            RailStep("投标", "current", now + timedelta(days=13)),
            RailStep("开标", "planned", now + timedelta(days=13)),
            RailStep("结果公告", "planned", "未开始"),
            RailStep("合同", "planned", "未开始"),
        ],
        "broken_rail": [
            RailStep("采购意向", "done", (now - timedelta(days=170)).date(), url="#rail"),
            RailStep("招标公告", "done", (now - timedelta(days=140)).date(), url="#rail"),
            RailStep("开标", "done", (now - timedelta(days=118)).date(), url="#rail"),
            RailStep("已终止", "broken", "投标人不足 3 家"),
            RailStep("结果公告", "skipped", "不再进行"),
            RailStep("合同", "skipped", "不再进行"),
        ],
        "proof": [
            ProofCell("发布时间（服务器）", "2026年11月10日（周二）09:00:00.214"),
            ProofCell("内容摘要值 SHA-256", digest=DIGEST),
            ProofCell("电子签章", "示例市第三人民医院", status="签章有效", tone="ok"),
            ProofCell("省平台推送", "第 0026841 号", status="等待回执", tone="warn"),
        ],
        "reasons": [
            SimpleNamespace(message="公示期尚未届满。公示至 11月27日 24:00。", law="《招标投标法实施条例》第五十四条"),
            SimpleNamespace(message="有 1 件异议未答复。答复前应当暂停。", law="同条第二款",
                            fix_url="#refused", fix_label="去答复"),
        ],
        "figures": [
            Figure("3,532", "个项目", "本年度累计，四类交易合计", url="#figures"),
            Figure("1.7", "天", "公告发布至首个答疑的中位时长"),
            Figure("100%", "公告全文公开", "含附件文本检索"),
        ],
        "page": Paginator(range(240), 10).get_page(5),
    })
