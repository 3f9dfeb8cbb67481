"""Why an act of a session that is no step of its path is not done: code to sentence, with the article where one says
so. What stands in braces is filled with the facts of the case."""
from market.core.steps import Reason, StepRefused

MOF87 = "政府采购货物和服务招标投标管理办法"
SENTENCES = {
    "step.not_permitted": "只有主持人可以办理这一步。",
    "session.wrong_state": "现在不能办理这一步：场次已经到了另一个环节。请刷新页面查看最新进展。",
    "session.not_signing_in": "现在不是签到的时候。主持人开始签到后，请刷新页面再签到。",
    "session.no_bidder":
        "您代表的单位没有向本项目递交投标文件，不能以投标人身份办理。如果您代表多个单位，请先切换代表单位。",
    "session.not_shown": "现在不能办理：要在报价公布之后、主持人办理确认之前。",
    "session.window_open": "解密时限到 {until} 才届满，届满前应当等待保管人和投标人解密。",
    "objection.empty": "请写明内容，不超过 {most} 字。",
    "objection.answered": "这件异议已经答复，记录不能更改。",
    "incident.by_whom": "只有主持人和交易中心工作人员可以登记异常情况。",
    "incident.when": "开标尚未开始或者已经结束，不能登记异常情况。",
    "incident.malformed": "请选择类型、写明经过（不超过 {most} 字），延长时间在 0 至 {minutes} 分钟之间。",
    "incident.no_window": "只有在解密阶段才能延长解密时限；请把延长时间改为 0 再登记。",
    "release.no_seat": "您不是本项目的解密保管人，不能交出密钥。如果您代表多个单位，请先切换代表单位。",
    "release.closed": "现在不接收密钥：主持人宣布解密开始之后、结束之前才接收。没有交出任何密钥。",
    "release.over": "解密时限已于 {until} 届满，没有交出任何密钥。只有登记异常情况才能延长，请联系主持人。",
    "release.incomplete":
        "密钥文件没有包含全部需要开标的标段（包），没有交出任何密钥。请选择为本项目制作的那个密钥文件。",
    "own_key.not_yours": "这些密钥不是您递交的投标文件的密钥，没有打开任何内容。请刷新页面后重试。",
    "own_key.wrong": "您选择的密钥文件与投标文件不符，没有打开任何内容，投标文件未受影响。请换成加密时使用的密钥文件。",
}
LAW = {"session.not_shown": f"{MOF87} 第四十二条"}


def refusal(step: str, code: str, **facts) -> StepRefused:
    """The exception to raise."""
    return StepRefused(step, [Reason(code, SENTENCES[code].format(**facts), LAW.get(code, ""))])
