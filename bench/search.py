"""Search, facets and list at 1,000 and 200,000 notices against raw tantivy, and from write to visible.

Run ``python -m bench.search [rows]`` from the project's root. The records are invented and never touch the database
but for the list page. The yardstick is the same tantivy with the same words and nothing else: one field, a plain
boolean query, or two facets counted by a plain aggregation, in the same process and run.
"""
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings.test")
import django
import tantivy

django.setup()

from market.core import clock  # noqa: E402
from publish.models import PublicRecord  # noqa: E402
from search import reading, words  # noqa: E402
from search.ask import Ask  # noqa: E402
from search.engines.embedded import Embedded  # noqa: E402
from tenders.rulebooks import methods, notices  # noqa: E402

SIZES = (1_000, 200_000)
PLACES = [f"{a}{b}{c}" for a in "东西南北中上下" for b in "山河湖岭塘桥" for c in ("镇", "街道", "乡")]
WORKS = (
    "防洪堤加固", "道路改造", "护坡整治", "学校扩建", "污水处理厂", "管网更新", "泵站改造", "绿化养护", "设备采购",
    "勘察设计", "软件开发", "物业服务", "桥梁维修", "土地整理", "照明节能", "医疗设备", "食堂承包", "监理服务",
    "保险服务", "造价咨询")
CLAUSES = (
    "投标人须具备有效的营业执照和相应资质", "本项目不接受联合体投标", "资金来源为财政资金",
    "招标文件自发布之日起可以下载", "投标保证金应在截止时间之前到账", "评标办法采用综合评估法",
    "工期要求以合同约定为准", "质量标准应达到国家验收规范", "中标候选人公示期不少于三日",
    "逾期送达的投标文件不予受理", "项目经理须具有安全生产考核合格证书", "履约保证金为合同金额的百分之五")
TYPED = (
    "防洪堤加固", "道路改造 监理", "医疗设备", "东山镇 护坡", "综合评估法", "桥梁维修 不接受联合体投标", "软件开发",
    "XM-2026-000123")
"""What is searched for: common and rare words, two words, a clause that stands in most bodies, a code."""
REGIONS = [f"3202/3202{d:02}/3202{d:02}{s:02}/" for d in range(1, 9) for s in range(1, 9)]


def records(count: int, seed: int = 1) -> Iterator[PublicRecord]:
    """Invented records, the same for the same seed; about 400 characters of body each."""
    chance, now = random.Random(seed), clock.now()
    kinds = [kind for kind in notices.KINDS if kind.key != "other_notice"]
    for number in range(count):
        kind = chance.choice(kinds)
        due = now + timedelta(minutes=chance.randint(-600_000, 40_000))
        title = f"{chance.choice(PLACES)}{chance.choice(WORKS)}项目（{number % 97} 标段）"
        yield PublicRecord(
            id=uuid.UUID(int=chance.getrandbits(128), version=4), url=f"/notices/{number}/", title=title,
            text="。".join([title, *chance.choices(CLAUSES, k=20), f"编号{chance.getrandbits(48):x}"]),
            codes=[f"XM-2026-{number:06}"], project_code=f"XM-2026-{number:06}", kind=kind.key, stage=kind.stage,
            trade=chance.choice(["procurement", "construction", "construction", "land", "property"]),
            method=chance.choice([*methods.METHODS, ""]), sme=chance.choice(["yes", "no", ""]),
            region_path=chance.choice([*REGIONS, "out/某省/", ""]), purchaser=f"{chance.choice(PLACES)}建设管理处",
            agent=f"{chance.choice(PLACES)}代理有限公司" if chance.random() < .7 else "",
            winner=f"{chance.choice(PLACES)}建筑有限公司" if chance.random() < .4 else "",
            amount=Decimal(chance.randint(10_000, 10**8)) if chance.random() < .8 else None,
            deadline_at=due if chance.random() < .6 else None, deadline_label="投标截止",
            published_at=due - timedelta(days=20), updated_at=now, source_key="ours", source_name="示例中心")


class Yardstick:
    """Raw tantivy over the same words: no facets of ours, no phrases, no sounds."""

    def __init__(self, folder: Path, count: int):
        build = tantivy.SchemaBuilder()
        build.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        build.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        for name in ("trade", "stage"):
            build.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        build.add_integer_field("published", fast=True)
        self.schema = build.build()
        folder.mkdir(parents=True)
        self.index = tantivy.Index(self.schema, path=str(folder))
        writer = self.index.writer(128_000_000, 1)
        for record in records(count):
            document = tantivy.Document()
            document.add_text("id", str(record.pk))
            document.add_text("words", " ".join(words.words(f"{record.title}\n{record.text}")))
            document.add_text("trade", record.trade)
            document.add_text("stage", record.stage)
            document.add_integer("published", int(record.published_at.timestamp()))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def query(self, typed: str) -> tantivy.Query:
        """All words, nothing more."""
        return tantivy.Query.boolean_query([
            (tantivy.Occur.Must, tantivy.Query.term_query(self.schema, "words", word, "freq"))
            for word in words.sought(typed)])

    def search(self, typed: str) -> None:
        hits = self.searcher.search(self.query(typed), limit=20).hits
        [self.searcher.doc(address).get_first("id") for _, address in hits]

    def facets(self, typed: str) -> None:
        wanted = self.query(typed) if typed else tantivy.Query.all_query()
        self.searcher.aggregate(wanted, {name: {"terms": {"field": name, "size": 30}} for name in ("trade", "stage")})

    def newest(self) -> None:
        hits = self.searcher.search(tantivy.Query.all_query(), limit=20, order_by_field="published").hits
        [self.searcher.doc(address).get_first("id") for _, address in hits]


def timed(act: Callable[[], object], times: int = 40) -> tuple[float, float]:
    """Median and 95th percentile of an act, in milliseconds."""
    act()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), sorted(taken)[int(times * .95)]


def _over(act: Callable[[str], object], times: int = 8) -> tuple[float, float]:
    """The same over every typed query."""
    taken = []
    for typed in TYPED:
        act(typed)
        for _ in range(times):
            start = time.perf_counter()
            act(typed)
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), sorted(taken)[int(len(taken) * .95)]


def memory() -> float:
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(count: int, folder: Path) -> Iterator[tuple]:
    """The rows of one size."""
    start = time.perf_counter()
    engine = Embedded(folder / "ours")
    engine.rebuild(records(count), lambda: ((), ()))
    built = time.perf_counter() - start
    start = time.perf_counter()
    raw = Yardstick(folder / "raw", count)
    raw_built = time.perf_counter() - start
    now, name = clock.now(), f"{count:,} notices"

    def ours(typed: str, *, facets: bool, cold: bool = False, **wanted):
        if cold:
            engine.forget_counts()
        return engine.answer(reading.question(Ask(text=typed, **wanted), now, facets=facets))

    yield f"build, {name}", count / built, count / raw_built, built / raw_built, "records/s"
    for what, own, other in (
        ("search", lambda: _over(lambda typed: ours(typed, facets=False)), lambda: _over(raw.search)),
        ("search with 13 facets", lambda: _over(lambda typed: ours(typed, facets=True, cold=True)),
         lambda: _over(raw.facets)),
        ("list with 13 facets", lambda: timed(lambda: ours("", facets=True, cold=True)),
         lambda: timed(lambda: raw.facets(""))),
        ("list, counts known", lambda: timed(lambda: ours("", facets=True)), lambda: timed(raw.newest)),
        ("list by amount, page 50", lambda: timed(lambda: ours("", facets=True, sort="amount", page=50)),
         lambda: timed(raw.newest)),
    ):
        (mid, high), (raw_mid, raw_high) = own(), other()
        yield f"{what}, {name}", mid, raw_mid, mid / raw_mid, "ms p50"
        yield f"{what}, {name}", high, raw_high, high / raw_high, "ms p95"
    yield f"write to visible, {name}", *_visible(engine, raw), "ms p50"
    size = sum(file.stat().st_size for file in (folder / "ours").rglob("*") if file.is_file()) / 1e6
    raw_size = sum(file.stat().st_size for file in (folder / "raw").rglob("*") if file.is_file()) / 1e6
    yield f"index on disk, {name}", size, raw_size, size / raw_size, "MB"
    yield f"memory of the process, {name}", memory(), 0.0, 0.0, "MB"


def _visible(engine: Embedded, raw: Yardstick) -> tuple[float, float, float]:
    """One record written, until a search finds it; the yardstick commits one document and reloads."""
    fresh = list(records(10, seed=99))
    taken, others = [], []
    for number, record in enumerate(fresh):
        record.title = f"新增记录甲乙丙丁{number}"
        start = time.perf_counter()
        engine.write(lambda record=record: ([record], ()))
        assert engine.answer(reading.question(Ask(text=record.title), clock.now(), facets=False)).ids[0] == record.pk
        taken.append((time.perf_counter() - start) * 1000)
    for number in range(10):
        start = time.perf_counter()
        writer = raw.index.writer(20_000_000, 1)
        document = tantivy.Document()
        document.add_text("words", f"新增{number}")
        writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        raw.index.reload()
        raw.index.searcher().search(tantivy.Query.term_query(raw.schema, "words", f"新增{number}", "freq"), limit=1)
        others.append((time.perf_counter() - start) * 1000)
    mine, theirs = statistics.median(taken), statistics.median(others)
    return mine, theirs, mine / theirs


def rows(sizes: tuple[int, ...] = SIZES) -> list[tuple]:
    """(name, ours, yardstick, ratio, unit) of everything measured here."""
    found = []
    for count in sizes:
        folder = Path(tempfile.mkdtemp(prefix="bench-search-"))
        try:
            found += measure(count, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return found


if __name__ == "__main__":
    chosen = tuple(int(text) for text in sys.argv[1:]) or SIZES
    for what, own, other, ratio, unit in rows(chosen):
        print(f"{what:55} {own:12,.2f} {other:12,.2f} {ratio:8.2f}  {unit}")
