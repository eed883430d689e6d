"""The hub's certificate authority: a kiosk speaks with its hub, with no other, and whatever its clock says."""

import hashlib
import ipaddress
import ssl
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.errors import BadUsage
from kiosk.keys import IssuerKey, KeyUnusable
from kiosk.keys.authority import Authority, authority_fingerprint, client_context

AUTHORITY = Authority.new("苏心 hub of the station")
HOSTS = ["hub.example", "192.168.1.10", "[2001:db8::1]", "服务站.example"]


def server_context(folder: Path, chain: bytes, key: bytes) -> ssl.SSLContext:
    (folder / "chain.pem").write_bytes(chain)
    (folder / "key.pem").write_bytes(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "chain.pem", folder / "key.pem")
    return context


def shake_hands(client: ssl.SSLContext, server: ssl.SSLContext, host: str | None = None) -> str | None:
    """Let both sides greet each other in memory, and return the version of TLS that they agreed on."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [
        client.wrap_bio(to_client, to_server, server_hostname=host),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    waiting = list(sides)
    while waiting:
        for side in list(waiting):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            waiting.remove(side)
    return sides[0].version()


def expired(folder: Path, authority: Authority) -> tuple[bytes, bytes]:
    """Return a server's certificate that ended yesterday, and its key."""
    authority.save(folder / "authority")
    pem = (folder / "authority" / "authority.pem").read_bytes()
    issuer = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(issuer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(x509.load_pem_x509_certificate(pem).subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2019, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime.now(UTC) - timedelta(days=1))
        .sign(issuer, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM), key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.mark.parametrize("clock_is_trusted", [True, False])
def test_a_kiosk_speaks_with_its_hub_whatever_it_is_called(tmp_path: Path, clock_is_trusted: bool) -> None:
    server = server_context(tmp_path, *AUTHORITY.server_certificate(["hub.example"]))
    client = client_context(AUTHORITY.certificate_pem, clock_is_trusted=clock_is_trusted)

    assert shake_hands(client, server, "another.example") == "TLSv1.3"


@pytest.mark.parametrize("clock_is_trusted", [True, False])
def test_a_kiosk_speaks_with_no_hub_of_another_authority(tmp_path: Path, clock_is_trusted: bool) -> None:
    """Of the same name, too."""
    server = server_context(tmp_path, *Authority.new("苏心 hub of the station").server_certificate(["hub.example"]))
    client = client_context(AUTHORITY.certificate_pem, clock_is_trusted=clock_is_trusted)

    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(client, server)


def test_dates_count_only_for_a_clock_that_is_trusted(tmp_path: Path) -> None:
    authority = Authority.new("hub")
    server = server_context(tmp_path, *expired(tmp_path, authority))

    assert shake_hands(client_context(authority.certificate_pem, clock_is_trusted=False), server)
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        shake_hands(client_context(authority.certificate_pem, clock_is_trusted=True), server)


def test_a_kiosk_speaks_no_old_tls(tmp_path: Path) -> None:
    client = client_context(AUTHORITY.certificate_pem, clock_is_trusted=True)

    assert client.minimum_version == ssl.TLSVersion.TLSv1_2
    assert client.verify_mode == ssl.CERT_REQUIRED


@pytest.mark.parametrize("host", ["hub.example", "192.168.1.10", "2001:db8::1", "服务站.example"])
def test_a_browser_that_checks_everything_accepts_the_hub(tmp_path: Path, host: str) -> None:
    server = server_context(tmp_path, *AUTHORITY.server_certificate(HOSTS))
    browser = ssl.create_default_context(cadata=AUTHORITY.certificate_pem.decode())
    browser.verify_flags |= ssl.VERIFY_X509_STRICT

    assert shake_hands(browser, server, host) == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError, match="match"):
        shake_hands(browser, server, "other.example")


def test_certificates_begin_in_2019_and_last() -> None:
    authority = x509.load_pem_x509_certificate(AUTHORITY.certificate_pem)
    server, behind = x509.load_pem_x509_certificates(AUTHORITY.server_certificate(HOSTS)[0])

    assert behind == authority
    for certificate, years in ((authority, 30), (server, 10)):
        assert certificate.not_valid_before_utc == datetime(2019, 1, 1, tzinfo=UTC)
        left = certificate.not_valid_after_utc - datetime.now(UTC)
        assert timedelta(days=years * 365 - 1) < left < timedelta(days=years * 366)
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["hub.example", "服务站.example".encode("idna").decode()]
    assert names.get_values_for_type(x509.IPAddress) == [
        ipaddress.ip_address("192.168.1.10"),
        ipaddress.ip_address("2001:db8::1"),
    ]


def test_a_hub_whose_clock_is_flat_makes_certificates_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Flat(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Flat":
            return cls(2000, 1, 1, tzinfo=tz)

    monkeypatch.setattr("kiosk.keys.authority.datetime", Flat)
    [server, _] = x509.load_pem_x509_certificates(Authority.new("hub").server_certificate(["hub.example"])[0])

    assert server.not_valid_after_utc.year == 2028


@pytest.mark.parametrize("name", ["", "石路" * 50])
def test_any_name_will_do_for_an_authority(tmp_path: Path, name: str) -> None:
    authority = Authority.new(name)
    server = server_context(tmp_path, *authority.server_certificate(["x" * 63 + ".example"]))

    assert shake_hands(client_context(authority.certificate_pem, clock_is_trusted=True), server)


@pytest.mark.parametrize("hosts", [[], [""], ["a..b"], ["x" * 64], ["https://hub.example"], ["hub.example", "a b"]])
def test_what_can_be_no_host_is_told(hosts: list[str]) -> None:
    with pytest.raises(BadUsage, match="host"):
        AUTHORITY.server_certificate(hosts)


def test_the_fingerprint_is_what_other_tools_compute() -> None:
    der = ssl.PEM_cert_to_DER_cert(AUTHORITY.certificate_pem.decode())

    assert AUTHORITY.fingerprint == hashlib.sha256(der).digest()
    assert authority_fingerprint(AUTHORITY.certificate_pem) == AUTHORITY.fingerprint


@pytest.mark.parametrize("pem", [b"", b"garbage", IssuerKey.new().issuer.pem])
def test_what_is_no_certificate_is_told(pem: bytes) -> None:
    with pytest.raises(KeyUnusable, match="no certificate"):
        client_context(pem, clock_is_trusted=True)
    with pytest.raises(KeyUnusable, match="no certificate"):
        authority_fingerprint(pem)


def test_an_authority_is_made_once_and_found_again(tmp_path: Path) -> None:
    made = Authority.load_or_make(tmp_path / "hub", "hub")
    found = Authority.load_or_make(tmp_path / "hub", "another name")

    assert found.fingerprint == made.fingerprint
    server = server_context(tmp_path, *found.server_certificate(["hub.example"]))
    assert shake_hands(client_context(made.certificate_pem, clock_is_trusted=True), server)
    assert stat.S_IMODE((tmp_path / "hub" / "authority.pem").stat().st_mode) & 0o077 == 0


def test_of_authorities_made_at_once_all_get_the_one_that_is_kept(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda name: Authority.load_or_make(tmp_path, name), "abcdefgh"))

    assert {authority.fingerprint for authority in made} == {Authority.load(tmp_path).fingerprint}


def test_an_authority_is_never_overwritten(tmp_path: Path) -> None:
    AUTHORITY.save(tmp_path)

    with pytest.raises(KeyUnusable, match="already"):
        Authority.new("another").save(tmp_path)

    assert Authority.load(tmp_path).fingerprint == AUTHORITY.fingerprint


def test_a_damaged_authority_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    """A new one would lock every kiosk out."""
    AUTHORITY.save(tmp_path)
    file = tmp_path / "authority.pem"
    other = Authority.new("other").certificate_pem
    key = file.read_bytes().removesuffix(AUTHORITY.certificate_pem)

    for content in (b"", key, AUTHORITY.certificate_pem, key + other):
        file.write_bytes(content)
        with pytest.raises(KeyUnusable, match="backup"):
            Authority.load_or_make(tmp_path, "hub")
        assert file.read_bytes() == content


def test_a_missing_authority_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="no certificate authority"):
        Authority.load(tmp_path)
