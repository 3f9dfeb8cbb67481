"""The digest of a version: SHA-256 over one canonical JSON that anyone can rebuild from the public page.

Format ``disclosure/1``: UTF-8, keys sorted, no spaces, non-ASCII written as itself. It covers the heading, the words,
the facts, the hash of every attachment, the server's time and the digest of the version before; never itself.
"""
import hashlib
import json
from datetime import UTC, datetime

FORMAT = "disclosure/1"


def canonical(content: dict) -> bytes:
    """The bytes that are hashed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def moment(at: datetime) -> str:
    """A moment as it is hashed: UTC to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def heading(disclosure) -> dict:
    """What stands over a version as it is written: whose notice it is, of what kind, where, and since when public."""
    return {
        "source": disclosure.source.name, "external_id": disclosure.external_id, "origin_url": disclosure.origin_url,
        "kind": disclosure.kind, "trade": disclosure.trade, "method": disclosure.method,
        "region": disclosure.region_id or "", "region_label": disclosure.region_label,
        "first_published_at": moment(disclosure.published_at),
    }


def content(version, attachments) -> dict:
    """All public content of a version, as in its JSON twin under ``content``."""
    return {
        "format": FORMAT,
        "id": str(version.disclosure_id),
        "version": version.number,
        "heading": version.heading,
        "title": version.title,
        "body": version.body,
        "facts": version.facts,
        "reason": version.reason,
        "published_at": moment(version.published_at),
        "previous": version.previous,
        "attachments": [
            {"order": a.order, "title": a.title, "origin_url": a.origin_url,
             "sha256": a.file.sha256 if a.file else "", "size": a.file.size if a.file else 0}
            for a in attachments
        ],
    }


def digest(version, attachments) -> str:
    """SHA-256 in hex over the canonical content."""
    return hashlib.sha256(canonical(content(version, attachments))).hexdigest()
