"""Everything published can be checked against its digests, and what was edited is named."""
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from market.core import files
from publish import checking, services
from publish.models import Attachment

from .test_services import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice():
    made = publish()
    services.revise(made.pk, reason="更正", body="<p>第二版。</p>", actor="demo")
    return made


def edit(sql: str) -> None:
    """What somebody with the database could do."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_nobody_touched_agrees(notice, capsys):
    publish(title="另一条")

    call_command("verify_disclosures")

    assert "一致" in capsys.readouterr().out


@pytest.mark.parametrize(("sql", "words"), [
    ("UPDATE publish_disclosureversion SET body = '<p>假</p>' WHERE number = 1", "第 1 版的内容"),
    ("UPDATE publish_disclosureversion SET title = '假' WHERE number = 2", "第 2 版的内容"),
    ("UPDATE publish_disclosureversion SET facts = '{}' WHERE number = 1", "第 1 版的内容"),
    ("UPDATE publish_disclosureversion SET heading = '{}' WHERE number = 1", "第 1 版的内容"),
    ("UPDATE publish_disclosureversion SET reason = '假' WHERE number = 2", "第 2 版的内容"),
    ("DELETE FROM publish_disclosureversion WHERE number = 1", "不接前一版"),
    ("UPDATE publish_disclosure SET trade = 'land'", "与公告不一致"),
    ("UPDATE publish_disclosure SET published_at = '2020-01-01 00:00:00'", "与公告不一致"),
])
def test_what_was_edited_is_named(notice, sql, words, capsys):
    edit(sql)

    with pytest.raises(CommandError):
        call_command("verify_disclosures")

    assert words in capsys.readouterr().err


def test_an_edited_attachment_is_named():



    publish(attachments=[services.NewAttachment("表.txt", files.keep("真".encode(), name="表.txt"))])
    other = files.keep("假".encode(), name="表.txt")
    edit(f"UPDATE {Attachment._meta.db_table} SET file_id = '{other.pk.hex}'")

    assert [fault for fault in checking.faults() if "第 1 版的内容" in fault]


def test_an_outside_notice_from_the_future_is_as_new_as_its_arrival(at_nine):
    made = publish(source=services.outside_source("邻市交易网"), external_id="1", actor="import",
                   published_at=at_nine.replace(year=2099))

    assert made.published_at == at_nine
