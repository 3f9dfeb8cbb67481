"""Why a procedure may come to nothing: the five grounds by their codes (政府采购法 第三十六条)."""

REASONS = {
    "F1": "递交投标文件的供应商不足法定家数。",
    "F2": "符合条件的供应商或者对招标文件作实质响应的供应商不足法定家数。",
    "F3": "投标人的报价均超过了采购预算或者最高限价，采购人不能支付。",
    "F4": "出现影响采购公正的违法、违规行为。",
    "F5": "因重大变故，采购任务取消。",
}
COUNTED = frozenset({"F1", "F2", "F3"})
"""Grounds that rest on who bid or on prices: not to be stated before the opening."""
