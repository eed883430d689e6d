"""Passes: signed codes that name a person by a random id and hold no name.

A pass is a CWT (RFC 8392) in a COSE_Sign1, always of the same 100 bytes' layout, written in base45 (RFC 9285) so that
a QR code can use its alphanumeric mode: 150 characters, version 6 at level M. Every byte but the values has one right
form, so a pass has exactly one text. Layout and figures: docs/decisions/0004.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

import base45

from kiosk.keys import KEY_ID_BYTES, Issuer, IssuerKey, Issuers

DAY_S = 86_400
ID_BYTES = 8
MAX_DAYS = 0xFFFF

# D2: tag 18, COSE_Sign1. 84: of four. 43 A1 01 27: protected, EdDSA. A1 04 42: unprotected, the key id's 2 bytes.
_HEAD = bytes.fromhex("d28443a10127a10442")
# 56: 22 bytes of claims. A3: three of them. 04 1A: exp, 4 bytes.
_CLAIMS = bytes.fromhex("56a3041a")
_ID = bytes.fromhex("0748")  # cti: the pass id, 8 bytes
_SCOPE = bytes.fromhex("0943")  # scope (RFC 9200): the role, and for how many days before exp it is valid
_SIGNATURE = bytes.fromhex("5840")  # 64 bytes follow
_LENGTH = 100
_BEGINNING = "RRQXO8P600GK"
"""How the text of every pass begins: the first 8 bytes of ``_HEAD``."""

_PAYMENT = re.compile(
    r"(1[0-5]\d{16}|(2[5-9]|30)\d{14,22}|(wxp|weixin|alipays?)://.*|https?://qr\.alipay\.com/.*)", re.I | re.S
)
_WEB = re.compile(r"([a-z][a-z0-9+.-]*://|www\.)", re.I)


class Role(StrEnum):
    """What a pass lets its holder do."""

    VISITOR = "visitor"
    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"


_ROLES = tuple(Role)
"""A role's number in a pass is its place here; new ones go to the end."""


class Looks(StrEnum):
    """What a foreign code looks like."""

    PAYMENT = "payment"
    WEB = "web"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass whose signature holds; whether it is valid now is for the rules to say."""

    issuer: bytes
    """The issuer's id, 8 bytes."""
    id: bytes
    """The pass id, 8 random bytes."""
    role: Role
    not_before_s: int
    """Seconds since 1970, UTC, from which it is valid."""
    not_after_s: int
    """Seconds since 1970, UTC, from which it no longer is."""

    @property
    def person(self) -> str:
        """Who is meant, as the journal writes it: ``issuer:pass id`` in hex."""
        return f"{self.issuer.hex()}:{self.id.hex()}"


@dataclass(frozen=True, slots=True)
class NotAPass:
    """A code of something else."""

    looks: Looks


@dataclass(frozen=True, slots=True)
class Damaged:
    """It begins like a pass, and isn't one that a trusted issuer signed."""


@dataclass(frozen=True, slots=True)
class UnknownIssuer:
    """A pass of an issuer that isn't trusted here."""


def issue(key: IssuerKey, pass_id: bytes, role: Role, not_after_s: int, days: int) -> str:
    """Return the text of a new pass.

    Args:
        key: signs it.
        pass_id: 8 random bytes.
        role: what it lets its holder do.
        not_after_s: seconds since 1970, UTC, from which it is no longer valid.
        days: for how many days before that it is valid, 1 to 65,535.

    Raises:
        ValueError: a value doesn't fit; the caller has checked what people typed.
    """
    if len(pass_id) != ID_BYTES or not 1 <= days <= MAX_DAYS or not 0 <= not_after_s < 1 << 32:
        raise ValueError(f"no pass can hold id {pass_id.hex()}, {days} days until {not_after_s}")
    scope = bytes([_ROLES.index(role)]) + days.to_bytes(2, "big")
    claims = _CLAIMS[1:] + not_after_s.to_bytes(4, "big") + _ID + pass_id + _SCOPE + scope
    return _written(key.sign(claims))


def read(text: str, issuers: Issuers) -> Pass | NotAPass | Damaged | UnknownIssuer:
    """Return what a presented code is. Takes any text and raises nothing."""
    if not text.startswith(_BEGINNING):
        return NotAPass(_looks(text))
    try:
        signed = base45.b45decode(text)
    except ValueError:
        return Damaged()
    if not _has_the_layout(signed) or _written(signed) != text:
        return Damaged()
    candidates = issuers.of(signed[len(_HEAD) : len(_HEAD) + KEY_ID_BYTES])
    if not candidates:
        return UnknownIssuer()
    for issuer in candidates:
        claims = issuer.open(signed)
        if claims is not None:
            return _pass(issuer, claims)
    return Damaged()


def _written(signed: bytes) -> str:
    return bytes(base45.b45encode(signed)).decode()


def _has_the_layout(signed: bytes) -> bool:
    """Whether every byte that isn't a value is the one that stands there in a pass."""
    return len(signed) == _LENGTH and (
        signed[:9] == _HEAD
        and signed[11:15] == _CLAIMS
        and signed[19:21] == _ID
        and signed[29:31] == _SCOPE
        and signed[34:36] == _SIGNATURE
    )


def _pass(issuer: Issuer, claims: bytes) -> Pass | Damaged:
    not_after_s = int.from_bytes(claims[3:7], "big")
    role, days = claims[19], int.from_bytes(claims[20:22], "big")
    if role >= len(_ROLES):
        return Damaged()
    return Pass(
        issuer=issuer.id,
        id=claims[9:17],
        role=_ROLES[role],
        not_before_s=not_after_s - days * DAY_S,
        not_after_s=not_after_s,
    )


def _looks(text: str) -> Looks:
    if _PAYMENT.fullmatch(text):
        return Looks.PAYMENT
    return Looks.WEB if _WEB.match(text) else Looks.OTHER
