"""政府采购: open and invited tenders, one machine: the tender runs to its deadline, each lot from there on.

A suspension is no state: ``suspend`` and ``resume`` leave a record where it stands. ``relaunch`` too: the new round is
a tender of its own, linked to the one that failed.
"""
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from market.core.paths import Edge

from .base import Rulebook, register
from .numbers import bidders, days, minutes, months, people, seconds, share, times, working_days, years, yuan
from .volumes import COMMITTEE, HOUSE, OPENING, REVIEW, Volume

GPL, GPLR = "政府采购法", "政府采购法实施条例"
MOF87, MOF94 = "政府采购货物和服务招标投标管理办法", "政府采购质疑和投诉办法"
SME181, SME46, SME19 = "财库〔2011〕181号", "财库〔2020〕46号", "财库〔2022〕19号"

_TENDER = ("draft", "plan_filed", "published", "bidding")
_LOT_TO_AWARD = ("closed", "opened", "qualification_reviewed", "evaluating", "evaluated", "award_pending")
_LOT_AFTER = ("awarded", "result_published", "contracted", "contract_published", "filed", "performing", "accepted",
              "settled")

_TENDER_PATH = (
    Edge("file_plan", "draft", "plan_filed"),
    Edge("publish_notice", "plan_filed", "published"),
    Edge("start_bidding", "published", "bidding", by_hand=False),
    *(Edge(step, state, state) for step in ("amend", "extend") for state in ("published", "bidding")),
    Edge("close_bidding", "bidding", "closed", by_hand=False),
    Edge("fail", "bidding", "failed"),
)
_LOT_PATH = (
    Edge("hand_over", "pending", "closed", by_hand=False),
    Edge("open_bids", "closed", "opened"),
    Edge("review_qualification", "opened", "qualification_reviewed"),
    Edge("start_evaluation", "qualification_reviewed", "evaluating"),
    Edge("finish_evaluation", "evaluating", "evaluated"),
    Edge("re_evaluate", "evaluated", "evaluating"),
    Edge("deliver_report", "evaluated", "award_pending"),
    Edge("confirm_award", "award_pending", "awarded"),
    Edge("publish_result", "awarded", "result_published"),
    Edge("sign_contract", "result_published", "contracted"),
    Edge("publish_contract", "contracted", "contract_published"),
    Edge("file_contract", "contract_published", "filed"),
    Edge("start_performance", "filed", "performing"),
    Edge("accept", "performing", "accepted"),
    Edge("settle", "accepted", "settled"),
    Edge("archive", "settled", "archived"),
    *(Edge("fail", state, "failed") for state in ("closed", "opened", "qualification_reviewed", "evaluating")),
    Edge("request_method_change", "failed", "method_change_requested"),
    *(Edge("cancel_award", state, "award_cancelled") for state in ("awarded", "result_published", "defaulted")),
    Edge("next_candidate", "award_cancelled", "award_pending"),
    *(Edge("record_default", state, "defaulted") for state in ("awarded", "result_published")),
    *(Edge("void_award", state, "voided") for state in ("awarded", "result_published", "contracted")),
    *(Edge("relaunch", state, state) for state in ("failed", "terminated", "award_cancelled")),
)


def _anywhere(*, more: tuple[str, ...] = ()) -> tuple[Edge, ...]:
    """Ending before there is an award, and suspending wherever the procedure still runs; ``more`` names states that
    only some procedures pass."""
    running = (*more, *_TENDER, *_LOT_TO_AWARD)
    held = (*running, *_LOT_AFTER, "award_cancelled", "defaulted")
    return (*(Edge("terminate", state, "terminated") for state in running),
            *(Edge(step, state, state) for step in ("suspend", "resume") for state in held))


_BASIS = {
    "file_plan": f"{GPLR} 第二十九条", "publish_notice": f"{MOF87} 第十三条、第十六条",
    "start_bidding": f"{GPLR} 第三十一条", "amend": f"{GPLR} 第三十一条", "close_bidding": f"{MOF87} 第三十三条",
    "open_bids": f"{MOF87} 第三十九条至第四十二条", "review_qualification": f"{MOF87} 第四十四条",
    "start_evaluation": f"{MOF87} 第四十七条、第四十八条", "finish_evaluation": f"{MOF87} 第五十八条",
    "re_evaluate": f"{MOF87} 第六十四条；{GPLR} 第四十四条", "deliver_report": f"{GPLR} 第四十三条",
    "confirm_award": f"{GPLR} 第四十三条；{MOF87} 第六十八条",
    "publish_result": f"{GPLR} 第四十三条；{MOF87} 第六十九条",
    "sign_contract": f"{GPL} 第四十六条", "publish_contract": f"{GPLR} 第五十条",
    "file_contract": f"{GPL} 第四十七条", "accept": f"{GPLR} 第四十五条", "archive": f"{GPL} 第四十二条",
    "fail": f"{GPL} 第三十六条；{MOF87} 第四十三条、第四十四条", "request_method_change": f"{MOF87} 第四十三条",
    "suspend": f"{GPL} 第五十七条；{GPLR} 第五十四条", "record_default": f"{GPL} 第七十七条",
    "cancel_award": f"{GPLR} 第四十九条", "next_candidate": f"{GPLR} 第四十九条", "void_award": f"{GPLR} 第七十一条",
}

_VOLUMES = (Volume("price", "开标一览表", OPENING, readers=(HOUSE, COMMITTEE)),
            Volume("qualification", "资格证明文件", REVIEW, readers=(HOUSE, COMMITTEE)),
            Volume("business", "商务文件", REVIEW), Volume("technical", "技术文件", REVIEW))
HOUSE = "本平台规则"

OPEN_2018 = register(Rulebook(
    key="procurement.open", since=date(2018, 3, 1), trade="procurement", method="open_tender",
    title="政府采购·公开招标", law=(f"{GPL} 第二十六条", f"{GPL} 第三十五条", f"{MOF87} 第三条"),
    path=_TENDER_PATH + _LOT_PATH + _anywhere(), handover="closed", basis=_BASIS,
    volumes=_VOLUMES, custodians=("centre", "supervisor", "purchaser"), opening_record_from="result",
    opening_grace=seconds(30, HOUSE), decrypt_window=minutes(30, HOUSE),
    notice_period=working_days(5, f"{MOF87} 第十六条"),
    prequal_notice_period=working_days(5, f"{MOF87} 第十六条"),
    prequal_application=working_days(5, f"{GPLR} 第二十一条"),
    prequal_amendment_lead=days(3, f"{MOF87} 第二十七条"),
    document_supply=working_days(5, f"{GPLR} 第三十一条"),
    bidding_time=days(20, f"{GPL} 第三十五条"),
    amendment_lead=days(15, f"{GPLR} 第三十一条"),
    correction_period=working_days(1, "财库〔2015〕135号", sure=False),
    failure_period=working_days(1, "财库〔2015〕135号", sure=False),
    min_bidders=bidders(3, f"{GPL} 第三十六条；{MOF87} 第四十三条、第四十四条"),
    bond_cap=share(Decimal("0.02"), f"{GPLR} 第三十三条"),
    bid_validity=days(90, HOUSE),
    committee=people(5, f"{MOF87} 第四十七条"),
    committee_large=people(7, f"{MOF87} 第四十七条"),
    large_budget=yuan(Decimal(10_000_000), f"{MOF87} 第四十七条"),
    expert_share=share(Fraction(2, 3), f"{MOF87} 第四十七条"),
    expert_draw=working_days(2, "财库〔2016〕198号", sure=False),
    price_weight_goods=share(Decimal("0.30"), f"{MOF87} 第五十五条"),
    price_weight_services=share(Decimal("0.10"), f"{MOF87} 第五十五条"),
    sme_deduction_least=share(Decimal("0.06"), f"{SME181} 第五条", sure=False),
    sme_deduction_most=share(Decimal("0.10"), f"{SME181} 第五条", sure=False),
    consortium_share=share(Decimal("0.30"), f"{SME181} 第六条", sure=False),
    consortium_deduction_least=share(Decimal("0.02"), f"{SME181} 第六条", sure=False),
    consortium_deduction_most=share(Decimal("0.03"), f"{SME181} 第六条", sure=False),
    low_price_minutes=minutes(30, f"{MOF87} 第六十条；{HOUSE}", sure=False),
    score_outlier=share(Decimal("0.20"), f"{MOF87} 第六十四条；{HOUSE}", sure=False),
    candidates=bidders(3, HOUSE),
    report_delivery=working_days(2, f"{GPLR} 第四十三条"),
    award_confirmation=working_days(5, f"{GPLR} 第四十三条；{MOF87} 第六十八条"),
    result_notice=working_days(2, f"{GPLR} 第四十三条；{MOF87} 第六十九条"),
    result_period=working_days(1, f"{MOF87} 第六十九条"),
    bond_return_withdrawn=working_days(5, f"{MOF87} 第二十三条", sure=False),
    bond_return_losers=working_days(5, f"{GPLR} 第三十三条"),
    bond_return_winner=working_days(5, f"{GPLR} 第三十三条"),
    late_return_surcharge=share(Decimal("0.20"), f"{MOF87} 第三十八条", sure=False),
    performance_bond_cap=share(Decimal("0.10"), f"{GPLR} 第四十八条"),
    performance_bond_return=working_days(5, HOUSE),
    addition_cap=share(Decimal("0.10"), f"{GPL} 第四十九条"),
    contract_signing=days(30, f"{GPL} 第四十六条"),
    contract_notice=working_days(2, f"{GPLR} 第五十条"),
    contract_filing=working_days(7, f"{GPL} 第四十七条"),
    retention=years(15, f"{GPL} 第四十二条"),
    enquiry_answer=working_days(3, f"{GPLR} 第五十二条"),
    query=working_days(7, f"{MOF94} 第十条"),
    query_answer=working_days(7, f"{MOF94} 第十三条"),
    complaint=working_days(15, f"{MOF94} 第十七条"),
    complaint_check=working_days(5, f"{MOF94} 第二十一条"),
    complaint_redirect=working_days(3, f"{MOF94} 第二十一条"),
    complaint_notice=working_days(8, f"{MOF94} 第二十一条"),
    complaint_reply=working_days(5, f"{MOF94} 第二十二条"),
    complaint_decision=working_days(30, f"{MOF94} 第二十六条"),
    suspension=days(30, f"{GPL} 第五十七条"),
    groundless=times(3, f"{GPLR} 第七十三条；{MOF94} 第三十七条"),
    groundless_window=months(12, f"{GPLR} 第七十三条；{MOF94} 第三十七条")))
"""In force with the measures on queries and complaints, the youngest text its numbers rest on."""

_DEDUCTION = f"{SME46} 第九条"
_INTENTION = (Edge("publish_intention", "draft", "intent_published"),
              Edge("file_plan", "intent_published", "plan_filed"))

OPEN_2022 = register(replace(
    OPEN_2018, since=date(2022, 1, 1),
    path=_INTENTION + _TENDER_PATH + _LOT_PATH + _anywhere(more=("intent_published",)),
    basis={**_BASIS, "publish_intention": "财库〔2020〕10号"},
    intention_lead=days(30, "财库〔2020〕10号"),
    open_threshold=yuan(Decimal(2_000_000), "财库〔2019〕69号", sure=False),
    sme_deduction_least=share(Decimal("0.06"), _DEDUCTION), sme_deduction_most=share(Decimal("0.10"), _DEDUCTION),
    consortium_share=share(Decimal("0.30"), _DEDUCTION),
    consortium_deduction_least=share(Decimal("0.02"), _DEDUCTION),
    consortium_deduction_most=share(Decimal("0.03"), _DEDUCTION),
    sme_reserved_below=yuan(Decimal(2_000_000), f"{SME46} 第七条、第八条"),
    sme_share=share(Decimal("0.30"), f"{SME46} 第八条"),
    small_share=share(Decimal("0.60"), f"{SME46} 第八条")))
"""Intentions are public at every level of budget, and part of the budget is kept for small firms."""

OPEN_2022_JULY = register(replace(
    OPEN_2022, since=date(2022, 7, 1),
    sme_deduction_least=share(Decimal("0.10"), SME19), sme_deduction_most=share(Decimal("0.20"), SME19),
    consortium_deduction_least=share(Decimal("0.04"), SME19), consortium_deduction_most=share(Decimal("0.06"), SME19)))
"""With the greater deductions for small firms."""

_PAYMENT = "保障中小企业款项支付条例（2025年修订） 第九条"

_LOW = "财办库〔2024〕265号"

OPEN_2025 = register(replace(
    OPEN_2022_JULY, since=date(2025, 6, 1), basis={**OPEN_2022.basis, "settle": _PAYMENT},
    payment=days(30, _PAYMENT, sure=False), payment_agreed=days(60, _PAYMENT, sure=False),
    low_price_mean=share(Decimal("0.50"), _LOW, sure=False), low_price_second=share(Decimal("0.50"), _LOW, sure=False),
    low_price_ceiling=share(Decimal("0.45"), _LOW, sure=False),
    low_price_minutes=minutes(30, f"{MOF87} 第六十条；{_LOW}", sure=False)))
"""With the terms of payment as revised, and the screen for abnormally low prices."""

_DOMESTIC = {"since": date(2026, 1, 1),
             "domestic_preference": share(Decimal("0.20"), "国办发〔2025〕34号"),
             "domestic_whole": share(Decimal("0.80"), "国办发〔2025〕34号", sure=False)}

OPEN = register(replace(OPEN_2025, **_DOMESTIC))
"""Documents issued from this day on prefer domestic products."""

INVITED_2025 = register(replace(
    OPEN_2025, key="procurement.invited", method="invited_tender", title="政府采购·邀请招标",
    law=(f"{GPL} 第二十九条", f"{GPL} 第三十四条", f"{MOF87} 第十四条"),
    path=(*OPEN.path[:3], Edge("approve_method", "plan_filed", "method_approved"),
          Edge("publish_notice", "method_approved", "published"), *OPEN.path[3:],
          Edge("terminate", "method_approved", "terminated"),
          *(Edge(step, "method_approved", "method_approved") for step in ("suspend", "resume"))),
    basis={**OPEN.basis, "approve_method": f"{GPLR} 第二十三条"},
    notice_period=None, min_bidders=bidders(3, f"{GPL} 第三十四条；{MOF87} 第十四条、第四十三条")))
"""The same machine; where the amount asks for an open tender, the finance department approves the method first."""

INVITED = register(replace(INVITED_2025, **_DOMESTIC))
