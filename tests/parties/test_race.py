"""Two claims to one code proved in the same moment by two real processes: one of them holds it."""
import os
import subprocess
import sys

import pytest

from market.parties.models import Identifier

SETUP = """
import django; django.setup()
from tests.factories.people import *
from tests.parties.test_services import register, clerks, licence
from market.parties import services
first, second = clerks()
for n in (1, 2):
    claim = register(mobile=f"1380000000{n}")
    services.send_licence(claim, licence=licence(), actor=actor(claim.user))
    services.review_claim(claim, user=first, agrees=True)
    print(claim.pk, second.pk)
"""
RACE = """
import sys, django; django.setup()
from market.parties import services
from market.parties.errors import PartyRefused
from market.parties.models import Claim, User
claim, user = Claim.objects.get(pk=sys.argv[1]), User.objects.get(pk=sys.argv[2])
print("ready", flush=True); sys.stdin.readline()
try:
    print(services.review_claim(claim, user=user, agrees=True).status)
except PartyRefused as refused:
    print(refused.code)
"""
COUNT = """
import django; django.setup()
from market.parties.models import *
print(Identifier.objects.filter(proved_at__isnull=False, scheme="uscc", party__name__startswith="示例启明").count(),
      Membership.objects.waiting().count(), Party.objects.filter(status="closed").count())
"""


def run(code, env, *words):
    return subprocess.Popen([sys.executable, "-c", code, *words], env=env, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("attempt", range(2))
def test_of_two_claims_proved_in_one_moment_one_holds_the_code(tmp_path, attempt):
    assert Identifier._meta.constraints, "what decides in the end"
    env = {**os.environ, "TEST_DATABASE_URL": f"sqlite://{tmp_path}/race.sqlite3",
           "DJANGO_SETTINGS_MODULE": "market.settings.test"}
    assert subprocess.run([sys.executable, "manage.py", "migrate", "--run-syncdb", "--verbosity", "0"], env=env,
                          check=False).returncode == 0
    made = [line.split() for line in run(SETUP, env).communicate(timeout=60)[0].splitlines()]
    racers = [run(RACE, env, *pair) for pair in made]
    for one in racers:
        assert one.stdout.readline() == "ready\n"
    for one in racers:
        one.stdin.write("\n")
        one.stdin.flush()

    said = sorted(one.communicate(timeout=60)[0].strip() for one in racers)

    assert said == ["claim.settled", "proved"]
    assert run(COUNT, env).communicate(timeout=60)[0].split() == ["1", "1", "1"]
