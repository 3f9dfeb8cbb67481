"""The city's identity service, where one is configured: its name, and leave for our forms to end there."""
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse


def _app() -> dict:
    return next(iter(settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])), {})


def name() -> str:
    """What the service is called on screen; empty where there is none."""
    return _app().get("name", "")


def origin() -> str:
    """Scheme, host and port of the service; empty where there is none."""
    if not (app := _app()):
        return ""
    parts = urlsplit(app["settings"]["server_url"])
    return f"{parts.scheme}://{parts.netloc}"


def let_forms_go_there(answer: HttpResponse) -> HttpResponse:
    """A form of this page is answered with a redirect to the service, which the page's policy has to allow."""
    if origin():
        answer._csp_update = {"form-action": [origin()]}
    return answer
