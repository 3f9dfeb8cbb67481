"""Searching as pages do it: gold queries, chips, facets, remarks, help where nothing is found."""
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict

from market.core import clock
from market.core.models import Region
from search import find
from search.ask import Ask, parse
from tests.factories.search import PublicRecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    """A city with one district and one street."""
    root = Region.objects.create(code="3299", name="甲市", level=1)
    district = Region.objects.create(code="329901", name="乙区", level=2, parent=root)
    return root, district, Region.objects.create(code="32990101", name="丙镇", level=3, parent=district)


GOLD = {
    "wall": {"title": "大堤防洪墙伸缩缝修复", "text": "混凝土防洪墙。", "codes": ["SLGC-2026-0150"]},
    "slope": {"title": "高边坡抢修加固", "text": "浆砌块石护坡 4,260 立方米，由本标段实施。"},
    "list": {"title": "上游清淤", "text": "内容见附件。",
             "attachment_text": "工程量清单.xlsx\n第一页\v石笼网垫铺设 300 平方米"},
    "shop": {"title": "中介服务机构遴选", "text": "", "trade": "procurement", "kind": "procurement_notice"},
    "school": {"title": "中学体育馆电脑采购", "text": "", "trade": "procurement", "sme": "yes",
               "amount": Decimal("480000"), "purchaser": "教育局"},
    "road": {"title": "道路改造工程", "text": "", "amount": Decimal("28640000"), "method": "open_tender",
             "opens": 2},
}


@pytest.fixture
def gold(indexed):
    """The gold records by name."""
    made = {}
    with clock.frozen("2026-11-24 09:00"):
        for name, given in GOLD.items():
            given = dict(given)
            opens = given.pop("opens", None)
            made[name] = PublicRecordFactory(**given, opens_at=opens and clock.now() + timedelta(days=opens))
        indexed(*made.values())
        yield made


@pytest.mark.parametrize(("typed", "first"), [
    ("防洪墙", "wall"), ("SLGC20260150", "wall"), ("fanghong", "wall"), ("防红墙", "wall"), ("防汛墙", "wall"),
    ("浆砌块石护坡", "slope"), ("护坡 4,260 立方米", "slope"), ("护岸", "slope"), ("“块石护坡”", "slope"),
    ("石笼网垫", "list"), ("zhongjie", "shop"), ("中介", "shop"), ("tiyuguan", "school"), ("计算机", "school"),
    ("教育局", "school"), ("专门面向中小企业 50 万元以下", "school"), ("预算>100万 建设工程 本周开标", "road"),
    ("公开招标 道路", "road"), ("招标 电脑", "school")])
def test_a_gold_query_shows_the_expected_notice_first(gold, typed, first):
    found = find.from_address(QueryDict(f"q={typed}&unstated=0", encoding="utf-8"), only="notice")

    assert [row.record.pk for row in found.rows][:1] == [gold[first].pk]


def test_a_hit_inside_an_attachment_says_so_with_file_and_page(gold):
    row = find.find(Ask(text="石笼网垫")).rows[0]

    assert row.where == "附件命中：工程量清单.xlsx 第 2 页 "
    assert "<mark>石笼网垫</mark>" in row.snippet


def test_a_hit_in_the_body_says_so_and_one_in_the_title_needs_no_words(gold):
    body, title = (find.find(Ask(text=text)).rows[0] for text in ("浆砌块石", "防洪墙伸缩缝"))

    assert body.where == "正文命中：" and "<mark>浆砌块石</mark>" in body.snippet
    assert title.snippet is None and "<mark>防洪墙伸缩缝</mark>" in title.title


def test_synonyms_in_use_are_named(gold):
    assert ("护坡", ("护岸", "边坡防护")) in find.find(Ask(text="护坡")).synonyms


def test_what_was_loosened_is_said(gold):
    near, some, strict = (find.find(Ask(text=text)) for text in ("防红墙", "防洪墙 拖拉机 伸缩缝", "防洪墙"))

    assert "读音相同" in near.remarks[0] and "大部分词语" in some.remarks[0] and not strict.remarks


def test_a_phrase_that_looks_like_conditions_is_taken_literally_where_it_occurs(gold, indexed):
    record, = indexed(PublicRecordFactory(title="说明", text="附：建设工程 质量检测收费标准", trade="land"))
    query = QueryDict("q=建设工程 质量检测收费标准")

    found = find.find(parse(query))

    assert [row.record.pk for row in found.rows] == [record.pk]
    assert found.by_conditions == Ask(text="质量检测收费标准", trade=("eng",))
    assert find.find(found.by_conditions).total == 0


def test_every_condition_is_a_chip_that_can_be_taken_away(gold):
    ask = parse(QueryDict("q=道路+预算>100万+建设工程+公开招标"))

    chips = find.find(ask).chips

    assert [chip.label for chip in chips] == ["建设工程", "公开招标", "100 万元以上，含未载明"]
    assert [chip.ask.without("trade", "eng").trade for chip in chips] == [(), (), ()]
    assert chips[2].ask == Ask(text="道路", trade=("eng",), method=("open_tender",))


def test_ticked_values_of_a_facet_add_up_to_the_total(gold):
    ask = Ask(trade=("gov", "eng"))

    found = find.find(ask)
    ticked = sum(option.count for option in found.facets["trade"].options if option.ticked)

    assert ticked == found.total == len(GOLD)


def test_every_facet_over_everything_adds_up_with_what_is_not_stated(gold):
    found = find.find(Ask())

    for name in ("trade", "stage", "kind", "method", "sme", "source"):
        assert sum(option.count for option in found.facets[name].options) == found.total, name
    assert sum(option.count for option in found.facets["amount"].options) == found.total
    assert found.facets["sme"].options[-1].label == "未载明"


def test_the_region_tree_opens_where_it_is_ticked(city, indexed):
    root, district, street = city
    indexed(PublicRecordFactory(region_path=street.path), PublicRecordFactory(region_path=district.path),
            PublicRecordFactory(region_path=root.path), PublicRecordFactory(region_path="out/浙江省/"),
            PublicRecordFactory())

    shut, opened = (find.find(ask).facets["region"].options for ask in (Ask(), Ask(region=("329901",))))

    assert [(o.label, o.count) for o in shut] == [("甲市本级", 1), ("乙区", 2), ("其他地区", 1), ("未载明", 1)]
    assert [(o.label, o.count, o.deeper) for o in opened][:3] == [
        ("甲市本级", 1, False), ("乙区", 2, False), ("丙镇", 1, True)]
    assert find.find(Ask(region=("329901",))).chips[0].label == "乙区（含下级）"
    assert find.find(Ask(region=("3299",))).total == 3
    assert find.find(Ask(region=("out:浙江省",))).total == find.find(Ask(region=("none",))).total == 1


def test_deadline_windows_reach_to_the_end_of_the_day_and_not_behind_now(indexed):
    with clock.frozen("2026-11-24 14:00") as now:
        midnight = now.at + timedelta(hours=10)
        moments = [now.at - timedelta(hours=1), now.at, now.at + timedelta(seconds=1), midnight,
                   midnight + timedelta(seconds=1), midnight + timedelta(days=7), None]
        made = indexed(*(PublicRecordFactory(deadline_at=moment) for moment in moments))

        def hit(*windows):
            return {made.index(row.record) for row in find.find(Ask(deadline=windows)).rows}

        assert hit("closed") == {0, 1}
        assert hit("today") == {2, 3}
        assert hit("3d") == {2, 3, 4}
        assert hit("7d") == {2, 3, 4, 5}
        assert hit("none") == {6}
        assert hit("today", "none") == {2, 3, 6}
        counts = {option.value: option.count for option in find.find(Ask()).facets["deadline"].options}
        assert counts == {"today": 2, "3d": 3, "7d": 4, "closed": 2, "none": 1}


def test_where_nothing_is_found_the_condition_that_removed_it_is_named(gold):
    found = find.find(Ask(text="道路", trade=("eng",), sme=("yes",)))

    assert found.total == 0
    assert (found.loosened[0].label, found.loosened[0].count) == ("专门面向中小企业：专门面向中小企业", 1)
    assert find.find(found.loosened[0].ask).total == 1


def test_a_page_beyond_the_last_shows_the_last_and_says_so(indexed):
    indexed(*PublicRecordFactory.create_batch(23))

    found = find.find(Ask(page=9))

    assert (found.ask.page, len(found.rows), found.page.start_index(), found.page.end_index()) == (2, 3, 21, 23)
    assert "没有这一页" in found.remarks[0]


def test_pages_cover_every_record_once(indexed):
    made = indexed(*PublicRecordFactory.create_batch(45, published_at=clock.now()))

    seen = [row.record.pk for page in (1, 2, 3) for row in find.find(Ask(page=page)).rows]

    assert len(seen) == 45 and set(seen) == {record.pk for record in made}


def test_very_deep_pages_are_refused_with_a_sentence(gold):
    found = find.find(Ask(page=101))

    assert found.too_deep and not found.rows and "翻页最多到第 2000 条" in found.remarks[0]


def test_records_gone_from_the_database_are_left_out(indexed):
    kept, gone = indexed(*PublicRecordFactory.create_batch(2))
    gone.delete()

    assert [row.record.pk for row in find.find(Ask()).rows] == [kept.pk]


def test_an_empty_site_without_an_index_finds_nothing_and_a_full_one_says_it_is_not_ready(engine):
    assert find.find(Ask()).total == 0

    PublicRecordFactory()

    with pytest.raises(find.Unready):
        find.find(Ask())


def test_a_crowd_of_conditions_costs_a_few_searches_not_one_each(gold, monkeypatch):
    asked = []
    count = find.engine().count
    monkeypatch.setattr(find.engine(), "count", lambda question: asked.append(question) or count(question))

    found = find.find(Ask(purchaser=tuple(map(str, range(20))), agent=tuple(map(str, range(20)))))

    assert found.total == 0 and len(found.chips) == 40
    assert len(asked) <= find.TRIED + 2
