"""The program that a server runs."""
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings.prod")
application = get_asgi_application()

from market.core import marks  # noqa: E402 - models can be imported only once the apps are ready

marks.require()
