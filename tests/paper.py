"""A typesetter that sets nothing: a true PDF of one blank page that carries its HTML as it is, where tests can read it.

Typesetting Chinese takes seconds; only tests marked ``typeset`` look at what comes of it.
"""
from market.core import fence

TYPESETTER = "market.core.typesetting"
_RUN = fence.run
_OBJECTS = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")


def blank(html: bytes) -> bytes:
    """The PDF of it."""
    objects = (*_OBJECTS, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(html), html))
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
                  % (len(objects) + 1, table, len(objects) + 1, len(out)))


def run(module: str, *arguments: str, given: bytes = b"", **limits) -> bytes:
    """``fence.run`` but for the typesetter."""
    return blank(given) if module == TYPESETTER else _RUN(module, *arguments, given=given, **limits)
