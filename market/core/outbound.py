"""The only way out: https to public addresses, no redirects, ten seconds, a bounded answer.

The name is resolved once, every address it has must be public, and the connection goes to one of those very
addresses: a name that answers differently a moment later (DNS rebinding) gains nothing. Stand-ins of outside systems
run on this machine in a demo; each is allowed by its exact origin in the setting ``OUTBOUND_STANDINS``.
"""
import contextlib
import ipaddress
import json
import socket
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

SECONDS = 10.0
SIZE = 5 * 1024 * 1024
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is given out to the open internet; the rest is reserved, local or a wrapping."""
_SPECIAL = (ipaddress.ip_network("192.0.0.0/24"), ipaddress.ip_network("192.88.99.0/24"))
"""IPv4 for protocols and relays; hosters answer for their inside there. The library calls them global."""


class OutboundRefused(Exception):
    """A request was not made, or its answer not taken. ``code`` is stable, ``sentence`` is for the screen."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers (names in lower case), and the whole body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self):
        """The body as JSON. Raises ValueError."""
        return json.loads(self.body)


def fetch(method: str, url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None,
          seconds: float = SECONDS, size: int = SIZE) -> Answer:
    """Make one request and return its answer, whatever its status; a redirect is an answer like any other.

    ``seconds`` bounds the whole exchange, ``size`` the body in bytes. Raises OutboundRefused. Never call it inside a
    transaction: the database would wait for the other side.
    """
    if method not in _METHODS:
        raise OutboundRefused("outbound.method", f"不支持以 {method} 方式访问外部系统。")
    end = time.monotonic() + seconds
    pool, host, path = _connection(url, seconds)
    try:
        return _exchange(pool, method, path, body, {**(headers or {}), "Host": host, "Accept-Encoding": "identity"},
                         end, size)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        if time.monotonic() >= end:
            raise OutboundRefused("outbound.timeout", f"外部系统在 {seconds:g} 秒内未完成应答，请稍后重试。") from error
        raise OutboundRefused("outbound.failed", "无法连接外部系统，请稍后重试。") from error
    finally:
        pool.close()


def _connection(url: str, seconds: float) -> tuple[urllib3.HTTPConnectionPool, str, str]:
    """A pool of one connection to a checked address, the Host header, and the path to ask for."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise OutboundRefused("outbound.address", "外部地址的格式不正确。") from error
    if not host or parts.username or parts.password or not url.isascii():
        raise OutboundRefused("outbound.address", "外部地址的格式不正确。")
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    how = {"timeout": urllib3.Timeout(total=seconds), "maxsize": 1, "retries": False}
    if f"{parts.scheme}://{parts.netloc}" in settings.OUTBOUND_STANDINS:
        kind = urllib3.HTTPSConnectionPool if parts.scheme == "https" else urllib3.HTTPConnectionPool
        return kind(host, port, **how), parts.netloc, path
    if parts.scheme != "https":
        raise OutboundRefused("outbound.scheme", "只允许以 https 访问外部系统。")
    address = public_address(host, port or 443)
    return urllib3.HTTPSConnectionPool(address, port or 443, server_hostname=host, assert_hostname=host,
                                       cert_reqs="CERT_REQUIRED", **how), parts.netloc, path


def public_address(host: str, port: int) -> str:
    """An address of that host, all of whose addresses are public. Raises OutboundRefused."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise OutboundRefused("outbound.unknown_host", f"找不到外部系统 {host}，请检查地址。") from error
    if not found or not all(is_public(address) for address in found):
        raise OutboundRefused("outbound.not_public", f"{host} 不是公网地址，不允许访问。")
    return min(found, key=lambda address: (":" in address, address))


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet, whatever it is wrapped in."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if number.version == 6:
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo and number.teredo[1])
        if number in _NAT64:
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        if number not in _UNICAST:
            return False
    if number.version == 4 and any(number in network for network in _SPECIAL):
        return False
    return number.is_global and not number.is_multicast


def _exchange(pool, method: str, path: str, body: bytes | None, headers: dict, end: float, size: int) -> Answer:
    """Ask and read, the connection being cut at ``end`` however slowly the other side drips."""
    with _cut_off(pool, end - time.monotonic()):
        response = pool.urlopen(method, path, body=body, headers=headers, redirect=False, retries=False,
                                preload_content=False, decode_content=False, assert_same_host=False)
        try:
            announced = response.headers.get("Content-Length") or "0"
            if announced.isdecimal() and len(announced) < 20 and int(announced) > size:
                raise _too_large(size)
            received = bytearray()
            while piece := response.read1(65536):
                received += piece
                if len(received) > size:
                    raise _too_large(size)
                if time.monotonic() >= end:
                    raise urllib3.exceptions.TimeoutError
        finally:
            response.close()
    if time.monotonic() >= end:
        raise urllib3.exceptions.TimeoutError
    return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, bytes(received))


def _too_large(size: int) -> OutboundRefused:
    return OutboundRefused("outbound.too_large", f"外部系统的应答超过 {size // 1024} KB，未予接收。")


@contextlib.contextmanager
def _cut_off(pool, seconds: float):
    """Shut the pool's connections down after so many seconds, whatever is then being waited for.

    A duplicate of each socket is kept from before the TLS handshake: shutting that down ends the connection itself.
    """
    sockets: list[socket.socket] = []
    make = pool._new_conn

    def watched():
        made = make()
        reach = made._new_conn

        def reaching():
            reached = reach()
            sockets.append(reached.dup())
            return reached
        made._new_conn = reaching
        return made

    def cut():
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    pool._new_conn = watched
    timer = threading.Timer(max(seconds, 0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        for one in sockets:
            one.close()
