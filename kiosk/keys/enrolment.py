"""Enrolment codes: how a kiosk learns its hub, and a hub that a kiosk may ask to be enrolled.

A code holds a public id (4 bytes), 80 random bits of secret, and the fingerprint of the hub's certificate authority, so
that the kiosk knows its hub from anyone between them. It has two forms:

- in a QR code, ``SUXIN-HUB:`` and base45 (RFC 9285) of id, secret, the fingerprint's 32 bytes, and the URL without its
  ``https://``: all of QR's alphanumeric set, 79 characters and 1.5 for each of the URL's;
- typed, with the URL beside it: id, secret and the fingerprint's first 10 bytes as one number in Crockford's base32, 39
  digits and his check symbol (modulo 37), in ten groups of four.
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import base45

from kiosk.errors import BadUsage

_BEGINNING = "SUXIN-HUB:"
_ID_BYTES, _SECRET_BYTES = 4, 10
_FINGERPRINT_BYTES, _TYPED_FINGERPRINT_BYTES = 32, 10
_SECRET_TAG = b"suxin-kiosk/enrolment/1"

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_SYMBOLS = _DIGITS + "*~$=U"
_LOOK_ALIKE = str.maketrans("OIL", "011")
_TYPED_BYTES = _ID_BYTES + _SECRET_BYTES + _TYPED_FINGERPRINT_BYTES
_TYPED_DIGITS, _GROUP = 39, 4
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−_.]+")

_LONGEST_URL = 200
_HTTPS = "https://"
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*://")
_URL = re.compile(r"https?://[!-~]+")


@dataclass(frozen=True)
class EnrolmentCode:
    """A one-time code by which a kiosk asks to be enrolled."""

    id: bytes
    """4 bytes, public: which code it is."""
    secret: bytes = field(repr=False)
    """10 random bytes."""
    url: str | None
    """The hub's address; None if a code was typed without it."""
    fingerprint: bytes
    """SHA-256 of the hub's authority: all 32 bytes, or the first 10 if it was typed."""

    def qr_text(self) -> str:
        """Return the text of its QR code, in QR's alphanumeric set.

        Raises:
            ValueError: it was typed: the fingerprint is cut, or the URL is missing.
        """
        if self.url is None or len(self.fingerprint) != _FINGERPRINT_BYTES:
            raise ValueError("a QR code holds the URL and the whole fingerprint")
        content = self.id + self.secret + self.fingerprint + self.url.removeprefix(_HTTPS).encode()
        return _BEGINNING + bytes(base45.b45encode(content)).decode()

    def typed(self) -> str:
        """Return what people type, as ``ABCD-EFGH-…``, ten groups; the URL is typed beside it."""
        number = int.from_bytes(self.id + self.secret + self.fingerprint[:_TYPED_FINGERPRINT_BYTES], "big")
        digits = "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(_TYPED_DIGITS)))
        text = digits + _CHECK_SYMBOLS[number % len(_CHECK_SYMBOLS)]
        return "-".join(text[place : place + _GROUP] for place in range(0, len(text), _GROUP))


def new_code(url: str, authority_fingerprint: bytes) -> EnrolmentCode:
    """Return a fresh code.

    Args:
        url: The hub's address, as kiosks reach it.
        authority_fingerprint: SHA-256 of its authority's certificate, 32 bytes.

    Raises:
        BadUsage: ``url`` is no address of a hub.
        ValueError: the fingerprint has another length.
    """
    if len(authority_fingerprint) != _FINGERPRINT_BYTES:
        raise ValueError(f"a fingerprint has {_FINGERPRINT_BYTES} bytes, not {len(authority_fingerprint)}")
    url, secret = _hub_url(url), secrets.token_bytes(_SECRET_BYTES)
    while True:
        code = EnrolmentCode(secrets.token_bytes(_ID_BYTES), secret, url, authority_fingerprint)
        if code.typed()[-1].isalnum():  # the other check symbols are hard to find on a keyboard
            return code


def looks_like_code(text: str) -> bool:
    """Return whether a text that was scanned begins as an enrolment code does."""
    return text.strip().upper().startswith(_BEGINNING)


def read_code(text: str, url: str | None = None) -> EnrolmentCode:
    """Return the code that was scanned or typed.

    Args:
        text: Either form, in any case; typed, with any spaces and dashes, and O for 0, I or L for 1.
        url: The address that was typed beside it, with or without ``https://``. A QR code has its own.

    Raises:
        BadUsage: it is no enrolment code, or a character is wrong; the message says what to look at.
    """
    scanned = text.strip().upper()
    if scanned.startswith(_BEGINNING):
        return _scanned(scanned.removeprefix(_BEGINNING))
    return _typed(unicodedata.normalize("NFKC", text), None if url is None else _hub_url(url))


def secret_hash(code: EnrolmentCode) -> bytes:
    """Return what a hub keeps of a code: 32 bytes. With 80 random bits, a plain hash can't be guessed back."""
    return hashlib.sha256(_SECRET_TAG + code.id + code.secret).digest()


def fits(fingerprint_prefix: bytes, full: bytes) -> bool:
    """Return whether an authority's fingerprint is the one that a code holds, whole or cut."""
    long_enough = len(fingerprint_prefix) >= _TYPED_FINGERPRINT_BYTES and len(full) == _FINGERPRINT_BYTES
    return long_enough and full.startswith(fingerprint_prefix)


def _scanned(text: str) -> EnrolmentCode:
    try:
        content = bytes(base45.b45decode(text))
        url = content[_ID_BYTES + _SECRET_BYTES + _FINGERPRINT_BYTES :].decode()
    except ValueError:
        content, url = b"", ""
    if not url:
        raise BadUsage("That enrolment code is damaged. Let the hub show a new one, and scan it whole.")
    code_id, rest = content[:_ID_BYTES], content[_ID_BYTES:]
    secret, rest = rest[:_SECRET_BYTES], rest[_SECRET_BYTES:]
    return EnrolmentCode(code_id, secret, _hub_url(url), rest[:_FINGERPRINT_BYTES])


def _typed(text: str, url: str | None) -> EnrolmentCode:
    letters = _SEPARATORS.sub("", text).upper()
    if len(letters) != _TYPED_DIGITS + 1:
        raise BadUsage(
            f"An enrolment code has {_TYPED_DIGITS + 1} characters in groups of four; these are {len(letters)}. "
            "Compare it with the hub's screen."
        )
    digits, check = letters[:-1].translate(_LOOK_ALIKE), letters[-1].translate(_LOOK_ALIKE)
    number = 0
    for place, digit in enumerate(digits):
        if digit not in _DIGITS:
            raise BadUsage(
                f"{letters[place]!r}, in group {place // _GROUP + 1}, stands in no enrolment code. Compare that group "
                "with the hub's screen."
            )
        number = number << 5 | _DIGITS.index(digit)
    if number >> 8 * _TYPED_BYTES or check != _CHECK_SYMBOLS[number % len(_CHECK_SYMBOLS)]:
        raise BadUsage("A character of the enrolment code is wrong, or two have changed places. Compare each group.")
    content = number.to_bytes(_TYPED_BYTES, "big")
    secret_end = _ID_BYTES + _SECRET_BYTES
    return EnrolmentCode(content[:_ID_BYTES], content[_ID_BYTES:secret_end], url, content[secret_end:])


def _hub_url(url: str) -> str:
    """Return the address as it is kept: with its scheme, the host in small letters, without a slash at the end."""
    address = unicodedata.normalize("NFKC", url).strip()
    if not _SCHEME.match(address):
        address = _HTTPS + address
    try:
        parts = urlsplit(address)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:  # a port that is no number, brackets that hold no address
        host = None
    if not host or parts.username or parts.password or parts.query or parts.fragment:
        raise BadUsage(_no_address(url))
    kept = f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
    if not _URL.fullmatch(kept) or len(kept) > _LONGEST_URL:
        raise BadUsage(_no_address(url))
    return kept


def _no_address(url: str) -> str:
    return f"{url!r} is no address of a hub. Write it like https://hub.example:8443."
