"""Words that would be markup, in everything somebody may type: on no page, feed or paper do they become any."""
from datetime import timedelta

import pytest
from lxml import etree, html

from bids.opening import services as opening
from market.core import clock, files, subscribers
from market.parties.models import Party, User
from search import indexing
from tenders import services
from tenders.models import Lot, Tender
from tests.factories import openings, people, tenders

from . import world as worlds
from .crawl import crawl, visit

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile words")]
TAGS = "<script>zap(1)</script><img src=x onerror=zap(2)>"
HOSTILE = f"'\"></title></textarea>{TAGS}{{{{7*7}}}}javascript:zap(3)"


def party_words(name: str) -> str:
    return f"{name}{TAGS}"


@pytest.fixture(scope="module")
def built(kept):
    """A tender in bidding with hostile words everywhere, and the session of another read out; who looks at them."""
    with kept(), pytest.MonkeyPatch.context() as patch, clock.frozen(worlds.BEGUN) as still:
        patch.setattr(openings, "NAMES", tuple(party_words(name) for name in openings.NAMES))
        tender = _bidding()
        still.at = openings.DUE - timedelta(days=1)
        session = _read_out()
        subscribers.drain()
        return tender, session, still.at


def _bidding() -> Tender:
    who = tenders.cast(party_words("采购单位"))
    tender = tenders.draft(who=who, lots=2, title=HOSTILE, facts=dict.fromkeys(
        ("need", "qualification", "sme_policy", "documents", "opening_place", "contact", "duration"), HOSTILE))
    User.objects.filter(pk=who.handler.user).update(name=HOSTILE[:60])
    Party.objects.filter(pk=who.purchaser.pk).update(address=HOSTILE, phone=HOSTILE[:30])
    tender.lots.update(title=HOSTILE)
    paper = files.keep("投标人须知".encode(), name="<img src=x onerror=zap(2)>.txt")
    services.add_document(tender, file=paper, title=HOSTILE[:100], actor=who.handler)
    tender = tenders.keep_keys(tenders._with(tender, who))
    services.advance(tender, "file_plan", actor=who.handler)
    tender = tenders.reviewed(tender)
    services.publish_notice(tender, actor=who.handler)
    tenders.due.take_due()
    asker = openings.bidder(party_words("提疑单位"))
    services.answer(services.ask(tender, text=HOSTILE, actor=asker.actor), text=HOSTILE, actor=who.handler)
    services.clarify(tender, text=HOSTILE, affects=True, reason=HOSTILE, actor=who.handler)
    services.suspend(Tender.objects.get(pk=tender.pk), order_no=HOSTILE[:60], reason=HOSTILE, actor=who.supervising)
    return tenders._with(tender, who)


def _read_out() -> openings.Opening:
    made = openings.opening()
    Tender.objects.filter(pk=made.tender.pk).update(title=HOSTILE)
    Lot.objects.filter(tender=made.tender).update(title=HOSTILE)
    clock._frozen[-1].at = openings.DUE + timedelta(seconds=30)
    session = made.until("signing_in")
    opening.record_incident(session, kind="other", text=HOSTILE, actor=made.host)
    session = made.until("read_out")
    doubt = opening.object_(session, text=HOSTILE, actor=made.bidders[0].actor)
    opening.answer_objection(doubt, text=HOSTILE, actor=made.host)
    session = made.until("ended")
    opening.make_pdf(session.pk)
    return made


def became_markup(answer: bytes) -> list[str]:
    """What hostile words turned into in a page, a feed, or the HTML of a paper; ``answer`` is as a crawl keeps it."""
    content = answer.rpartition(b"[('")[0] or answer
    if content.startswith(b"%PDF"):
        content = content[content.index(b"stream\n") + 7:content.rindex(b"\nendstream")]
    if not content.lstrip().startswith(b"<"):
        return []
    tree = (etree.fromstring if content.lstrip().startswith(b"<?xml") else html.fromstring)(content)
    return [etree.tostring(one)[:120].decode() for one in tree.iter(etree.Element) if _runs(one)]


def _runs(element) -> bool:
    """Whether a browser would run something of it: an inline script, a handler, a link that is one."""
    if element.tag == "script":
        return not element.get("src") and element.get("type") not in {"application/ld+json", "application/json"}
    links = (element.get(name, "").strip() for name in ("href", "src", "action", "formaction"))
    return any(name.startswith("on") for name in element.attrib) or any(one.startswith("javascript:") for one in links)


ROLES = ("public", "purchaser", "supervisor", "centre", "custodian", "bidder", "host")


def looks(tender, made) -> dict[str, User | None]:
    who = tender.cast
    actors = {"purchaser": who.handler, "supervisor": who.supervising, "centre": who.staff,
              "custodian": people.actor(who.custodians[1]), "bidder": made.bidders[0].actor, "host": made.host}
    return {"public": None, **{role: User.objects.get(pk=actor.user) for role, actor in actors.items()}}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_feed_or_paper_runs_what_somebody_typed(built, engine, role):
    tender, made, at = built
    with clock.frozen(at):
        indexing.rebuild()
        seen = crawl(visit(looks(tender, made)[role]), [
            "/", "/notices/", "/search/?q=zap", "/feed.atom", "/calendar/", "/calendar.ics", "/desk/", "/desk/people/",
            f"/projects/{tender.code}/", tender.get_absolute_url(), f"{tender.get_absolute_url()}log/",
            made.session.get_absolute_url(), "/desk/questions/", "/desk/bids/", "/desk/custody/"])

    told = [(address, *found) for address, content in seen.items()
            if not address.endswith("/offline/") and (found := became_markup(content))]  # those are programs themselves

    assert told == []
    assert sum(b"zap(1)" in content for content in seen.values()) > 5, "the words are there, as words"


def test_the_check_can_fail():
    assert became_markup(f"<html><p>{TAGS}</p></html>".encode())
    assert became_markup(b"<html><a href='javascript:zap(3)'>x</a></html>")
    assert not became_markup(b"<html><p>&lt;img src=x onerror=zap(2)&gt;</p></html>")
