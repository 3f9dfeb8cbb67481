"""Nothing in the menus, and nothing anywhere on the site, leads nowhere."""
import pytest

from market.portal import navigation

from . import pages

LIMIT = 400
"""Pages a crawl may visit; the small city has far fewer."""


def test_no_link_of_the_whole_site_is_dead(client, open_city):
    """Addresses with conditions are opened and not followed further: there is no end of them."""
    waiting, seen, broken = ["/"], {"/"}, []
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        if answer.status_code >= 400 and not address.startswith("/styleguide/errors/"):
            broken.append((answer.status_code, address))
        if pages.is_page(answer) and answer.status_code == 200:
            broken += [(fault, address) for fault in pages.faults(answer)]
            new = pages.links(answer, address) - seen if "?" not in address else set()
            seen |= new
            waiting += sorted(new)
        assert len(seen) < LIMIT, "the crawl does not end: some link makes ever new addresses"

    assert broken == []
    assert {"/notices/", "/calendar/", "/open-data/", "/guide/", "/verify/", "/trade/gov/"} <= seen


@pytest.mark.parametrize("entry", [*navigation.MAIN, *navigation.VERBS, *navigation.FOOT], ids=lambda e: e.label)
def test_a_menu_entry_leads_to_a_page_that_has_its_anchor(client, empty_city, entry):
    answer = client.get(entry.address.split("#")[0])

    assert answer.status_code == 200
    if entry.anchor:
        assert entry.anchor[1:] in pages.tree(answer).xpath("//@id")


@pytest.mark.parametrize(("address", "label"), [
    ("/", "首页"), ("/notices/", "交易公告"), ("/trade/gov/", "交易公告"), ("/calendar/", "今日场次"),
    ("/open-data/", "数据"), ("/guide/", "办事指南"), ("/rules/", "办事指南"),
    ("/rules/procurement.open/", "办事指南")])
def test_the_menu_marks_where_the_reader_is(client, empty_city, address, label):
    marked = pages.tree(client.get(address)).xpath("//nav[@class='site-nav']//a[@aria-current]/text()")

    assert marked == [label]
