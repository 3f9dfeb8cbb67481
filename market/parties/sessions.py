"""Where a person is signed in: one row a device, ended here or with its session."""
import re

from django.contrib.sessions.models import Session

from market.core import clock

from .models import SignIn, User

MARK = "sign_in"
"""Where the session keeps the id of its row."""
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), (r"iPhone|iPad", "iOS"), ("Mac OS", "macOS"),
            ("Linux", "Linux"))


def browser_of(agent: str) -> str:
    """A browser as its owner would call it: ``Chrome（Windows）``; empty where it does not say."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, agent)), "")
    return f"{browser or '浏览器'}（{system}）" if system else browser


def begin(request, user: User, way: str) -> SignIn:
    """Write down that a session has become a person's."""
    if not request.session.session_key:
        request.session.save()
    row = SignIn.objects.create(user=user, key=request.session.session_key, way=way, at=clock.now(),
                                browser=browser_of(request.headers.get("User-Agent", "")))
    request.session[MARK] = str(row.pk)
    return row


def follow(request) -> None:
    """Keep the row with a session whose key has changed."""
    SignIn.objects.filter(pk=request.session.get(MARK)).update(key=request.session.session_key)


def living(user: User) -> list[SignIn]:
    """Where the person is signed in now; rows whose session ran out are removed."""
    rows = list(SignIn.objects.filter(user=user))
    alive = set(Session.objects.filter(session_key__in=[row.key for row in rows], expire_date__gt=clock.real_now())
                .values_list("session_key", flat=True))
    SignIn.objects.filter(pk__in=[row.pk for row in rows if row.key not in alive]).delete()
    return [row for row in rows if row.key in alive]


def end_all(user: User, *, but: str | None = None) -> int:
    """Sign a person out everywhere, except in the session ``but``; returns how many sessions ended."""
    rows = SignIn.objects.filter(user=user).exclude(key=but) if but else SignIn.objects.filter(user=user)
    keys = list(rows.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)
