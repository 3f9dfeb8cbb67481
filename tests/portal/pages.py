"""Looking at an HTML answer as a reader's browser would."""
import re
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html

HOLE = re.compile(r"UNDEFINED:[\w.]*")
FETCHES = (("link[@rel='stylesheet' or @rel='icon' or @rel='preload' or @rel='modulepreload']", "href"),
           ("script[@src]", "src"), ("img", "src"), ("source", "src"), ("iframe", "src"), ("object", "data"),
           ("embed", "src"), ("video", "src"), ("audio", "src"), ("use", "href"))


def tree(answer):
    """The parsed document of an answer."""
    return html.document_fromstring(answer.content.decode())


def is_page(answer) -> bool:
    """Whether the answer is HTML."""
    return answer.get("Content-Type", "").startswith("text/html")


def links(answer, address: str) -> set[str]:
    """Addresses on this site that the page's links lead to, without fragments."""
    found = {urldefrag(urljoin(f"http://testserver{address}", href)).url
             for href in tree(answer).xpath("//a/@href") if not href.startswith(("tel:", "mailto:"))}
    return {url.removeprefix("http://testserver") or "/" for url in found
            if urlsplit(url).netloc == "testserver"}


def fragments(answer) -> set[str]:
    """Fragments of links that stay on the page."""
    return {href[1:] for href in tree(answer).xpath("//a/@href") if href.startswith("#")}


def fetched(answer) -> list[str]:
    """Everything the page makes a browser fetch."""
    return [value for path, attribute in FETCHES for value in tree(answer).xpath(f"//{path}/@{attribute}")]


def faults(answer) -> list[str]:
    """What the house forbids on any page: inline style or script, other hosts, holes in the template."""
    page, found = tree(answer), []
    found += [f"style element: {e.text!r:.60}" for e in page.xpath("//style")]
    found += [f"style attribute on {e.tag}" for e in page.xpath("//*[@style]")]
    found += [f"{name} on {e.tag}" for e in page.iter() if isinstance(e.tag, str)
              for name in e.attrib if name.startswith("on") or name.startswith("hx-on")]
    found += [f"inline script {e.text!r:.60}" for e in page.xpath("//script[not(@src)]")
              if e.get("type") not in {"application/ld+json", "application/json"}]
    found += [f"javascript: in {href!r}" for href in page.xpath("//@href | //@action | //@src")
              if href.strip().lower().startswith("javascript:")]
    found += [f"fetched from elsewhere: {url}" for url in fetched(answer)
              if not url.startswith("data:image/") and (urlsplit(url).netloc or not url.startswith("/"))]
    found += [f"a variable nobody set: {hole}" for hole in HOLE.findall(answer.content.decode())]
    found += [f"{len(page.xpath('//h1'))} h1"] if len(page.xpath("//h1")) != 1 else []
    return found
