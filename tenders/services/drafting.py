"""Drafting: a tender, its lots, its documents, its custodians; and a second person's review."""
from decimal import Decimal
from io import BytesIO

from django.db import transaction
from django.db.models import F, Max

from market.core import clock, files
from market.core.models import Region, StoredFile
from market.core.trades import trade
from market.custody import seats
from market.custody.errors import CustodyRefused
from market.custody.models import Seat
from market.projects.models import Project

from .. import policy, publication
from ..models import DocumentVersion, DraftEdit, Lot, Review, Tender
from ..rulebooks.base import editions
from ..rulebooks.fields import BY_CODE
from ..rulebooks.schemes import Scheme
from .errors import refuse
from .locking import NOT_YOURS, draft_of, edited, working_on

COLUMNS = {"title": "项目名称", "agent": "代理机构", "supervisor": "监督部门", "region": "地区", "budget": "预算金额",
           "ceiling": "最高限价", "bond": "投标保证金", "questions_due_at": "提疑截止时间",
        "bids_due_at": "投标截止时间",
           "opens_at": "开标时间", "project_code": "所属项目编号"}
LOT_COLUMNS = ("title", "budget", "ceiling", "bond", "facts")
SLICE = 500
FAR = 1_000_000
"""More than any number of a lot."""


@transaction.atomic
def draft(*, rulebook_key: str, title: str, principal, agent=None, supervisor=None, region, project_code: str = "",
          lots=(), facts: dict | None = None, scheme: Scheme | None = None, actor, **columns) -> Tender:
    """Begin a tender. ``region`` is a Region or its code, ``lots`` dicts of ``Lot``'s columns; amounts in 元.
    ``scheme`` is the evaluation scheme, where there is one already.

    Raises StepRefused where the actor's organisation is neither principal nor agent, or the region is closed.
    """
    book = next(reversed(editions(rulebook_key)))
    region = region if isinstance(region, Region) else Region.objects.get(pk=region)
    if not region.open_for_trade:
        raise refuse("draft", "region.closed", f"{region.name}已停止在本平台办理新的交易，不能新建项目；"
                                               "请与交易中心联系。")
    tender = Tender(rulebook_key=rulebook_key, title=" ".join(title.split()), principal=principal, agent=agent,
                    supervisor=supervisor, region=region, project_code=project_code.strip(), facts=facts or {},
                    drafted_by=str(actor), drafted_at=clock.now(), prepared_by=[str(actor)],
                    scheme=scheme.as_json() if scheme else None, code=_next_code(book), **_with_opening(columns))
    if not policy.prepares(tender, actor):
        raise refuse("draft", "step.not_permitted", NOT_YOURS)
    tender.save(force_insert=True)
    DraftEdit.objects.create(tender=tender, revision=1, labels=["新建项目"], by=str(actor), at=tender.drafted_at)
    Lot.objects.bulk_create([_lot(tender, number, one) for number, one in enumerate(lots, 1)], batch_size=SLICE)
    return tender


def _with_opening(columns: dict) -> dict:
    """Opening is at the moment bids are due unless another one is said."""
    if "bids_due_at" in columns and "opens_at" not in columns:
        return {**columns, "opens_at": columns["bids_due_at"]}
    return columns


def _next_code(book) -> str:
    """``SLZC-2026-0012``: a running number within the trade and year."""
    front = f"SL{trade(book.trade).letters}-{clock.today().year}-"
    last = Tender.objects.filter(code__startswith=front).aggregate(last=Max("code"))["last"]
    return f"{front}{int(last.rsplit('-', 1)[1]) + 1 if last else 1:04d}"


def _lot(tender: Tender, number: int, said: dict) -> Lot:
    return Lot(tender=tender, number=number, title=" ".join(said["title"].split()), budget=Decimal(said["budget"]),
               ceiling=said.get("ceiling"), bond=said.get("bond"), facts=said.get("facts") or {})


@transaction.atomic
def edit(tender, *, revision: int, actor, facts: dict | None = None, **changes) -> Tender:
    """Change a draft. ``facts`` are merged into those kept; a fact given as None is taken away.

    Raises RevisionStale where somebody saved meanwhile, StepRefused once the notice is out. Nothing that stays as it
    is counts as a change.
    """
    fresh = draft_of(tender, actor, "edit", revision)
    labels = [COLUMNS[name] for name, value in _with_opening(changes).items()
              if _differs(getattr(fresh, name), value) and name in COLUMNS]
    for name, value in _with_opening(changes).items():
        setattr(fresh, name, value)
    merged = {**fresh.facts, **(facts or {})}
    merged = {code: value for code, value in merged.items() if value not in (None, "")}
    labels += [BY_CODE[code].label for code in BY_CODE if merged.get(code) != fresh.facts.get(code)]
    if not labels:
        return fresh
    fresh.facts = merged
    edited(fresh, labels, actor, clock.now())
    fresh.save()
    return fresh


def _differs(before, after) -> bool:
    return before != after


@transaction.atomic
def set_scheme(tender, *, scheme: Scheme, revision: int | None = None, actor) -> Tender:
    """Let the bids of a draft be evaluated by this scheme. Whether it is lawful is asked at publication.

    Raises RevisionStale, StepRefused.
    """
    fresh = draft_of(tender, actor, "set_scheme", revision)
    if fresh.scheme != scheme.as_json():
        fresh.scheme = scheme.as_json()
        edited(fresh, ["评标办法"], actor, clock.now())
        fresh.save()
    return fresh


@transaction.atomic
def set_lot_scheme(lot: Lot, *, scheme: Scheme | None, revision: int | None = None, actor) -> Lot:
    """Give one lot of a draft a scheme of its own, or (None) that of its tender again. Raises RevisionStale,
    StepRefused."""
    fresh = draft_of(lot.tender, actor, "set_scheme", revision)
    lot, kept = Lot.objects.select_for_update().get(pk=lot.pk), scheme.as_json() if scheme else None
    if lot.scheme != kept:
        lot.scheme = kept
        lot.save(update_fields=["scheme"])
        edited(fresh, [f"第 {lot.number} 包的评标办法"], actor, clock.now())
        fresh.save()
    return lot


@transaction.atomic
def set_lots(tender, *, lots: list[dict], actor, revision: int | None = None) -> Tender:
    """Let a draft have exactly these lots, numbered from 1 in their order; kept numbers keep their ids and keys."""
    fresh = draft_of(tender, actor, "set_lots", revision)
    kept = {lot.number: lot for lot in fresh.lots.all()}
    wanted = {number: _lot(fresh, number, said) for number, said in enumerate(lots, 1)}
    changed = []
    for number, lot in kept.items():
        if (new := wanted.get(number)) and any(getattr(lot, name) != getattr(new, name) for name in LOT_COLUMNS):
            for name in LOT_COLUMNS:
                setattr(lot, name, getattr(new, name))
            changed.append(lot)
    Lot.objects.bulk_update(changed, LOT_COLUMNS, batch_size=SLICE)
    fresh.lots.filter(number__gt=len(lots)).delete()
    Lot.objects.bulk_create([lot for number, lot in wanted.items() if number not in kept], batch_size=SLICE)
    edited(fresh, ["标段（包）"], actor, clock.now())
    fresh.save()
    return fresh


@transaction.atomic
def remove_lot(lot: Lot, *, revision: int | None = None, actor) -> Tender:
    """Take one lot out of a draft; those behind it move up and keep their ids and keys. Raises RevisionStale,
    StepRefused."""
    fresh = draft_of(lot.tender, actor, "remove_lot", revision)
    found = Lot.objects.select_for_update().get(pk=lot.pk)
    found.delete()
    behind = fresh.lots.filter(number__gt=found.number)
    for shift in (FAR, -FAR - 1):  # by way of numbers that nobody has: each row is checked as it is written
        behind.update(number=F("number") + shift)
    edited(fresh, [f"删除第 {found.number} 包"], actor, clock.now())
    fresh.save()
    return fresh


@transaction.atomic
def edit_lot(lot: Lot, *, revision: int | None = None, actor, **changes) -> Lot:
    """Change one lot of a draft. Raises RevisionStale, StepRefused."""
    fresh = draft_of(lot.tender, actor, "edit_lot", revision)
    lot = Lot.objects.select_for_update().get(pk=lot.pk)
    changed = [name for name in LOT_COLUMNS if name in changes and getattr(lot, name) != changes[name]]
    if changed:
        for name in changed:
            setattr(lot, name, changes[name])
        lot.save(update_fields=changed)
        edited(fresh, [f"第 {lot.number} 包"], actor, clock.now())
        fresh.save()
    return lot


@transaction.atomic
def add_document(tender, *, file: StoredFile, title: str, actor) -> DocumentVersion:
    """A further version of the document. After publication it becomes public with the amendment that names it."""
    fresh = working_on(tender, actor, "add_document")
    number = (fresh.documents.aggregate(last=Max("number"))["last"] or 0) + 1
    now = clock.now()
    version = DocumentVersion.objects.create(tender=fresh, number=number, title=" ".join(title.split()), file=file,
                                             added_by=str(actor), added_at=now)
    if fresh.published_at is None:
        edited(fresh, [f"招标文件第 {number} 版"], actor, now)
        fresh.save()
    return version


def keep_document(content, *, name: str) -> StoredFile:
    """Check and keep an uploaded document. Raises FileRefused."""
    return files.keep(content if not isinstance(content, str) else BytesIO(content.encode()), name=name)


@transaction.atomic
def name_custodian(tender, *, number: int, user, party, actor) -> Seat:
    """Say who holds one of the three seats. After publication nobody is exchanged: their keys stand in the notice's
    place. Raises StepRefused."""
    fresh = draft_of(tender, actor, "name_custodian")
    try:
        seat = seats.name(subject=fresh.pk, number=number, party=party, user=user, actor=actor)
    except CustodyRefused as refused:
        raise refuse("name_custodian", refused.code, refused.message) from refused
    edited(fresh, [f"第 {number} 位解密保管人"], actor, clock.now())
    fresh.save()
    return seat


@transaction.atomic
def ask_review(tender, *, actor) -> Review:
    """Ask a second person to look at what would be published as it now stands."""
    fresh = draft_of(tender, actor, "ask_review")
    now_digest = publication.digest(fresh)
    waiting = fresh.reviews.filter(agrees=None).first()
    if waiting and waiting.digest == now_digest:
        return waiting
    fresh.reviews.filter(agrees=None).delete()
    return Review.objects.create(tender=fresh, digest=now_digest, asked_by=str(actor), asked_at=clock.now())


@transaction.atomic
def decide_review(review: Review, *, agrees: bool, remark: str = "", actor) -> Review:
    """Agree to what was shown, or send it back with a remark.

    Raises StepRefused: by who prepared it, without the duty, twice, for what has changed since, or without a remark.
    """
    fresh = Review.objects.select_for_update().select_related("tender").get(pk=review.pk)
    tender = fresh.tender
    if not policy.approves(tender, actor):
        raise refuse("decide_review", "step.not_permitted", "审核须由采购人或者代理机构中有审核人职责的人员办理，"
                                                            "您没有这一职责。")
    if str(actor) in {fresh.asked_by, *tender.prepared_by}:
        raise refuse("decide_review", "review.same_person", "您参与过本项目的起草或者修改，不能审核自己办理的内容；"
                     "请由另一位审核人审核。", "政府采购法 第六十一条")
    if fresh.agrees is not None:
        raise refuse("decide_review", "review.decided", "这次审核已经作出结论，请刷新页面查看。")
    if publication.digest(tender) != fresh.digest:
        raise refuse("decide_review", "review.changed", "提交审核之后内容又有改动，请由经办人重新提交后再审核。")
    if not agrees and not remark.strip():
        raise refuse("decide_review", "review.no_remark", "退回时应当写明意见，经办人才知道改什么；请填写审核意见。")
    fresh.agrees, fresh.remark, fresh.reviewer, fresh.decided_at = agrees, remark.strip(), str(actor), clock.now()
    fresh.save()
    return fresh


def project_of(tender: Tender) -> Project:
    """The project the tender belongs to, made at the first publication."""
    code = tender.project_code or tender.code
    book = tender.rulebook
    return Project.objects.get_or_create(code=code, origin="", defaults={
        "name": tender.title, "trade": book.trade, "region": tender.region, "principal": tender.principal.name,
        "registered_at": clock.now()})[0]
