"""Codes, tokens and the keys that sign them; kept in memory, so that a restart ends every sign-in under way."""
import base64
import hashlib
import json
import secrets
import threading
import time
import uuid
from dataclasses import dataclass

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from .people import Person

CODE_SECONDS, TOKEN_SECONDS = 60, 300
KEY_ID = "identity-1"


class Denied(Exception):
    """A token was not given; the message is the standard's error code."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code stands for until it is exchanged."""

    person: Person
    redirect_uri: str
    challenge: str
    nonce: str
    failure: str
    until: float


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Tokens:
    """One issuer and one client."""

    def __init__(self, issuer: str, client: str, secret: str):
        self.issuer, self.client, self.secret = issuer, client, secret
        self.key, self.stranger = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self._codes: dict[str, Grant] = {}
        self._bearers: dict[str, tuple[Grant, float]] = {}
        self._lock = threading.Lock()

    def jwks(self) -> dict:
        """The public keys by which tokens are checked."""
        key = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [key | {"kid": KEY_ID, "use": "sig", "alg": "ES256"}]}

    def code(self, person: Person, asked: dict[str, str], failure: str) -> str:
        """A code for one exchange within a minute."""
        made = secrets.token_urlsafe(32)
        with self._lock:
            self._codes[made] = Grant(person, asked["redirect_uri"], asked.get("code_challenge", ""),
                                      asked.get("nonce", ""), failure, time.monotonic() + CODE_SECONDS)
        return made

    def exchange(self, said: dict[str, str]) -> tuple[Grant, dict]:
        """Tokens for a code. Raises Denied."""
        if not (secrets.compare_digest(said.get("client_id", ""), self.client)
                and secrets.compare_digest(said.get("client_secret", ""), self.secret)):
            raise Denied("invalid_client")
        with self._lock:
            grant = self._codes.pop(said.get("code", ""), None)
        if said.get("grant_type") != "authorization_code" or grant is None or grant.until < time.monotonic() \
                or said.get("redirect_uri") != grant.redirect_uri:
            raise Denied("invalid_grant")
        shown = _b64(hashlib.sha256(said.get("code_verifier", "").encode()).digest())
        if not grant.challenge or shown != grant.challenge:
            raise Denied("invalid_grant")
        bearer = secrets.token_urlsafe(32)
        with self._lock:
            self._bearers[bearer] = (grant, time.monotonic() + TOKEN_SECONDS)
        return grant, {"access_token": bearer, "token_type": "Bearer", "expires_in": TOKEN_SECONDS,
                       "id_token": self._id_token(grant)}

    def _id_token(self, grant: Grant) -> str:
        now = int(time.time()) - (3600 if grant.failure == "expired" else 0)
        claims = {"iss": self.issuer, "sub": grant.person.sub, "iat": now, "exp": now + TOKEN_SECONDS,
                  "aud": "another-client" if grant.failure == "audience" else self.client, "jti": uuid.uuid4().hex}
        if grant.nonce:
            claims["nonce"] = grant.nonce
        key = self.stranger if grant.failure == "signature" else self.key
        return jwt.encode(claims, key, algorithm="ES256", headers={"kid": KEY_ID})

    def bearer(self, header: str) -> Grant:
        """Who an access token speaks for. Raises Denied."""
        with self._lock:
            grant, until = self._bearers.get(header.removeprefix("Bearer "), (None, 0.0))
        if grant is None or until < time.monotonic():
            raise Denied("invalid_token")
        return grant
