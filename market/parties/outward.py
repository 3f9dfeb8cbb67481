"""The sign-in library's way out to the identity service: through ``core.outbound`` like everything else.

The library wants a session with ``get`` and ``request``; this is the part of one that it uses. Whatever goes wrong
becomes its ``OAuth2Error``, which ends in our page and not in a trace.
"""
import json
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from allauth.socialaccount.providers.oauth2.client import OAuth2Error

from market.core import outbound


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as the library reads it."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> dict:
        """The body as an object. Raises OAuth2Error."""
        try:
            said = json.loads(self.content)
        except ValueError as error:
            raise OAuth2Error("not json") from error
        if not isinstance(said, dict):
            raise OAuth2Error("not an object")
        return said

    def raise_for_status(self) -> None:
        """Raises OAuth2Error for anything but success."""
        if self.status_code >= HTTPStatus.BAD_REQUEST:
            raise OAuth2Error(f"status {self.status_code}")


class Outward:
    """Asks the identity service. Used as a context, as the library does."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def get(self, url: str, headers: dict | None = None) -> Reply:
        return self.request("GET", url, headers=headers)

    def request(self, method: str, url: str, *, params: dict | None = None, data: dict | None = None,
                headers: dict | None = None, auth=None) -> Reply:
        """One request. Credentials go into the body, never into ``auth``. Raises OAuth2Error."""
        if auth is not None:
            raise OAuth2Error("basic authentication is not used")
        headers = dict(headers or {}) | {"Accept": "application/json"}
        body = None
        if data is not None:
            body, headers["Content-Type"] = urlencode(data).encode(), "application/x-www-form-urlencoded"
        try:
            answer = outbound.fetch(method, f"{url}?{urlencode(params)}" if params else url, body=body, headers=headers)
        except outbound.OutboundRefused as error:
            raise OAuth2Error(error.code) from error
        return Reply(answer.status, {"content-type": "", **answer.headers}, answer.body)
