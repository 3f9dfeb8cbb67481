"""Evaluations for tests: opened bids as rows, and a committee that comes, votes and scores by the services."""
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from bids.evaluation import services
from bids.models import Bid, Committee, Member, Motion, OpenedBid, OpenedFile, OpeningSession, Verdict
from market.core import clock, files, tags, workdays
from market.core.steps import take_step
from market.parties.models import User
from tenders import services as of_tenders
from tenders.models import Lot, Tender
from tenders.rulebooks.schemes import Criterion, Item, Scheme
from tests.factories import openings, people

BEGUN = openings.DUE + timedelta(hours=2)
EXPERTS = ("钱一诺", "孙二陶", "李三省", "周四维", "吴五行", "郑六合", "王七弦", "冯八方", "陈九章")
UNIT = "示例市评审专家所在研究院"
ITEMS = (Item("signed", "投标文件签署、盖章符合要求", "政府采购货物和服务招标投标管理办法 第五十条"),
         Item("valid", "投标有效期符合要求"))
SCHEME = Scheme(
    method="comprehensive", price_points=Decimal(30), qualification=(Item("legal", "具有独立承担民事责任的能力"),),
    compliance=ITEMS, sme_deduction=Decimal("0.10"), ties=("price", "draw"), candidates=3, criteria=(
        Criterion(key="plan", label="整机技术方案", most=Decimal(40), kind="subjective", group="technical",
                  how="方案完整、参数响应充分的得高分。"),
        Criterion(key="service", label="售后服务方案", most=Decimal(24), kind="subjective", group="business",
                  how="服务网点、响应时间、备件承诺。"),
        Criterion(key="cases", label="同类业绩", most=Decimal(6), kind="objective", group="business",
                  how="每份合同 2 分。", rule={"kind": "count", "each": "2.00"})))
"""Price 30, judged 64, counted 6."""
PRICES = ("1860000.00", "1920000.00", "1745000.00")


@dataclass
class Evaluated:
    """A tender with its lot, its people, and its committee once it is formed."""

    tender: Tender
    lot: Lot
    handler: object
    staff: object
    supervising: object
    bids: list
    experts: list = field(default_factory=list)
    representative: object = None

    def now(self) -> Lot:
        """The lot as it is."""
        self.lot = Lot.objects.select_related("tender__region").get(pk=self.lot.pk)
        return self.lot

    @property
    def committee(self) -> Committee:
        return Committee.objects.select_related("tender__region").get(tender=self.tender)

    @property
    def everybody(self) -> list:
        """The actors of all seats, the representative last."""
        return [*self.experts, *([self.representative] if self.representative else [])]

    def member(self, actor) -> Member:
        return Member.objects.get(committee=self.committee, user=actor.user)

    @property
    def chair(self):
        """The actor who leads."""
        return next(one for one in self.everybody if self.member(one).chair)


def opened(scheme: Scheme = SCHEME, *, prices=PRICES, declared=None, budget="2000000.00", ceiling="1950000.00",
           lots: int = 1) -> Evaluated:
    """A lot whose bids were opened, by rows; each bid's sheet says its price and what its bidder declared."""
    if not people.Region.objects.exists():
        people.Region.objects.create(code="320299", name="示例市", level=1)
    workdays.seed()
    with clock.frozen(openings.DUE - timedelta(days=1)):
        made = openings.opening(lots=lots, bidders=0)
        supervisor = people.organisation("示例市某区财政局", "supervisor")
        Tender.objects.filter(pk=made.tender.pk).update(scheme=scheme.as_json(), budget=Decimal(budget),
                                                        supervisor=supervisor)
        Lot.objects.filter(tender=made.tender).update(status="opened", ceiling=ceiling and Decimal(ceiling),
                                                      opened_at=openings.DUE)
        OpeningSession.objects.filter(tender=made.tender).update(status="ended", fixed_at=openings.DUE)
        tender = Tender.objects.get(pk=made.tender.pk)
        lot = Lot.objects.select_related("tender__region").get(tender=tender, number=1)
        bids = [_bid(lot, number, amount, (declared or {}).get(number, {})) for number, amount in enumerate(prices)]
        return Evaluated(
            tender, lot, people.actor(people.person(tender.principal, "handler", name="经办人甲")),
            people.act("示例市公共资源交易中心（二部）", "centre", "handler"),
            people.actor(people.person(supervisor, "handler", name="监督员")), bids)


def _bid(lot: Lot, number: int, amount: str, declared: dict) -> Bid:
    party = people.organisation(f"示例{openings.NAMES[number]}有限公司", "supplier")
    bid = Bid.objects.create(lot=lot, tag=tags.owner_tag(lot.pk, party.pk), status="opened", party=party, current=1)
    bid.actor = people.actor(people.person(party, "handler", name=f"{openings.NAMES[number]}代表"))
    said = {"size": "none", "small_share": None, "brand": "", "domestic_part": None} | declared
    OpenedBid.objects.create(
        bid=bid, stage="opening", amount=Decimal(amount), unsealed_at=openings.DUE, visible_at=openings.DUE, sheet={
            "format": "price-sheet/2", "amount": amount, "declared": said,
            "quote": {"basis": "total", "value": amount, "unit": "元"}})
    return bid


def qualified(made: Evaluated) -> Evaluated:
    """Every bid found qualified, and the review ended by its step."""
    Verdict.objects.bulk_create([
        Verdict(bid=bid, phase="qualification", passed=True, by=str(made.handler), at=clock.now())
        for bid in made.bids])
    take_step(Lot.objects, made.lot.pk, "review_qualification", actor=made.handler)
    made.now()
    return made


def expert(name: str):
    """An expert with an account of their own."""
    party = people.organisation(f"评审专家{name}", "expert")
    return people.actor(people.person(party, "handler", name=name))


def formed(made: Evaluated, *, size: int = 5, representatives: int = 1) -> Evaluated:
    """A committee drawn, with nobody there yet; ``experts`` are those who were drawn."""
    delegates = [people.person(made.tender.principal, "handler", name=f"采购人代表{n}") for n in range(representatives)]
    committee = services.form_committee(made.tender, size=size, starts_at=clock.now() + timedelta(minutes=5),
                                        representatives=[one.pk for one in delegates], actor=made.handler)
    draw(made, committee, EXPERTS[:size - representatives])
    made.representative = people.actor(delegates[0]) if delegates else None
    return made


def draw(made: Evaluated, committee: Committee, names) -> None:
    """Enter a draw of these names, and give each an account."""
    services.record_drawing(committee, record=f"省库抽〔2026〕{committee.drawings.count() + 1}-{committee.pk.hex[:6]}",
                            drawn_at=clock.now(), experts=[(name, UNIT) for name in names], actor=made.staff)
    made.experts += [expert(name) for name in names]


def arrive(made: Evaluated, *actors) -> None:
    """Check in with the code of the centre and declare."""
    code = services.code_of(made.committee, actor=made.staff)
    for one in actors or made.everybody:
        services.check_in(code=code, actor=one)
        services.declare(made.committee, actor=one)


def seated(made: Evaluated, **traits) -> Evaluated:
    """A committee there, declared and led by its first expert."""
    formed(made, **traits)
    arrive(made)
    lead(made)
    return made


def lead(made: Evaluated) -> None:
    """All vote for the first expert."""
    seat = made.member(made.experts[0]).seat
    for one in made.everybody:
        if not Member.objects.filter(committee=made.committee, chair=True).exists():
            services.vote_chair(made.committee, seat=seat, actor=one)


def evaluating(scheme: Scheme = SCHEME, *, size: int = 5, representatives: int = 1, **traits) -> Evaluated:
    """The evaluation begun: sheets and questions are laid out."""
    made = seated(qualified(opened(scheme, **traits)), size=size, representatives=representatives)
    of_tenders.advance(made.lot, "start_evaluation", actor=made.handler)
    made.now()
    return made


def vote(made: Evaluated, *, against=(), voters=None, reason="没有按要求签署。", kind="compliance") -> None:
    """All answer every open question with yes, but with no for the bids ``against``."""
    asked = Motion.objects.filter(lot=made.lot, kind=kind, decided_at=None)
    for one in made.everybody if voters is None else voters:
        services.vote(made.lot, answers={
            motion.pk: (motion.bid_id not in against, reason if motion.bid_id in against else "") for motion in asked},
            actor=one)


def facts(made: Evaluated, values=None) -> None:
    """Enter and confirm the counts of every bid that stands; 2 where none is said."""
    said = {(bid.pk, one.key): str((values or {}).get(bid.pk, 2))
            for bid in services.scoring.scored_bids(made.lot) for one in services.scoring.objective(made.lot)}
    services.enter_facts(made.lot, values=said, actor=made.everybody[0])
    services.confirm_facts(made.lot, values=said, actor=made.everybody[1])


def score(made: Evaluated, actor, points=None, *, hand_in=True) -> None:
    """Fill a sheet: ``points`` by bid and criterion, else half of the most each."""
    changes = [services.Change(bid.pk, one.key, (points or {}).get((bid.pk, one.key), one.most / 2), "有依据。")
               for bid in services.scoring.scored_bids(made.lot) for one in services.scoring.subjective(made.lot)]
    services.save_scores(made.lot, revision=0, changes=changes, actor=actor)
    if hand_in:
        services.hand_in(made.lot, actor=actor)


def scored(made: Evaluated, totals=None) -> Evaluated:
    """Everybody voted, facts and scores are in; ``totals`` are, for each bid, what each member gives in all."""
    vote(made)
    facts(made)
    for place, one in enumerate(made.everybody):
        score(made, one, points_of(made, totals, place) if totals else None)
    return made


def points_of(made: Evaluated, totals: dict, place: int) -> dict:
    """A member's totals (without price, the counted part among them) as points for each judged criterion."""
    judged, found = services.scoring.subjective(made.lot), {}
    for bid in services.scoring.scored_bids(made.lot):
        fixed = sum((min(one.most, 2 * Decimal(one.rule["each"])) for one in services.scoring.objective(made.lot)),
                    Decimal(0))
        left = Decimal(totals[bid.pk][place]) - fixed
        for one in judged:
            found[bid.pk, one.key] = min(one.most, left)
            left -= found[bid.pk, one.key]
        assert left == 0, f"the scheme cannot give {totals[bid.pk][place]}"
    return found


def evaluated(made: Evaluated) -> Evaluated:
    """Tallied, signed by all, finished."""
    services.tally(made.lot, actor=made.chair)
    for one in made.everybody:
        services.sign(made.lot, actor=one)
    services.finish(made.lot, actor=made.chair)
    made.now()
    return made


def user(actor) -> User:
    return User.objects.get(pk=actor.user)


WORDS = {
    "qualification": "营业执照、财务报告、社会保障资金缴纳记录均在有效期内。",
    "business": "质保期五年；市内设有备件库，二小时到场。附同类合同两份。",
    "technical": "5.2 安装调试进度安排\n\n设备到货后三日内完成开箱验收，"
                 "会同采购人对外观、数量、随机文件逐项核对并形成记录。"
                 "机房防护检测由具备资质的第三方实施，检测报告作为安装前置条件。\n\n"
                 "安装工期共十二日，其中基础校平二日、"
                 "主机吊装二日、射线管路及高压连接三日、系统联调三日、稳定性试运行二日。\n\n"
                 "停机窗口安排在周六 20:00 至周日 12:00，由双方共同确认后实施；"
                 "因采购人临床需要变更的，提前二十四小时书面通知。\n\n5.3 人员配置\n\n"
                 "本项目拟派安装工程师三名、培训讲师两名。",
}


def papers(made: Evaluated) -> Evaluated:
    """Give every bid its opened volumes, with a text in each."""
    for bid in made.bids:
        row = OpenedBid.objects.create(bid=bid, stage="review", unsealed_at=clock.now(), visible_at=clock.now())
        for volume, words in WORDS.items():
            kept = files.keep(words.encode(), name=f"{volume}.txt")
            OpenedFile.objects.create(opened=row, volume=volume, name=f"{volume}.txt", sha256=kept.sha256,
                                      size=kept.size, file=kept)
    return made
