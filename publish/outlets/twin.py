"""The JSON twin of a notice, of its versions and of a project: the same facts as the page, and what was hashed."""
from django.conf import settings
from django.urls import reverse

from market.core.trades import trade
from market.projects.models import Project
from tenders.rulebooks import notices
from tenders.rulebooks.fields import BY_CODE

from .. import digests
from ..models import Disclosure, DisclosureVersion, FileText
from ..rounds import Round


def absolute(path: str) -> str:
    """The full public address of a path on this site."""
    return f"{settings.PUBLIC_URL}{path}"


def notice(disclosure: Disclosure, version: DisclosureVersion, feed) -> dict:
    """One version of a notice. ``content`` is exactly what ``digest`` is over."""
    attachments = list(version.attachments.select_related("file"))
    texts = FileText.objects.filter(pk__in=[a.file.sha256 for a in attachments if a.file]).in_bulk()
    return {
        "id": str(disclosure.pk), "url": absolute(disclosure.get_absolute_url()), "status": disclosure.status,
        "trade": disclosure.trade, "trade_label": trade(disclosure.trade).label,
        "kind": disclosure.kind, "kind_label": notices.kind(disclosure.kind).label,
        "stage": notices.kind(disclosure.kind).stage, "method": disclosure.method,
        "region": disclosure.region_id or "", "region_label":
            disclosure.region.name if disclosure.region else disclosure.region_label,
        "source": {"key": disclosure.source_id, "name": disclosure.source.name, "ours": disclosure.source.ours,
                   "origin_url": disclosure.origin_url, "external_id": disclosure.external_id},
        "project_url": absolute(reverse("publish:project", args=[disclosure.project.code]))
        if disclosure.project else "",
        "first_published_at": disclosure.published_at.isoformat(), "received_at": disclosure.received_at.isoformat(),
        "withdrawal": {"at": disclosure.withdrawn_at.isoformat(), "reason": disclosure.withdrawal_reason,
                       "basis": disclosure.withdrawal_basis} if disclosure.withdrawn_at else None,
        "simulated": disclosure.simulated,
        "content": digests.content(version, attachments), "digest": version.digest,
        "labels": {code: trade(disclosure.trade).words.get(code, BY_CODE[code].label) for code in version.facts},
        "text": version.text,
        "attachments": [
            {"title": a.title, "url": absolute(reverse("publish:file", args=[disclosure.pk, version.number, a.order]))
             if a.file else a.origin_url,
             "media_type": a.file.media_type if a.file else "", "size": a.file.size if a.file else None,
             "sha256": a.file.sha256 if a.file else "",
             "text_state": texts[a.file.sha256].state if a.file and a.file.sha256 in texts else ""}
            for a in attachments
        ],
        "versions": [
            {"number": v.number, "published_at": v.published_at.isoformat(), "reason": v.reason, "digest": v.digest,
             "url": absolute(reverse("publish:version-json", args=[disclosure.pk, v.number]))}
            for v in disclosure.versions.order_by("number").only(
                "number", "published_at", "reason", "digest", "disclosure")
        ],
        "feed": {"position": feed.position, "numbered_at": feed.sequenced_at.isoformat()}
        if feed and feed.position else None,
    }


def _round(one: Round) -> dict:
    """One round of a project: everything its page says of it."""
    tender = one.tender
    return {
        "code": tender.code, "round": tender.round, "status": one.standing.word,
        "published_at": tender.published_at.isoformat(), "bids_due_at": tender.bids_due_at.isoformat(),
        "opens_at": tender.opens_at.isoformat(), "rules_digest": tender.pinned_digest, "lot_count": one.lot_count,
        "lots": [{"id": str(lot.pk), "number": lot.number, "title": lot.title, "budget": f"{lot.budget:.2f}",
                  "ceiling": f"{lot.ceiling:.2f}" if lot.ceiling is not None else None, "status": standing.word}
                 for lot, standing in one.lots],
        "sessions": [{"id": str(session.pk), "opens_at": session.opens_at.isoformat(), "status": session.status}
                     for session in one.sessions],
        "amendments": [{"number": change.number, "kind": change.kind, "made_at": change.made_at.isoformat(),
                        "text": change.text, "reason": change.reason} for change in one.amendments],
        "questions": [{"text": question.text, "answer": question.answer,
                       "published_at": question.amendment.made_at.isoformat()} for question in one.questions],
    }


def project(project: Project, page: dict) -> dict:
    """A project with its chain of notices, from the same context its page is made of."""
    return {
        "code": project.code, "name": project.name, "origin": project.origin, "trade": project.trade,
        "region": project.region_id or "", "principal": project.principal, "investment_code": project.investment_code,
        "url": absolute(reverse("publish:project", args=[project.code])),
        "status": page["status"][0] if page["status"] else "",
        "notices": [
            {"id": str(d.pk), "title": v.title, "kind": d.kind, "kind_label": kind.label, "stage": kind.stage,
             "published_at": d.published_at.isoformat(), "version": v.number, "status": d.status,
             "url": absolute(d.get_absolute_url())}
            for d, v, kind in ((link.disclosure, link.version, link.kind) for link in page["chain"])
        ],
        "rounds": [_round(one) for one in page["rounds"]],
        "money": [
            {"fact": row.fact.code, "label": row.fact.label, **row.value,
             "change": str(round(row.change, 6)) if row.change is not None else None,
             "notice": absolute(row.disclosure.get_absolute_url())}
            for row in page["money"]
        ],
    }
