"""Named preconditions of the steps from the award to the archive. They ask the apps above through ``ports``."""
from market.core.guards import Reason, guard

from . import ports

GPL, GPLR = "政府采购法", "政府采购法实施条例"
MOF87 = "政府采购货物和服务招标投标管理办法"
SIDES = {"purchaser": "采购人", "winner": "中标人"}


def _standing(lot) -> ports.ContractStanding | None:
    return lot.contract_standing


@guard("contract.missing", "还没有合同，不能签订；请先根据中标通知书起草合同并定稿。", law=f"{GPL} 第四十六条")
def contract_is_there(lot) -> bool:
    return _standing(lot) is not None


@guard("contract.no_award", "合同所依据的中标结果已经不再有效，不能签订；请按新的中标结果重新起草。",
       law=f"{GPL} 第四十六条")
def award_stands(lot) -> bool:
    standing = _standing(lot)
    return standing is None or standing.awarded is not None


def _amount_words(lot) -> list[Reason]:
    standing = _standing(lot)
    return [Reason("contract.other_amount", f"合同金额 {standing.amount:,.2f} 元与中标金额 "
                                            f"{standing.awarded:,.2f} 元不一致，"
                   "不能签订；应当按照中标人投标文件确定的金额签订，请改回中标金额。",
                       f"{GPL} 第四十六条；{MOF87} 第七十一条")]


@guard("contract.other_amount", "合同金额与中标金额不一致，不能签订；请改回中标金额。",
       law=f"{GPL} 第四十六条；{MOF87} 第七十一条", words=_amount_words)
def amount_is_the_award(lot) -> bool:
    standing = _standing(lot)
    return standing is None or standing.awarded is None or standing.amount == standing.awarded


def _bond_words(lot) -> list[Reason]:
    cap, standing = lot.rulebook.performance_bond_cap, _standing(lot)
    return [Reason("contract.bond_over_cap", f"履约保证金 {standing.bond:,.2f} 元超过合同金额的 {cap}"
                   f"（{standing.amount * cap.value:,.2f} 元），不能签订；请改低或者不收取。", cap.law)]


@guard("contract.bond_over_cap", "履约保证金超过法定上限，不能签订；请改低或者不收取。", words=_bond_words)
def performance_bond_fits(lot) -> bool:
    cap, standing = lot.rulebook.performance_bond_cap, _standing(lot)
    return cap is None or standing is None or not standing.bond or standing.bond <= standing.amount * cap.value


def _unsigned_words(lot) -> list[Reason]:
    missing = "、".join(name for side, name in SIDES.items() if side not in _standing(lot).signed)
    return [Reason("contract.unsigned", f"{missing}还没有签署，合同尚未成立；请由其以通行密钥签署定稿的文本。",
                   f"{GPL} 第四十四条")]


@guard("contract.unsigned", "双方还没有都签署，合同尚未成立；请双方以通行密钥签署定稿的文本。",
       law=f"{GPL} 第四十四条", words=_unsigned_words)
def both_signed(lot) -> bool:
    standing = _standing(lot)
    return standing is None or set(SIDES) <= standing.signed


def _matter_words(lot) -> list[Reason]:
    return [Reason("redress.open", one.sentence, one.law) for one in ports.redress.open_matters(lot.pk)]


@guard("redress.open", "有可能影响结果的询问、质疑或者投诉尚未办结，应当暂停签订合同；已经签订的，应当中止履行。",
       law=f"{GPLR} 第五十四条", words=_matter_words)
def no_matter_is_open(lot) -> bool:
    return not ports.redress.open_matters(lot.pk)


@guard("contract.redaction_open", "还没有确认哪些内容涉及国家秘密、商业秘密，不能公告；没有的，"
                                  "也请确认“没有需要隐去的内容”。",
       law=f"{GPLR} 第五十条")
def redaction_is_settled(lot) -> bool:
    return bool(_standing(lot) and _standing(lot).redacted)


@guard("contract.paper_missing", "合同的正式文本正在排版和加盖电子印章，一般一分钟之内完成，完成后才能备案；"
                                 "请稍后刷新。",
       law=f"{GPL} 第四十七条")
def paper_is_sealed(lot) -> bool:
    return bool(_standing(lot) and _standing(lot).files)


@guard("contract.no_milestones", "合同没有约定履约节点，不能开始履约；请先补充履约节点。", law=f"{GPLR} 第四十五条")
def milestones_are_set(lot) -> bool:
    return bool(_standing(lot) and _standing(lot).milestones)


def _milestone_words(lot) -> list[Reason]:
    return [Reason("contract.milestones_open", f"还有 {_standing(lot).open_milestones} 个履约节点没有完成，"
                                               f"不能办理验收；"
                   "请先登记完成情况并上传证明材料。", f"{GPLR} 第四十五条")]


@guard("contract.milestones_open", "还有履约节点没有完成，不能办理验收；请先登记完成情况。", law=f"{GPLR} 第四十五条",
       words=_milestone_words)
def milestones_are_done(lot) -> bool:
    standing = _standing(lot)
    return standing is not None and standing.open_milestones == 0


@guard("acceptance.missing", "还没有出具验收书，不能办理验收；请对照合同约定的每一项技术、服务、安全标准填写结果。",
       law=f"{GPLR} 第四十五条")
def acceptance_is_there(lot) -> bool:
    return _standing(lot) is not None and _standing(lot).acceptance is not None


@guard("acceptance.failed", "验收书中有不合格的项目，不能通过验收；请要求中标人整改后重新验收并出具新的验收书。",
       law=f"{GPLR} 第四十五条")
def acceptance_passed(lot) -> bool:
    standing = _standing(lot)
    return standing is None or standing.acceptance is not False


def _unpaid_words(lot) -> list[Reason]:
    return [Reason("contract.unpaid", f"还有 {_standing(lot).unpaid} 笔款项没有支付，不能办理结清；"
                                      f"请在支付后登记付款日期和凭证。",
                   lot.rulebook.basis.get("settle", ""))]


@guard("contract.unpaid", "还有款项没有支付，不能办理结清；请在支付后登记。", words=_unpaid_words)
def everything_is_paid(lot) -> bool:
    standing = _standing(lot)
    return standing is not None and standing.instalments > 0 and standing.unpaid == 0


@guard("archive.missing", "归档资料还没有生成，不能归档；请先生成归档资料包的清单。", law=f"{GPL} 第四十二条")
def pack_is_made(lot) -> bool:
    return bool(_standing(lot) and _standing(lot).packed)
