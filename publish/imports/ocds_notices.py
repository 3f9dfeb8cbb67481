"""A contracting process of another platform as a draft. Amounts keep their currency, parties stay words."""
from decimal import Decimal, InvalidOperation

from publish import cleaning

from .amounts import LIMIT
from .drafts import Draft
from .moments import instant, read_moment
from .ocds_packages import Package, Process

MOST = 200
"""Items, awards, documents or lots shown of one process; the rest is in the kept original."""

_STATUS = {"planning": "计划中", "planned": "计划中", "active": "进行中", "complete": "已完成", "cancelled": "已终止",
           "withdrawn": "已撤回",
           "unsuccessful": "未成交", "pending": "待定", "terminated": "已结束"}
_TAGS = {"planning": "计划", "planningUpdate": "计划更新", "tender": "采购公告", "tenderAmendment": "公告变更",
         "tenderUpdate": "公告更新",
         "tenderCancellation": "终止", "award": "授标", "awardUpdate": "授标更新", "awardCancellation": "授标撤销",
         "contract": "合同", "contractUpdate": "合同更新", "contractAmendment": "合同变更", "implementation": "履约",
         "implementationUpdate": "履约更新", "contractTermination": "合同终止", "compiled": "汇编"}
_METHODS = {"open": "公开", "selective": "邀请（预选）", "limited": "有限", "direct": "直接采购"}


def draft(package: Package, process: Process) -> Draft:
    """The notice a process makes; ``latest``, as it is built from everything known of the process."""
    view, notes = process.view()
    tender, planning = _object(view, "tender"), _object(view, "planning")
    awards, contracts = _objects(view, "awards"), _objects(view, "contracts")
    title = next((words for words in (
        _words(tender, "title"), _words(view, "title"), *(_words(one, "title") for one in (*awards, *contracts)),
        _words(_object(planning, "budget"), "description"), _words(planning, "rationale")) if words), process.ocid)
    made = Draft(external_id=process.ocid, title=title[:500], kind=_kind(tender, awards, contracts),
                 trade="procurement", source=package.publisher, home=package.home, raw=process.as_json(), notes=notes,
                 latest=True)
    dates = [release["date"] for release in process.releases] or [process.compiled["date"]]
    made.published_at = min(filter(None, (instant(read_moment(date)) for date in dates)), default=None)
    facts = _facts(process, view, made)
    made.facts = {code: value for code, value in facts.items() if value}
    made.region_label = made.facts.get("region", "")
    made.attachments = _documents(tender, awards, contracts)
    made.listing = _listing(process, view)
    return made


def _kind(tender: dict, awards: list[dict], contracts: list[dict]) -> str:
    """Where the process stands, by what it last told of."""
    if contracts:
        return "contract_notice"
    if any(_status(award) in {"active", ""} for award in awards):
        return "result_notice"
    if _status(tender) in {"cancelled", "unsuccessful", "withdrawn"}:
        return "termination_notice"
    if awards:
        return "candidate_publicity"
    return "procurement_notice" if tender.get("title") or tender.get("tenderPeriod") else "purchase_intent"


def _facts(process: Process, view: dict, made: Draft) -> dict:
    tender = _object(view, "tender")
    active = [award for award in _objects(view, "awards") if _status(award) in {"active", ""}]
    contracts = _objects(view, "contracts")
    parties = {party.get("id"): party for party in _objects(view, "parties") if isinstance(party.get("id"), str)}
    buyer = _party(_object(view, "buyer")) or _party(_object(tender, "procuringEntity")) or _by_role(view, "buyer")
    suppliers = [party for award in active for party in map(_party, _objects(award, "suppliers")) if party]
    address = _object(parties.get(buyer.get("id")) or {}, "address") if buyer else {}
    only = active[0] if len(active) == 1 else {}
    signed = contracts[0] if len(contracts) == 1 else {}
    return {
        "project_code": process.ocid,
        "project_name": _words(tender, "title")[:300],
        "lots": [words[:300] for lot in _objects(tender, "lots")[:MOST] if (words := _words(lot, "title"))],
        "purchaser": buyer,
        "agent": _by_role(view, "procurementAgent"),
        "budget": _money(_object(_object(view, "planning"), "budget").get("amount"), "预算", made),
        "price_ceiling": _money(tender.get("value"), "采购估价", made),
        "award_amount": _money(only.get("value"), "授标金额", made),
        "contract_amount": _money(signed.get("value"), "合同金额", made),
        "contract_signed_at": _moment(signed.get("dateSigned")),
        "winner": list({party["name"]: party for party in suppliers}.values())[:MOST],
        "qualification": _words(tender, "eligibilityCriteria")[:2000],
        "region": (_words(address, "countryName") or _words(address, "region"))[:60],
        "questions_due_at": _moment(_object(tender, "enquiryPeriod").get("endDate")),
        "bids_due_at": _moment(_object(tender, "tenderPeriod").get("endDate")),
        "opens_at": _moment(_object(tender, "bidOpening").get("date")),
    }


def _by_role(view: dict, role: str) -> dict | None:
    return next((_party(party) for party in _objects(view, "parties")
                 if isinstance(party.get("roles"), list) and role in party["roles"]), None)


def _party(value: dict) -> dict | None:
    """A party as words, with the id its source gives it: never an organisation of ours."""
    if not (name := _words(value, "name")):
        return None
    party = {"name": name[:200]}
    if _plain(value.get("id")):
        party["id"] = _plain(value["id"])[:120]
    return party


def _money(value, what: str, made: Draft) -> dict | None:
    """An amount in its own currency; none where it is zero, endless or without a currency."""
    if not isinstance(value, dict) or isinstance(value.get("amount"), bool):
        return None
    currency = value.get("currency")
    if not isinstance(value.get("amount"), int | float | str):
        return None
    try:
        amount = Decimal(str(value["amount"])).quantize(Decimal("0.01"))
    except InvalidOperation:
        amount = Decimal(0)
    if not isinstance(currency, str) or len(currency) != 3 or not currency.isascii() or not currency.isupper():
        made.notes.append(f"{what}没有写明币种，未作为金额。")
    elif not (amount.is_finite() and 0 < amount <= LIMIT):
        made.notes.append(f"{what}“{str(value['amount'])[:40]}”不在可信范围内（大于零、不超过一万亿），未作为金额。")
    else:
        return {"amount": str(amount), "currency": currency}
    return None


def _moment(value) -> str:
    return read_moment(value) if isinstance(value, str) else ""


def _listing(process: Process, view: dict) -> list[tuple[str, str]]:
    """The process as label and value, for the body."""
    tender = _object(view, "tender")
    status = _status(tender)
    method = _METHODS.get(_plain(tender.get("procurementMethod")), "")
    rows = [
        ("说明", _words(tender, "description") or _words(view, "description")),
        ("状态", _STATUS.get(status, status)),
        ("采购方式", "：".join(filter(None, (method, _words(tender, "procurementMethodDetails"))))),
        ("资格要求", _words(tender, "eligibilityCriteria")),
        ("递交方式", _words(tender, "submissionMethodDetails")),
        ("预算说明", _words(_object(_object(view, "planning"), "budget"), "description")),
    ]
    for award in _objects(view, "awards")[:MOST]:
        names = "、".join(filter(None, (_words(one, "name") for one in _objects(award, "suppliers"))))
        rows.append(("授标", _sentence(award, names)))
    for contract in _objects(view, "contracts")[:MOST]:
        rows.append(("合同", _sentence(contract, "")))
    rows += [("标的", _item(item)) for item in _objects(tender, "items")[:MOST]]
    for release in sorted(process.releases, key=lambda one: (one["date"], str(one.get("id")))):
        tags = release.get("tag")
        named = "、".join(_TAGS.get(_plain(tag), _plain(tag)) for tag in tags) if isinstance(tags, list) else ""
        rows.append(("发布记录", f"{release['date'][:40]} {named} {_plain(release.get('id'))}".strip()))
    if process.compiled:
        rows.append(("汇编记录", process.compiled["date"][:40]))
    return [(label, words[:4000]) for label, words in rows if words]


def _sentence(part: dict, names: str) -> str:
    value = _object(part, "value")
    amount = f"{_plain(value.get('currency'))} {value['amount']}".strip() if value.get("amount") is not None else ""
    status = _STATUS.get(_status(part), _status(part))
    return "，".join(filter(None, (_words(part, "title"), names, amount, status, _plain(part.get("dateSigned"))[:10])))


def _item(item: dict) -> str:
    unit, quantity = _words(_object(item, "unit"), "name"), item.get("quantity")
    count = f"{quantity} {unit}".strip() if isinstance(quantity, int | float) and not isinstance(quantity, bool) else ""
    return "，".join(filter(None, (_words(item, "description"), count)))


def _documents(tender: dict, awards: list[dict], contracts: list[dict]) -> list[tuple[str, str]]:
    found = {}
    for part in (tender, *awards, *contracts):
        for document in _objects(part, "documents"):
            url = document.get("url")
            if isinstance(url, str) and url.startswith(("http://",
                                                        "https://")) and len(url) <= 600 and " " not in url:
                found.setdefault(url, _words(document, "title") or "附件")
    return [(title[:255], url) for url, title in list(found.items())[:MOST]]


def _object(value: dict, key: str) -> dict:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _objects(value: dict, key: str) -> list[dict]:
    found = value.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _plain(value) -> str:
    return " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else ""


def _status(part: dict) -> str:
    """The status of a tender, award or contract; empty where it has none."""
    return _plain(part.get("status"))


def _words(value: dict, key: str) -> str:
    """A text field without markup, control characters and broken surrogates."""
    found = value.get(key)
    if not isinstance(found, str):
        return ""
    found = found.encode("utf-8", "ignore").decode().replace("\x00", "")
    if "<" in found or "&" in found:
        try:
            found = cleaning.clean(found[:200_000]).text
        except cleaning.BodyRefused:
            return ""
    return " ".join(found.split())
