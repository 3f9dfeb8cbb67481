"""Whether who registers a key holds its private half: a signature made in their browser over what is registered."""
import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from .errors import PartyRefused

POINT, SIGNATURE = 65, 64
"""Bytes of a P-256 public key and of a signature (r ‖ s), as the browser writes them."""
PREFIX = "envelope-key-registration/1"


def message(*, party: str, user: str, opens: bytes, signs: bytes) -> bytes:
    """What the browser signs: for whom which public halves are registered."""
    return "|".join((PREFIX, party, user, _b64(opens), _b64(signs))).encode()


def check_points(opens: bytes, signs: bytes) -> None:
    """Raises PartyRefused unless both are points of P-256, and not the same one."""
    for point in (opens, signs):
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point if len(point) == POINT else b"")
        except ValueError as error:
            raise PartyRefused("key.malformed", "密钥无法识别，请在本页重新制作密钥文件后登记。") from error
    if opens == signs:
        raise PartyRefused("key.same", "打开和签名须用两对不同的密钥，请在本页重新制作。")


def check(proof: bytes, **said) -> None:
    """Raises PartyRefused unless ``proof`` is the signing key's signature over ``message(**said)``."""
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), said["signs"])
    half = SIGNATURE // 2
    try:
        if len(proof) != SIGNATURE:
            raise InvalidSignature
        pair = encode_dss_signature(int.from_bytes(proof[:half]), int.from_bytes(proof[half:]))
        key.verify(pair, message(**said), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise PartyRefused("key.unproved", "没有证明您持有这把密钥，未予登记。请重新选择保存好的密钥文件。") from error


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
