"""Opens envelopes; runs only as a child with ceilings: ``python -m bids.opening.child``.

Each line on standard input is one envelope: JSON with ``path``, ``sha256`` over the ciphertext, ``expect`` (the five
parts of the context), ``secrets`` (private keys of custodians in base64url) or ``content_key``, ``into`` (a folder for
the files). Each line on standard output is what came of it, in order: ``files`` (name, size, sha256, and ``at``, the
name within the folder) with ``signer``, or ``fault`` with ``place``. It knows no database and no settings.
"""
import hashlib
import itertools
import json
import sys
from pathlib import Path

from market.custody import envelope, keys
from market.custody.errors import EnvelopeError
from market.custody.shapes import Context, Entry, Header

from .faults import RETRY

PIECE = 1024 * 1024


def work(asked: dict) -> dict:
    """Open one envelope."""
    path = Path(asked["path"])
    try:
        if _digest(path) != asked["sha256"]:
            return {"fault": "stored.altered", "place": ""}
        with path.open("rb") as source:
            return _open(source, asked)
    except FileNotFoundError:
        return {"fault": "stored.missing", "place": ""}
    except EnvelopeError as error:
        return {"fault": error.code, "place": error.place}


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _open(source, asked: dict) -> dict:
    header = envelope.inspect(source, expect=Context(**asked["expect"]))
    found, failed = None, None
    for content_key in _content_keys(header, asked):
        try:
            source.seek(header.start)
            found = _unseal(source, header, content_key(), Path(asked["into"]))
            break
        except EnvelopeError as error:
            failed = failed or error
            if error.code not in RETRY:
                raise
    if found is None:
        raise failed
    return found


def _content_keys(header: Header, asked: dict):
    """Ways to the content key: the bidder's own if given, then each pair of custodians."""
    if asked.get("content_key"):
        yield lambda: keys.unb64(asked["content_key"], keys.KEY)
    private = [keys.private_key(keys.unb64(text, keys.SCALAR)) for text in asked["secrets"]]
    for pair in itertools.combinations(private, 2):
        yield lambda pair=pair: envelope.key_from_custodians(header, pair)


def _unseal(source, header: Header, content_key: bytes, folder: Path) -> dict:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    places: list[str] = []

    def into(entry: Entry):
        places.append(str(len(places)))
        return (folder / places[-1]).open("wb")

    manifest = envelope.unseal(source, header, content_key, into=into)
    files = [{"name": file.name, "size": file.size, "sha256": file.sha256, "at": at}
             for file, at in zip(manifest.files, places, strict=True)]
    return {"files": files, "signer": keys.b64(manifest.signer)}


def main() -> None:
    """Answer line by line until there is no more to do."""
    for line in sys.stdin:
        print(json.dumps(work(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
