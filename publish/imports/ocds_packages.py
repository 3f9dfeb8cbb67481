"""Reading OCDS packages, 1.0 and 1.1, releases or records, without fetching anything."""
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from ocdsmerge import Merger
from ocdsmerge.exceptions import OCDSMergeError

from .lines import LineRefused

FILE_LIMIT = 50_000_000
"""Bytes a package may have; larger publications come in several packages."""

CONTAINERS_LIMIT = 2_000_000
"""Opening brackets a package may have: each becomes an object in memory."""

KNOWN_VERSIONS = {"", "1.0", "1.1"}

_WHOLE = ("parties/additionalIdentifiers parties/roles buyer/additionalIdentifiers relatedProcesses/relationship "
          "tender/procuringEntity/additionalIdentifiers tender/items/additionalClassifications tender/submissionMethod "
          "tender/additionalProcurementCategories tender/tenderers/additionalIdentifiers tender/amendments/changes "
          "tender/amendment/changes awards/suppliers/additionalIdentifiers awards/items/additionalClassifications "
          "awards/amendments/changes awards/amendment/changes contracts/items/additionalClassifications "
          "contracts/relatedProcesses/relationship contracts/amendments/changes contracts/amendment/changes")
RULES = {tuple(path.split("/")): "wholeListMerge" for path in _WHOLE.split()} \
    | {(name,): "omitWhenMerged" for name in ("id", "date", "tag")}
"""The merge rules of the OCDS 1.1 release schema, as the merge library names them: with them it fetches no schema."""


@dataclass(slots=True)
class Process:
    """What is known of one contracting process: its releases, and the newest compiled release of a record."""

    ocid: str
    releases: list[dict] = field(default_factory=list)
    compiled: dict | None = None
    _have: set[str] = field(default_factory=set, repr=False, compare=False)
    """The releases as text, written once each: a package may hold any number of one process."""

    def join(self, other: "Process") -> None:
        """Take in what another reading knew; the same release twice is one."""
        if len(self._have) != len(self.releases):
            self._have = {_canonical(release) for release in self.releases}
        for release in other.releases:
            if (text := _canonical(release)) not in self._have:
                self._have.add(text)
                self.releases.append(release)
        if other.compiled is not None and (self.compiled is None or _age(other.compiled) > _age(self.compiled)):
            self.compiled = other.compiled

    def as_json(self) -> bytes:
        """The part of the packages about this process, to be kept beside the notice."""
        return _canonical({"ocid": self.ocid, "releases": self.releases, "compiledRelease": self.compiled}).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> "Process":
        """What ``as_json`` wrote."""
        kept = json.loads(raw)
        return cls(kept["ocid"], kept["releases"], kept["compiledRelease"])

    def view(self) -> tuple[dict, list[str]]:
        """The process as of its last release, and notes where the releases could not be merged by the rules.

        A compiled release stands beneath the releases: it fills what they do not say.
        """
        releases = sorted(self.releases, key=_age)
        if not releases:
            return self.compiled or {}, []
        stack = ([{**self.compiled, "date": ""}] if self.compiled else []) + releases
        try:
            return Merger(merge_rules=RULES).create_compiled_release(stack), []
        except (OCDSMergeError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
            whole: dict = {}
            for release in stack:
                whole |= {key: value for key, value in release.items() if value is not None}
            return whole, ["各次发布的结构前后不一，不能按 OCDS 规则合并，每个部分以最后一次发布为准。"]


@dataclass(slots=True)
class Package:
    """A package as read: who published it, what it tells of each process, and what of it could not be taken.

    ``refusals`` are pairs of a place in the file and a Chinese sentence.
    """

    publisher: str
    home: str
    processes: dict[str, Process] = field(default_factory=dict)
    refusals: list[tuple[int, str, str]] = field(default_factory=list)


def read_package(path: Path) -> Package:
    """Read a package. Raises LineRefused where the file as a whole is none, OSError where it cannot be read."""
    if path.stat().st_size > FILE_LIMIT:
        raise LineRefused(f"文件超过 {FILE_LIMIT // 1_000_000} MB，未读取；请分成几个包导入。")
    content = _load(path.read_bytes())
    version = content.get("version") or ""
    if not isinstance(version, str) or ".".join(version.split(".")[:2]) not in KNOWN_VERSIONS:
        raise LineRefused(f"OCDS 版本“{str(version)[:20]}”无法读取，只支持 1.0 和 1.1，整个文件未导入。")
    publisher = content.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise LineRefused("这个包没有写明发布者（publisher.name），无法记录出处，整个文件未导入。")
    home = publisher.get("uri")
    package = Package(" ".join(name.split())[:120],
                      home if isinstance(home, str) and re.match(r"https?://\S{1,180}$", home) else "")
    for number, entry in enumerate(_entries(content), 1):
        _take(package, number, entry)
    return package


def _load(raw: bytes) -> dict:
    if raw.count(b"[") + raw.count(b"{") > CONTAINERS_LIMIT:
        raise LineRefused("JSON 结构过大，未读取；请检查导出程序。")
    try:
        content = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise LineRefused("文件不是 UTF-8 文字（OCDS 要求 UTF-8），整个文件未导入。") from None
    except RecursionError:
        raise LineRefused("JSON 嵌套过深，整个文件未导入。") from None
    except ValueError as fault:
        at = f"第 {fault.lineno} 行" if isinstance(fault, json.JSONDecodeError) else "含有无效的数字"
        raise LineRefused(f"文件不是完整的 JSON（{at}），整个文件未导入。") from None
    if not isinstance(content, dict) or not isinstance(content.get("releases", content.get("records")), list):
        raise LineRefused("文件不是 OCDS 的发布包（releases）或记录包（records），整个文件未导入。")
    return content


def _no_constant(word: str):
    raise ValueError(word)


def _entries(content: dict) -> list:
    return content["releases"] if isinstance(content.get("releases"), list) else content["records"]


def _take(package: Package, number: int, entry) -> None:
    """Take a release or a record into the package, or say why not."""
    ocid = entry.get("ocid") if isinstance(entry, dict) else None
    if not isinstance(ocid, str) or not ocid.isprintable() or not ocid.strip() or len(ocid) > 120:
        package.refusals.append((number, "", "这一条没有可用的 ocid，无法避免重复收录，未收录。"))
        return
    process = Process(ocid)
    is_record = "tag" not in entry and ("releases" in entry or "compiledRelease" in entry)
    if is_record:
        listed = entry.get("releases")
        process.releases = [one for one in listed if _is_release(one, ocid)] if isinstance(listed, list) else []
        compiled = entry.get("compiledRelease")
        process.compiled = compiled if _is_release(compiled, ocid) else None
    elif _is_release(entry, ocid):
        process.releases = [entry]
    if not _storable(process):
        package.refusals.append((number, ocid, "这一条含有残缺的字符或嵌套过深，无法保存，未收录；请重新导出。"))
    elif process.releases or process.compiled:
        package.processes.setdefault(ocid, Process(ocid)).join(process)
    elif is_record:
        package.refusals.append((number, ocid, "这条记录只列出各次发布的网址，没有内容；本平台不从外部取数，未收录，"
                                               "请改用发布包导入。"))
    else:
        package.refusals.append((number, ocid, "这次发布没有有效的日期（date），无法排出先后，未收录。"))


def _storable(process: Process) -> bool:
    """Whether the process can be written as UTF-8 and is not nested beyond reading."""
    try:
        process.as_json()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def _is_release(value, ocid: str) -> bool:
    """Whether a value is a release of that process with its content (a linked one has none) and a date."""
    return isinstance(value, dict) and value.get("ocid", ocid) == ocid and isinstance(value.get("date"), str) \
        and bool(value["date"].strip()) and bool(value.keys() - {"date", "tag", "url", "ocid", "id", "language"})


def _age(release: dict) -> tuple[str, str]:
    return release["date"], _canonical(release)


def _canonical(value) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
