"""The digest of everything a publication would make public: a review holds for exactly that."""
import hashlib
import json

from .notices import tender_notice


def digest(tender) -> str:
    """SHA-256 in hex over the notice as it would go out, its files, every lot, the schemes by which bids would be
    evaluated, and the rules it would live under."""
    notice = tender_notice.write(tender)
    lots = [[str(value) for value in row] for row in tender.lots.order_by("number").values_list(
        "number", "title", "budget", "ceiling", "bond", "facts")]
    own = list(tender.lots.filter(scheme__isnull=False).order_by("number").values_list("number", "scheme"))
    whole = {"scheme": tender.scheme, "lot_schemes": [list(one) for one in own],
             "title": notice.title, "body": notice.body, "facts": notice.facts, "lots": lots,
             "files": [[file.title, file.sha256] for file in notice.files], "rules": tender.rulebook.digest}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
