"""A public record as one item of a list, wherever lists are given to programs."""
from datetime import datetime

from django.conf import settings

from market.core.clock import SHANGHAI

from ..models import PublicRecord


def moment(value: datetime | None) -> str:
    """RFC 3339 in Shanghai time to the second; empty where there is none."""
    return value.astimezone(SHANGHAI).isoformat(timespec="seconds") if value else ""


def item(record: PublicRecord) -> dict:
    """A record as JSON; amounts in 元 as decimal text, what is not stated is null."""
    return {
        "id": str(record.pk), "url": f"{settings.PUBLIC_URL}{record.url}", "title": record.title,
        "trade": record.trade, "kind": record.kind, "stage": record.stage, "method": record.method or None,
        "region": {"path": record.region_path, "label": record.region_label} if record.region_path else None,
        "project_code": record.project_code or None, "codes": record.codes,
        "purchaser": record.purchaser or None, "agent": record.agent or None, "winner": record.winner or None,
        "sme_reserved": {"yes": True, "no": False}.get(record.sme),
        "amount": None if record.amount is None else {"value": f"{record.amount:.2f}", "means": record.amount_label},
        "foreign_amount": record.foreign_amount or None,
        "deadline": None if record.deadline_at is None else {
            "at": moment(record.deadline_at), "means": record.deadline_label, "day_only": record.deadline_is_day},
        "opens_at": moment(record.opens_at) or None, "published_at": moment(record.published_at),
        "updated_at": moment(record.updated_at),
        "source": {"key": record.source_key, "name": record.source_name, "outside": record.outside},
        "origin_url": record.origin_url or None, "withdrawn": record.withdrawn, "simulated": record.simulated,
    }
