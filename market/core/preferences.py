"""How this reader wants the pages: 长辈版 and 高对比, kept in two plain cookies so that no account is needed."""
from dataclasses import dataclass

from django.http import HttpRequest

ELDER = "elder"
CONTRAST = "contrast"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """``elder``: larger type and targets, a simpler home page. ``contrast``: black on white, black lines."""

    elder: bool = False
    contrast: bool = False

    @property
    def key(self) -> str:
        """Short text that differs whenever a page would look different; goes into an ETag."""
        return f"{int(self.elder)}{int(self.contrast)}"


def of(request: HttpRequest) -> Preferences:
    """The preferences this request carries; anything but the value we set counts as not chosen."""
    return Preferences(request.COOKIES.get(ELDER) == "1", request.COOKIES.get(CONTRAST) == "high")
