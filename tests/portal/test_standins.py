"""Stand-ins run beside the site in a demonstration, and nowhere else."""
import pytest
from django.core.management import CommandError, call_command

from market.portal.serving import standins, tree


@pytest.mark.parametrize(("profile", "kept"), [("demo", True), ("prod", False), ("test", False)])
def test_the_demo_alone_keeps_the_stand_ins_alive(settings, profile, kept):
    settings.PROFILE = profile

    names = {child.name for child in tree.processes(8000)}

    assert (set(standins.STANDINS) <= names) is kept and {"web", "clockwork", "worker"} <= names


def test_production_refuses_to_run_one(settings):
    settings.PROFILE = "prod"

    with pytest.raises(CommandError, match="不运行替身"):
        call_command("standin", "payments")


def test_the_payment_service_is_given_its_book_and_the_shared_key(settings, tmp_path):
    settings.VAR, settings.PAYMENTS_PORT = tmp_path, 8020

    argv = standins.payments()

    assert (tmp_path / "keys" / "payments.key").stat().st_mode & 0o777 == 0o600
    assert str(tmp_path / "standins" / "payments.sqlite3") in argv and "8020" in argv
    assert argv[argv.index("--callback") + 1] == f"{settings.PUBLIC_URL}/payments/callback/"
