"""Who may sign in here, and what may go wrong on the way."""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person, as the service vouches for them."""

    sub: str
    name: str
    mobile: str


PEOPLE = (
    Person("p-1001", "许望舒", "13800001001"), Person("p-1002", "江小舟", "13800001002"),
    Person("p-1003", "秦岭", "13800001003"), Person("p-1004", "夏至", "13800001004"),
)
FAILURES = {
    "none": "正常", "denied": "用户不同意", "down": "令牌接口故障（503）", "slow": "令牌接口 12 秒不应答",
    "nonsense": "令牌接口答非所问", "signature": "令牌签名错误", "audience": "令牌发给了别人", "expired": "令牌已过期",
    "userinfo": "用户信息接口故障",
}
"""By key: how this one sign-in goes."""


def person(sub: str) -> Person | None:
    """Whose subject that is."""
    return next((one for one in PEOPLE if one.sub == sub), None)
