"""The stand-in over HTTP: OpenID Connect for the platform, pages for the person, statements for certificates."""
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

from . import pages
from .authority import Authority
from .people import FAILURES, person
from .tokens import Denied, Tokens

LARGEST = 64 * 1024
SLOW_SECONDS = 12.0


class Server(ThreadingHTTPServer):
    """One issuer; ``callback`` is the only address it sends people back to."""

    daemon_threads = True

    def __init__(self, port: int, *, client: str, secret: str, callback: str, authority: Authority):
        super().__init__(("127.0.0.1", port), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.callback, self.authority = callback, authority
        self.tokens = Tokens(self.issuer, client, secret)

    def discovery(self) -> dict:
        """What the standard asks an issuer to say of itself."""
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks.json", "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256"],
            "scopes_supported": ["openid", "profile", "phone"], "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "claims_supported": ["sub", "name", "phone_number"],
        }


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    server_version = "standin-identity"
    sys_version = ""

    def do_GET(self):
        self._answer({})

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            self._send(413, b"", "text/plain")
            return
        body = self.rfile.read(int(length)).decode("utf-8", "replace")
        self._answer(dict(parse_qsl(body, keep_blank_values=True)))

    def log_message(self, *arguments):
        """Say nothing: a log here would tell who signs in."""

    def _answer(self, said: dict[str, str]) -> None:
        parts = urlsplit(self.path)
        match self.command, parts.path:
            case "GET", "/.well-known/openid-configuration":
                self._json(200, self.server.discovery())
            case "GET", "/jwks.json":
                self._json(200, self.server.tokens.jwks())
            case "GET", "/authorize":
                self._ask(dict(parse_qsl(parts.query)))
            case "POST", "/authorize":
                self._let_go(said)
            case "POST", "/token":
                self._token(said)
            case "GET", "/userinfo":
                self._userinfo()
            case "GET", "/style.css":
                self._send(200, pages.STYLE, "text/css; charset=utf-8")
            case "GET", "/":
                self._html(200, pages.sign())
            case "POST", "/certificate":
                self._statement(said)
            case _:
                self._html(404, pages.words("没有这个页面", "请从交易平台的登录页面重新进入。"))

    def _known(self, asked: dict[str, str]) -> bool:
        """Whether it is our client that asks, with the way back and the challenge that belong to it."""
        right = {"client_id": self.server.tokens.client, "redirect_uri": self.server.callback, "response_type": "code",
                 "code_challenge_method": "S256"}
        if all(asked.get(key) == value for key, value in right.items()) and asked.get("code_challenge"):
            return True
        self._html(400, pages.words("不能登录", "请求登录的平台没有在这里登记，或请求不完整。"))
        return False

    def _ask(self, asked: dict[str, str]) -> None:
        if self._known(asked):
            self._html(200, pages.choose(asked))

    def _let_go(self, said: dict[str, str]) -> None:
        if not self._known(said):
            return
        who, failure = person(said.get("sub", "")), said.get("failure", "none")
        if who is None or failure not in FAILURES:
            self._html(422, pages.words("没有登录", "请选择一个身份。"))
            return
        back = {"state": said.get("state", "")}
        back |= {"error": "access_denied"} if failure == "denied" else {
            "code": self.server.tokens.code(who, said, failure)}
        self._send(302, b"", "text/plain", Location=f"{self.server.callback}?{urlencode(back)}")

    def _token(self, said: dict[str, str]) -> None:
        try:
            grant, tokens = self.server.tokens.exchange(said)
        except Denied as denied:
            self._json(401 if str(denied) == "invalid_client" else 400, {"error": str(denied)})
            return
        match grant.failure:
            case "down":
                self._json(503, {"error": "temporarily_unavailable"})
            case "nonsense":
                self._send(200, b"<html>maintenance</html>", "text/html")
            case "slow":
                time.sleep(SLOW_SECONDS)
                self._json(200, tokens)
            case _:
                self._json(200, tokens)

    def _userinfo(self) -> None:
        try:
            grant = self.server.tokens.bearer(self.headers.get("Authorization", ""))
        except Denied as denied:
            self._json(401, {"error": str(denied)})
            return
        if grant.failure == "userinfo":
            self._json(500, {"error": "server_error"})
            return
        who = grant.person
        self._json(200, {"sub": who.sub, "name": who.name, "phone_number": f"+86{who.mobile}",
                         "phone_number_verified": True})

    def _statement(self, said: dict[str, str]) -> None:
        if not all(said.get(key, "").strip() for key in ("code", "name", "challenge")):
            self._html(422, pages.words("没有签名", "请填写统一社会信用代码、单位名称和待签文本。"))
            return
        made = self.server.authority.statement(
            code=said["code"].strip().upper()[:64], name=said["name"].strip(), challenge=said["challenge"].strip()[:64])
        self._send(200, made, "application/json", **{"Content-Disposition": 'attachment; filename="statement.json"'})

    def _html(self, status: int, content: bytes) -> None:
        back = urlsplit(self.server.callback)
        policy = f"default-src 'none'; style-src 'self'; img-src data:; form-action 'self' {back.scheme}://{back.netloc}"
        self._send(status, content, "text/html; charset=utf-8", **{"Content-Security-Policy": policy})

    def _json(self, status: int, said: dict) -> None:
        self._send(status, json.dumps(said, ensure_ascii=False).encode(), "application/json")

    def _send(self, status: int, content: bytes, kind: str, **more: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), "Cache-Control": "no-store",
                            "X-Content-Type-Options": "nosniff", **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
