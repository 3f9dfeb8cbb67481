"""Signed statements: an organisation's certificate signs the challenge of a claim.

A statement is JSON ``signed-statement/1`` with ``challenge``, ``code``, ``certificate`` (PEM) and ``signature``
(base64 of ECDSA-P-256 with SHA-256, in DER). The certificate bears the credit code as the subject's serial number and
is issued by one of the trusted roots, which lie as PEM files in the folder ``CERTIFICATE_ROOTS``. In a demo that is
the root of the identity stand-in; in production the operator puts the roots of the licensed authorities there.
"""
import base64
import binascii
import json
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from market.core import clock

from .errors import PartyRefused

FORMAT = "signed-statement/1"
LARGEST = 64 * 1024


def message(challenge: str, code: str) -> bytes:
    """The bytes that are signed."""
    return f"{FORMAT}|{challenge}|{code}".encode()


def check(statement: bytes, *, challenge: str, code: str) -> str:
    """The issuer's name of a statement that holds. Raises PartyRefused saying what does not."""
    said = _read(statement)
    if said["challenge"] != challenge:
        raise _refused("challenge", "签名文件签的不是本次申请的待签文本，请用本页的待签文本重新签名。")
    certificate = said["certificate"]
    issuer = _issuer(certificate)
    subject = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    if said["code"] != code or not subject or subject[0].value != code:
        raise _refused("code", "数字证书上的统一社会信用代码与申请的不一致，请换用本单位的证书。")
    if not certificate.not_valid_before_utc <= clock.now() <= certificate.not_valid_after_utc:
        raise _refused("expired", "数字证书不在有效期内，请更新证书后重新签名。")
    try:
        certificate.public_key().verify(said["signature"], message(challenge, code), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, TypeError, AttributeError) as error:
        raise _refused("signature", "签名与证书不符，请重新签名。") from error
    return issuer


def _read(statement: bytes) -> dict:
    try:
        if len(statement) > LARGEST:
            raise ValueError("too large")
        said = json.loads(statement)
        if said["format"] != FORMAT:
            raise ValueError("another format")
        return {"challenge": str(said["challenge"]), "code": str(said["code"]),
                "certificate": x509.load_pem_x509_certificate(said["certificate"].encode()),
                "signature": base64.b64decode(said["signature"], validate=True)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise _refused("malformed", "这不是数字证书生成的签名文件，请选择扩展名为 .json 的签名文件。") from error


def _issuer(certificate: x509.Certificate) -> str:
    for root in roots():
        try:
            certificate.verify_directly_issued_by(root)
        except (ValueError, TypeError, InvalidSignature):
            continue
        if root.not_valid_before_utc <= clock.now() <= root.not_valid_after_utc:
            names = root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            return str(names[0].value) if names else root.subject.rfc4514_string()
    raise _refused("issuer", "数字证书不是由本平台认可的认证机构签发，请改用提交证照的方式核实。")


def roots() -> list[x509.Certificate]:
    """The certificates of the authorities trusted here; read each time, so that a new root needs no restart."""
    return [x509.load_pem_x509_certificate(path.read_bytes())
            for path in sorted(Path(settings.CERTIFICATE_ROOTS).glob("*.pem"))]


def _refused(what: str, sentence: str) -> PartyRefused:
    return PartyRefused(f"statement.{what}", sentence, field="statement")
