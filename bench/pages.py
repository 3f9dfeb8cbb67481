"""What public pages cost over HTTP beside a bare template view of the same site, and the memory of each process.

A site of its own is made in a temporary folder, filled with invented notices, and started as ``manage.py serve`` starts
it. Pages are asked for in turn over one kept connection, so that whatever else the machine does falls on all alike.
"""
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 150
NOTICES = 1_000


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PORT = _free_port()


def rows() -> list[tuple[str, float, float, float, str]]:
    """Measure everything anew; takes about a minute."""
    with tempfile.TemporaryDirectory(prefix="market-bench-") as folder:
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.site.settings", "MARKET_VAR": f"{folder}/var",
               "PORT": str(PORT), "PYTHONPATH": str(ROOT)}
        env.pop("DATABASE_URL", None)

        def run(*arguments):
            subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True,
                           stdout=subprocess.DEVNULL)
        run("migrate", "-v0")
        run("load_city", "deploy/cities/shili.json")
        run("simulate_notices", str(NOTICES))
        run("rebuild_search")
        run("collectstatic", "--noinput", "-v0")
        tree = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=env, start_new_session=True,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return measured()
        finally:
            tree.terminate()
            tree.wait(timeout=30)


def measured() -> list[tuple[str, float, float, float, str]]:
    """The rows, against the tree that runs on PORT."""
    site = _Site()
    notice = site.first_notice()
    pages = {"公告页": notice, "公告页 JSON": f"{notice[:-1]}.json", "公告列表": "/notices/",
             "列表检索": "/notices/?q=改造", "首页": "/", "接口列表": "/api/v1/notices"}
    tag = ""
    taken: dict[str, list[float]] = {name: [] for name in ("bare", "again", *pages)}
    for _ in range(ROUNDS):
        taken["bare"].append(site.timed("/bench/bare/", 200))
        if site.get(notice, {"If-None-Match": tag})[0] != 304:
            tag = site.get(notice)[1]["ETag"]  # a page that counts down has a new one each minute
        taken["again"].append(site.timed(notice, 304, {"If-None-Match": tag}))
        for name, path in pages.items():
            taken[name].append(site.timed(path, 200))
    middle = {name: statistics.median(values) * 1000 for name, values in taken.items()}
    bare = middle["bare"]
    out = [(f"{name} 对空白页", middle[name], bare, middle[name] / bare, "ms") for name in pages]
    out.append(("公告页再次访问（304）对空白页", middle["again"], bare, middle["again"] / bare, "ms"))
    return out + [(f"内存：{name}", size, size, 1.0, "MB") for name, size in memory().items()]


class _Site:
    """One kept connection."""

    def __init__(self):
        for _ in range(240):
            try:
                self.connection = http.client.HTTPConnection("localhost", PORT, timeout=30)
                if self.get("/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.25)
        raise SystemExit("the site did not start")

    def get(self, path: str, headers=None):
        self.connection.request("GET", quote(path, safe="/?=&"), headers=headers or {})
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def timed(self, path: str, wanted: int, headers=None) -> float:
        began = time.perf_counter()
        status = self.get(path, headers)[0]
        if status != wanted:
            raise SystemExit(f"{path} answered {status}, not {wanted}")
        return time.perf_counter() - began

    def first_notice(self) -> str:
        return json.loads(self.get("/api/v1/notices?limit=1")[2])["items"][0]["url"].split(f":{PORT}")[1]


def memory() -> dict[str, float]:
    """Resident megabytes of each process under this one's child tree, by what it runs."""
    found: dict[str, float] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            words = (status.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (status.parent / "environ").read_bytes()
            if f"PORT={PORT}".encode() not in environment.split(b"\0"):
                continue
            kilobytes = next(int(line.split()[1]) for line in status.read_text().splitlines()
                             if line.startswith("VmRSS"))
        except (OSError, StopIteration):
            continue
        name = next((part for part in ("granian", "celery", "clockwork", "serve") if part in words), "")
        if name:
            found[name] = found.get(name, 0) + kilobytes / 1024
    return found


if __name__ == "__main__":
    for row in rows():
        print(row)
