"""The door of the payment service."""
import json

from django.db import IntegrityError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from . import callbacks, signing

LARGEST = 64 * 1024


@csrf_exempt
@require_POST
def callback(request: HttpRequest) -> JsonResponse:
    """One event of the payment service. 200 once it was acted on, now or before; else a code, and nothing was done.

    401 for a signature that does not hold, 409 and 422 for what it says, 503 where the service should tell it again.
    """
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return JsonResponse({"code": "event.too_large"}, status=413)
    try:
        signing.verify(request.body, request.headers.get(signing.HEADER, ""))
        event = json.loads(request.body)
        fresh = callbacks.heed(event if isinstance(event, dict) else {})
    except signing.SignatureRefused as refused:
        return JsonResponse({"code": refused.code}, status=401)
    except callbacks.EventRefused as refused:
        return JsonResponse({"code": refused.code}, status=refused.status)
    except ValueError:
        return JsonResponse({"code": "event.malformed"}, status=422)
    except IntegrityError:
        return JsonResponse({"code": "event.raced"}, status=503)
    return JsonResponse({"taken": True, "fresh": fresh})
