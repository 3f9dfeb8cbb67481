"""``python -m market.standins.identity``: run the stand-in until it is told to stop."""
import argparse
import signal
import sys
from pathlib import Path

from .authority import Authority
from .server import Server


def main() -> None:
    """Serve on this machine alone; the client's secret is a file shared with the platform."""
    parser = argparse.ArgumentParser(prog="identity")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--client", required=True)
    parser.add_argument("--secret", type=Path, required=True, help="the file that holds the client's secret")
    parser.add_argument("--callback", required=True, help="where people are sent back to")
    parser.add_argument("--folder", type=Path, required=True, help="where the authority's key lies")
    parser.add_argument("--roots", type=Path, required=True, help="where trusted roots are looked for")
    said = parser.parse_args()
    server = Server(said.port, client=said.client, secret=said.secret.read_bytes().hex(), callback=said.callback,
                    authority=Authority(said.folder, said.roots))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    print(f"identity: {server.issuer}", flush=True)
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()


if __name__ == "__main__":
    main()
