"""Two claims to one code proved in the same moment by two real processes: one of them holds it."""
import os
import subprocess
import sys

from market.parties.models import Identifier

DRIVER = """
import multiprocessing, django; django.setup()
from django.core.management import call_command
from django.db import connection
from tests.factories.people import *
from tests.parties.test_services import register, clerks, licence
from market.parties import services
from market.parties.errors import PartyRefused
from market.parties.models import *

call_command("migrate", run_syncdb=True, verbosity=0)
first, second = clerks()
claims = [register(mobile=f"1380000000{n}") for n in (1, 2)]
for claim in claims:
    services.send_licence(claim, licence=licence(), actor=actor(claim.user))
    services.review_claim(claim, user=first, agrees=True)
connection.close()
fork = multiprocessing.get_context("fork")
gate, said = fork.Barrier(2), fork.Queue()

def race(pk):
    claim, user = Claim.objects.get(pk=pk), User.objects.get(pk=second.pk)
    gate.wait()
    try:
        said.put(services.review_claim(claim, user=user, agrees=True).status)
    except PartyRefused as refused:
        said.put(refused.code)

racers = [fork.Process(target=race, args=(claim.pk,)) for claim in claims]
for one in racers:
    one.start()
print(*sorted(said.get(timeout=60) for _ in racers))
for one in racers:
    one.join()
print(Identifier.objects.filter(proved_at__isnull=False, scheme="uscc", party__name__startswith="示例启明").count(),
      Membership.objects.waiting().count(), Party.objects.filter(status="closed").count())
"""


def test_of_two_claims_proved_in_one_moment_one_holds_the_code(tmp_path):
    assert Identifier._meta.constraints, "what decides in the end"
    env = {**os.environ, "TEST_DATABASE_URL": f"sqlite://{tmp_path}/race.sqlite3",
           "DJANGO_SETTINGS_MODULE": "market.settings.test"}

    done = subprocess.run([sys.executable, "-c", DRIVER], env=env, capture_output=True, text=True, check=False,
                          timeout=120)

    assert done.stdout.splitlines() == ["claim.settled proved", "1 1 1"], done.stderr[-2000:]
