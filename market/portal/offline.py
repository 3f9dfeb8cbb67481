"""The envelope page as one file that works from a disk and may not connect to anything.

Style and scripts are written into it; its own policy allows exactly these, by their hashes, and no connection.
"""
import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.template.loader import render_to_string

STYLES = ("vendor/bootstrap-5.3.9/bootstrap-reboot.min.css", "css/tokens.css", "css/base.css", "css/components.css",
          "css/phone.css", "css/pages/envelope.css")
SCRIPTS = ("js/sha256.js", "js/envelope_keys.js", "js/envelope.js", "js/envelope_page.js")
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


def _style() -> str:
    vendor, *ours = map(_read, STYLES)
    vendor = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", vendor)
    return f"{LAYERS}@layer vendor {{\n{vendor}\n}}\n" + "".join(ours)


def _script() -> str:
    """The modules as one: what they import stands above them; no two of them give one name to two things."""
    return "".join(EXPORT.sub("", IMPORT.sub("", _read(name))) for name in SCRIPTS)


def _allowed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def page() -> Offline:
    """The page as this release makes it: the same bytes each time."""
    style, script = _style(), _script()
    policy = (f"default-src 'none'; style-src {_allowed(style)}; script-src {_allowed(script)}; "
              "form-action 'none'; base-uri 'none'")
    text = (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        "<title>密封信封演练（离线版）</title>\n"
        f"<style>{style}</style>\n</head>\n<body>\n<main class=\"container envelope-alone\">\n"
        '<h1 class="page-title">密封信封演练（离线版）</h1>\n'
        '<p class="page-lead">本页是一个独立的文件，不能连接网络；密钥、文件都不离开您的设备。</p>\n'
        f"{render_to_string('portal/_envelope_tool.html')}"
        f'</main>\n<script type="module">{script}</script>\n</body>\n</html>\n')
    content = text.encode()
    return Offline(content, hashlib.sha256(content).hexdigest())
