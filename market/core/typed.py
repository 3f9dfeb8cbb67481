"""What a reader typed into a box of an address, as text that a database takes."""
import re

from django.http import HttpRequest

_NEVER_TYPED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def words(request: HttpRequest, name: str = "q", *, most: int = 100) -> str:
    """The words of that name, at most so many characters; control characters, which nobody types and PostgreSQL
    refuses, are blanks."""
    return _NEVER_TYPED.sub(" ", request.GET.get(name, "")).strip()[:most]
