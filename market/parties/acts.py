"""What was done with accounts and organisations, for the person, the organisation's administrator and the centre."""
from market.core import clock

from .models import AccountAct

WORDS = {
    "account.registered": "注册账号",
    "account.signed_in": "登录",
    "account.refused": "登录未成功",
    "account.signed_out": "退出",
    "account.switched": "切换代表单位",
    "account.password_changed": "修改密码",
    "account.recovered": "用找回码重设密码",
    "account.sessions_ended": "退出其他设备",
    "account.factor_added": "添加登录验证方式",
    "account.factor_removed": "移除登录验证方式",
    "account.codes_made": "生成恢复码",
    "account.identity_linked": "关联统一身份认证",
    "account.identity_unlinked": "取消关联统一身份认证",
    "recovery.opened": "中心受理找回账号",
    "recovery.confirmed": "中心复核找回账号",
    "recovery.refused": "中心未同意找回账号",
    "claim.made": "申请认领单位",
    "claim.licence_sent": "提交证照",
    "claim.challenged": "取得待签文本",
    "claim.reviewed": "中心核对单位",
    "claim.proved": "单位已核实",
    "claim.refused": "单位核实未通过",
    "membership.asked": "申请加入单位",
    "membership.admitted": "加入单位",
    "membership.refused": "加入申请未通过",
    "membership.changed": "调整成员职责",
    "membership.ended": "离开单位",
    "role.given": "取得业务身份",
    "role.taken": "终止业务身份",
    "mandate.given": "授权委托",
    "mandate.revoked": "撤销授权委托",
    "certificate.added": "添加证照",
    "certificate.checked": "中心核对证照",
    "certificate.revoked": "停用证照",
    "key.registered": "登记签名密钥",
    "key.revoked": "停用签名密钥",
    "profile.changed": "修改单位资料",
}
"""By the stable code of the act."""


def record(what: str, *, actor, user=None, party=None, **detail) -> AccountAct:
    """Write down one act. ``actor`` is whoever did it, in the log's own words; ``detail`` holds plain texts."""
    if what not in WORDS:
        raise ValueError(what)
    return AccountAct.objects.create(what=what, user=user, party=party, actor=str(actor), detail=detail, at=clock.now())


def label(what: str) -> str:
    """How an act is called on screen."""
    return WORDS[what]
