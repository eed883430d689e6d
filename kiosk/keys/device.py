"""Device keys (Ed25519): one kiosk's, which signs its heads and requests; a hub's, which signs statements."""

import hashlib
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.keys.private_key import KeyInAFile, Words

_DEVICE_TAG = b"suxin-kiosk/device/1"
_SIX_DIGITS_TAG = b"suxin-kiosk/six-digits/1"


class DeviceKey(KeyInAFile[Ed25519PrivateKey]):
    """The private key of one kiosk, or the one by which a hub signs statements."""

    _kind = Ed25519PrivateKey
    _words = Words(
        missing="There is no device key at {file}. Put it there from its backup, or start the device: it makes one.",
        other_kind="{file} holds another kind of key; devices sign with Ed25519. Put the right file there.",
        already=(
            "There is a device key at {file} already; it was left as it is. To start with a new one, move it away "
            "and enrol the device anew."
        ),
    )

    @cached_property
    def public(self) -> bytes:
        """The 32 bytes of its public half."""
        return self._private.public_key().public_bytes_raw()

    @cached_property
    def id(self) -> bytes:
        """What the device is called everywhere: the first 16 bytes of SHA-256 over a tag and the public half."""
        return device_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """Return the signature of the message: 64 bytes, the same each time."""
        return self._private.sign(message)


def device_id(public: bytes) -> bytes:
    """Return what the device of that public key is called."""
    return hashlib.sha256(_DEVICE_TAG + public).digest()[:16]


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the key signed just this message. Takes any bytes and raises nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):  # ValueError: no public key has that length
        return False
    return True


def key_fingerprint(public: bytes) -> str:
    """Return what people and files call a public key by: SHA-256 of its raw bytes, in hex."""
    return hashlib.sha256(public).hexdigest()


def six_digits(one: bytes, other: bytes) -> str:
    """Return six digits of two public keys, as ``482 913``; kiosk and hub show the same ones at enrolment.

    They follow from the two keys and nothing else, whichever side is named first: a key swapped on the way shows.
    """
    first, second = sorted((one, other))
    digest = hashlib.sha256(_SIX_DIGITS_TAG + len(first).to_bytes(2, "big") + first + second).digest()
    digits = f"{int.from_bytes(digest, 'big') % 10**6:06}"
    return f"{digits[:3]} {digits[3:]}"
