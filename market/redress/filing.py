"""What of redress lies in the archive of a lot: enquiries without who asked, queries with their answers, decisions.

政府采购法 第四十二条 names the answers to queries and the decisions on complaints among what is kept; the complaint
itself stays with the department that decides.
"""
from collections.abc import Iterator

from django.db.models import Q

from market.core import packs

from .models import Complaint, Enquiry, Query

DECISION = ("number", "status", "received_at", "accepted_at", "outcome", "consequence", "order_no", "facts_found",
            "decision", "decision_law", "decided_at", "carried_out_at", "published_at", "closed_at")


def papers(lot) -> Iterator[packs.Paper]:
    """What was about the lot itself or the whole tender, in the order it came."""
    here = Q(tender=lot.tender_id) & (Q(lot=None) | Q(lot=lot))
    asked = Enquiry.objects.filter(here).order_by("asked_at")
    if asked:
        yield packs.data("enquiries.json", [
            {"number": one.number, "asked_at": one.asked_at, "text": one.text, "affects": one.affects,
             "answer": one.answer_text, "answered_at": one.answered_at} for one in asked])
    for query in Query.objects.filter(here).order_by("number").prefetch_related("papers__file"):
        yield packs.data(f"queries/{query.number}.json", {
            field.attname: getattr(query, field.attname) for field in query._meta.concrete_fields})
        for paper in query.papers.all():
            yield packs.Paper(f"queries/{query.number}/{paper.role}-{paper.file.name}", paper.file)
    decided = Complaint.objects.filter(here).exclude(decided_at=None).order_by("number")
    for complaint in decided.prefetch_related("papers__file"):
        yield packs.data(f"complaints/{complaint.number}.json", {name: getattr(complaint, name) for name in DECISION})
        for paper in complaint.papers.all():
            if paper.role == paper.Role.DECISION:
                yield packs.Paper(f"complaints/{complaint.number}/{paper.file.name}", paper.file)
