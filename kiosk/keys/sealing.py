"""Sealing: what is written for a hub's eyes alone, by a kiosk that can't read it again (HPKE, RFC 9180).

X25519, HKDF-SHA256 and AES-128-GCM, base mode, one message a seal: 56 bytes more than what is sealed. What a seal is
about (station, device, entry) goes into HPKE's ``info``, since the library's API has no ``aad``; with one message a
seal they bind alike.
"""

import hashlib
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.errors import KioskError
from kiosk.keys.private_key import KeyInAFile, Words

SEALING_KEY_ID_BYTES = 8
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
_TAG = b"suxin-kiosk/sealed/1"


class NotOpened(KioskError):
    """What is sealed can't be opened: it is for another key, about something else, or damaged."""


class SealingKey(KeyInAFile[X25519PrivateKey]):
    """The private key that opens what was sealed to its public half."""

    _kind = X25519PrivateKey
    _words = Words(
        missing="There is no sealing key at {file}. Put it there from its backup: without it no name can be read.",
        other_kind="{file} holds another kind of key; names are sealed with X25519. Put the right file there.",
        already=(
            "There is a sealing key at {file} already, and names that only it can open. It was left as it is. To "
            "start with a new one, move it away first, and keep it."
        ),
    )

    @cached_property
    def public(self) -> bytes:
        """The 32 bytes of its public half."""
        return self._private.public_key().public_bytes_raw()

    @cached_property
    def id(self) -> bytes:
        """The 8 bytes that stand in front of everything sealed to this key."""
        return _key_id(self.public)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """Return what was sealed to this key, about just that.

        Raises:
            NotOpened: it was sealed to another key, about something else, or is damaged.
        """
        named = sealed[:SEALING_KEY_ID_BYTES]
        if named != self.id:
            raise NotOpened(f"It was sealed to the key {named.hex()}, and this is {self.id.hex()}. Use that one.")
        try:
            return _SUITE.decrypt(sealed[SEALING_KEY_ID_BYTES:], self._private, info=_TAG + about)
        except (InvalidTag, ValueError):
            raise NotOpened("What is sealed there is damaged, or is about something else than it should be.") from None


def seal(public: bytes, plain: bytes, about: bytes) -> bytes:
    """Return bytes that only the key's owner can open, and only with the same ``about``.

    Raises:
        ValueError: ``public`` is no X25519 key.
    """
    return _key_id(public) + _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info=_TAG + about)


def _key_id(public: bytes) -> bytes:
    return hashlib.sha256(public).digest()[:SEALING_KEY_ID_BYTES]
