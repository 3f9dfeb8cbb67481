"""Making foreign HTML fit to show: an allow-list decides what stays, and the original is kept elsewhere.

Nothing that loads, runs, frames or styles survives; links keep http and https targets only. What the list lets through
is then tidied (empty blocks, typed indents, headings below the page's own) and passed through the list once more, so
that what is stored is exactly what the list gave out.
"""
import html as entities
import re
from dataclasses import dataclass

import lxml.html
import nh3

VERSION = "1"
MAX_INPUT = 4_000_000
"""Characters of HTML taken; a longer body is refused, not cut."""

MAX_DEPTH = 120
"""Levels of nesting kept; a deeper body keeps its words and loses first its wrappers, then all its tags."""

MAX_OPEN = 5_000
"""Elements a body may have open at once; each further one costs a parser a look at all of them. Beyond: refused."""

TIDIED = 50_000
"""Elements up to which a body is tidied; a larger one is as safe and stays as the list let it through."""

TAGS = {
    "a", "b", "blockquote", "br", "caption", "col", "colgroup", "dd", "del", "div", "dl", "dt", "em", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "ins", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}
FLAT = {"br", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p"}
DROPPED_WITH_CONTENT = {
    "script", "style", "title", "noscript", "iframe", "frame", "frameset", "object", "embed", "applet", "template",
    "svg", "math", "select", "textarea", "button", "audio", "video", "canvas",
}
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}, "ol": {"start"}}
BLOCKS = {"blockquote", "caption", "dd", "div", "dl", "dt", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
          "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
EMPTYABLE = ("p", "div", "b", "strong", "em", "i", "u", "h3", "h4", "h5", "h6", "li", "ul", "ol")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SELF_CLOSING = {
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "td", "tfoot", "th", "thead", "tbody", "tr", "track", "wbr",
}
"""Elements that hold nothing, or that the next of their kind closes."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
SPACES = " \t\r\n\f\u00a0\u3000\u200b\ufeff"


class BodyRefused(Exception):
    """The body cannot be taken; the message is a Chinese sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A body fit to show: ``html``, the same words as ``text`` (one block a line), and the cleaner's version."""

    html: str
    text: str
    version: str = VERSION


def clean(raw: str) -> Cleaned:
    """Clean a fragment or a whole document. Raises BodyRefused where it is too long or nests without end."""
    if len(raw) > MAX_INPUT:
        raise BodyRefused(f"正文过长（{len(raw):,} 字符，上限 {MAX_INPUT:,}），未收录；请改用附件发布全文。")
    if _opens_without_end(raw):
        raise BodyRefused("正文的标签只开不闭、嵌套过深，未收录；请检查导出程序，或改用附件发布全文。")
    allowed = UNPRINTABLE.sub("", _allow(UNPRINTABLE.sub("", raw)))
    if _depth(allowed) > MAX_DEPTH:
        allowed = _allow(allowed, TAGS & FLAT)
    if _depth(allowed) > MAX_DEPTH:
        allowed = _allow(allowed, set())
    if not allowed.strip():
        return Cleaned("", "")
    tree = lxml.html.fragment_fromstring(allowed, create_parent="div")
    if sum(1 for _ in tree.iter()) <= TIDIED:
        _tidy(tree)
    inner = entities.escape(tree.text or "", quote=False) + "".join(
        lxml.html.tostring(child, encoding="unicode") for child in tree)
    final = _allow(inner).strip()
    return Cleaned(final, _text(tree))


def from_text(text: str) -> Cleaned:
    """A body given as plain text: one paragraph a line; a label that ends in a colon keeps its value beside it."""
    lines = [line for raw in text.splitlines() if (line := " ".join(raw.split()))]
    joined: list[str] = []
    for line in lines:
        if joined and joined[-1].endswith(("：", ":")) and len(joined[-1]) <= 30:
            joined[-1] += line
        else:
            joined.append(line)
    return clean("".join(f"<p>{entities.escape(line, quote=False)}</p>" for line in joined))


def _allow(raw: str, tags: set[str] = TAGS) -> str:
    return nh3.clean(raw, tags=tags, clean_content_tags=DROPPED_WITH_CONTENT, attributes=ATTRIBUTES,
                     url_schemes={"http", "https"}, link_rel=None, strip_comments=True)


def _opens_without_end(raw: str) -> bool:
    """Whether foreign markup holds more than ``MAX_OPEN`` elements open at once; an end tag closes the last alone."""
    if raw.count("<") <= MAX_OPEN:
        return False
    open_now: list[str] = []
    for closing, name in re.findall(r"<(/?)([a-zA-Z][^\s/>]{0,30})", raw):
        name = name.lower()
        if not closing and name not in SELF_CLOSING:
            open_now.append(name)
            if len(open_now) > MAX_OPEN:
                return True
        elif closing and open_now and open_now[-1] == name:
            open_now.pop()
    return False


def _depth(markup: str) -> int:
    """How deep the (already balanced) markup nests."""
    depth = deepest = 0
    for closing, name in re.findall(r"<(/?)([a-z0-9]+)", markup):
        if name not in {"br", "hr", "col"}:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest


def _tidy(tree) -> None:
    """In place: headings go on from the page's own h2 without a gap, spans, typed indents and empty blocks go."""
    used = sorted({node.tag for node in tree.iter(*HEADINGS)})
    below = {tag: f"h{min(level, 6)}" for level, tag in enumerate(used, 3)}
    for node in list(tree.iter()):
        if node is tree or not isinstance(node.tag, str):
            continue
        node.tag = below.get(node.tag, node.tag)
        if node.tag == "span" or (node.tag == "a" and not node.get("href")):
            node.drop_tag()
    for node in tree.iter("p", "div", "td", "th", "li", "h3", "h4", "h5", "h6"):
        _trim(node)
    for node in reversed(list(tree.iter(*EMPTYABLE))):
        if node is not tree and not node.text_content().strip(SPACES) and node.find(".//table") is None \
                and node.find(".//hr") is None:
            node.drop_tree()
    for node in list(tree.iter("div")):
        if node is not tree and any(child.tag in BLOCKS for child in node) and not (node.text or "").strip(SPACES) \
                and not any((child.tail or "").strip(SPACES) for child in node):
            node.drop_tag()
    for node in list(tree.iter("br")):
        after = node.getnext()
        if after is not None and after.tag == "br" and not (node.tail or "").strip(SPACES):
            node.drop_tree()


def _trim(node) -> None:
    """Take typed indents off the front of a block, and off the inline element it begins with."""
    node.text = (node.text or "").lstrip(SPACES)
    if not node.text and len(node) and node[0].tag in {"b", "strong", "em", "i", "u", "a", "font"}:
        _trim(node[0])


def _text(tree) -> str:
    parts: list[str] = []

    def walk(node):
        block = node.tag in BLOCKS or node.tag == "br"
        if block:
            parts.append("\n")
        parts.append(node.text or "")
        for child in node:
            walk(child)
            parts.append(child.tail or "")
        if block:
            parts.append("\n")

    walk(tree)
    lines = (re.sub(r"[ \t\u00a0\u3000]+", " ", line).strip(SPACES) for line in
             re.sub(r"[\r\f\v]", " ", "".join(parts)).split("\n"))
    return "\n".join(line for line in lines if line)
