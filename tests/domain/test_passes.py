"""Passes: a signed code is read by whoever trusts its issuer, and nothing else is ever taken for one."""

import re
from collections.abc import Mapping
from typing import Any

import base45
import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.domain.passes import (
    MAX_MINUTES,
    Damaged,
    Looks,
    NotAPass,
    Pass,
    UnknownIssuer,
    issue,
    plain_number,
    read,
)
from kiosk.domain.roles import Role
from kiosk.keys import IssuerKey, Issuers

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
"""QR's alphanumeric set (ISO/IEC 18004), which base45 uses in this order."""


def key_of(seed: int) -> IssuerKey:
    return IssuerKey(Ed25519PrivateKey.from_private_bytes(seed.to_bytes(32, "big")))


KEY = key_of(1)
ISSUERS = Issuers(KEY.issuer)
PASS_ID = bytes.fromhex("0011223344556677")
FROM_S, TO_S = 1679083200, 1710705600
"""18 March 2023 and 18 March 2024, 04:00 in Suzhou."""
TEXT = issue(KEY, PASS_ID, Role.VISITOR, FROM_S, TO_S)
SIGNED = base45.b45decode(TEXT)


def written(signed: bytes) -> str:
    return str(base45.b45encode(signed), "ascii")


# What a pass says


@given(
    pass_id=st.binary(min_size=8, max_size=8),
    role=st.sampled_from(Role),
    not_after_s=st.integers(2**16, 2**32 - 1),
    minutes=st.integers(1, MAX_MINUTES),
)
def test_a_pass_reads_as_it_was_issued(pass_id: bytes, role: Role, not_after_s: int, minutes: int) -> None:
    not_before_s = not_after_s - minutes * 60

    text = issue(KEY, pass_id, role, not_before_s, not_after_s)

    assert read(text, ISSUERS) == Pass(KEY.issuer.id, pass_id, role, not_before_s, not_after_s)


def test_a_pass_is_written_as_it_always_was() -> None:
    """Passes that people hold must stay readable: this text may never change."""
    key = IssuerKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))

    assert issue(key, PASS_ID, Role.VOLUNTEER, FROM_S, TO_S) == (
        "RRQXO8P600GKHH8%09HRK7F3$BVJCOR49L72TL6$ZA82F*Q8X01AEO448CDA9RRJ+0O0QI%J4QLP/9US80%SPTNGM4K.OZNTEDN%D7:*E2BG3"
        "STTIA:97UCJK8IW92C.H*Y0Z/3E1OE1TSM30KK36680"
    )


def test_a_pass_fits_a_code_of_version_6_at_level_m() -> None:
    assert len(SIGNED) <= 102
    assert len(TEXT) <= 154
    assert set(TEXT) <= set(ALPHANUMERIC)


def test_any_reader_of_cwt_opens_a_pass() -> None:
    """By a CWT library alone, with none of our code: exp (4), cti (7) and scope (9), signed by EdDSA."""
    text = issue(KEY, PASS_ID, Role.COORDINATOR, 2**32 - 7200, 2**32 - 3600)

    claims = cwt.decode(base45.b45decode(text), cwt.COSEKey.from_pem(KEY.issuer.pem, kid=KEY.issuer.key_id))

    assert claims == {4: 2**32 - 3600, 7: PASS_ID, 9: b"\x02\x00\x00\x3c"}


def test_a_person_is_named_by_issuer_and_pass_id() -> None:
    shown = read(TEXT, ISSUERS)

    assert isinstance(shown, Pass)
    assert shown.person == f"{KEY.issuer.id.hex()}:0011223344556677"


@given(st.binary(min_size=8, max_size=8))
def test_the_plain_number_is_eight_digits_in_two_groups(pass_id: bytes) -> None:
    assert re.fullmatch(r"[0-9]{4} [0-9]{4}", plain_number(pass_id))


def test_passes_get_different_plain_numbers() -> None:
    assert plain_number(bytes(7) + b"\x05") == "0000 0005"
    assert plain_number(PASS_ID) == "8920 5111"


@pytest.mark.parametrize(
    "changed",
    [
        {"pass_id": bytes(7)},
        {"pass_id": bytes(9)},
        {"not_before_s": TO_S},
        {"not_before_s": TO_S + 60},
        {"not_before_s": FROM_S + 1},
        {"not_before_s": TO_S - (MAX_MINUTES + 1) * 60},
        {"not_before_s": 2**32 - 60, "not_after_s": 2**32},
        {"not_before_s": 0, "not_after_s": 60},
    ],
    ids=repr,
)
def test_what_a_pass_cannot_hold_is_not_issued(changed: Mapping[str, Any]) -> None:
    values = {"pass_id": PASS_ID, "not_before_s": FROM_S, "not_after_s": TO_S, **changed}

    with pytest.raises(ValueError, match="no pass can hold"):
        issue(KEY, role=Role.VISITOR, **values)


# Whose pass it is


def test_a_pass_of_an_issuer_that_is_not_trusted_is_told_as_such() -> None:
    assert read(TEXT, Issuers()) == UnknownIssuer()
    assert read(TEXT, Issuers(key_of(2).issuer)) == UnknownIssuer()


def test_issuers_whose_key_ids_collide_are_tried_in_turn() -> None:
    one, other = key_of(6), key_of(272)
    assert one.issuer.key_id == other.issuer.key_id

    for key in (one, other):
        shown = read(issue(key, PASS_ID, Role.VISITOR, FROM_S, TO_S), Issuers(one.issuer, other.issuer))
        assert isinstance(shown, Pass)
        assert shown.issuer == key.issuer.id


def test_a_key_id_of_another_trusted_issuer_does_not_help_a_forger() -> None:
    forger, trusted = key_of(6), key_of(272)

    forged = issue(forger, PASS_ID, Role.COORDINATOR, FROM_S, TO_S)

    assert read(forged, Issuers(trusted.issuer)) == Damaged()


# What is no pass


def test_no_flipped_bit_is_accepted() -> None:
    for bit in range(len(SIGNED) * 8):
        flipped = (int.from_bytes(SIGNED, "big") ^ 1 << bit).to_bytes(len(SIGNED), "big")
        assert not isinstance(read(written(flipped), ISSUERS), Pass), f"bit {bit}"


def test_no_changed_character_is_accepted() -> None:
    for place, right in enumerate(TEXT):
        for other in ALPHANUMERIC.replace(right, ""):
            changed = TEXT[:place] + other + TEXT[place + 1 :]
            assert not isinstance(read(changed, ISSUERS), Pass), f"{other} at {place}"


@pytest.mark.parametrize(
    "text",
    [
        TEXT.lower(),
        TEXT + "\n",
        TEXT + " ",
        TEXT + "000",
        TEXT[:-1],
        TEXT[:20],
        TEXT + TEXT,
        TEXT[:12] + "\u0661" * 140,
    ],
    ids=["lower case", "line end", "space", "trailing byte", "cut", "cut short", "twice", "other digits"],
)
def test_a_pass_has_one_text(text: str) -> None:
    """Another spelling is told as a damaged pass, since that is what it is to the person who shows it."""
    assert read(text, ISSUERS) == Damaged()


EXP, CTI, SCOPE = {4: TO_S}, {7: PASS_ID}, {9: b"\x00\x00\x00\x3c"}


@pytest.mark.parametrize(
    "claims",
    [
        cbor2.dumps({**EXP, **CTI, **SCOPE, 1: "x"}),
        cbor2.dumps({**CTI, **EXP, **SCOPE}),
        cbor2.dumps({**EXP, **CTI}),
        cbor2.dumps({5: TO_S, **CTI, **SCOPE}),
        cbor2.dumps({**EXP, 2: PASS_ID, **SCOPE}),
        cbor2.dumps({**EXP, **CTI, 8: b"\x00\x00\x00\x3c"}),
        cbor2.dumps({**EXP, **SCOPE, 7: bytes(9)}),
        cbor2.dumps({**CTI, **SCOPE, 4: float(TO_S)}),
        cbor2.dumps({**EXP, **CTI, 9: b"\x00\x00\x00\x00\x3c"}),
        cbor2.dumps({**EXP, **CTI, 9: b"\x03\x00\x00\x3c"}),
        cbor2.dumps({**EXP, **CTI, **SCOPE}).replace(b"\x07\x48", b"\x07\x58\x08"),
        cbor2.dumps({**EXP, **CTI, **SCOPE}) + b"\x00",
        b"",
    ],
    ids=[
        "extra claim",
        "other order",
        "no scope",
        "nbf for exp",
        "sub for cti",
        "cnf for scope",
        "longer id",
        "exp as a float",
        "longer scope",
        "unknown role",
        "length not the shortest",
        "trailing byte",
        "no claims",
    ],
)
def test_what_a_trusted_key_signed_in_another_form_is_no_pass(claims: bytes) -> None:
    """A key that signs other things too must not make passes by accident."""
    assert read(written(KEY.sign(claims)), ISSUERS) == Damaged()


@pytest.mark.parametrize("place", [*range(12), 35, 36])
def test_a_true_signature_in_another_envelope_is_not_accepted(place: int) -> None:
    """Only claims and algorithm are under the signature; nothing around them has a second form."""
    for byte in set(range(256)) - {SIGNED[place]}:
        envelope = SIGNED[:place] + bytes([byte]) + SIGNED[place + 1 :]
        assert not isinstance(read(written(envelope), ISSUERS), Pass), f"{byte:02x}"


def test_shorter_claims_in_a_longer_envelope_are_no_pass() -> None:
    """The whole has a pass's length, and a trusted key did sign it."""
    signed = KEY.sign(cbor2.dumps({**EXP, **CTI, 9: bytes(3)}))
    stretched = signed[:11] + b"\x58\x16" + signed[12:]
    assert len(stretched) == len(SIGNED)

    assert read(written(stretched), ISSUERS) == Damaged()


def test_a_signature_has_one_form() -> None:
    """Ed25519 adds up modulo a prime: the same signature plus that prime must not count as well (RFC 8032, 5.1.7)."""
    prime = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(SIGNED[-32:], "little") + prime

    assert read(written(SIGNED[:-32] + s.to_bytes(32, "little")), ISSUERS) == Damaged()


any_text = st.text(st.characters(exclude_categories=()), max_size=300)  # lone surrogates too
like_a_pass = st.text(ALPHANUMERIC, min_size=140, max_size=140).map(lambda tail: TEXT[:12] + tail)
with_its_layout = st.binary(
    min_size=80, max_size=80
).map(  # all values at random, the key id a trusted one
    lambda v: written(SIGNED[:15] + v[:4] + SIGNED[19:21] + v[4:12] + SIGNED[29:31] + v[12:16] + SIGNED[35:37] + v[16:])
)
long_text = st.sampled_from([TEXT[:12], TEXT, ""]).flatmap(
    lambda start: st.text(min_size=1, max_size=16).map(lambda part: (start + part * 4096)[:4096])
)


@given(
    any_text | like_a_pass | with_its_layout | long_text | st.binary(max_size=300).map(lambda b: b.decode("latin-1"))
)
@example("")
@example(TEXT[:12])
@example("\ud800" * 4096)
@example("1" * 1_000_000)
def test_whatever_is_presented_is_answered_and_never_accepted(text: str) -> None:
    assert isinstance(read(text, ISSUERS), NotAPass | Damaged | UnknownIssuer)


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("134567890123456789", Looks.PAYMENT),  # WeChat: 18 digits
        ("281234567890123456", Looks.PAYMENT),  # Alipay: 16 to 24 digits
        ("301234567890123456789012", Looks.PAYMENT),
        ("6212345678901234567", Looks.PAYMENT),  # UnionPay: 19 digits
        ("wxp://f2f0abc", Looks.PAYMENT),
        ("weixin://wxpay/bizpayurl?pr=abc", Looks.PAYMENT),
        ("alipays://platformapi/startapp", Looks.PAYMENT),
        ("HTTPS://QR.ALIPAY.COM/FKX0ABC", Looks.PAYMENT),
        ("https://qr.95516.com/00010000/abc", Looks.PAYMENT),
        ("00020101021126580014A000000615", Looks.PAYMENT),  # EMVCo merchant code
        ("https://example.org/", Looks.WEB),
        ("http://qr.alipay.com.example.org/", Looks.WEB),
        ("WWW.EXAMPLE.ORG", Looks.WEB),
        ("1345678901234567890", Looks.OTHER),  # 19 digits
        ("161234567890123456", Looks.OTHER),
        ("١٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩", Looks.OTHER),  # digits of another script
        ("6901234567892", Looks.OTHER),  # a product's number
        ("张三", Looks.OTHER),
        ("", Looks.OTHER),
    ],
)
def test_a_foreign_code_is_told_by_what_it_looks_like(text: str, looks: Looks) -> None:
    assert read(text, ISSUERS) == NotAPass(looks)
