"""Passes: signed codes that name a person by a random id and hold no name.

A pass is a CWT (RFC 8392) in a COSE_Sign1 (RFC 9052), always of 101 bytes, written in base45 (RFC 9285) so that a QR
code can use its alphanumeric mode: 152 characters, version 6 at level M. With every part as short as it can be and the
length fixed, there is no second way to write one: a pass has exactly one text. Figures: docs/decisions/0004.
"""

import re
import struct
from dataclasses import dataclass
from enum import StrEnum

import base45

from kiosk.domain.roles import Role
from kiosk.keys import KEY_ID_BYTES, Issuer, IssuerKey, Issuers

ID_BYTES = 8
MAX_MINUTES = 0xFFFFFF
"""The longest validity that a pass can say: 31.9 years."""

_BEGINNING = "RRQXO8P600GK"
"""D2 84 43 A1 01 27 A1 04 in base45: COSE_Sign1 by tag, protected {alg: EdDSA}, unprotected {key id: …"""
_TEXT_LENGTH = 152
_KEY_ID = slice(9, 9 + KEY_ID_BYTES)
# {exp (4): u32, cti (7): the pass id, scope (9, RFC 9200): the role and for how many minutes before exp it is valid}
_CLAIMS = struct.Struct(">3s I 2s 8s 2s B 3s")
_EXP, _CTI, _SCOPE = b"\xa3\x04\x1a", b"\x07\x48", b"\x09\x44"

# The numbers that paying apps show: WeChat 18 digits from 10 to 15, Alipay 16 to 24 digits from 25 to 30, UnionPay 19
# digits from 62. 000201 begins every merchant's code of EMVCo.
_PAYMENT = re.compile(
    r"(1[0-5][0-9]{16}|(2[5-9]|30)[0-9]{14,22}|62[0-9]{17}"
    r"|(000201|wxp://|weixin://|alipays?://|https?://(qr\.alipay|qr\.95516|payapp\.weixin\.qq|wx\.tenpay)\.com/).*)",
    re.IGNORECASE | re.DOTALL,
)
_WEB = re.compile(r"[a-z][a-z0-9+.-]*://|www\.", re.IGNORECASE)

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
    """It begins like a pass, and isn't one as its issuer wrote it."""


@dataclass(frozen=True, slots=True)
class UnknownIssuer:
    """A pass of an issuer that isn't trusted here."""


def plain_number(pass_id: bytes) -> str:
    """Return the number that people tell a pass by, on paper and aloud: 8 digits, as ``4821 0937``.

    Two passes may have the same one; nothing but a person's eye goes by it.
    """
    digits = f"{int.from_bytes(pass_id, 'big') % 10**8:08}"
    return f"{digits[:4]} {digits[4:]}"


def issue(key: IssuerKey, pass_id: bytes, role: Role, not_before_s: int, not_after_s: int) -> str:
    """Return the text of a new pass: 152 characters of QR's alphanumeric set.

    Args:
        key: signs it.
        pass_id: 8 random bytes.
        role: what it lets its holder do.
        not_before_s: seconds since 1970, UTC, from which it is valid.
        not_after_s: seconds since 1970, UTC, from which it no longer is; whole minutes later.

    Raises:
        ValueError: a value doesn't fit; the caller has checked what people typed.
    """
    minutes, rest_s = divmod(not_after_s - not_before_s, 60)
    if len(pass_id) != ID_BYTES or rest_s or not 1 <= minutes <= MAX_MINUTES or not 1 << 16 <= not_after_s < 1 << 32:
        raise ValueError(f"no pass can hold the id {pass_id.hex()} and be valid from {not_before_s} to {not_after_s}")
    number = _ROLES.index(role)
    claims = _CLAIMS.pack(_EXP, not_after_s, _CTI, pass_id, _SCOPE, number, minutes.to_bytes(3, "big"))
    return bytes(base45.b45encode(key.sign(claims))).decode()


def read(text: str, issuers: Issuers) -> Pass | NotAPass | Damaged | UnknownIssuer:
    """Return what a presented code is. Takes any text and raises nothing."""
    if text[: len(_BEGINNING)].upper() != _BEGINNING:
        return NotAPass(_looks(text))
    if len(text) != _TEXT_LENGTH:
        return Damaged()
    try:
        signed = bytes(base45.b45decode(text))
    except ValueError:
        return Damaged()
    candidates = issuers.of(signed[_KEY_ID])
    if not candidates:
        return UnknownIssuer()
    for issuer in candidates:
        claims = issuer.open(signed)
        if claims is not None:
            return _pass(issuer, claims)
    return Damaged()


def _pass(issuer: Issuer, claims: bytes) -> Pass | Damaged:
    if len(claims) != _CLAIMS.size:
        return Damaged()
    exp, not_after_s, cti, pass_id, scope, number, minutes = _CLAIMS.unpack(claims)
    if (exp, cti, scope) != (_EXP, _CTI, _SCOPE) or number >= len(_ROLES):
        return Damaged()
    return Pass(
        issuer=issuer.id,
        id=pass_id,
        role=_ROLES[number],
        not_before_s=not_after_s - int.from_bytes(minutes, "big") * 60,
        not_after_s=not_after_s,
    )


def _looks(text: str) -> Looks:
    if _PAYMENT.fullmatch(text):
        return Looks.PAYMENT
    return Looks.WEB if _WEB.match(text) else Looks.OTHER
