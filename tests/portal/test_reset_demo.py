"""Throwing the demo away, and only the demo."""
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from market.core import clock, places, running
from market.core.models import City
from market.portal.management.commands import reset_demo

ROOT = Path(__file__).resolve().parents[2]
SHILI = configured.BASE_DIR / "deploy/cities/shili.json"


@pytest.fixture
def refused(db, settings):
    """The command must refuse before it touches anything."""
    settings.PROFILE = "demo"

    def call(words):
        with pytest.raises(CommandError, match=words):
            call_command("reset_demo")
        assert City.objects.exists()

    return call


def test_a_real_city_is_never_thrown_away(refused):
    places.load(SHILI, demo=False)

    refused("没有演示标记")


def test_production_is_never_thrown_away(refused, settings):
    places.load(SHILI, demo=True)
    settings.PROFILE = "prod"

    refused("只有演示环境")


def test_a_demo_that_runs_is_not_thrown_away(refused, monkeypatch):
    places.load(SHILI, demo=True)
    running.beat("clockwork")
    monkeypatch.setattr(reset_demo.time, "sleep", lambda _: running.beat("clockwork"))

    refused("还在运行")


def test_a_beat_of_a_program_that_stopped_a_moment_ago_is_waited_for(db, settings, monkeypatch):
    settings.PROFILE = "demo"
    places.load(SHILI, demo=True)
    running.beat("clockwork")
    began, slept = clock.real_now(), []
    monkeypatch.setattr(reset_demo.time, "sleep", slept.append)
    monkeypatch.setattr(reset_demo.clock, "real_now", lambda: began + timedelta(seconds=len(slept)))

    reset_demo._require_a_demo_at_rest()

    assert slept and len(slept) <= reset_demo.ALIVE.seconds + 1


RESET = """
import sys, django; django.setup()
from django.core.management import call_command
from market.core import fence
from market.core.models import City
from publish.models import Disclosure
from tests import paper

fence.run = paper.run
call_command("migrate", "core", verbosity=0)
call_command("load_city", sys.argv[1])
City.objects.update(site_name="旧")
call_command("reset_demo")
print(City.objects.get().site_name, Disclosure.objects.count())
"""


def test_a_demo_at_rest_is_made_anew(tmp_path):
    """In a process of its own, on a file."""
    environment = {**os.environ, "MARKET_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "market.settings.demo"}
    environment.pop("DATABASE_URL", None)

    done = subprocess.run([sys.executable, "-c", RESET, str(SHILI)], cwd=ROOT, env=environment, text=True,
                          capture_output=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    site_name, notices = done.stdout.split()[-2:]
    assert site_name == "示例市网上公共资源交易大厅" and int(notices) > 40
