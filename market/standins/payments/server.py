"""The stand-in over HTTP: the signed interface under ``/v1/``, the payer's page under ``/pay/``, switches at ``/``."""
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from . import pages, statements
from .bank import WAYS, Bank, Refused
from .signing import HEADER, holds, sign

LARGEST = 64 * 1024
ALWAYS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
          "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'"}


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, bank: Bank, key: bytes, public_url: str):
        super().__init__(("127.0.0.1", port), Handler)
        self.bank, self.key = bank, key
        self.public_url = public_url or f"http://localhost:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One request. Answers JSON beneath ``/v1/``, pages elsewhere; a bad signature is 401 and nothing is done."""

    server: Server
    server_version = "standin-payments"
    sys_version = ""

    def do_GET(self):
        self._answer(b"")

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            self._send(413, b"", "text/plain")
            return
        self._answer(self.rfile.read(int(length)))

    def log_message(self, *arguments):
        """Say nothing: a log here would tell who pays for what."""

    def _answer(self, body: bytes) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/v1/"):
            self._interface(path, body)
        else:
            self._page(path, body)

    def _interface(self, path: str, body: bytes) -> None:
        if not holds(self.server.key, body or self.path.encode(), self.headers.get(HEADER, "")):
            self._json(401, {"code": "signature.wrong"})
            return
        try:
            self._json(*self._do(path, json.loads(body) if body else None), signed=path.startswith("/v1/statements/"))
        except Refused as refused:
            self._json(refused.status, {"code": refused.code})
        except (ValueError, KeyError, TypeError, AttributeError):
            self._json(422, {"code": "request.malformed"})

    def _do(self, path: str, said: dict | None) -> tuple[int, dict]:
        bank = self.server.bank
        match (self.command, path.strip("/").split("/")):
            case "POST", ["v1", "references"]:
                made = bank.open_reference(said)
                return 201, {**made, "pay_url": f"{self.server.public_url}/pay/{made['reference']}"}
            case "POST", ["v1", "refunds"]:
                return 202, bank.order_refund(said)
            case "GET", ["v1", "refunds", name]:
                return 200, bank.refund(name)
            case "GET", ["v1", "payments", name]:
                return 200, statements.payment(bank, name)
            case "GET", ["v1", "statements", day]:
                return 200, statements.statement(bank, day)
            case "GET", ["v1", "events"]:
                return 200, {"events": bank.untold()}
            case "POST", ["v1", "events", "acknowledged"]:
                return 200, {"acknowledged": bank.acknowledge([str(name) for name in said["event_ids"]])}
        raise Refused(404, "address.unknown")

    def _page(self, path: str, body: bytes) -> None:
        form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        match (self.command, path.strip("/").split("/")):
            case "GET", ["style.css"]:
                self._send(200, pages.STYLE, "text/css; charset=utf-8")
            case "GET", [""]:
                self._html(200, pages.desk(self.server.bank.switches()))
            case "POST", [""]:
                self._switch(form)
            case _, ["pay", name]:
                self._pay(name, form)
            case _:
                self._html(404, pages.words("没有这个页面", "请从交易平台的缴款页面重新进入。"))

    def _switch(self, form: dict[str, str]) -> None:
        try:
            self.server.bank.set_switch(form.get("name", ""), int(form.get("value", "")))
        except (Refused, ValueError):
            self._html(422, pages.words("没有设定", "次数应为 0 至 1000 的整数。"))
            return
        self._html(200, pages.desk(self.server.bank.switches()))

    def _pay(self, name: str, form: dict[str, str]) -> None:
        bank, note, bad = self.server.bank, "", ""
        if self.command == "POST":
            payer = form.get("payer", "").strip()[:100]
            if not payer or form.get("way") not in WAYS:
                bad = "没有付款：请填写付款户名，并选择怎样缴。"
            elif bank.reference(name):
                serials = bank.pay(name, payer=payer, way=form["way"])
                note = f"已付款，银行流水号 {'、'.join(serials)}。请回到交易平台查看是否到账。"
        found = bank.reference(name)
        if found is None:
            self._html(404, pages.words("缴款码不存在", "请核对缴款码，或者从交易平台的缴款页面重新进入。"))
            return
        self._html(422 if bad else 200, pages.payment(found, note=note, bad=bad))

    def _html(self, status: int, content: bytes) -> None:
        self._send(status, content, "text/html; charset=utf-8")

    def _json(self, status: int, said: dict, *, signed: bool = False) -> None:
        content = json.dumps(said, ensure_ascii=False).encode()
        forged = signed and self.server.bank.spoils("statement_forged")
        more = {HEADER: sign(b"not the key" if forged else self.server.key, content)} if signed else {}
        self._send(status, content, "application/json", more)

    def _send(self, status: int, content: bytes, kind: str, more: dict | None = None) -> None:
        self.send_response(status)
        said = {"Content-Type": kind, "Content-Length": str(len(content)), **(more or {}), **ALWAYS}
        for name, value in said.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
