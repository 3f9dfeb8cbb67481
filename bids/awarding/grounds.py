"""When an award may be taken back (政府采购法实施条例 第四十九条; 招标投标法实施条例 第五十五条)."""

CANCEL = {
    "waived": "中标人有正当理由放弃中标。",
    "declined": "中标人无正当理由拒绝与采购人签订合同。",
    "force_majeure": "中标人因不可抗力不能履行合同。",
    "no_bond": "中标人未按招标文件提交履约保证金。",
    "illegal": "中标人被查实存在影响中标结果的违法行为。",
    "redress": "质疑或者投诉成立，影响中标结果。",
}
AFTER_DEFAULT = frozenset({"declined", "no_bond"})
"""Grounds that are a default of the winner: its bond is kept, so that is recorded first (政府采购法 第七十七条)."""
