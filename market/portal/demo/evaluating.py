"""How the invented bids are evaluated: a committee is drawn, comes, votes, scores and reports, by the services."""
from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from bids.evaluation import services
from bids.evaluation.services import scoring
from bids.models import Bid, Committee, Member, Motion, ScoreSheet
from market.core import clock
from tenders import services as of_tenders

STAFF = "zhongxin"
"""Who enters the record of the bank and prints the code."""
UNITS = ("示例理工学院", "示例市特种设备检验院", "示例医科大学", "示例省标准化研究院", "示例市工程咨询院")
PAUSE = timedelta(minutes=1)
HALF = Decimal("0.5")


def committee(stage, *, experts: Sequence[str], representatives: Sequence[str] = (), record: str) -> None:
    """Form it, enter the draw, let everybody come, declare and choose the first expert to lead."""
    people = stage.people
    with clock.frozen(clock.now()) as frozen:
        made = services.form_committee(
            stage.tender(), size=len(experts) + len(representatives), starts_at=clock.now() + 10 * PAUSE,
            representatives=[people.users[login].pk for login in representatives], actor=stage.actor("handler"))
        frozen.move(PAUSE)
        drawn = [(people.users[login].name, UNITS[n % len(UNITS)]) for n, login in enumerate(experts)]
        services.record_drawing(made, record=record, drawn_at=clock.now(), experts=drawn, actor=people.actor(STAFF))
        code = services.code_of(made, actor=people.actor(STAFF))
        actors = [people.actor(login) for login in (*experts, *representatives)]
        for one in actors:
            frozen.move(PAUSE)
            services.check_in(code=code, actor=one)
            services.declare(made, actor=one)
        seat = Member.objects.get(committee=made, user=actors[0].user).seat
        for one in actors[:len(actors) // 2 + 1]:
            services.vote_chair(made, seat=seat, actor=one)


def begin(stage, *, lot: int) -> None:
    """The principal or its agent begins."""
    of_tenders.advance(stage.lot(lot), "start_evaluation", actor=stage.actor("handler"))


def _members(stage) -> list:
    """The actors of all seats, by seat."""
    committee = Committee.objects.get(tender=stage.pk)
    logins = {user.pk: login for login, user in stage.people.users.items()}
    return [stage.people.actor(logins[one.user_id]) for one in committee.members.seated()]


def assess(stage, *, lot: int, half: Sequence[int] = (), blank: Sequence[int] = ()) -> None:
    """Everybody votes; facts are entered and confirmed; sheets are filled and handed in, but those of the seats
    ``half`` only begun and those of ``blank`` not at all."""
    one, members = stage.lot(lot), _members(stage)
    with clock.frozen(clock.now()) as frozen:
        for actor in members:
            frozen.move(PAUSE)
            asked = Motion.objects.filter(lot=one, kind=Motion.Kind.COMPLIANCE, decided_at=None)
            services.vote(one, answers={motion.pk: (True, "") for motion in asked}, actor=actor)
        _facts(one, members)
        for seat, actor in enumerate(members, 1):
            frozen.move(5 * PAUSE)
            if one.evaluation_scheme.scores and seat not in blank:
                _score(one, actor, seat, half=seat in half)


def _facts(lot, members: list) -> None:
    values = {(bid.pk, one.key): str(2 + n % 3) if one.rule["kind"] == "count" else
              one.rule["choices"][n % len(one.rule["choices"])]["key"]
              for n, bid in enumerate(_by_name(lot)) for one in scoring.objective(lot)}
    if values:
        services.enter_facts(lot, values=values, actor=members[0])
        services.confirm_facts(lot, values=values, actor=members[1])


def _by_name(lot) -> list[Bid]:
    return sorted(scoring.scored_bids(lot), key=lambda bid: bid.party.name)


def _score(lot, actor, seat: int, *, half: bool) -> None:
    """Fill a sheet: bids differ by a few points, members by a little."""
    criteria = scoring.subjective(lot)
    changes = []
    for n, bid in enumerate(_by_name(lot)):
        for criterion in criteria[:1] if half else criteria:
            share = Decimal(88 - 6 * n - (seat + n) % 3) / 100
            points = ((criterion.most * share / HALF).quantize(Decimal(1), ROUND_HALF_UP)) * HALF
            changes.append(services.Change(bid.pk, criterion.key, points, "方案与需求对应，见技术文件。"))
    revision = ScoreSheet.objects.get(lot=lot, member__user=actor.user).revision
    services.save_scores(lot, revision=revision, changes=changes, actor=actor)
    if not half:
        services.hand_in(lot, actor=actor)


def inquire(stage, *, lot: int, who: str, text: str, minutes: int) -> None:
    """A member asks a bidder to clarify."""
    bid = Bid.objects.get(lot=stage.lot(lot), party=stage.people.party_of(who))
    services.ask(stage.lot(lot), bid=bid.pk, kind="clarify", text=text, minutes=minutes, actor=_members(stage)[1])


def conclude(stage, *, lot: int, dissent: str = "") -> None:
    """The chair tallies, everybody signs, one perhaps with dissent, the chair finishes."""
    one, members = stage.lot(lot), _members(stage)
    seats = Committee.objects.get(tender=stage.pk).members
    chair = next(actor for actor in members if seats.filter(user=actor.user, chair=True).exists())
    with clock.frozen(clock.now()) as frozen:
        services.tally(one, actor=chair)
        for n, actor in enumerate(members):
            frozen.move(PAUSE)
            services.sign(one, dissent=dissent if n == 1 else "", actor=actor)
        frozen.move(PAUSE)
        services.finish(one, actor=chair)
