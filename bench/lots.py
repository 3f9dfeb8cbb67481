"""What a tender with 5,000 lots costs beside the same tender with 5, from its draft to the record of its opening.

``LOTS`` changes the greater number. Three sealed bids stand for every lot. Acts are told per lot, so that 1 means that
they grow with the lots and no faster; pages and the steps of a person in whole, so that 1 means not at all.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FEW, MANY = 5, int(os.environ.get("LOTS", "5000"))
WORDS = {"draft": "draft", "keys": "keys of three custodians", "publish": "review and publish", "close": "close",
         "fix": "sign in, fix the list", "release": "two custodians release", "unseal": "unseal and show",
         "end": "read out, confirm, sign the record"}
LOOKS = 5


def rows() -> list[tuple[str, float, float, float, str]]:
    """Measure everything anew; some minutes with 5,000 lots."""
    with tempfile.TemporaryDirectory(prefix="market-bench-") as folder:
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.processes", "MARKET_VAR": f"{folder}/var",
               "DATABASE_URL": f"sqlite://{folder}/bench.sqlite3", "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-m", "bench.lots"], cwd=ROOT, env=env, capture_output=True, text=True,
                              check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-1500:])
    few, many = json.loads(done.stdout.splitlines()[-1])
    acts = [(f"{words}, {MANY:,} lots beside {FEW}, each lot", many["acts"][act] / MANY * 1000,
             few["acts"][act] / FEW * 1000, many["acts"][act] / MANY * FEW / few["acts"][act], "ms")
            for act, words in WORDS.items()]
    return acts + [(f"page: {name}", many["pages"][name] * 1000, least * 1000, many["pages"][name] / least, "ms")
                   for name, least in few["pages"].items()]


def life(lots: int) -> dict:
    """Seconds of each act and of each page, once the prices are shown."""
    from django.test import Client

    from market.core import clock
    from tests.factories import many as factory

    with clock.frozen("2026-03-02T09:00:00"):
        one, acts, pages = factory.Many(lots), {}, {}
        for act in factory.ACTS:
            begun = time.perf_counter()
            getattr(one, act)()
            acts[act] = time.perf_counter() - begun
        for name, (address, who) in factory.pages(one).items():
            browser, took = Client(HTTP_HOST="localhost"), []
            if who is not None:
                browser.force_login(who)
            for _ in range(LOOKS):
                begun = time.perf_counter()
                assert browser.get(address).status_code == 200, address
                took.append(time.perf_counter() - begun)
            pages[name] = statistics.median(took)
        return {"acts": acts, "pages": pages}


def main() -> None:
    import django
    django.setup()
    from django.core.management import call_command
    call_command("migrate", run_syncdb=True, verbosity=0)
    life(1)
    print(json.dumps([life(FEW), life(MANY)]))


if __name__ == "__main__":
    main()
