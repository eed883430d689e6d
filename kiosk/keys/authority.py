"""The hub's own certificate authority (ECDSA P-256): the only one that a kiosk trusts for TLS.

P-256, since browsers take no Ed25519 certificates. All certificates begin in 2019: a kiosk whose clock's battery is
flat wakes up there and would call them "not yet valid".
"""

import hashlib
import ipaddress
import re
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.errors import BadUsage
from kiosk.keys.private_files import KeyExists, KeyMissing, KeyUnusable, read_private, write_private

_FILE = "authority.pem"
_BEGINNING = datetime(2019, 1, 1, tzinfo=UTC)
_YEAR = timedelta(days=365)
_AUTHORITY_LASTS, _SERVER_LASTS = 30 * _YEAR, 10 * _YEAR
_LONGEST_NAME_BYTES = 64  # of a common name, in cryptography's reading of X.509
_HOST_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_NO_CHECK_TIME = 0x200000  # OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python's ssl doesn't name


class Authority:
    """A certificate authority that signs nothing but its hub's own certificates."""

    def __init__(self, private: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._private = private
        self._certificate = certificate

    @classmethod
    def new(cls, name: str) -> Self:
        """Return a fresh authority, valid for 30 years.

        Args:
            name: What people read where they look at the certificate; it is cut to 64 bytes.
        """
        private = ec.generate_private_key(ec.SECP256R1())
        subject = _name(name)
        usage = _usage(key_cert_sign=True, crl_sign=True)
        certificate = (
            _certificate(subject, subject, private.public_key(), private.public_key(), _now() + _AUTHORITY_LASTS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(private, hashes.SHA256())
        )
        return cls(private, certificate)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the authority that was saved in the folder.

        Raises:
            KeyMissing: there is none.
            KeyUnusable: its file holds no authority, or others may read it.
        """
        file = folder / _FILE
        missing = f"There is no certificate authority at {file}. Put it there from its backup."
        pem = read_private(file, missing=missing, what="The authority")
        try:
            private = serialization.load_pem_private_key(pem, password=None)
            certificate = x509.load_pem_x509_certificate(pem)
            if not isinstance(private, ec.EllipticCurvePrivateKey) or private.public_key() != certificate.public_key():
                raise ValueError("key and certificate belong to different authorities")
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise KeyUnusable(
                f"{file} holds no certificate and its key. Put the right file there from its backup."
            ) from None
        return cls(private, certificate)

    @classmethod
    def load_or_make(cls, folder: Path, name: str) -> Self:
        """Return the authority in the folder; if there is none, a fresh one that lies there from now on.

        Raises:
            KeyUnusable: what lies there is no authority (it is left as it is), or it can't be written.
        """
        try:
            return cls.load(folder)
        except KeyMissing:
            authority = cls.new(name)
        try:
            authority.save(folder)
        except KeyExists:  # another process was quicker
            return cls.load(folder)
        return authority

    def save(self, folder: Path) -> None:
        """Write key and certificate to one new file that only its owner can read: whole or not at all.

        Raises:
            KeyExists: there is one; it is never overwritten.
            KeyUnusable: it can't be written.
        """
        already = (
            f"There is a certificate authority at {folder / _FILE} already, which kiosks trust. It was left as it is. "
            "To start with a new one, move it away first and enrol every kiosk anew."
        )
        write_private(folder / _FILE, _pem(self._private) + self.certificate_pem, already=already, what="The authority")

    @cached_property
    def certificate_pem(self) -> bytes:
        """Its certificate, to be handed to kiosks and browsers."""
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    @cached_property
    def fingerprint(self) -> bytes:
        """SHA-256 of its certificate (DER), 32 bytes: what a kiosk pins."""
        return self._certificate.fingerprint(hashes.SHA256())

    def server_certificate(self, hosts: Sequence[str]) -> tuple[bytes, bytes]:
        """Return a fresh certificate (with its authority's behind it) and its key, both PEM; valid for 10 years.

        Args:
            hosts: The names and IP addresses by which browsers call the hub.

        Raises:
            BadUsage: none is given, or one can't be the name of a host.
        """
        if not hosts:
            raise BadUsage("A hub needs a host name or an address for its certificate; none is given.")
        private = ec.generate_private_key(ec.SECP256R1())
        end = min(_now() + _SERVER_LASTS, self._certificate.not_valid_after_utc)
        names = x509.SubjectAlternativeName([_host(host) for host in hosts])
        issuer, issuer_key = self._certificate.subject, self._private.public_key()
        certificate = (
            _certificate(_name(hosts[0]), issuer, private.public_key(), issuer_key, end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(names, critical=False)
            .sign(self._private, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM) + self.certificate_pem, _pem(private)


def client_context(authority_pem: bytes, *, clock_is_trusted: bool) -> ssl.SSLContext:
    """Return what a kiosk speaks TLS with: it trusts this authority and no other.

    Host names aren't checked: the authority signs nothing but this one hub, whatever it is called today. As long as
    the clock isn't trusted, dates aren't either; else the hub's time could never be learnt.

    Raises:
        KeyUnusable: that is no certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.load_verify_locations(cadata=_read(authority_pem).public_bytes(serialization.Encoding.DER))
    if not clock_is_trusted:
        context.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME)
    return context


def authority_fingerprint(pem: bytes) -> bytes:
    """Return SHA-256 of a certificate (DER), 32 bytes.

    Raises:
        KeyUnusable: that is no certificate.
    """
    return hashlib.sha256(_read(pem).public_bytes(serialization.Encoding.DER)).digest()


def _read(pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise KeyUnusable("What should be the hub's certificate authority is no certificate. Enrol anew.") from None


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePublicKey,
    end: datetime,
) -> x509.CertificateBuilder:
    """Return what all certificates here have in common."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGINNING)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _host(host: str) -> x509.GeneralName:
    """Return a host as certificates name it."""
    try:
        return x509.IPAddress(ipaddress.ip_address(host.removeprefix("[").removesuffix("]")))
    except ValueError:
        pass
    try:
        name = host.encode("idna").decode().lower()
    except UnicodeError:
        name = ""
    if not _HOST_NAME.fullmatch(name):
        raise BadUsage(f"{host!r} can't be the name of a host. Write it like hub.example or 192.168.1.10.")
    return x509.DNSName(name)


def _name(name: str) -> x509.Name:
    cut = name.encode()[:_LONGEST_NAME_BYTES].decode(errors="ignore")
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, cut or "hub")])


def _now() -> datetime:
    """Return the time, but none before the certificates begin: a hub's clock may be flat, too."""
    return max(datetime.now(UTC), _BEGINNING)


def _pem(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
