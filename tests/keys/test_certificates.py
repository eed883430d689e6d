"""Certificates of pass keys: only a station's issuer key makes them, for visitors only, and nothing else is one."""

import json
from dataclasses import replace

import base45
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.passes import Damaged, issue, read
from kiosk.domain.roles import Role
from kiosk.keys import IssuerKey, Issuers
from kiosk.keys.certificates import PassKeyCertificate

STATION = IssuerKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = IssuerKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
CERTIFICATE = PassKeyCertificate(
    public=bytes(range(32)), device=bytes(range(16)), station="sudi", roles=("visitor",), days=14
)
STATEMENT = (
    b'{"statement":"suxin-kiosk/pass-key/1",'
    b'"public":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",'
    b'"device":"000102030405060708090a0b0c0d0e0f","station":"sudi","roles":["visitor"],"days":14}'
)

certificates = st.builds(
    PassKeyCertificate,
    public=st.binary(min_size=32, max_size=32),
    device=st.binary(min_size=16, max_size=16),
    station=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    roles=st.just(("visitor",)),
    days=st.integers(1, 10_000),
)


def test_what_is_signed_is_pinned() -> None:
    """Certificates are kept for as long as their passes are valid."""
    assert STATION.issuer.open(CERTIFICATE.issue(STATION)) == STATEMENT
    assert PassKeyCertificate.read(STATION.sign(STATEMENT), [STATION.issuer]) == CERTIFICATE


@given(certificate=certificates)
def test_a_certificate_is_read_as_it_was_issued(certificate: PassKeyCertificate) -> None:
    assert PassKeyCertificate.read(certificate.issue(STATION), [OTHER.issuer, STATION.issuer]) == certificate


def test_a_certificate_of_another_issuer_is_none() -> None:
    assert PassKeyCertificate.read(CERTIFICATE.issue(OTHER), [STATION.issuer]) is None
    assert PassKeyCertificate.read(CERTIFICATE.issue(STATION), []) is None


@given(bit=st.integers(0, len(CERTIFICATE.issue(STATION)) * 8 - 1))
def test_a_certificate_with_one_bit_changed_says_nothing_else(bit: int) -> None:
    """What isn't signed (the key id in front) may change; what it says can't."""
    signed = bytearray(CERTIFICATE.issue(STATION))
    signed[bit // 8] ^= 1 << bit % 8

    assert PassKeyCertificate.read(bytes(signed), [STATION.issuer]) in (None, CERTIFICATE)


@given(signed=st.binary(max_size=200) | st.binary(max_size=200).map(STATION.sign))
def test_any_bytes_may_be_read(signed: bytes) -> None:
    assert PassKeyCertificate.read(signed, [STATION.issuer]) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"roles": ("coordinator",)},
        {"roles": ("visitor", "volunteer")},
        {"roles": ()},
        {"days": 0},
        {"days": -1},
        {"days": True},
        {"public": bytes(31)},
        {"device": b""},
    ],
    ids=str,
)
def test_no_certificate_says_more_than_it_may(wrong: dict[str, object]) -> None:
    certificate = replace(CERTIFICATE, **wrong)  # type: ignore[arg-type]

    with pytest.raises(ValueError, match="no certificate can say"):
        certificate.issue(STATION)
    assert PassKeyCertificate.read(STATION.sign(certificate._statement()), [STATION.issuer]) is None


@pytest.mark.parametrize(
    "statement",
    [
        STATEMENT.replace(b"pass-key/1", b"pass-key/2"),
        STATEMENT.replace(b":14", b": 14"),
        STATEMENT.replace(b":14", b":14.0"),
        STATEMENT.replace(b'"sudi"', b"7"),
        STATEMENT.replace(b"}", b',"more":1}'),
        json.dumps([]).encode(),
        b"7",
        b"[" * 100_000,
    ],
    ids=["version", "space", "float", "number", "more", "list", "no object", "deep"],
)
def test_a_signed_statement_in_any_other_form_is_none(statement: bytes) -> None:
    assert PassKeyCertificate.read(STATION.sign(statement), [STATION.issuer]) is None


def test_neither_pass_nor_certificate_is_taken_for_the_other() -> None:
    text = issue(STATION, bytes(8), Role.COORDINATOR, 1_700_000_000, 1_700_006_000)

    assert PassKeyCertificate.read(bytes(base45.b45decode(text)), [STATION.issuer]) is None
    shown = bytes(base45.b45encode(CERTIFICATE.issue(STATION))).decode()
    assert read(shown, Issuers(STATION.issuer)) == Damaged()
