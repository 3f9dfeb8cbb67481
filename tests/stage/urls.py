"""Addresses that only the tests know: a creating form, a creating interface, and a view that fails once."""
import json

from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from market.core import idempotency

from .models import Play


@csrf_exempt
@idempotency.once("stage.play")
def play_create(request):
    title = request.POST.get("title", "")
    play = Play.objects.create(title=title)
    if not title:
        return HttpResponse("标题不能为空。", status=422)
    answer = HttpResponse(status=303, headers={"Location": f"/plays/{play.pk}/"})
    answer.object_id = play.pk
    return answer


def _again(request, row):
    return JsonResponse({"id": row.object_id})


@csrf_exempt
@idempotency.once("stage.api", again=_again)
def api_create(request):
    play = Play.objects.create(title=json.loads(request.body)["title"])
    answer = JsonResponse({"id": str(play.pk)}, status=201)
    answer.object_id = play.pk
    return answer


urlpatterns = [path("plays/", play_create), path("api/plays/", api_create)]
