"""The demo's settings with the bare page's address and template."""
from pathlib import Path

from market.settings.demo import *  # noqa: F403
from market.settings.demo import TEMPLATES

ROOT_URLCONF = "bench.site.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
