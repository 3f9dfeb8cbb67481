"""Pages of what is decided together: the compliance review, questions to bidders, the summary, the report."""
from collections import defaultdict

from market.core import clock

from ...models import (
    Explanation,
    Inquiry,
    Member,
    Motion,
    OpenedBid,
    Ranked,
    Reconsideration,
    ReportSignature,
    Score,
    ScoreSheet,
)
from ...ranking import points
from ...ranking.gate import OUT
from .. import bundling, faults, outliers, reading
from ..looks import Seat
from ..services import computing, inquiring, voting
from .frame import bids_of, frame


def review(seat: Seat) -> dict:
    """Questions of the compliance review by bid, with one's own answers; what others answer shows once decided."""
    lot = seat.lot
    items = voting.items_of(lot)
    asked = defaultdict(dict)
    for motion in Motion.objects.filter(lot=lot, kind=Motion.Kind.COMPLIANCE).prefetch_related("votes__member"):
        asked[motion.bid_id][motion.item] = _question(motion, seat.member)
    rows = [{"bid": bid, "files": reading.of(lot, bid.id),
             "questions": [{"item": item, **asked[bid.id][item.key]} for item in items if item.key in asked[bid.id]]}
            for bid in bids_of(seat, all_of_them=True)]
    undecided = any(not one["motion"].decided_at for row in rows for one in row["questions"])
    return frame(seat, "review") | {"rows": rows, "items": items, "open": undecided}


def _question(motion: Motion, member: Member) -> dict:
    votes = [one for one in motion.votes.all() if one.member.stands]
    mine = next((one for one in votes if one.member_id == member.pk), None)
    return {"motion": motion, "mine": mine, "given": len(votes), "yes": sum(one.agrees for one in votes),
            "no": sum(not one.agrees for one in votes)}


def inquiries(seat: Seat) -> dict:
    """Questions to bidders with their answers, votes on low prices, and the form to ask."""
    lot = seat.lot
    letters = {one.id: one for one in bids_of(seat, all_of_them=True)}
    motions = {motion.bid_id: _question(motion, seat.member) for motion in Motion.objects.filter(
        lot=lot, kind=Motion.Kind.LOW_PRICE).prefetch_related("votes__member")}
    rows = [{"inquiry": one, "bid": letters.get(one.bid_id),
             "question": motions.get(one.bid_id) if one.kind == Inquiry.Kind.LOW_PRICE else None,
             "means": inquiring.MEANS[one.kind], "over": one.due_at <= clock.now()}
            for one in Inquiry.objects.filter(lot=lot).select_related("asked_by")]
    noticed = inquiring.noticed(lot) if seat.lot.status == "evaluating" else {}
    unasked = [(letters[bid], [inquiring.TRIGGERS[one] for one in why]) for bid, why in noticed.items()
               if not any(row["inquiry"].bid_id == bid and row["inquiry"].kind == "low_price" for row in rows)]
    return frame(seat, "inquiries") | {"rows": rows, "unasked": unasked, "bids": bids_of(seat),
                                       "kinds": Inquiry.Kind.choices, "usual": inquiring.USUAL}


def summary(seat: Seat) -> dict:
    """Totals of the sheets that may be read, who is asked to explain, and the chair's act."""
    lot = seat.lot
    bids, scheme = bids_of(seat), lot.evaluation_scheme
    members = list(seat.committee.members.seated())
    sheets = {one.member_id: one for one in ScoreSheet.objects.filter(lot=lot, member__in=members)}
    own = sheets.get(seat.member.pk)
    handed = own is not None and own.submitted_at is not None
    seen = [one for one in members if handed and one.pk in sheets and sheets[one.pk].submitted_at]
    totals, odd = defaultdict(dict), set()
    if scheme.scores and handed:
        names = bundling.ids(lot)
        evaluation = bundling.evaluation(lot, names)
        fixed = {bid: sum(points.objective_points(scheme, one.facts).values()) for one in evaluation.bids
                 for bid, name in names.items() if name == one.id}
        for one in Score.objects.filter(sheet__lot=lot, sheet__member__in=seen, points__isnull=False).select_related(
                "sheet"):
            row = totals[one.bid_id]
            row[one.sheet.member_id] = row.get(one.sheet.member_id, fixed.get(one.bid_id, 0)) + one.points
        odd = outliers.among(lot, evaluation, names)
    said = {(one.sheet.member_id, one.bid_id): one.text for one in _explanations(lot)} if handed else {}
    rows = [{"bid": bid, "cells": [{"member": one, "total": totals[bid.id].get(one.pk),
                                    "odd": (one.seat, bid.id) in odd, "said": said.get((one.pk, bid.id), "")}
                                   for one in seen]} for bid in bids]
    mine = [(bid, said.get((seat.member.pk, bid.id), "")) for bid in bids if (seat.member.seat, bid.id) in odd]
    chairs = seat.member.chair and lot.status == "evaluating"
    return frame(seat, "summary") | {
        "unready": computing.why_not_tally(lot) if chairs and faults.newest(lot.pk) is None else [],
        "rows": rows, "seen": seen, "handed": handed, "mine": mine, "bids": bids,
        "waiting": [one for one in members if scheme.scores and not (one.pk in sheets and sheets[one.pk].submitted_at)],
        "pending": Inquiry.objects.filter(lot=lot).open().count(), "tallied": faults.newest(lot.pk) is not None,
        "reopenable": [one for one in members if one.pk in sheets and sheets[one.pk].submitted_at],
        "grounds": Reconsideration.Ground.choices}


def _explanations(lot):
    return Explanation.objects.filter(sheet__lot=lot).select_related("sheet")


def report(seat: Seat) -> dict:
    """The report with its table, its signatures, and what this member may do."""
    ranking = faults.newest(seat.lot.pk)
    page = frame(seat, "report") | {"ranking": ranking}
    if ranking is None:
        return page
    signatures = {one.member_id: one for one in ReportSignature.objects.filter(ranking=ranking)}
    members = [{"member": one, "signature": signatures.get(one.pk)} for one in seat.committee.members.seated()]
    own = signatures.get(seat.member.pk)
    return page | table(ranking) | {
        "members": members, "signed": own is not None and own.signed,
        "all_signed": all(row["signature"] for row in members), "grounds": Reconsideration.Ground.choices}


def table(ranking) -> dict:
    """The rows of a ranking with names and prices as read out."""
    rows = list(Ranked.objects.filter(ranking=ranking).select_related("bid__party"))
    read = dict(OpenedBid.objects.filter(bid__lot=ranking.lot_id, stage=bundling.OPENING).values_list("bid", "amount"))
    grounds = defaultdict(list)
    for bid, ground in ranking.lot.bids.filter(verdicts__passed=False).values_list("pk", "verdicts__ground"):
        grounds[bid].append(ground)
    return {"table": [{"row": one, "name": one.bid.party.name, "read": read.get(one.bid_id),
                       "out": OUT.get(one.out, one.out), "why": "；".join(grounds.get(one.bid_id, []))}
                      for one in rows]}
