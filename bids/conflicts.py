"""Who may not bid because they, or one of their people, have a part in the tender itself."""
from market.core.steps import Reason
from market.custody.models import Seat
from market.parties.models import Membership

LAW = "政府采购法实施条例 第十八条"
OWN_TENDER = Reason("bid.own_tender", "您的单位是本项目的采购人、代理机构或者监督部门，不能参加投标。", LAW)
CUSTODIAN = Reason("bid.custodian", "您的单位或者其人员担任本项目的解密保管人，不能参加投标；没有任何内容被更改。",
                   "电子招标投标办法 第三十条")
PREPARED = Reason("bid.prepared_it",
                  "您参与编制了本项目的招标文件，不能代表供应商投标；请由本单位其他经办人办理。", LAW)


def of(tender, actor) -> list[Reason]:
    """Why an actor's party may not bid for a tender; empty where nothing stands against it.

    A custodian counts for every organisation it belongs to at this moment, not only for the one it keeps the key for.
    """
    if actor.party in {tender.principal_id, tender.agent_id, tender.supervisor_id}:
        return [OWN_TENDER]
    seats = Seat.objects.filter(subject=tender.pk)
    if seats.filter(party=actor.party).exists() or Membership.objects.current().filter(
            party=actor.party, user__in=seats.values("user")).exists():
        return [CUSTODIAN]
    return [PREPARED] if str(actor) in tender.prepared_by else []
