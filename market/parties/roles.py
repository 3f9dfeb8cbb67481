"""Roles a party may act in and duties a person may have in it: ids and names, plain data."""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its name on screen, and whether the centre has to give it (else it comes with proof of identity)."""

    label: str
    given: bool = True


ROLES = {
    "purchaser": Role("采购人"),
    "tenderer": Role("招标人"),
    "grantor": Role("出让人"),
    "transferor": Role("转让方"),
    "agent": Role("代理机构"),
    "central_body": Role("集中采购机构"),
    "supplier": Role("供应商", given=False),
    "property_exchange": Role("产权交易机构"),
    "owner": Role("项目业主"),
    "provider": Role("中介服务机构"),
    "approval_dept": Role("审批部门"),
    "supermarket_admin": Role("中介超市管理机构"),
    "centre": Role("公共资源交易中心"),
    "supervisor": Role("监督部门"),
    "operator": Role("平台运行单位"),
    "expert": Role("评审专家"),
}
"""By id. The party of an expert is the person, or the bank that keeps a list of them."""

DUTIES = {
    "admin": "单位管理员", "handler": "经办人", "approver": "审核人", "host": "开标主持人", "custodian": "解密保管人",
    "finance": "财务人员",
}
"""What a person does in an organisation. The one who approves is never the one who prepared."""

OVERSEERS = ("centre", "supervisor", "operator")
"""Roles whose people see the file of every organisation. None of them sees a sealed bid by that."""
