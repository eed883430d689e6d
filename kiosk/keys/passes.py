"""Issuer keys (Ed25519) sign passes; their public halves are what kiosks trust."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cwt import COSE, COSEKey
from cwt.cose_key_interface import COSEKeyInterface

from kiosk.keys.private_files import KeyUnusable
from kiosk.keys.private_key import KeyInAFile, Words

KEY_ID_BYTES = 2
_ALGORITHM, _KEY_ID = 1, 4  # COSE header labels (RFC 9052, section 3.1)
_EDDSA = -8  # COSE algorithm (RFC 9053, section 2.2)


@dataclass(frozen=True)
class Issuer:
    """The public half of an issuer key: whose passes are trusted."""

    raw: bytes
    """The 32 bytes of the public key."""

    @classmethod
    def load(cls, file: Path) -> Self:
        """Return the issuer whose public key a PEM file holds.

        Raises:
            KeyUnusable: the file can't be read or holds no Ed25519 public key.
        """
        try:
            key = serialization.load_pem_public_key(file.read_bytes())
        except OSError as cause:
            raise KeyUnusable(f"The issuer's key {file} can't be read: {cause.strerror}.") from None
        except (ValueError, UnsupportedAlgorithm):
            raise KeyUnusable(
                f"{file} holds no public key (PEM). Copy the issuer's public key there anew, or take the file away."
            ) from None
        if not isinstance(key, Ed25519PublicKey):
            raise KeyUnusable(f"{file} holds another kind of key; passes are signed with Ed25519. Take the file away.")
        return cls(key.public_bytes_raw())

    @cached_property
    def id(self) -> bytes:
        """The first 8 bytes of SHA-256 over the key: names the issuer in the journal."""
        return hashlib.sha256(self.raw).digest()[:8]

    @property
    def key_id(self) -> bytes:
        """The 2 bytes that a pass carries; they may collide, so all issuers of that id are tried."""
        return self.id[:KEY_ID_BYTES]

    @cached_property
    def pem(self) -> bytes:
        """The public key as PEM, to be handed to kiosks."""
        key = Ed25519PublicKey.from_public_bytes(self.raw)
        return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def open(self, signed: bytes) -> bytes | None:
        """Return the payload of a COSE_Sign1 that this issuer signed, None for any other bytes."""
        try:
            payload = COSE.new().decode(signed, self._cose)
        except Exception:  # the library passes on whatever its CBOR reader stumbles over
            return None
        return payload if isinstance(payload, bytes) else None

    @cached_property
    def _cose(self) -> COSEKeyInterface:
        return COSEKey.from_pem(self.pem, kid=self.key_id)


class Issuers:
    """The issuers that a kiosk trusts; an immutable set, asked by key id."""

    def __init__(self, *issuers: Issuer) -> None:
        self._by_key_id: dict[bytes, tuple[Issuer, ...]] = {}
        for issuer in dict.fromkeys(issuers):
            self._by_key_id[issuer.key_id] = (*self.of(issuer.key_id), issuer)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the issuers whose public keys (``*.pem``) lie in ``folder``; none if there is no such folder.

        Raises:
            KeyUnusable: one of the files can't be read or holds no Ed25519 public key.
        """
        return cls(*(Issuer.load(file) for file in sorted(folder.glob("*.pem"))))

    def of(self, key_id: bytes) -> tuple[Issuer, ...]:
        """Return the issuers with this key id."""
        return self._by_key_id.get(key_id, ())

    def __len__(self) -> int:
        return sum(map(len, self._by_key_id.values()))


class IssuerKey(KeyInAFile[Ed25519PrivateKey]):
    """A private key that signs passes."""

    _kind = Ed25519PrivateKey
    _words = Words(
        missing="There is no key at {file}. Make one with: kiosk keys new",
        other_kind="{file} holds another kind of key; passes are signed with Ed25519.",
        already=(
            "There is a key at {file} already, and passes that it signed. It was left as it is. To start with a new "
            "one, move it away first."
        ),
    )

    def __init__(self, private: Ed25519PrivateKey) -> None:
        super().__init__(private)
        self.issuer = Issuer(private.public_key().public_bytes_raw())
        """Its public half."""
        self._cose = COSEKey.from_pem(self._pem, kid=self.issuer.key_id)

    def sign(self, payload: bytes) -> bytes:
        """Return the payload as COSE_Sign1 (RFC 9052, tag 18), with the key id in its unprotected header."""
        headers = {"protected": {_ALGORITHM: _EDDSA}, "unprotected": {_KEY_ID: self.issuer.key_id}}
        return bytes(COSE.new().encode_and_sign(payload, self._cose, **headers))
