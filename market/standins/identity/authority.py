"""A certificate authority that exists in demonstrations alone: gives a credit code a certificate and signs with it."""
import base64
import datetime
import json
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FORMAT = "signed-statement/1"
NAME = "示例数字证书认证中心（测试）"
DAY = datetime.timedelta(days=1)


def _name(common: str, code: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common[:64])]
    return x509.Name([*parts, x509.NameAttribute(NameOID.SERIAL_NUMBER, code)] if code else parts)


class Authority:
    """Its root key lies in ``folder``; its root certificate is put into ``roots`` for those who trust it."""

    def __init__(self, folder: Path, roots: Path):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "authority.pem"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(ec.generate_private_key(ec.SECP256R1()).private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        self.key = serialization.load_pem_private_key(path.read_bytes(), None)
        self.root = self._certificate(_name(NAME), self.key.public_key(), days=3650)
        roots.mkdir(parents=True, exist_ok=True)
        (roots / "standin.pem").write_bytes(self.root.public_bytes(serialization.Encoding.PEM))

    def _certificate(self, subject: x509.Name, public, *, days: int) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(_name(NAME)).public_key(public)
                .serial_number(x509.random_serial_number()).not_valid_before(now - 400 * DAY)
                .not_valid_after(now + days * DAY).sign(self.key, hashes.SHA256()))

    def statement(self, *, code: str, name: str, challenge: str) -> bytes:
        """A file that says: who holds this code signed this challenge."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certificate(_name(name, code), key.public_key(), days=365)
        signature = key.sign(f"{FORMAT}|{challenge}|{code}".encode(), ec.ECDSA(hashes.SHA256()))
        return json.dumps({
            "format": FORMAT, "challenge": challenge, "code": code, "signature": base64.b64encode(signature).decode(),
            "certificate": certificate.public_bytes(serialization.Encoding.PEM).decode(),
        }, ensure_ascii=False, indent=1).encode()
