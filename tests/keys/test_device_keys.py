"""Device keys: made once and kept; what they sign is told from everything else; six digits that two screens share."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.keys import KeyUnusable
from kiosk.keys.device import DeviceKey, key_fingerprint, six_digits, verifies
from kiosk.keys.sealing import SealingKey

# RFC 8032, section 7.1, test 2
KEY = DeviceKey(
    Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
)
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNED = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)

keys = st.binary(min_size=32, max_size=32)


def test_a_device_signs_as_the_standard_says() -> None:
    assert KEY.public == PUBLIC
    assert KEY.sign(b"\x72") == SIGNED
    assert verifies(PUBLIC, b"\x72", SIGNED)


def test_a_device_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    made = DeviceKey.load_or_make(tmp_path / "keys" / "device.pem")

    assert DeviceKey.load_or_make(tmp_path / "keys" / "device.pem").public == made.public
    assert DeviceKey.load(tmp_path / "keys" / "device.pem").sign(b"head") == made.sign(b"head")


def test_of_device_keys_made_at_once_all_get_the_one_that_is_kept(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(DeviceKey.load_or_make, [tmp_path / "device.pem"] * 8))

    assert {key.public for key in made} == {DeviceKey.load(tmp_path / "device.pem").public}


def test_a_damaged_device_key_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    """A device with another key would be another device to its hub."""
    file = tmp_path / "device.pem"
    file.write_bytes(b"half a fi")
    file.chmod(0o600)

    with pytest.raises(KeyUnusable, match="backup"):
        DeviceKey.load_or_make(file)

    assert file.read_bytes() == b"half a fi"


def test_a_key_for_sealing_is_no_device_key(tmp_path: Path) -> None:
    SealingKey.new().save(tmp_path / "device.pem")

    with pytest.raises(KeyUnusable, match="another kind of key"):
        DeviceKey.load(tmp_path / "device.pem")


@given(message=st.binary(max_size=100), bit=st.integers(0, 64 * 8 - 1))
def test_a_signature_with_one_bit_changed_verifies_nothing(message: bytes, bit: int) -> None:
    signature = bytearray(KEY.sign(message))
    signature[bit // 8] ^= 1 << bit % 8

    assert verifies(PUBLIC, message, KEY.sign(message))
    assert not verifies(PUBLIC, message, bytes(signature))


@given(public=st.binary(max_size=40), message=st.binary(max_size=40), signature=st.binary(max_size=80))
def test_any_bytes_may_be_asked_about(public: bytes, message: bytes, signature: bytes) -> None:
    assert not verifies(public, message, signature)


def test_a_fingerprint_is_what_other_tools_compute() -> None:
    assert key_fingerprint(PUBLIC) == "39f713d0a644253f04529421b9f51b9b08979d08295959c4f3990ee617f5139f"


@given(one=keys, other=keys)
def test_both_sides_show_the_same_six_digits(one: bytes, other: bytes) -> None:
    assert six_digits(one, other) == six_digits(other, one)
    assert re.fullmatch(r"\d{3} \d{3}", six_digits(one, other))


def test_the_six_digits_are_pinned() -> None:
    """Kiosk and hub may run different versions; they must show the same."""
    assert six_digits(bytes(32), bytes(range(32))) == "133 994"
    assert six_digits(bytes(32), bytes(range(1, 33))) != six_digits(bytes(32), bytes(range(32)))
