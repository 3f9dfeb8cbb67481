"""A committee: how it is formed, drawn, seated and led, and what becomes of who leaves."""
from datetime import timedelta
from decimal import Decimal

import pytest

from bids.evaluation import draws, services
from bids.evaluation.services import forming
from bids.models import Committee, Member, Vote
from market.core import clock
from market.core.steps import StepRefused
from market.parties.models import PartyRole
from tenders import services as of_tenders
from tenders.models import Tender
from tests.factories import evaluations, people

pytestmark = pytest.mark.django_db


def codes(refused) -> list[str]:
    return [one.code for one in refused.value.reasons]


def soon(minutes=5):
    return clock.now() + timedelta(minutes=minutes)


@pytest.mark.parametrize(("budget", "size", "delegates", "code"), [
    ("9999999.99", 5, 1, None), ("9999999.99", 5, 0, None), ("9999999.99", 9, 3, None),
    ("9999999.99", 3, 0, "committee.size"), ("9999999.99", 6, 0, "committee.size"),
    ("9999999.99", 25, 0, "committee.size"), ("10000000.00", 5, 1, "committee.size"), ("10000000.00", 7, 2, None),
    ("9999999.99", 5, 2, "committee.representatives"), ("10000000.00", 7, 3, "committee.representatives"),
])
def test_size_and_kinds_follow_the_rulebook(opened, budget, size, delegates, code):
    made = opened
    Tender.objects.filter(pk=made.tender.pk).update(budget=Decimal(budget))
    sent = [people.person(made.tender.principal, "handler") for _ in range(delegates)]

    def form():
        return services.form_committee(made.tender, size=size, starts_at=soon(),
                                       representatives=[one.pk for one in sent], actor=made.handler)

    if code is None:
        assert form().members.count() == delegates
    else:
        with pytest.raises(StepRefused) as refused:
            form()
        assert codes(refused) == [code] and not Committee.objects.filter(tender=made.tender).exists()


@pytest.mark.parametrize(("change", "code"), [
    ("other", "committee.not_yours"), ("closed", "committee.not_opened"), ("twice", "committee.exists"),
    ("stranger", "committee.stranger"), ("past", "committee.starts_past"),
])
def test_who_may_form_it_and_when(opened, change, code):
    made = opened
    actor, starts, sent = made.handler, soon(), []
    if change == "other":
        actor = people.act("示例另一采购人", "purchaser", "handler")
    if change == "closed":
        made.tender.lots.update(status="closed")
    if change == "twice":
        services.form_committee(made.tender, size=5, starts_at=soon(), actor=made.handler)
    if change == "stranger":
        sent = [people.person(people.organisation("示例别家"), "handler").pk]
    if change == "past":
        starts = clock.now() - timedelta(seconds=1)

    with pytest.raises(StepRefused) as refused:
        services.form_committee(made.tender, size=5, starts_at=starts, representatives=sent, actor=actor)

    assert codes(refused) == [code]


def drawing(made, committee, names=evaluations.EXPERTS[:4], **said):
    return services.record_drawing(committee, **({
        "record": "省库抽〔2026〕7", "drawn_at": clock.now(), "actor": made.staff,
        "experts": [(name, evaluations.UNIT) for name in names]} | said))


@pytest.mark.parametrize(("said", "code"), [
    ({"drawn_at": evaluations.BEGUN - timedelta(days=4)}, None),
    ({"drawn_at": evaluations.BEGUN - timedelta(days=5)}, "draw.early"),
    ({"drawn_at": evaluations.BEGUN + timedelta(seconds=1)}, "draw.future"), ({"record": " "}, "draw.record"),
    ({"names": evaluations.EXPERTS[:3]}, "draw.count"), ({"names": evaluations.EXPERTS[:5]}, "draw.count"),
    ({"names": (*evaluations.EXPERTS[:3], evaluations.EXPERTS[0])}, "draw.same_name"),
    ({"names": (*evaluations.EXPERTS[:3], " ")}, "draw.name"),
])
def test_a_draw_is_entered_as_its_record_says(opened, said, code):
    made = opened
    sent = people.person(made.tender.principal, "handler")
    committee = services.form_committee(made.tender, size=5, starts_at=soon(), representatives=[sent.pk],
                                        actor=made.handler)

    if code is None:
        assert drawing(made, committee, **said).members.count() == 4
    else:
        with pytest.raises(StepRefused) as refused:
            drawing(made, committee, **said)
        assert codes(refused) == [code] and not committee.drawings.exists()


@pytest.mark.parametrize("whose", ["principal", "bidder"])
def test_no_expert_of_who_has_a_part_in_it(opened, whose):
    made = opened
    committee = services.form_committee(made.tender, size=5, starts_at=soon(), actor=made.handler)
    unit = made.tender.principal.name if whose == "principal" else made.bids[0].party.name
    experts = [(name, evaluations.UNIT) for name in evaluations.EXPERTS[:4]] + [("齐九州", unit)]

    with pytest.raises(StepRefused) as refused:
        drawing(made, committee, experts=experts)

    assert codes(refused) == ["draw.employer"]


def test_the_centre_alone_enters_a_draw(opened):
    made = opened
    committee = services.form_committee(made.tender, size=5, starts_at=soon(), actor=made.handler)

    with pytest.raises(StepRefused) as refused:
        drawing(made, committee, evaluations.EXPERTS[:5], actor=made.handler)

    assert codes(refused) == ["draw.not_centre"]


def test_names_are_in_no_table_before_the_check_in_and_known_to_the_member_alone_after(opened):
    made = evaluations.formed(opened)
    raw = repr(list(made.committee.members.values_list())) + repr(list(made.committee.events.values_list()))
    assert not any(name in raw for name in (*evaluations.EXPERTS, evaluations.UNIT, "采购人代表0"))

    evaluations.arrive(made, made.experts[0])

    assert [one.seat for one in Member.objects.visible_to(made.experts[0])] == [made.member(made.experts[0]).seat]
    for other in (made.experts[1], made.handler, made.staff, made.supervising, made.bids[0].actor):
        assert not Member.objects.visible_to(other).exists()


def test_everybody_reads_the_committee_once_a_result_is_out(opened):
    made = evaluations.seated(opened)
    made.tender.lots.update(status="result_published")

    assert Member.objects.visible_to(made.bids[0].actor).count() == 5
    assert {services.identity(one)["name"] for one in made.committee.members.all()} >= set(evaluations.EXPERTS[:4])


@pytest.mark.parametrize("who", ["stranger", "namesake", "no role", "bad code", "rep of another"])
def test_nobody_else_takes_a_seat(opened, who):
    made = evaluations.formed(opened)
    code, actor = services.code_of(made.committee, actor=made.staff), made.experts[0]
    if who == "stranger":
        actor = evaluations.expert("不在册")
    if who in ("namesake", "no role"):
        PartyRole.objects.filter(party=made.experts[0].party).update(until=clock.now())
        actor = people.actor(evaluations.user(made.experts[0]))
    if who == "bad code":
        code = code[:-1] + ("2" if code[-1] != "2" else "3")
    if who == "rep of another":
        actor = people.actor(people.person(made.tender.principal, "handler", name="采购人代表0"))

    with pytest.raises(StepRefused) as refused:
        services.check_in(code=code, actor=actor)

    assert codes(refused)[0] in {"code.unknown", "code.no_role"}
    assert not made.committee.members.exclude(user=None).exists()


def test_checking_in_twice_is_once(opened):
    made = evaluations.formed(opened)
    code = services.code_of(made.committee, actor=made.staff)

    first = services.check_in(code=code, actor=made.experts[0])
    again = services.check_in(code=f" {code.lower()} ", actor=made.experts[0])

    assert first == again and made.committee.members.exclude(user=None).count() == 1


def start(made):
    return of_tenders.advance(made.now(), "start_evaluation", actor=made.handler)


def test_an_evaluation_waits_for_the_whole_committee(opened):
    made = opened
    with pytest.raises(StepRefused) as refused:
        start(made)
    assert codes(refused) == ["committee.missing"]

    evaluations.formed(made)
    evaluations.arrive(made, *made.experts)
    with pytest.raises(StepRefused) as refused:
        start(made)
    assert codes(refused) == ["committee.not_seated", "committee.no_chair"]

    evaluations.arrive(made, made.representative)
    evaluations.lead(made)
    assert start(made).status == "evaluating"


def test_a_recused_member_is_replaced_by_a_further_draw_and_has_no_say(made):
    evaluations.vote(made)
    gone = made.experts[1]
    assert Vote.objects.counted().filter(member=made.member(gone)).exists()

    services.recuse(made.committee, ground="employed", actor=gone)

    assert not Vote.objects.counted().filter(member__user=gone.user).exists()
    with pytest.raises(StepRefused) as refused:
        evaluations.vote(made, voters=[gone])
    assert codes(refused) == ["member.none"]
    made.experts.remove(gone)
    evaluations.draw(made, made.committee, ["林补一"])
    evaluations.arrive(made, made.experts[-1])
    old, new = Member.objects.get(user=gone.user), made.member(made.experts[-1])
    assert old.replaced_by == new and (old.seat, new.seat) == (3, 6)
    assert made.lot.motions.filter(kind="compliance", decided_at=None).count() == 6, "asked anew"
    evaluations.vote(made, voters=[made.experts[-1]])
    assert not made.lot.motions.filter(decided_at=None).exists()


def test_who_does_not_come_is_replaced(opened, frozen):
    made = evaluations.formed(opened)
    with pytest.raises(StepRefused) as refused:
        services.mark_absent(made.committee, seat=2, reason="没有到场。", actor=made.staff)
    assert codes(refused) == ["absence.too_early"]
    frozen.move(timedelta(minutes=5))

    services.mark_absent(made.committee, seat=2, reason="没有到场。", actor=made.staff)
    services.mark_absent(made.committee, seat=1, reason="没有到场。", actor=made.handler)

    assert services.vacancies(made.committee, "expert") == services.vacancies(made.committee, "entity_rep") == 1
    named = people.person(made.tender.principal, "handler", name="新代表")
    services.name_representative(made.committee, user=named.pk, actor=made.handler)
    assert services.vacancies(made.committee, "entity_rep") == 0


@pytest.mark.parametrize(("whom", "code"), [("representative", "chair.rep"), ("nobody", "member.unknown")])
def test_the_chair_is_an_expert_who_is_there(opened, whom, code):
    made = evaluations.formed(opened)
    evaluations.arrive(made)
    seat = made.member(made.representative).seat if whom == "representative" else 9

    with pytest.raises(StepRefused) as refused:
        services.vote_chair(made.committee, seat=seat, actor=made.experts[0])

    assert codes(refused) == [code]


def test_three_of_five_make_a_chair_and_a_changed_mind_counts_once(opened):
    made = evaluations.formed(opened)
    evaluations.arrive(made)
    first, second = (made.member(one).seat for one in made.experts[:2])
    services.vote_chair(made.committee, seat=second, actor=made.experts[2])
    services.vote_chair(made.committee, seat=first, actor=made.experts[2])
    services.vote_chair(made.committee, seat=first, actor=made.experts[3])
    assert not made.committee.members.filter(chair=True).exists()

    services.vote_chair(made.committee, seat=first, actor=made.representative)

    assert made.committee.members.get(chair=True).seat == first
    assert services.recuse(made.committee, ground="other", actor=made.experts[0]).chair is False


def test_the_audit_log_names_seats_and_no_person(opened):
    made = evaluations.seated(opened)

    said = " ".join(f"{one.text} {one.actor}" for one in made.committee.events.all())

    assert "02 席签到" in said and "seat:2" in said
    assert not any(name in said for name in (*evaluations.EXPERTS[:4], str(made.experts[0].user)))


VECTORS = (
    (bytes(31) + b"\x01", "ZJCS-WX-2025-000123|2025-03-18T10:00:00+08:00|M01,M02,M03,M04,M05", ["M04"]),
    (b"\xa5" * 32, "EXP-WX-2025-000045|2025-06-05T14:30:00+08:00|E01,E02,E04,E05,E06,E07,E09,E10,E11,E12",
     ["E12", "E11", "E04", "E09", "E05", "E02", "E01"]),
)


@pytest.mark.parametrize(("secret", "said", "winners"), VECTORS)
def test_a_draw_follows_the_published_vectors(secret, said, winners):
    ids = said.split("|")[2].split(",")

    assert draws.drawn(secret, said, ids, len(winners)) == winners


def test_codes_have_letters_that_look_like_nothing_else():
    assert not set(forming.LETTERS) & set("01OI")
