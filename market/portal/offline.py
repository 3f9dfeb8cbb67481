"""Pages that seal, check receipts or recompute rankings, as files that work from a disk and connect to nothing.

Style and scripts are written into it; its own policy allows exactly these, by their hashes, and no connection.
"""
import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import json_script

from market.custody import receipts

STYLES = ("vendor/bootstrap-5.3.9/bootstrap-reboot.min.css", "css/tokens.css", "css/base.css", "css/components.css",
          "css/phone.css")
SEALING = ("js/sha256.js", "js/envelope_keys.js", "js/envelope.js")
RANKING = ("js/sha256.js", "js/ranking_numbers.js", "js/ranking_shapes.js", "js/ranking.js", "js/ranking_page.js")
"""In the order in which they need each other."""
LAYERS = "@layer vendor, tokens, base, components, pages;\n"
IMPORT = re.compile(r"^import [^;]*;\n", re.M)
EXPORT = re.compile(r"^export ", re.M)


@dataclass(frozen=True, slots=True)
class Offline:
    """The bytes of the page and their SHA-256 in hexadecimal digits."""

    content: bytes
    sha256: str


def _read(name: str) -> str:
    return (settings.BASE_DIR / "market/static/market" / name).read_text(encoding="utf-8")


def _style(own: str) -> str:
    vendor, *ours = map(_read, (*STYLES, own))
    vendor = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", vendor)
    return f"{LAYERS}@layer vendor {{\n{vendor}\n}}\n" + "".join(ours)


def _script(*names: str) -> str:
    """The modules as one: what they import stands above them; no two of them give one name to two things."""
    return "".join(EXPORT.sub("", IMPORT.sub("", _read(name))) for name in names)


def _allowed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def page() -> Offline:
    """The envelope page as this release makes it: the same bytes each time."""
    return _file("密封信封演练（离线版）", "本页是一个独立的文件，不能连接网络；密钥、文件都不离开您的设备。",
                 render_to_string("portal/_envelope_tool.html"), "envelope-alone", _style("css/pages/envelope.css"),
                 _script(*SEALING, "js/envelope_page.js"))


def receipt_page() -> Offline:
    """The page that checks receipts, with the keys published until now written into it."""
    keys = json_script(receipts.described(), "receipt-keys")
    return _file("回执核对（离线版）", "本页是一个独立的文件，不能连接网络；回执不离开您的设备。"
                 "内含制作本页时已公布的签名公钥，之后启用的密钥请另存 keys.json 一并选择。",
                 render_to_string("publish/_receipt_tool.html") + keys,
                 "receipt-alone", _style("css/pages/receipt.css"),
                 _script(*SEALING, "js/receipt.js", "js/receipt_page.js"))


@cache
def ranking_page() -> Offline:
    """The page that recomputes a ranking: the same bytes each time."""
    return _file("重算评审结果（离线版）", "本页是一个独立的文件，不能连接网络；评审数据包不离开您的设备。",
                 render_to_string("portal/_ranking_tool.html"), "ranking-alone", _style("css/pages/ranking.css"),
                 _script(*RANKING))


def _file(title: str, lead: str, body: str, name: str, style: str, script: str) -> Offline:
    policy = (f"default-src 'none'; style-src {_allowed(style)}; script-src {_allowed(script)}; "
              "form-action 'none'; base-uri 'none'")
    text = (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n"
        f"<style>{style}</style>\n</head>\n<body>\n<main class=\"container {name}\">\n"
        f'<h1 class="page-title">{title}</h1>\n'
        f'<p class="page-lead">{lead}</p>\n'
        f"{body}"
        f'</main>\n<script type="module">{script}</script>\n</body>\n</html>\n')
    content = text.encode()
    return Offline(content, hashlib.sha256(content).hexdigest())
