"""Doing an act twice is doing it once: a creating POST carries a key, and the same key gets the first answer again."""
import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from . import clock, tags
from .models import IdempotencyKey

KEPT = timedelta(hours=48)
FIELD = "idempotency_key"
HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,80}")
_FORM = ("application/x-www-form-urlencoded", "multipart/form-data")

Again = Callable[[HttpRequest, IdempotencyKey], HttpResponse]


def once(route: str, *, again: Again | None = None):
    """A view whose POST creates something, at most once for each key.

    The key stands in the ``Idempotency-Key`` header or the hidden field ``idempotency_key``; it belongs to the actor
    or visitor and the ``route``. The act and its key commit together. The same key with the same body gets the first
    answer again: its status, its ``Location``, and what ``again`` makes of the row (for a view that names what it made
    in ``response.object_id``). Another body gets 422. An answer of 400 or more undoes everything, the key too, so a
    mended form may be sent again under it.
    """
    def wrap(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.method != "POST":
                return view(request, *args, **kwargs)
            key, who = _key(request), scope(request, route)
            if not _KEY.fullmatch(key):
                return refusal(request, 400, "idempotency.key_missing", "请求缺少防重复标识，请刷新页面后重新提交。")
            if not who:
                return refusal(request, 400, "idempotency.unknown_visitor",
                               "无法识别您的会话，请允许使用 Cookie 后重新提交。")
            body = digest(request)
            try:
                return _act(request, who, key, body, lambda: view(request, *args, **kwargs))
            except _Known:
                return _answer(request, who, key, body, again)
        return guarded
    return wrap


class _Known(Exception):
    """The key was used before."""


def _act(request, who: str, key: str, body: str, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Claim the key and act, in one transaction. A second claim waits for the first to commit. Raises _Known."""
    with transaction.atomic():
        IdempotencyKey.objects.filter(scope=who, key=key, used_at__lt=clock.real_now() - KEPT).delete()
        try:
            with transaction.atomic():
                row = IdempotencyKey.objects.create(scope=who, key=key, digest=body, used_at=clock.real_now())
        except IntegrityError as error:
            raise _Known from error
        answer = view()
        if answer.status_code >= 400:
            transaction.set_rollback(True)
            return answer
        row.status, row.location = answer.status_code, answer.headers.get("Location", "")
        row.object_id = str(getattr(answer, "object_id", ""))
        row.save()
        return answer


def _answer(request, who: str, key: str, body: str, again: Again | None) -> HttpResponse:
    row = IdempotencyKey.objects.get(scope=who, key=key)
    if row.digest != body:
        return refusal(request, 422, "idempotency.other_body",
                       "这份表单已经提交过，内容与上次不同。如需另行提交，请重新打开页面后填写。")
    answer = again(request, row) if again else HttpResponse(status=row.status)
    answer.status_code = row.status
    if row.location:
        answer["Location"] = row.location
    answer["Idempotency-Replayed"] = "true"
    return answer


def _key(request: HttpRequest) -> str:
    return (request.headers.get(HEADER) or (request.POST.get(FIELD, "") if _is_form(request) else "")).strip()


def _is_form(request: HttpRequest) -> bool:
    return request.content_type in _FORM


def scope(request: HttpRequest, route: str) -> str:
    """Whose key it is: the actor, the signed-in user, or this visitor's browser, with the route; empty if unknown.

    Only a tag of it: a table of who sent which form would tell who takes part in what.
    A visitor is known by the form's own cookie, which is there before a session begins and stays when it does.
    Cookies are secrets: only their hash is kept.
    """
    if actor := getattr(request, "actor", None):
        who = str(actor)
    elif (user := getattr(request, "user", None)) is not None and user.is_authenticated:
        who = f"user:{user.pk}"
    else:
        cookies = request.COOKIES
        cookie = cookies.get(settings.CSRF_COOKIE_NAME) or cookies.get(settings.SESSION_COOKIE_NAME)
        if not cookie:
            return ""
        who = f"visitor:{hashlib.sha256(cookie.encode()).hexdigest()[:32]}"
    return tags.owner_tag(route, who)


def digest(request: HttpRequest) -> str:
    """SHA-256 over where the request goes and what it says; a form's boundary, tokens and key are no part of that."""
    if _is_form(request):
        fields = [(name, request.POST.getlist(name)) for name in sorted(request.POST)
                  if name not in {FIELD, "csrfmiddlewaretoken"}]
        uploads = [(name, upload.name, _hash(upload)) for name in sorted(request.FILES)
                   for upload in request.FILES.getlist(name)]
        said = json.dumps([fields, uploads], ensure_ascii=False).encode()
    else:
        said = request.body
    return hashlib.sha256(request.get_full_path().encode() + b"\0" + said).hexdigest()


def _hash(upload) -> str:
    found = hashlib.sha256()
    for piece in upload.chunks():
        found.update(piece)
    upload.seek(0)
    return found.hexdigest()


def refusal(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    """A refusal as the caller reads it: JSON for a machine, a plain sentence for a person."""
    if not _is_form(request) or not request.accepts("text/html"):
        return JsonResponse({"code": code, "message": sentence}, status=status,
                            json_dumps_params={"ensure_ascii": False})
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def sweep() -> int:
    """Forget keys older than 48 hours; returns how many."""
    return IdempotencyKey.objects.filter(used_at__lt=clock.real_now() - KEPT).delete()[0]
