"""What the journal holds: kinds of entry, their bodies, and the hash that chains them.

Everything that happens on a device is an entry. A body is UTF-8 JSON whose exact bytes are stored, hashed and sent;
nothing is ever serialised again to check it. The chain's format is described in docs/decisions/0003, with test
vectors in ``tests/domain/chain_vectors.json``.
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self

from kiosk.errors import KioskError

MAX_BODY_BYTES = 64 * 1024
FORMAT = 1
"""The format number that bodies carry. A body with a higher one is newer than this program."""

_HASH_TAG = b"suxin-kiosk/entry/1"
NO_HASH = bytes(32)
"""The ``prev`` of an epoch's first entry."""


class UnreadableBody(KioskError):
    """A body can't be read: it is no JSON of this shape, or newer than this program."""


class Kind(StrEnum):
    """What an entry says."""

    EPOCH = "epoch"
    VISIT = "visit"
    REFUSAL = "refusal"
    VOID = "void"
    PLACED = "placed"
    REVOCATION = "revocation"
    CLOCK = "clock"
    REDATE = "redate"
    SEAL = "seal"
    REOPEN = "reopen"


OF_ITS_EPOCH = frozenset({Kind.EPOCH, Kind.SEAL, Kind.REOPEN})
"""What an epoch says of itself alone: in another one it would be wrong, so it is never written again there."""


@dataclass(frozen=True, slots=True)
class _Body:
    """A body that goes to and from bytes by its fields."""

    kind: ClassVar[Kind]

    def encode(self) -> bytes:
        """Return the bytes that are stored, hashed and sent."""
        present = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps({"format": FORMAT, **present}, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Return the body that ``body`` writes down.

        Raises:
            UnreadableBody: it is no JSON object of this shape, or of a newer format.
        """
        try:
            found: Mapping[str, Any] = json.loads(body)
            if found["format"] > FORMAT:
                raise UnreadableBody(
                    f"A {cls.kind} entry has format {found['format']}; this program knows up to {FORMAT}. "
                    "Install the newer program."
                )
            values = {f.name: found[f.name] for f in fields(cls) if f.name in found}
            for name, value in values.items():
                if isinstance(value, list):
                    values[name] = tuple(value)
                elif isinstance(value, str):
                    values[name] = sys.intern(value)  # a day's visits share points, services, plans
            return cls(**values)
        except (ValueError, TypeError, KeyError, AttributeError) as cause:
            raise UnreadableBody(f"The body of a {cls.kind} entry is not of its shape: {cause}") from cause


@dataclass(frozen=True, slots=True)
class Visit(_Body):
    """One accepted check-in."""

    kind: ClassVar[Kind] = Kind.VISIT

    plan: str
    """The version of the station plan that it was made under."""
    point: str
    service: str
    people: int
    """Party size, 1 to 99."""
    by: str
    """How it came in: ``scan``, ``reader`` or ``tap``."""
    offset_min: int
    """Minutes that the plan's time zone was ahead of UTC at the scan."""
    person: str | None = None
    """``issuer:pass id`` in hex; None is an anonymous visit."""
    role: str | None = None
    planned: bool = True
    """False on a day that is no service day."""
    doubtful: bool = False
    """True when the clock was not trusted."""


@dataclass(frozen=True, slots=True)
class Refusal(_Body):
    """Why a presented code was not accepted; never what it said."""

    kind: ClassVar[Kind] = Kind.REFUSAL

    point: str
    reason: str


@dataclass(frozen=True, slots=True)
class Void(_Body):
    """Takes visits back, by their ids in hex, so that it holds across epochs."""

    kind: ClassVar[Kind] = Kind.VOID

    ids: tuple[str, ...]
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Placed(_Body):
    """From here on this device stands at ``point``; earlier visits keep theirs."""

    kind: ClassVar[Kind] = Kind.PLACED

    point: str
    plan: str


@dataclass(frozen=True, slots=True)
class Revocation(_Body):
    """The pass of this person (``issuer:pass id`` in hex) is no longer accepted."""

    kind: ClassVar[Kind] = Kind.REVOCATION

    person: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class ClockConfirmed(_Body):
    """Staff looked at date and time and found them right; holds for this boot."""

    kind: ClassVar[Kind] = Kind.CLOCK

    by: str


@dataclass(frozen=True, slots=True)
class Redate(_Body):
    """Files the entries ``first`` to ``last`` (seq) of ``epoch`` (hex) under ``day``."""

    kind: ClassVar[Kind] = Kind.REDATE

    epoch: str
    first: int
    last: int
    day: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Seal(_Body):
    """Closes a day of this device: what it wrote before, it vouches for."""

    kind: ClassVar[Kind] = Kind.SEAL

    closed: str
    """The service day, as ``YYYY-MM-DD``."""
    last: int
    """The entry before the seal, the last one that it covers."""
    head: str
    """The hash of that entry, in hex."""
    entries: int
    """Entries of the day in this epoch."""
    signature: str
    """Ed25519 by the device's key over :func:`kiosk.domain.statement.seal_message`, in hex."""
    by: str


@dataclass(frozen=True, slots=True)
class Reopen(_Body):
    """Something happened on a day that was sealed: it needs a new seal."""

    kind: ClassVar[Kind] = Kind.REOPEN

    reopened: str


@dataclass(frozen=True, slots=True)
class EpochOpened(_Body):
    """The first entry of each epoch: why it was opened, by which machine, and after what."""

    kind: ClassVar[Kind] = Kind.EPOCH

    reason: str
    """``first start``, ``restored``, ``salvaged``, ``other machine``, or ``differs from the hub``."""
    fingerprint: str
    """SHA-256 over what tells this machine from others, in hex."""
    parent_epoch: str | None = None
    parent_seq: int | None = None
    parent_hash: str | None = None


Body = Visit | Refusal | Void | Placed | Revocation | ClockConfirmed | Redate | Seal | Reopen | EpochOpened


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a device's append-only log, as it is stored and sent."""

    epoch: bytes
    seq: int
    """1, 2, 3 … within the epoch, with no gap."""
    id: bytes
    """A UUIDv7, 16 bytes."""
    kind: str
    at_us: int
    """Microseconds since 1970, UTC: a claim, since entries order by ``(epoch, seq)``."""
    mono_us: int
    """Microseconds on the machine's monotonic clock, comparable within one boot."""
    boot_id: bytes
    day: str
    """The service day that it belongs to, as ``YYYY-MM-DD``."""
    salt: bytes | None
    body: bytes | None
    """None once erased; the digest stays."""
    digest: bytes
    prev: bytes
    hash: bytes

    @property
    def is_intact(self) -> bool:
        """Whether the body, if it is still there, is the one that the digest was made of."""
        if self.body is None or self.salt is None:
            return self.body is None and self.salt is None
        return digest_of(self.salt, self.body) == self.digest


def digest_of(salt: bytes, body: bytes) -> bytes:
    """Return SHA-256 over the 16 bytes of salt and the body."""
    return hashlib.sha256(salt + body).digest()


def _prefixed(text: bytes) -> bytes:
    return len(text).to_bytes(2, "big") + text


def chain_hash(station: str, device: bytes, entry: Entry) -> bytes:
    """Return the hash that binds every column of ``entry`` to all entries before it.

    Layout, in order, integers big-endian: tag, station (each behind its length in 2 bytes); device, epoch (16 bytes
    each); seq (8); prev (32); id (16); kind (length-prefixed); at_us, mono_us (8 each, signed); boot_id (16);
    day (length-prefixed); digest (32).
    """
    return hashlib.sha256(
        b"".join(
            (
                _prefixed(_HASH_TAG),
                _prefixed(station.encode()),
                device,
                entry.epoch,
                entry.seq.to_bytes(8, "big"),
                entry.prev,
                entry.id,
                _prefixed(entry.kind.encode()),
                entry.at_us.to_bytes(8, "big", signed=True),
                entry.mono_us.to_bytes(8, "big", signed=True),
                entry.boot_id,
                _prefixed(entry.day.encode()),
                entry.digest,
            )
        )
    ).digest()


def new_id(at_us: int, randomness: bytes) -> bytes:
    """Return a UUIDv7 (RFC 9562, section 5.7) of this moment from 10 random bytes."""
    value = (at_us // 1000) & ((1 << 48) - 1)
    tail = bytearray(randomness)
    tail[0] = 0x70 | (tail[0] & 0x0F)
    tail[2] = 0x80 | (tail[2] & 0x3F)
    return value.to_bytes(6, "big") + bytes(tail)


def is_day(text: str) -> bool:
    """Whether ``text`` is a day as entries write it: ``YYYY-MM-DD``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
