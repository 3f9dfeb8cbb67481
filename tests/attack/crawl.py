"""Walking the whole site as somebody: every link and every address a page names, each once."""
import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client

_LINK = re.compile(r"""(?:href|src|action)=["']([^"'#]+)""")
_LEAVE = re.compile(r"^/(static/|account/logout|subscribe/\?|styleguide)|^/(notices|search|calendar|feed|rules)[^?]*\?"
                    r"|/versions/|[?&](month|day|next|page)=")
"""Static files, signing out, and lists narrowed by conditions, of which there is no end."""
MOST = 600
"""Pages after which a crawl has lost its way."""


def crawl(client: Client, starts: list[str], *, skip: re.Pattern = _LEAVE) -> dict[str, bytes]:
    """Every answer below 500 reachable by GET, by address; files included. Raises AssertionError for a 5xx."""
    seen, queue = {}, deque(starts)
    known = set(starts)
    while queue:
        address = queue.popleft()
        answer = client.get(address)
        assert answer.status_code < 500, f"{address} answered {answer.status_code}"
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[address] = content + repr(sorted(answer.headers.items())).encode()
        assert len(seen) <= MOST, f"{address} is the {MOST + 1}st page"
        targets = [answer["Location"]] if answer.has_header("Location") else []
        if answer.get("Content-Type", "").startswith(("text/html", "application/atom")):
            targets += [unescape(found) for found in _LINK.findall(content.decode("utf-8", "replace"))]
        for target in targets:
            whole = urlsplit(urljoin(address, target))
            if whole.netloc not in {"", "testserver"} or whole.scheme not in {"", "http"}:
                continue
            path = whole.path + (f"?{whole.query}" if whole.query else "")
            if path not in known and path.startswith("/") and not skip.search(path):
                known.add(path)
                queue.append(path)
    return seen


_VARIES = re.compile(
    rb"""csrfmiddlewaretoken"\ value="[^"]+"|idempotency_key"\ value="[^"]+"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}
    |\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b|\?q=[0-9a-f]{12}|W?/?"[0-9a-f]{16,}"|nonce-\S+|ETag'?,\ '[^']+'
    |'Content-Length',\ '\d+'|\w{3},\ \d\d\ \w{3}\ 20\d\d\ [\d:]+\ GMT
    |\b[0-9a-f]{12,16}\b|[0-9a-f]{6,16}[^\x00-\x7f]+[0-9a-f]{6,12}|[0-9a-f-]{18}\.\.\.|%3Fq%3D[0-9a-f]{12}
    |d%3D%27M[^"']+""",
    re.X)
_CLOCKS = re.compile(rb"\d\d:\d\d:\d\d(\.\d+)?")


def bare(address: str, content: bytes) -> bytes:
    """An answer without what differs from one running of the same world to the next: tokens, ids, digests, lengths; of
    the status of the machine, whose clock nobody freezes, the time; of a typeset page all but its kind."""
    if content.startswith(b"%PDF"):
        return b"%PDF"
    plain = _VARIES.sub(b"~", content)
    return _CLOCKS.sub(b"~", plain) if address.startswith("/status") else plain


def visit(user) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def starts(world) -> list[str]:
    """Where a curious person begins: what is linked, and addresses guessed from ids they have seen."""
    pk, lot = world.tender.pk, world.tender.lots.first().pk
    return ["/", "/desk/", "/search/?q=示例隐松", "/notices/", f"/projects/{world.tender.code}/", "/status/",
            "/verify/", "/api/v1/openapi.json", "/api/v1/notices", "/feed.atom", "/calendar/",
            "/calendar.ics", "/sitemap.xml",
            f"/desk/tenders/{pk}/", f"/desk/tenders/{pk}/bids/", f"/desk/bids/{pk}/", f"/desk/bids/{pk}/receipt/",
            f"/desk/bonds/{lot}/", "/desk/bonds/", "/desk/bids/", "/desk/centre/claims/", "/desk/people/",
            "/desk/oversight/outages/", "/desk/centre/funds/", "/desk/centre/payments/", "/desk/custody/",
            f"/desk/custody/{pk}/", f"/desk/questions/?tender={pk}",
            *(f"/sessions/{session.pk}/" for session in world.tender.sessions.all())]
