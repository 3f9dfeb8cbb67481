"""Rows a second of an import, against reading the same lines and inserting them bare; and of a simulation.

Run ``python -m bench.imports [rows]`` from the project's root. The rows are invented, after the pattern of real award
notices: whole HTML documents of about 10 kB. Both sides write to a new SQLite file with ``synchronous=FULL``. Ours
cleans the body, reads the facts, and writes notice, version, original, record, step and events; the yardstick does
``json.loads`` and one ``bulk_create`` of a record with title and raw body.
"""
import contextlib
import json
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings.test")
import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from market.core import clock  # noqa: E402
from publish.imports import runner, simulate  # noqa: E402
from publish.imports.report import Report  # noqa: E402
from publish.models import PublicRecord  # noqa: E402

COUNT = 2_000
STAFF = "".join(f"<tr><td class='title'>施工员{at}</td><td colspan='3'> 张某{at},岗位证,0422210{at:05}</td></tr>\r\n"
                for at in range(30))
BODY = """<!DOCTYPE html><html><head><style type="text/css">.jf{{display:none}} td{{padding:10px}}</style></head><body>
<div style="text-align:center"><table cellspacing="0" border="1" style="margin:0 auto; width:100%"><tbody>
<tr><td class="title"> 招标人:</td><td>云岫区水务局</td><td class="title">建设地点</td><td>石桥镇{at}号</td></tr>
<tr><td class="title"> 招标机构:</td><td>公允招标代理有限公司</td><td>标段(包)编号:</td><td>YX{at:06}-01</td></tr>
<tr><td>标段(包)名称:</td><td colspan="3"> 第{at}号泵站工程</td></tr>
<tr><td>中标人:</td><td colspan="3"> 恒岳建设工程有限公司、汇川设计院有限公司联合体</td></tr>
<tr><td>中标价(元):</td><td>{at}381.58</td><td>履约期限(天):</td><td>730</td></tr>
{staff}</tbody></table></div><script>{script}</script></body></html>"""


def rows(count: int = COUNT) -> list[tuple[str, float, float, float, str]]:
    """The table of this bench: what, ours, the yardstick, their ratio (ours / yardstick), the unit."""
    found = []
    with _files(count) as path:
        bare = _rate(count, lambda: _bare(path))
        first = _rate(count, lambda: runner.run([path], Report()))
        again = _rate(count, lambda: runner.run([path], Report()))
        simulated = _rate(count, lambda: simulate.run(count))
        found.append(("import of new notices", first, bare, first / bare, "rows/s"))
        found.append(("second import of the same", again, bare, again / bare, "rows/s"))
        found.append(("simulation", simulated, bare, simulated / bare, "rows/s"))
    return found


@contextlib.contextmanager
def _files(count: int) -> Iterator[Path]:
    """A new database on disk and a file of rows beside it; the connection as it was is put back."""
    name = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(prefix="bench-imports-") as folder:
        connection.close()
        connection.settings_dict["NAME"] = str(Path(folder) / "bench.sqlite3")
        try:
            call_command("migrate", verbosity=0)
            yield _write(Path(folder) / "rows.jsonl", count)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name


def _write(path: Path, count: int) -> Path:
    script = "var x = 1;\n" * 300
    with path.open("w", encoding="utf-8") as file:
        for at in range(count):
            row = {"notice_id": f"n-{at}", "notice_type": "中标结果公告", "trade_code": "A07", "region_name": "石桥县",
                   "title": f"第{at}号泵站工程中标结果公告", "published_at": "2025-03-24 00:00:00",
                   "source": "望川市公共资源交易网", "html": BODY.format(at=at, staff=STAFF, script=script)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def _bare(path: Path) -> None:
    now = clock.now()
    with path.open("rb") as file, transaction.atomic():
        PublicRecord.objects.bulk_create([
            PublicRecord(id=uuid.uuid4(), url="/", title=row["title"], text=row["html"], trade="construction",
                         kind="result_notice", stage="result", published_at=now, updated_at=now, source_key="s",
                         source_name=row["source"])
            for row in map(json.loads, file)])
    PublicRecord.objects.all().delete()


def _rate(count: int, act) -> float:
    began = time.perf_counter()
    act()
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    for what, ours, yardstick, ratio, unit in rows(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT):
        print(f"{what:28} {ratio:6.2f} x   {ours:9,.0f} against {yardstick:9,.0f} {unit}")
