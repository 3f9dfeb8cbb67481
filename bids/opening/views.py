"""The page of a session and what is posted to it. Views hold no rules: the services refuse, the page says why."""
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from market.core import files
from market.core.idempotency import once
from market.core.steps import Reason, StepRefused
from market.core.wording import iso
from market.custody import keyfiles, receipts
from market.custody.errors import EnvelopeError
from market.parties.access import signed_in

from ..models import Objection, OpeningSession
from . import forms, lists, pages, roles, services

STEPS = {"start_sign_in": services.start_sign_in, "fix": services.fix, "call_off": services.call_off,
         "start_decryption": services.start_decryption, "close_window": services.close_window,
         "read_out": services.read_out, "confirm": services.confirm, "end": services.end}
AS_PUBLIC = "public"


def _session(pk: UUID) -> OpeningSession:
    return get_object_or_404(OpeningSession.objects.select_related(
        "tender__principal", "tender__agent", "tender__region", "record", "record_file", "record_annex"), pk=pk)


def _look(request, pk: UUID) -> roles.Look:
    return roles.look(_session(pk), request.actor, as_public=request.GET.get("as") == AS_PUBLIC)


def _page(request, look: roles.Look, *, status: int = 200, **more) -> HttpResponse:
    context = pages.room(look, page=request.GET.get("page", "1")) | more
    return render(request, "bids/opening/room.html", context, status=status)


@require_safe
@never_cache
def room(request, pk: UUID):
    """The session as its reader may see it."""
    return _page(request, _look(request, pk))


@require_safe
@never_cache
def parts(request, pk: UUID):
    """The parts of the page that change, for a page that is open already."""
    look = _look(request, pk)
    return render(request, "bids/opening/_parts.html", pages.room(look, page=request.GET.get("page", "1")))


@require_safe
@never_cache
def twin(request, pk: UUID):
    """The course of a session as everybody may read it, as JSON."""
    session = _session(pk)
    said = [event for event in session.events.all() if event.public_text]
    return JsonResponse({
        "session": str(session.pk), "tender": str(session.tender_id), "code": session.tender.code,
        "title": session.tender.title, "status": session.status, "opens_at": iso(session.tender.opens_at),
        "room": session.room, "events": [{"number": n, "kind": event.kind, "text": event.public_text,
                                          "at": iso(event.at)} for n, event in enumerate(said, 1)],
    }, json_dumps_params={"ensure_ascii": False})


@require_safe
@never_cache
def envelope_list(request, pk: UUID):
    """The list of envelopes, byte for byte what the shown digest is over; for those who take part."""
    look = _look(request, pk)
    if not look.sees_list:
        raise Http404
    return HttpResponse(lists.written(look.session), content_type="application/json", headers={
        "Content-Disposition": 'attachment; filename="envelope-list.json"'})


@require_safe
@never_cache
def record(request, pk: UUID):
    """The signed record as a file that verifies offline; for those who take part."""
    look = _look(request, pk)
    if not look.sees_record or look.session.record is None:
        raise Http404
    return HttpResponse(receipts.file_of(look.session.record), content_type="application/json", headers={
        "Content-Disposition": 'attachment; filename="opening-record.json"'})


@require_safe
@never_cache
def record_annex(request, pk: UUID):
    """The lots of a record that are too many to stand in it; for those who take part."""
    look = _look(request, pk)
    if not look.sees_record or look.session.record_annex is None:
        raise Http404
    return files.response(look.session.record_annex, request)


@require_safe
@never_cache
def record_pdf(request, pk: UUID):
    """The paper of the record; for those who take part."""
    look = _look(request, pk)
    if not look.sees_record or look.session.record_file is None:
        raise Http404
    return files.response(look.session.record_file, request)


@require_safe
@signed_in
@never_cache
def own_wraps(request, pk: UUID):
    """The wraps of a bidder's own envelopes, for its browser to unwrap. No secret among it."""
    look = _look(request, pk)
    if "bidder" not in look.roles or look.session.status != OpeningSession.Status.DECRYPTING:
        raise Http404
    return JsonResponse({"envelopes": pages.own_wraps(look)})


def _act(request, pk: UUID, verb, form=None, **inputs):
    """Take one act, then show the session again; a refusal stands on the page with its reasons."""
    look = _look(request, pk)
    if form is not None and not form.is_valid():
        said = [Reason("form", error) for errors in form.errors.values() for error in errors]
        return _page(request, look, status=422, refusals=said)
    try:
        verb(look.session, actor=request.actor, **(form.cleaned_data if form is not None else {}), **inputs)
    except StepRefused as refused:
        return _page(request, _look(request, pk), status=409, refusals=refused.reasons)
    return redirect(look.session)


def _give_keys(request, pk: UUID, verb) -> JsonResponse:
    """Hand keys posted as JSON to a verb; what is refused is said in a code and a sentence."""
    session = _session(pk)
    try:
        return JsonResponse({"new": verb(session, keyfiles.read_release(request.body))})
    except EnvelopeError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=422)
    except StepRefused as refused:
        first = refused.reasons[0]
        return JsonResponse({"code": first.code, "message": str(first.message)}, status=409)


@require_POST
@signed_in
def step(request, pk: UUID, step: str):
    """A step of the host."""
    if step not in STEPS:
        raise Http404
    return _act(request, pk, STEPS[step])


@require_POST
@signed_in
def sign_in(request, pk: UUID):
    """A bidder is there."""
    return _act(request, pk, services.sign_in)


@require_POST
@signed_in
def confirm_result(request, pk: UUID):
    """A bidder confirms."""
    return _act(request, pk, services.confirm_result)


@require_POST
@signed_in
def release(request, pk: UUID):
    """A custodian gives out its keys."""
    return _give_keys(request, pk, lambda session, keys: services.release(session, secrets=keys, actor=request.actor))


@require_POST
@signed_in
def own_key(request, pk: UUID):
    """A bidder's browser hands over the content keys of its own envelopes."""
    return _give_keys(request, pk, lambda session, keys: services.open_with_own_key(
        session, content_keys=keys, actor=request.actor))


@require_POST
@signed_in
@once("session.object")
def object_(request, pk: UUID):
    """A bidder raises a doubt."""
    return _act(request, pk, services.object_, forms.TextForm(request.POST))


@require_POST
@signed_in
@once("session.answer")
def answer(request, pk: UUID, objection: UUID):
    """The host answers one."""
    found = get_object_or_404(Objection, pk=objection, session=pk)
    return _act(request, pk, lambda session, **said: services.answer_objection(found, **said),
                forms.TextForm(request.POST))


@require_POST
@signed_in
@once("session.incident")
def incident(request, pk: UUID):
    """Something went wrong."""
    form = forms.IncidentForm(request.POST)
    return _act(request, pk, lambda session, *, minutes, **said: services.record_incident(
        session, minutes=minutes or 0, **said), form)
