"""Signing with a passkey: an assertion whose challenge is the SHA-256 of what is signed (WebAuthn Level 2, §7.2).

The keys are those a person added for signing in. What is kept of an assertion lets anybody check it again with the
public key alone: the authenticator signed ``authenticatorData ‖ SHA-256(clientDataJSON)``, and the client data names
the challenge and the site.
"""
import json
from dataclasses import asdict, dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import parse_registration_response
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialRpEntity,
    UserVerificationRequirement,
)

from .errors import PartyRefused


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a passkey signed and with which key; every value base64url. ``key`` is the public key as COSE, ``name`` what
    its owner calls it."""

    credential: str
    key: str
    client_data: str
    authenticator_data: str
    signature: str
    name: str = ""

    def as_json(self) -> dict:
        return asdict(self)


def held_by(user_id) -> dict[str, AttestedCredentialData]:
    """The passkeys of a person by the names they gave them; empty where they have none."""
    rows = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    found = {}
    for row in rows:
        data = parse_registration_response(row.data["credential"]).response.attestation_object.auth_data
        if data.credential_data:
            found[f"{row.data['name']}（{row.pk}）" if row.data["name"] in found else row.data["name"]] = (
                data.credential_data)
    return found


def options(user_id, digest: bytes, *, host: str) -> dict:
    """What the browser is asked with to sign a digest (32 bytes): JSON for ``navigator.credentials.get``."""
    _check_digest(digest)
    asked, _ = _server(host).authenticate_begin(
        list(held_by(user_id).values()), user_verification=UserVerificationRequirement.REQUIRED, challenge=digest)
    return {"request_options": _plain(asked)}


def _plain(asked) -> dict:
    public = asked.public_key
    return {"publicKey": {
        "challenge": websafe_encode(public.challenge), "rpId": public.rp_id, "userVerification": "required",
        "allowCredentials": [{"type": "public-key", "id": websafe_encode(one.id)}
                             for one in public.allow_credentials or ()]}}


def sign(user_id, digest: bytes, said: str, *, host: str) -> Assertion:
    """Check what the person's browser answered (JSON) over a digest. Raises PartyRefused ``passkey.none`` where the
    person has no passkey, ``passkey.malformed``, ``passkey.refused`` where it is not this person's signature over it.
    """
    _check_digest(digest)
    held = held_by(user_id)
    if not held:
        raise PartyRefused("passkey.none", "您还没有通行密钥，不能签署。请先在“账号安全”添加一把通行密钥，"
                                           "再回到本页签署。")
    try:
        answer = AuthenticationResponse.from_dict(json.loads(said))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PartyRefused("passkey.malformed", "没有收到通行密钥的签名，未签署。请重新点击签署，"
                                                "并按浏览器的提示操作。") from error
    state = {"challenge": websafe_encode(digest), "user_verification": UserVerificationRequirement.REQUIRED}
    try:
        used = _server(host).authenticate_complete(state, list(held.values()), answer)
    except ValueError as error:
        raise PartyRefused("passkey.refused", "通行密钥的签名不成立，未签署：不是对本文本的签名，或者不是您的密钥。"
                           "请刷新本页，核对文本后重新签署。") from error
    name = next(name for name, one in held.items() if one.credential_id == used.credential_id)
    response = answer.response
    return Assertion(websafe_encode(used.credential_id), websafe_encode(cbor.encode(dict(used.public_key))),
                     websafe_encode(bytes(response.client_data)), websafe_encode(bytes(response.authenticator_data)),
                     websafe_encode(response.signature), name)


def holds(assertion: Assertion, digest: bytes) -> bool:
    """Whether a kept assertion is that key's signature over a digest, by its user's own gesture."""
    try:
        client = CollectedClientData(websafe_decode(assertion.client_data))
        data = AuthenticatorData(websafe_decode(assertion.authenticator_data))
        key = CoseKey.parse(cbor.decode(websafe_decode(assertion.key)))
        key.verify(bytes(data) + client.hash, websafe_decode(assertion.signature))
    except Exception:  # a library of curves and formats raises what it likes on foreign bytes
        return False
    return (client.type == CollectedClientData.TYPE.GET and client.challenge == digest and data.is_user_present()
            and data.is_user_verified())


def _server(host: str) -> Fido2Server:
    """Of the site as the browser knows it; ``host`` may carry a port, which is no part of its name there."""
    return Fido2Server(PublicKeyCredentialRpEntity(id=host.partition(":")[0], name=host))


def _check_digest(digest: bytes) -> None:
    if len(digest) != 32:
        raise ValueError("a SHA-256 has 32 bytes")


__all__ = ["Assertion", "held_by", "holds", "options", "sign"]
