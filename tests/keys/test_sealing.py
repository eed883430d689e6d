"""Sealing: only the key's owner reads it, and only as what it was sealed for."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.keys.sealing import NotOpened, SealingKey, seal

KEY = SealingKey(X25519PrivateKey.from_private_bytes(bytes(range(32))))
SEALED = bytes.fromhex(
    "eedd883da0a9451503e7af25f14e70483ba0962983b6d3dde341a7a1994c5851"
    "2c05d461dca7696b644980799e615075e13340928bcabf417b8f71c23138"
)


def test_what_was_sealed_by_an_earlier_version_opens() -> None:
    """Sealed names lie in journals for as long as the plan keeps them."""
    assert KEY.open(SEALED, b"station/device/entry") == b"a name"


@given(plain=st.binary(max_size=300), about=st.binary(max_size=100))
def test_the_owner_reads_what_was_sealed(plain: bytes, about: bytes) -> None:
    sealed = seal(KEY.public, plain, about)

    assert KEY.open(sealed, about) == plain
    assert len(sealed) == len(plain) + 56


def test_nothing_is_sealed_twice_alike() -> None:
    assert seal(KEY.public, b"a name", b"") != seal(KEY.public, b"a name", b"")


@given(bit=st.integers(0, len(SEALED) * 8 - 1))
def test_a_seal_with_one_bit_changed_stays_shut(bit: int) -> None:
    sealed = bytearray(SEALED)
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(NotOpened):
        KEY.open(bytes(sealed), b"station/device/entry")


@given(sealed=st.binary(max_size=100) | st.binary(max_size=100).map(lambda rest: KEY.id + rest))
def test_other_bytes_stay_shut(sealed: bytes) -> None:
    with pytest.raises(NotOpened):
        KEY.open(sealed, b"")


def test_a_seal_moved_to_another_entry_stays_shut() -> None:
    with pytest.raises(NotOpened, match="about something else"):
        KEY.open(SEALED, b"station/device/another entry")


def test_another_key_says_which_one_is_needed() -> None:
    with pytest.raises(NotOpened, match=KEY.id.hex()):
        SealingKey.new().open(SEALED, b"station/device/entry")


def test_a_sealing_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    sealed = seal(SealingKey.load_or_make(tmp_path / "sealing.pem").public, b"a name", b"")

    assert SealingKey.load_or_make(tmp_path / "sealing.pem").open(sealed, b"") == b"a name"
