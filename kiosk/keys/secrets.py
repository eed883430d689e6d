"""Secrets that people or programs show again: passwords and PINs (Argon2id), tokens (SHA-256)."""

import hashlib
import secrets
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_TOKEN_BYTES = 32
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, 1, o and 0, which look alike."""
_GROUPS, _GROUP = 4, 4


def hash_secret(text: str) -> str:
    """Return what may be kept of a password or PIN: Argon2id with salt and cost in it; takes 0.1 s and 64 MiB."""
    return _hasher().hash(_as_typed_anywhere(text))


def secret_fits(text: str, hashed: str) -> bool:
    """Return whether that is the password or PIN; False as well for a hash that is none."""
    from argon2.exceptions import VerificationError

    try:
        return _hasher().verify(hashed, _as_typed_anywhere(text))
    except (VerificationError, ValueError):  # ValueError: no hash at all
        return False


def new_token() -> str:
    """Return 32 random bytes as 43 characters that can stand in a URL."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """Return what may be kept of a token: SHA-256. Its 32 random bytes can't be guessed, so it needs no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def new_password() -> str:
    """Return a password to read and type: four groups of four, as ``k7mq-…``; 79 random bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(_GROUP)) for _ in range(_GROUPS))


@cache
def _hasher() -> "PasswordHasher":
    """Return the hasher, its costs those of RFC 9106 for little memory: 64 MiB, three rounds, four lanes."""
    from argon2 import PasswordHasher  # not there on a kiosk without a hub

    return PasswordHasher()


def _as_typed_anywhere(text: str) -> bytes:
    """Return one form of what different keyboards write differently: 全角 digits, accents."""
    return unicodedata.normalize("NFKC", text).encode(errors="surrogatepass")
