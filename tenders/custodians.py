"""What is asked of the three custodians of a tender before its notice may go out."""
from market.core.guards import Reason
from market.custody import seats
from market.custody.models import Seat
from market.parties.models import PartyRole
from market.parties.roles import ROLES

LAW = "电子招标投标办法 第三十条"


def stages(book) -> list[str]:
    """The stages of opening for which a key is deposited, in the order of the volumes."""
    return list(dict.fromkeys(volume.stage for volume in book.volumes))


def faults(tender) -> list[Reason]:
    """What still lacks: a seat nobody holds or held by the wrong kind of organisation, keys not yet deposited."""
    book = tender.rulebook
    held = {seat.number: seat for seat in Seat.objects.filter(subject=tender.pk).select_related("party")}
    roles = _roles([seat.party_id for seat in held.values()])
    lacking = seats.missing(tender.pk, tender.lots.order_by().values("pk"), stages(book))
    found = []
    for number, role in enumerate(book.custodians, 1):
        label, seat = ROLES[role].label, held.get(number)
        if seat is None:
            found.append(Reason(f"custody.seat_{number}_missing", f"第 {number} 位解密保管人（{label}）还没有指定。"
                                "三把密钥由三个单位分别保管，缺一不能发布。", LAW))
        elif role not in roles.get(seat.party_id, ()):
            found.append(Reason(f"custody.seat_{number}_role", f"第 {number} 位解密保管人所在的{seat.party.name}不是"
                                                               f"{label}。"
                                f"请改由{label}的人员保管。", LAW))
        elif lacking[number]:
            found.append(Reason(f"custody.seat_{number}_keys", f"{seat.party.name}还有 {lacking[number]} 把公钥没有上"
                                                               "传。"
                                "请通知该保管人在其页面生成并上传。", LAW))
    return found


def _roles(parties: list) -> dict:
    found: dict = {}
    for party, role in PartyRole.objects.filter(party__in=parties, until=None).values_list("party", "role"):
        found.setdefault(party, set()).add(role)
    return found
