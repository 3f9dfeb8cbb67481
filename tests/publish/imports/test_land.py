"""Land deals as CSV, under both published heads."""

import json

import pytest

from publish.models import Disclosure, DisclosureVersion, PublicRecord

from .conftest import counts, everything, notices, refusal

pytestmark = pytest.mark.django_db

SHORT = (
    "行政区,电子监管号,项目名称,项目位置,面积_公顷,土地来源,土地用途,供地方式,土地使用年限,行业分类,土地级别,成交价格_万元,"
    "土地使用权人"
)
LONG = SHORT + ",约定容积率下限,约定容积率上限,约定交地时间,约定开工时间,约定竣工时间,批准单位,合同签订日期"
ROW = "石桥县,3415242007B01089,商住楼,石桥路1号,0.046400,存量库,住宿餐饮用地,{method},40,住宿业,三级,16.5,{holder}"
DEAL = ROW.format(method="挂牌出让", holder="恒岳有限公司和汇川有限公司联合体")


@pytest.fixture
def table(tmp_path):
    """Write a table of land deals."""

    def write(*lines, encoding="utf-8-sig"):
        path = tmp_path / "deals.csv"
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return write


def test_a_deal_with_terms_states_them_all(table):
    notices(table(LONG, DEAL + ",1.00,2.50,,,,市政府,2019年06月27日"))

    disclosure = Disclosure.objects.get()
    facts = disclosure.versions.get().facts
    assert (disclosure.kind, disclosure.trade, disclosure.method) == ("land_result", "land", "listing")
    assert disclosure.versions.get().title == "石桥县商住楼供地结果"
    assert disclosure.published_at.isoformat() == "2019-06-26T16:00:00+00:00"
    assert facts["deal_price"] == {"amount": "165000.00", "currency": "CNY"}
    assert [party["name"] for party in facts["winner"]] == ["恒岳有限公司", "汇川有限公司"]
    assert (facts["plot_ratio"], facts["land_area"], facts["transfer_term"]) == ("1.00—2.50", "0.046400", "40")
    assert facts["land_supervision_no"] == disclosure.external_id
    assert "市政府" in disclosure.versions.get().text


def test_a_deal_without_dates_is_dated_by_its_arrival_and_the_report_says_so(table, at_nine):
    report = notices(table(SHORT, DEAL))

    assert Disclosure.objects.get().published_at == at_nine
    assert report.files[0].notes[0]["note"].endswith("。")
    assert "deal_signed_at" not in DisclosureVersion.objects.get().facts


@pytest.mark.parametrize(
    ("method", "key"),
    [
        ("协议出让", "agreement"),
        ("拍卖出让", "auction"),
        ("招标出让", "open_tender"),
        ("划拨", "allocation"),
        ("租赁", "lease"),
        ("奇特方式", ""),
    ],
)
def test_the_way_of_supply_is_ours_or_none(table, method, key):
    notices(table(SHORT, ROW.format(method=method, holder="自然人（已隐去）")))

    assert Disclosure.objects.get().method == key
    assert PublicRecord.objects.get().winner == "自然人（已隐去）"


def test_a_price_of_zero_is_not_stated(table):
    report = notices(table(SHORT, DEAL.replace("16.5", "0.0000")))

    assert "deal_price" not in DisclosureVersion.objects.get().facts
    assert any("为零" in note["note"] for note in report.files[0].notes)


@pytest.mark.parametrize("cell", ['=HYPERLINK(""http://x"")', "+86", "-1+1", "@SUM(A1)", "\tx"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(table, cell):
    notices(table(SHORT, DEAL.replace("商住楼", f'"{cell}"')))

    name = cell.replace('""', '"').strip()
    version = DisclosureVersion.objects.get()
    assert version.facts["project_name"] == name
    assert name in version.text
    assert json.loads(json.dumps(version.facts))["project_name"] == name


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (DEAL + ",多余", "单元格"),
        (DEAL.replace("商住楼", '"商住楼'), "引号"),
        (DEAL.replace("3415242007B01089", ""), "电子监管号"),
        (DEAL.replace("商住楼", "楼" * 4001), "4000"),
    ],
)
def test_a_bad_line_is_refused_and_the_next_one_read(table, line, word):
    report = notices(table(SHORT, line, DEAL))

    assert counts(report) == {"new": 1, "refused": 1}
    assert word in refusal(report) and refusal(report).endswith("。")


def test_another_table_is_refused_as_a_whole(table):
    report = notices(table("姓名,电话", "甲,1"))

    assert report.failed and "表头" in report.files[0].failure
    assert Disclosure.objects.count() == 0


def test_a_second_import_changes_nothing(table):
    path = table(SHORT, DEAL, encoding="gb18030")
    assert counts(notices(path)) == {"new": 1}
    before = everything()

    assert counts(notices(path)) == {"unchanged": 1}
    assert everything() == before
