"""A start over a database of another version of the program says so, and changes nothing."""
import pytest
from django.core.management import CommandError
from django.db import connection

from market.portal.serving import preparing

pytestmark = pytest.mark.django_db


@pytest.fixture
def prepare(settings, tmp_path, monkeypatch):
    """``migrate`` without its migrations, which are applied."""
    settings.VAR = tmp_path
    monkeypatch.setattr(preparing, "_plan", lambda: [])
    monkeypatch.setattr(preparing, "call_command", lambda *words, **options: None)
    return lambda: preparing.migrate(lambda words: None)


def test_the_tables_of_this_program_lack_nothing(prepare):
    assert preparing._lacking() == []
    prepare()
    assert (preparing.settings.VAR / preparing.STAMPS / "migrations").exists()


def test_a_column_or_table_that_is_missing_ends_the_start_with_what_to_do(prepare):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_city RENAME COLUMN site_name TO old_name")
        cursor.execute("ALTER TABLE core_outage RENAME TO core_earlier_outage")

    with pytest.raises(CommandError) as refused:
        prepare()

    words = str(refused.value)
    assert "core_city.site_name" in words and "core_outage" in words and "make demo" in words and "没有删改" in words
    assert not (preparing.settings.VAR / preparing.STAMPS / "migrations").exists()


def test_a_history_that_cannot_be_is_told_in_the_same_words(prepare, monkeypatch):
    def fail(*words, **options):
        raise preparing.InconsistentMigrationHistory("bids.0001 before tenders.0001")
    monkeypatch.setattr(preparing, "call_command", fail)

    with pytest.raises(CommandError, match="make demo"):
        prepare()


