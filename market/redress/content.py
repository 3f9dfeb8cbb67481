"""What a letter of query or complaint must say, and what is missing of it: plain values, no database.

``said`` is what was typed, as JSON: ``address``, ``postcode``, ``contact``, ``phone``, ``request``, ``items``: a list
of ``{"matter", "facts", "law"}``, in a complaint also ``of``: the number of the queried item, or ``answer`` for what
rests on the answer itself; for an enquiry ``text`` and ``affects``.
"""
from collections.abc import Mapping

from market.core.guards import Reason

MOST_ITEMS = 10
LONGEST = 4000
"""Characters of one passage."""
MOF94 = "政府采购质疑和投诉办法"
QUERY_LAW, COMPLAINT_LAW = f"{MOF94} 第十二条", f"{MOF94} 第十八条"
ANSWER = "answer"
PARTY = (("address", "通讯地址"), ("postcode", "邮编"), ("contact", "联系人"), ("phone", "联系电话"))
ITEM = (("matter", "事项"), ("facts", "事实依据"), ("law", "法律依据"))


def items(said: Mapping) -> list[dict]:
    """The items of which anything was written."""
    return [one for one in said.get("items", []) if any(str(one.get(key, "")).strip() for key, _ in ITEM)]


def missing(kind: str, said: Mapping) -> list[Reason]:
    """What a letter of that kind lacks; empty where it is complete."""
    if kind == "enquiry":
        if said.get("text", "").strip():
            return []
        return [Reason("content.text", "没有填写询问的内容，不能提交；请写明要询问什么。", "政府采购法 第五十一条")]
    law, word = (QUERY_LAW, "质疑") if kind == "query" else (COMPLAINT_LAW, "投诉")
    found = [Reason(f"content.{key}", f"没有填写{label}，{word}函不完整，不能提交；请补充。", law)
             for key, label in PARTY if not said.get(key, "").strip()]
    rows = items(said)
    if not rows:
        found.append(Reason("content.items", f"没有写明具体的{word}事项，不能提交；请至少写一项。", law))
    for number, row in enumerate(rows, 1):
        found += [Reason(f"content.item{number}.{key}", f"第 {number} 项没有填写{label}，不能提交；请补充。", law)
                  for key, label in ITEM if not str(row.get(key, "")).strip()]
    if not said.get("request", "").strip():
        found.append(Reason("content.request", f"没有写明与{word}事项相关的请求，不能提交；请补充。", law))
    return found


def beyond(said: Mapping, queried: int) -> list[Reason]:
    """What of a complaint goes beyond the items that were queried."""
    lawful = {str(number) for number in range(1, queried + 1)} | {ANSWER}
    return [Reason("complaint.beyond_query", f"第 {number} 项不在已质疑的事项之内，也不是针对质疑答复提出的，不能提交；"
                   "请选择它所对应的质疑事项，或者删去这一项。", f"{MOF94} 第二十条")
            for number, row in enumerate(items(said), 1) if str(row.get("of", "")) not in lawful]
