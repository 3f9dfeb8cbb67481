"""When an award may be taken back (政府采购法实施条例 第四十九条; 招标投标法实施条例 第五十五条)."""

CANCEL = {
    "declined": "中标人拒绝与采购人签订合同。",
    "force_majeure": "中标人因不可抗力不能履行合同。",
    "no_bond": "中标人未按招标文件提交履约保证金。",
    "illegal": "中标人被查实存在影响中标结果的违法行为。",
    "redress": "质疑或者投诉成立，影响中标结果。",
}
