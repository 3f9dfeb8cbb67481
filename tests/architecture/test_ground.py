"""The ground files agree with each other: locks with pyproject, migrations with models, commands with addresses."""
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ \\]+)", re.M)


def locked(name: str) -> dict[str, Version]:
    return {canonicalize_name(package): Version(version)
            for package, version in LOCKED.findall((ROOT / name).read_text())}


@pytest.mark.parametrize(("lock", "wanted"), [
    ("requirements.lock", PROJECT["project"]["dependencies"]),
    ("requirements-dev.lock", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
])
def test_a_lock_file_holds_a_fitting_version_of_everything_that_is_asked_for(lock, wanted):
    versions = locked(lock)

    for requirement in map(Requirement, wanted):
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in {lock}; lock again"
        assert requirement.specifier.contains(version), f"{lock} holds {requirement.name} {version}; lock again"


def test_both_lock_files_agree():
    run, dev = locked("requirements.lock"), locked("requirements-dev.lock")

    assert {name: dev.get(name) for name in run} == run


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_has_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text()

    assert "--hash=sha256:" in text
    assert "://" not in text and "--index-url" not in text


def tracked() -> list[Path]:
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in answer.stdout.split("\0") if name]


def test_no_file_names_a_place_to_download_from():
    hosts = re.compile("|".join(re.escape(".".join(parts)) for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("jsdelivr", "net"), ("unpkg", "com"),
        ("cdnjs", "cloudflare"), ("deb", "debian"), ("googleapis", "com"), ("raw", "githubusercontent"),
    )))
    places = {str(path.relative_to(ROOT)) for path in tracked()
              if path.is_file() and path.suffix in {".py", ".lock", ".toml", ".html", ".css", ".js", ".md", ".sh", ""}
              and hosts.search(path.read_text(encoding="utf-8", errors="ignore"))}

    assert not places


def test_no_file_of_ours_is_longer_than_a_reader_can_hold():
    long = {str(path.relative_to(ROOT)): count for path in tracked()
            if path.suffix == ".py" and "migrations" not in path.parts
            and (count := len(path.read_text(encoding="utf-8").splitlines())) > 420}

    assert not long


def manage(folder: Path, *words: str) -> subprocess.CompletedProcess:
    """``manage.py`` in a process of its own: the suite itself runs without migrations."""
    environment = {"MARKET_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "market.settings.demo", "PATH": "/usr/bin:/bin"}
    return subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True,
                          text=True, check=False)


def test_the_models_need_no_further_migration(tmp_path):
    done = manage(tmp_path, "makemigrations", "--check", "--dry-run")

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


def test_the_migrations_apply_to_an_empty_database(tmp_path):
    done = manage(tmp_path, "migrate", "--verbosity", "0")

    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "market.sqlite3").exists()
