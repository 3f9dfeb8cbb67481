"""``python -m market.standins.payments``: run the stand-in until it is told to stop."""
import argparse
import json
import signal
import sys
from pathlib import Path

from .bank import Bank
from .delivery import Delivery
from .server import Server


def main() -> None:
    """Serve on this machine alone; the key is a file shared with the platform."""
    parser = argparse.ArgumentParser(prog="payments")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--book", type=Path, required=True, help="the SQLite file of the stand-in")
    parser.add_argument("--key", type=Path, required=True, help="the file both sides sign with")
    parser.add_argument("--callback", required=True, help="where events are told")
    parser.add_argument("--seed", type=Path, help="a JSON file of an invented past, where there is one")
    parser.add_argument("--public-url", default="", help="how a browser reaches this server")
    said = parser.parse_args()
    bank, key = Bank(said.book), said.key.read_bytes()
    if said.seed and said.seed.exists():
        bank.seed(json.loads(said.seed.read_text(encoding="utf-8")))
    server = Server(said.port, bank, key, said.public_url)
    delivery = Delivery(bank, said.callback, key)
    delivery.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    print(f"payments: http://localhost:{server.server_port}", flush=True)
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        delivery.stop.set()
        server.server_close()


if __name__ == "__main__":
    main()
