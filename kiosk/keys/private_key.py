"""A private key that lives in a file of its own; what all kinds of keys here have in common."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, Self, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.keys.private_files import KeyExists, KeyMissing, KeyUnusable, read_private, write_private

Private = TypeVar("Private", Ed25519PrivateKey, X25519PrivateKey)


@dataclass(frozen=True)
class Words:
    """What is said of a key's file, each with a ``{file}`` in it."""

    missing: str
    other_kind: str
    already: str


class KeyInAFile(Generic[Private]):
    """A private key and its file (PEM, without a password)."""

    _kind: type[Private]
    _words: ClassVar[Words]

    def __init__(self, private: Private) -> None:
        self._private: Private = private

    @classmethod
    def new(cls) -> Self:
        """Return a fresh key."""
        return cls(cls._kind.generate())

    @classmethod
    def load(cls, file: Path) -> Self:
        """Return the key in a PEM file.

        Raises:
            KeyMissing: there is none.
            KeyUnusable: it is another kind of key or none at all, or others may read it.
        """
        pem = read_private(file, missing=cls._words.missing.format(file=file))
        try:
            key = serialization.load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise KeyUnusable(
                f"{file} holds no private key (PEM, without a password). Put the right file there from its backup."
            ) from None
        if not isinstance(key, cls._kind):
            raise KeyUnusable(cls._words.other_kind.format(file=file))
        return cls(key)

    @classmethod
    def load_or_make(cls, file: Path) -> Self:
        """Return the key in a file; if there is no file, a fresh key that lies there from now on.

        Raises:
            KeyUnusable: what lies there is no such key (it is left as it is), or it can't be written.
        """
        try:
            return cls.load(file)
        except KeyMissing:
            key = cls.new()
        try:
            key.save(file)
        except KeyExists:  # another process was quicker
            return cls.load(file)
        return key

    def save(self, file: Path) -> None:
        """Write the key to a new file that only its owner can read: whole or not at all.

        Raises:
            KeyExists: the file exists; a key is never overwritten.
            KeyUnusable: it can't be written.
        """
        write_private(file, self._pem, already=self._words.already.format(file=file))

    @property
    def _pem(self) -> bytes:
        return self._private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
