"""The platform's seal on a PDF (PAdES): who made it, and that nothing of it was changed since.

The certificate with its key is a PKCS#12 file named by ``SEAL_PKCS12`` with its password in ``SEAL_PASSWORD``. A demo
that names none makes a certificate authority of its own in ``var/keys`` and marks what it seals 测试.
"""
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from market.core.secrets import kept_bytes, made_once

FIELD = "Seal"
NAME = "test-seal.p12"
TEST = "阳光交易 测试印章"
YEARS = timedelta(days=3650)


class NoSeal(RuntimeError):
    """Production names no certificate to seal with."""


def is_test() -> bool:
    """Whether what is sealed now bears the mark 测试."""
    return not settings.SEAL_PKCS12


def seal(pdf: bytes, *, reason: str, where: str) -> bytes:
    """The same PDF with a signature appended. ``reason`` and ``where`` are read in the signature's properties.

    Raises NoSeal.
    """
    meta = signers.PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", location=where,
                                        subfilter=fields.SigSeedSubFilter.PADES,
                                        reason=f"{reason}（测试）" if is_test() else reason)
    out = signers.PdfSigner(meta, signer=_signer()).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    return out.getvalue()


def _signer() -> signers.SimpleSigner:
    if settings.SEAL_PKCS12:
        path, password = Path(settings.SEAL_PKCS12), settings.SEAL_PASSWORD.encode()
    elif settings.PROFILE == "prod":
        raise NoSeal("SEAL_PKCS12 names no certificate.")
    else:
        password = kept_bytes(_folder(), "test-seal.password", 24).hex().encode()
        path = _folder() / NAME
        made_once(path, lambda: _test_certificate(password))
    return signers.SimpleSigner.load_pkcs12(str(path), passphrase=password)


def _folder() -> Path:
    return Path(settings.VAR) / "keys"


def _test_certificate(password: bytes) -> bytes:
    """A certificate authority and a seal under it, made for this demo alone, as PKCS#12."""
    authority, holder = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("阳光交易 测试 CA", authority, "阳光交易 测试 CA", authority, is_authority=True)
    leaf = _certificate(TEST, holder, "阳光交易 测试 CA", authority, is_authority=False)
    return pkcs12.serialize_key_and_certificates(b"seal", holder, leaf, [root], BestAvailableEncryption(password))


def _certificate(name: str, key, issuer: str, issuer_key, *, is_authority: bool) -> x509.Certificate:
    now = datetime.now(UTC)

    def called(words):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])
    return (x509.CertificateBuilder().subject_name(called(name)).issuer_name(called(issuer))
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1)).not_valid_after(now + YEARS)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(digital_signature=not is_authority, content_commitment=not is_authority,
                                         key_encipherment=False, data_encipherment=False, key_agreement=False,
                                         key_cert_sign=is_authority, crl_sign=is_authority, encipher_only=False,
                                         decipher_only=False), critical=True)
            .sign(issuer_key, hashes.SHA256()))
