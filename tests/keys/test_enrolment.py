"""Enrolment codes: both forms hold what a kiosk needs, and a slip of the finger is found before the hub is asked."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.errors import BadUsage
from kiosk.keys.enrolment import EnrolmentCode, fits, new_code, read_code, secret_hash

FINGERPRINT = bytes(range(32))
URL = "https://hub.example:8443"
CODE = EnrolmentCode(bytes.fromhex("01020304"), bytes(range(0xA0, 0xAA)), URL, FINGERPRINT)
QR = "SUXIN-HUB:X507H0 DKAPKT K33LMEL100KB0*M0DY0W016C1PN1:Y1I12$C2BO2UZ2423ND3.O3G 3B9DOICB$CBECP9E*ZCX47/Q6"
TYPED = "00G4-0R4M-2GT5-8X4M-PKAF-A590-00G4-0R40-M30E-2090"

codes = st.builds(
    EnrolmentCode,
    st.binary(min_size=4, max_size=4),
    st.binary(min_size=10, max_size=10),
    st.sampled_from([URL, "http://127.0.0.1:8000", "https://hub.example/station-1", "https://[2001:db8::1]:8443"]),
    st.binary(min_size=32, max_size=32),
)
spoken = str.maketrans("01", "OL")


def test_both_forms_are_pinned() -> None:
    """Kiosk and hub may run different versions."""
    assert CODE.qr_text() == QR
    assert CODE.typed() == TYPED


@given(code=codes)
def test_a_scanned_code_is_the_one_that_was_shown(code: EnrolmentCode) -> None:
    assert read_code(code.qr_text()) == code
    assert read_code(f" {code.qr_text().lower()}\r\n") == code


@given(code=codes)
def test_a_code_fits_in_qrs_alphanumeric_set(code: EnrolmentCode) -> None:
    assert re.fullmatch(r"SUXIN-HUB:[0-9A-Z $%*+\-./:]+", code.qr_text())
    assert not code.qr_text().endswith(" "), "a reader may cut it off"


@given(code=codes)
def test_a_typed_code_holds_all_but_the_fingerprints_end(code: EnrolmentCode) -> None:
    read = read_code(code.typed(), code.url)

    assert (read.id, read.secret, read.url) == (code.id, code.secret, code.url)
    assert len(read.fingerprint) == 10
    assert fits(read.fingerprint, code.fingerprint)
    assert secret_hash(read) == secret_hash(code)
    assert read.typed() == code.typed()


@given(code=codes)
def test_a_typed_code_may_be_written_as_people_do(code: EnrolmentCode) -> None:
    groups = code.typed().split("-")
    expected = read_code(code.typed())

    assert read_code(" ".join(groups).lower()) == expected
    assert read_code("".join(groups)) == expected
    assert read_code(" – ".join(groups) + "\n") == expected
    assert read_code(code.typed().translate(spoken)) == expected
    assert read_code(code.typed().replace("1", "i").lower()) == expected
    assert read_code("".join(chr(ord(letter) + 0xFEE0) for letter in code.typed())) == expected, "full width"


@given(code=codes, place=st.integers(0, 39), other=st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_any_one_wrong_character_is_found(code: EnrolmentCode, place: int, other: str) -> None:
    letters = list(code.typed().replace("-", ""))
    assume(letters[place] != other)
    letters[place] = other

    with pytest.raises(BadUsage, match="wrong"):
        read_code("".join(letters))


@given(code=codes, place=st.integers(0, 37))
def test_two_characters_that_changed_places_are_found(code: EnrolmentCode, place: int) -> None:
    letters = list(code.typed().replace("-", ""))
    assume(letters[place] != letters[place + 1])
    letters[place], letters[place + 1] = letters[place + 1], letters[place]

    with pytest.raises(BadUsage, match="changed places"):
        read_code("".join(letters))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "these are 0"),
        (TYPED[:-1], "these are 39"),
        (TYPED + "0", "these are 41"),
        (TYPED[:5] + "#" + TYPED[6:], "'#', in group 2"),
        (TYPED[:5] + "苏" + TYPED[6:], "'苏', in group 2"),
        ("Z" * 40, "wrong"),
        ("SUXIN-HUB:", "damaged"),
        ("SUXIN-HUB:ß", "damaged"),
        (QR[:60], "damaged"),
        (QR[:79], "damaged"),
        ("https://hub.example", "groups of four"),
    ],
)
def test_what_is_no_code_is_told(text: str, says: str) -> None:
    with pytest.raises(BadUsage, match=says):
        read_code(text)


@given(text=st.text(max_size=80) | st.text(max_size=80).map("SUXIN-HUB:".__add__))
def test_any_text_may_be_read(text: str) -> None:
    try:
        read_code(text)
    except BadUsage:
        return


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("hub.example:8443", "https://hub.example:8443"),
        (" https://hub.example/ ", "https://hub.example"),
        ("HTTPS://Hub.Example/Station/", "https://hub.example/Station"),
        ("hub.example/a://b", "https://hub.example/a://b"),
        ("http://10.0.0.7:8000", "http://10.0.0.7:8000"),
        ("hub.example：8443", "https://hub.example:8443"),
        (None, None),
    ],
)
def test_the_address_typed_beside_may_lack_its_scheme(typed: str | None, kept: str | None) -> None:
    assert read_code(TYPED, typed).url == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "https:///",
        "ftp://hub.example",
        "hub example",
        "https://hub.example:port",
        "https://hub.example:0",
        "https://me:secret@hub.example",
        "https://hub.example/?x=1",
        "https://hub.example/#x",
        "https://[hub",
        "https://服务站.example",
        "https://" + "x" * 200,
    ],
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(BadUsage, match="no address of a hub"):
        new_code(url, FINGERPRINT)
    with pytest.raises(BadUsage, match="no address of a hub"):
        read_code(TYPED, url)


def test_new_codes_differ_and_end_in_a_letter_or_digit() -> None:
    made = [new_code(URL, FINGERPRINT) for _ in range(200)]

    assert len({code.id for code in made}) == len({code.secret for code in made}) == 200
    assert all(code.typed()[-1].isalnum() for code in made)


def test_a_secret_shows_in_no_log() -> None:
    assert CODE.secret.hex() not in repr(CODE)
    assert repr(CODE.secret) not in repr(CODE)


def test_a_hash_belongs_to_one_code() -> None:
    same_secret = EnrolmentCode(bytes(4), CODE.secret, URL, FINGERPRINT)

    assert secret_hash(CODE) != secret_hash(same_secret)
    assert len(secret_hash(CODE)) == 32


def test_a_typed_code_makes_no_qr_code() -> None:
    with pytest.raises(ValueError, match="whole fingerprint"):
        read_code(TYPED, URL).qr_text()


@pytest.mark.parametrize(
    ("prefix", "full", "fit"),
    [
        (FINGERPRINT, FINGERPRINT, True),
        (FINGERPRINT[:10], FINGERPRINT, True),
        (FINGERPRINT[:9], FINGERPRINT, False),
        (b"", FINGERPRINT, False),
        (FINGERPRINT[1:11], FINGERPRINT, False),
        (FINGERPRINT, FINGERPRINT[:10], False),
        (FINGERPRINT[:10], FINGERPRINT[:10], False),
    ],
)
def test_a_fingerprint_fits_whole_or_cut_to_ten_bytes(prefix: bytes, full: bytes, fit: bool) -> None:
    assert fits(prefix, full) is fit
