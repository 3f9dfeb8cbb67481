"""The same program for a server that speaks WSGI."""
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings.prod")
application = get_wsgi_application()

from market.core import marks, outages, running  # noqa: E402 - models can be imported only once the apps are ready

marks.require()
running.Pulse(outages.WEB).start()
