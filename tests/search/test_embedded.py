"""The engine on small sets of records."""
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from market.core import clock
from search import reading
from search.ask import Ask
from search.engines import embedded
from search.engines.base import NEAR, SOME, STRICT, UNSTATED, Filter, Question, Span, Unready
from tests.factories.search import PublicRecordFactory


def make(**given):
    return PublicRecordFactory.build(**given)


@pytest.fixture
def put(engine):
    def index(*records):
        engine.write(lambda: (records, ()))
        return records
    return index


def found(engine, text="", **wanted):
    return engine.answer(Question(pieces=reading.pieces(text), whole=reading.words.stream(text), **wanted))


def test_without_an_index_there_is_no_answer(engine):
    with pytest.raises(Unready):
        engine.answer(Question())


def test_an_index_of_another_shape_is_as_good_as_none(engine, put, monkeypatch):
    put(make())
    engine.folder.version = "v999"

    assert not engine.ready()


def test_the_record_with_the_whole_phrase_comes_first(engine, put):
    apart = make(title="护坡", text="先做护坡，后做抢修，再做加固。" * 5)
    whole = make(title="一般公告", text="其中，高边坡护坡抢修加固由本标段实施。")
    put(apart, whole)

    answer = found(engine, "护坡抢修加固")

    assert answer.ids == (whole.pk, apart.pk)


@pytest.mark.parametrize("phrase", [
    "A-12 型（二期）", "面积 1,234.5 平方米；工期", "；工期\n180 日", "方米", "12 型", "”的“甲", "78号线"])
def test_a_phrase_with_marks_spaces_and_figures_is_found_whole(engine, put, phrase):
    record = make(title="甲公告", text="采用 A-12 型（二期）设备，面积 1,234.5 平方米；工期\n180 日。"
                                       "称为“乙”的“甲”项，345678号线")
    put(record, *(make(title=f"别的{n}", text="方 米，型号，工期") for n in range(5)))

    assert found(engine, phrase).ids[0] == record.pk


@pytest.mark.parametrize(("typed", "title"), [
    ("zhongjie", "中介服务采购"), ("zhong jie", "中介服务采购"), ("hupo", "河岸护坡"), ("chongqing", "重庆路改造")])
def test_pinyin_finds_chinese(engine, put, typed, title):
    record, _ = put(make(title=title, text=""), make(title="道路照明", text=""))

    answer = found(engine, typed.replace(" ", ""))

    assert answer.ids == (record.pk,) and answer.relaxed == STRICT


@pytest.mark.parametrize(("typed", "title"), [
    ("护破", "河岸护坡整治"), ("zfcg", "政府采购中心"), ("autcad", "AutoCAD 软件"), ("sevrer", "Server 设备")])
def test_near_spellings_help_only_where_nothing_fits(engine, put, typed, title):
    record, _ = put(make(title=title, text=""), make(title="道路照明", text=""))

    answer = found(engine, typed)

    assert answer.ids == (record.pk,) and answer.relaxed == NEAR


def test_a_strict_hit_keeps_near_ones_away(engine, put):
    exact, _ = put(make(title="护破工程", text=""), make(title="护坡工程", text=""))

    answer = found(engine, "护破")

    assert answer.ids == (exact.pk,) and answer.relaxed == STRICT


def test_most_of_the_words_are_enough_where_nothing_has_them_all(engine, put):
    record, _ = put(make(title="医疗设备维修", text=""), make(title="道路照明", text=""))

    answer = found(engine, "医疗设备 维修 拖拉机")

    assert answer.ids == (record.pk,) and answer.relaxed == SOME


def test_filters_never_loosen_the_words(engine, put):
    put(make(title="河岸护破", trade="land", text=""), make(title="护坡", trade="construction", text=""))

    answer = found(engine, "护破", filters={"trade": Filter(values=("construction",))})

    assert (answer.total, answer.relaxed) == (0, STRICT)


def test_a_synonym_is_found_below_the_word_itself(engine, put):
    other, same = put(make(title="河岸护岸", text=""), make(title="河岸护坡", text=""))

    assert found(engine, "护坡").ids == (same.pk, other.pk)


@pytest.mark.parametrize("place", range(9))
def test_every_character_of_a_quoted_phrase_counts(engine, put, place):
    phrase = "南岸高边坡抢修加固"
    put(make(text=f"其中{phrase}工程"))

    assert found(engine, f"“{phrase}”").total == 1
    assert found(engine, f"“{phrase[:place]}甲{phrase[place + 1:]}”").ids == ()


def test_a_quoted_phrase_has_no_synonyms_and_no_parts(engine, put):
    put(make(title="防洪的护坡", text=""), make(title="防汛护岸", text=""))

    assert found(engine, "“防洪护坡”").total == 0


@pytest.mark.parametrize("typed", ["SLGC-2026-0163", "slgc20260163", "（SLGC）20260163", "SLGC〔2026〕0163"])
def test_a_code_is_found_however_it_is_written(engine, put, typed):
    record, _ = put(make(codes=["SLGC-2026-0163"], text=""),
                    make(codes=["SLGC-2026-0164"], text="SLGC-2026-0163 的后续"))

    assert found(engine, typed).ids[0] == record.pk


def test_a_lone_character_is_found_even_at_the_end(engine, put):
    record, _ = put(make(title="人行天桥", text=""), make(title="道路", text=""))

    assert found(engine, "桥").ids == (record.pk,)


def test_attachment_text_is_searched(engine, put):
    record, _ = put(make(text="", attachment_text="清单.xlsx\n浆砌块石"), make(text=""))

    assert found(engine, "浆砌块石").ids == (record.pk,)


def test_facets_are_counted_under_the_other_filters(engine, put):
    put(*(make(trade=trade, stage=stage) for trade, stage in (
        ("construction", "notice"), ("construction", "result"), ("land", "notice"))))

    answer = found(engine, filters={"trade": Filter(values=("construction",))}, terms=("trade", "stage"))

    assert answer.facets == {"trade": {"construction": 2, "land": 1}, "stage": {"notice": 1, "result": 1}}


def test_facets_add_up_with_what_is_not_stated(engine, put):
    put(make(amount=None, sme=""), make(amount=50_0000, sme="yes"), make(amount=100_0000, sme="no"),
        make(amount=7, sme=""))

    answer = found(engine, terms=("sme",), bands={"amount": (10**8, 10**9)})

    assert answer.facets["amount"] == {0: 2, 1: 1, 2: 0, UNSTATED: 1}
    assert answer.facets["sme"] == {"yes": 1, "no": 1, UNSTATED: 2}
    assert sum(answer.facets["amount"].values()) == answer.total == 4


def test_a_region_counts_in_every_region_above_it(engine, put):
    put(make(region_path="1/11/111/"), make(region_path="1/11/"), make(region_path="out/浙江省/"), make(region_path=""))

    counts = found(engine, terms=("region",)).facets["region"]

    assert counts == {"1": 2, "11": 2, "111": 1, "111:own": 1, "11:own": 1, "out": 1, "out:浙江省": 1, UNSTATED: 1}


def test_an_amount_filter_keeps_what_states_none_only_if_asked(engine, put):
    none, low, high = put(make(amount=None), make(amount=100), make(amount=200))
    span = Span(150_00, None)

    assert set(found(engine, filters={"amount": Filter(spans=(span,), unstated=True)}).ids) == {none.pk, high.pk}
    assert found(engine, filters={"amount": Filter(spans=(span,))}).ids == (high.pk,)
    assert found(engine, filters={"amount": Filter(spans=(Span(100_00, 200_00),))}).ids == (low.pk,)
    assert found(engine, filters={"amount": Filter(spans=(Span(100_00, 200_00, closed=True),))}).total == 2


def test_running_deadlines_come_first_and_the_nearest_first(engine, put):
    now = datetime(2026, 11, 24, tzinfo=UTC)
    past, later, none, soon, at = put(*(make(deadline_at=moment) for moment in (
        now - timedelta(days=1), now + timedelta(days=9), None, now + timedelta(hours=1), now)))
    order = (soon.pk, later.pk, at.pk, past.pk, none.pk)

    wanted = {"sort": "deadline", "now": int(now.timestamp())}
    assert found(engine, **wanted).ids == order
    assert tuple(found(engine, offset=n, limit=1, **wanted).ids[0] for n in range(5)) == order
    assert found(engine, offset=1, limit=1, **wanted).total == 5


def test_the_largest_amount_comes_first_and_none_last(engine, put):
    none, small, large = put(make(amount=None), make(amount=5), make(amount=900))

    assert found(engine, sort="amount").ids == (large.pk, small.pk, none.pk)


def test_an_older_revision_does_not_replace_a_newer_one(engine, put):
    pk = uuid.uuid4()
    put(make(id=pk, revision=3, title="甲乙丙丁"))

    for older in (2, 3):
        engine.write(lambda older=older: ([make(id=pk, revision=older, title="戊己庚辛")], ()))

    assert (found(engine, "“甲乙丙丁”").total, found(engine, "“戊己庚辛”").total) == (1, 0)


def test_a_newer_revision_replaces_and_a_gone_record_leaves(engine, put):
    pk = uuid.uuid4()
    put(make(id=pk, revision=1, title="甲乙丙丁"))

    put(make(id=pk, revision=2, title="戊己庚辛"))
    assert (found(engine, "甲乙丙丁").total, found(engine, "戊己庚辛").total) == (0, 1)

    engine.write(lambda: ((), [pk]))
    assert found(engine).total == 0


def test_counts_follow_a_write(engine, put):
    put(make())
    assert found(engine, terms=("trade",)).facets["trade"] == {"construction": 1}

    put(make())

    assert found(engine, terms=("trade",)).facets["trade"] == {"construction": 2}


def test_a_rebuild_takes_in_what_changed_meanwhile_and_drops_the_old_index(engine, put):
    old, = put(make(title="旧记录"))
    new, late = make(title="新记录"), make(title="期间的记录")
    names = set()

    def records():
        assert found(engine, "旧记录").ids == (old.pk,), "the old index serves meanwhile"
        names.add(engine.folder.current())
        yield new
        yield old

    engine.rebuild(records(), lambda: ([late], [old.pk]))

    assert set(found(engine, limit=9).ids) == {new.pk, late.pk}
    kept = [path.name for path in engine.folder.path.iterdir() if path.is_dir() and not path.is_symlink()]
    assert kept == [engine.folder.current()]
    assert engine.folder.current() not in names


def test_a_failed_write_leaves_the_index_as_it_was_and_free(engine, put):
    put(make(title="原有记录"))

    def broken():
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.write(broken)
    with pytest.raises(AttributeError):
        engine.write(lambda: ([make(), object()], ()))
    put(make(title="随后记录"))

    assert found(engine).total == 2


def test_another_process_sees_a_write_at_once(engine, put, tmp_path):
    other = embedded.Embedded(engine.folder.path)
    put(make(title="第一条"))
    assert found(other).total == 1

    put(make(title="第二条"))

    assert found(other).total == 2


def test_the_ask_of_a_reader_reaches_the_engine(engine, put):
    record, _ = put(make(trade="land", amount=200_0000), make(trade="land", amount=99_0000))

    asked = reading.question(Ask(trade=("land",), low=100_0000), clock.now())

    assert engine.answer(asked).ids == (record.pk,)
