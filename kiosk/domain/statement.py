"""The headcount that proves itself: what is known of each device's day, what is missing, and the signed statement.

Pure: a hub hands in what it has heard and received; :func:`judge` says whether the day is complete. The statement
binds the numbers to the heads of every journal that they were counted from, so that anybody who has the journals can
count again, and anybody who has only the statement knows what it vouches for.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Self

import msgspec

from kiosk.domain.entries import Entry, UnreadableBody, chain_hash, is_day
from kiosk.domain.headcount import fold
from kiosk.domain.station import Plan
from kiosk.errors import KioskError
from kiosk.keys import device as device_keys

_HEAD_TAG = b"suxin-kiosk/head/1"
_SEAL_TAG = b"suxin-kiosk/seal/1"
_STATEMENT_TAG = b"suxin-kiosk/statement/1"
_FORMAT = 1


class State(StrEnum):
    """How much of a day is proven."""

    COMPLETE = "COMPLETE"
    COMPLETE_EXCEPT = "COMPLETE EXCEPT"
    """All but devices that a named coordinator wrote off."""
    INCOMPLETE = "INCOMPLETE"


class Lack(StrEnum):
    """Why a device's day is not proven."""

    NO_DEVICE = "no_device"
    """No device was in service that day: there is nothing that could prove a number."""
    NEVER_HEARD = "never_heard"
    NOT_SEALED = "not_sealed"
    NOT_RECEIVED = "not_received"
    """It has advertised entries that have not arrived."""
    QUARANTINE = "quarantine"
    """Rows arrived that this program can't read."""
    CLONE = "clone"
    """Two machines write as this device, and nobody has decided yet."""
    WAITING_VOID = "waiting_void"
    """A visit was taken back that has not arrived."""
    HELD = "held"
    """Rows after the device was revoked wait for a coordinator."""


@dataclass(frozen=True, slots=True)
class EpochDay:
    """What a hub knows of one epoch of a device, for one day."""

    epoch: str
    """In hex."""
    received: int
    """The last entry that has arrived."""
    advertised: int
    """The last entry that the device is known to have; at least ``received``."""
    head: str
    """The hash of the last entry that has arrived, in hex."""
    entries: int
    """Entries of the day that have arrived."""
    sealed: bool
    """Whether a seal covers all entries of the day, or there are none and a later epoch or day was sealed."""
    seal_signature: str | None
    has_successor: bool


@dataclass(frozen=True, slots=True)
class WriteOff:
    """A coordinator's decision to go without a device's day."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class DeviceDay:
    """What a hub knows of one device, for one day."""

    device: str
    """In hex."""
    point: str
    last_seen_us: int | None
    epochs: tuple[EpochDay, ...]
    quarantined: int = 0
    waiting_voids: int = 0
    is_clone: bool = False
    held: int = 0
    written_off: WriteOff | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """One reason why the numbers are "at least"."""

    device: str
    point: str
    lack: Lack
    last_seen_us: int | None
    entries: int
    """How many entries are known to exist and not counted; 0 where that can't be known."""


@dataclass(frozen=True, slots=True)
class Excepted:
    """A device that was written off, with what is known of it."""

    device: str
    point: str
    reason: str
    by: str
    entries: int
    """Entries that are known to exist and have not arrived."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """Whether a day is proven, and what is missing."""

    state: State
    missing: tuple[Missing, ...] = ()
    excepted: tuple[Excepted, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return ``{"state", "missing": […], "excepted": […]}``."""
        return {
            "state": str(self.state),
            "missing": [asdict(one) for one in self.missing],
            "excepted": [asdict(one) for one in self.excepted],
        }


def judge(devices: Iterable[DeviceDay]) -> Completeness:
    """Return whether the day of all expected devices is proven."""
    expected = tuple(devices)
    missing: list[Missing] = [] if expected else [Missing("", "", Lack.NO_DEVICE, None, 0)]
    excepted: list[Excepted] = []
    for one in expected:
        lacks = list(_lacks(one))
        if lacks and one.written_off is not None:
            absent = sum(epoch.advertised - epoch.received for epoch in one.epochs)
            excepted.append(Excepted(one.device, one.point, one.written_off.reason, one.written_off.by, absent))
        else:
            missing.extend(lacks)
    proven = State.COMPLETE_EXCEPT if excepted else State.COMPLETE
    return Completeness(State.INCOMPLETE if missing else proven, tuple(missing), tuple(excepted))


def _lacks(one: DeviceDay) -> Iterable[Missing]:
    def missing(lack: Lack, entries: int) -> Missing:
        return Missing(one.device, one.point, lack, one.last_seen_us, entries)

    if not one.epochs:
        yield missing(Lack.NEVER_HEARD, 0)
    for epoch in one.epochs:
        if epoch.received < epoch.advertised:
            yield missing(Lack.NOT_RECEIVED, epoch.advertised - epoch.received)
        elif not (epoch.sealed or epoch.has_successor):
            yield missing(Lack.NOT_SEALED, 0)
    for lack, count in ((Lack.QUARANTINE, one.quarantined), (Lack.WAITING_VOID, one.waiting_voids)):
        if count:
            yield missing(lack, count)
    if one.is_clone:
        yield missing(Lack.CLONE, 0)
    if one.held:
        yield missing(Lack.HELD, one.held)


# What devices sign


def head_message(station: str, device: bytes, epoch: bytes, seq: int, head: bytes) -> bytes:
    """Return the bytes that a device signs to vouch for all rows of an epoch up to ``seq``.

    Layout: tag and station, each behind its length in 2 bytes; device, epoch (16 bytes each); seq (8, big-endian);
    the hash of that row (32).
    """
    return _tagged(_HEAD_TAG, station) + device + epoch + seq.to_bytes(8, "big") + head


def seal_message(station: str, device: bytes, day: str, epoch: bytes, last: int, head: bytes, entries: int) -> bytes:
    """Return the bytes that a device signs to close a day: as a head's, with the day and its number of entries."""
    numbers = last.to_bytes(8, "big") + entries.to_bytes(8, "big")
    return _tagged(_SEAL_TAG, station) + device + epoch + day.encode() + numbers + head


def _tagged(tag: bytes, station: str) -> bytes:
    return b"".join(len(part).to_bytes(2, "big") + part for part in (tag, station.encode()))


# The statement


@dataclass(frozen=True, slots=True)
class Part:
    """One epoch of one device that the numbers were counted from."""

    device: str
    epoch: str
    last: int
    """The last entry that was counted."""
    head: str
    """Its hash, in hex."""
    entries: int
    """Entries of the day among them."""
    seal_signature: str | None
    """The device's own word for all that; None for an epoch that ended before the day was closed."""
    public_key: str | None
    """The device's key, by which the seal can be checked."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The signed headcount of a station's day, with its proof."""

    station: str
    day: str
    revision: int
    state: str
    numbers: Mapping[str, Any]
    """The headcount, as :meth:`Headcount.as_json` writes it."""
    parts: tuple[Part, ...]
    """Sorted by device and epoch."""
    missing: tuple[Mapping[str, Any], ...]
    excepted: tuple[Mapping[str, Any], ...]
    plans: tuple[str, ...]
    """Versions of the station plan that the visits were made under."""
    issued_us: int
    predecessor: str | None = None
    """SHA-256 of the revision before, or of the last statement of an earlier day."""
    format: int = field(default=_FORMAT)

    def encode(self) -> bytes:
        """Return the bytes that are hashed and signed: JSON, keys sorted, no spaces, UTF-8."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def hash(self) -> str:
        """SHA-256 over the encoded statement, in hex."""
        return hashlib.sha256(self.encode()).hexdigest()

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Self:
        """Return the statement that the JSON object writes down.

        Raises:
            ValueError: it is none, or one of a newer program.
        """
        try:
            statement = msgspec.convert(found, cls)
        except msgspec.ValidationError as cause:
            raise ValueError(str(cause)) from None
        if statement.format > _FORMAT:
            raise ValueError(f"it has format {statement.format}, and this program knows up to {_FORMAT}")
        if not is_day(statement.day):
            raise ValueError(f"{statement.day!r} is no day")
        return statement


def statement_message(encoded: bytes) -> bytes:
    """Return what a station signs: a tag and the hash of the encoded statement."""
    return _STATEMENT_TAG + hashlib.sha256(encoded).digest()


def as_file(statement: Statement, key: "device_keys.DeviceKey") -> bytes:
    """Return the statement with the station's signature and key, as a JSON file."""
    encoded = statement.encode()
    signature = key.sign(statement_message(encoded))
    body = {"statement": encoded.decode(), "key": key.public.hex(), "signature": signature.hex()}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


class NotAStatement(KioskError):
    """The file is no statement, or was changed."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a statement's check found."""

    statement: Statement
    fingerprint: str
    """SHA-256 over the key that signed it, in hex: to be compared with the station's."""
    problems: tuple[str, ...]
    recounted: bool
    """Whether the numbers were counted again; without the journals they are the hub's word."""

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify(
    file: bytes,
    fingerprint: str | None = None,
    journals: Sequence[tuple[bytes, Sequence[Entry]]] | None = None,
    plans: Mapping[str, Plan] | None = None,
) -> Verified:
    """Check a statement's file offline.

    Args:
        file: as :func:`as_file` wrote it.
        fingerprint: of the station's key, in hex; None takes the key that the file names, which proves less.
        journals: device and entries of every journal, to count again; None leaves the numbers as they are.
        plans: the plans by version, for the recount.

    Raises:
        NotAStatement: the file can't be read as one.
    """
    try:
        body = json.loads(file)
        encoded = body["statement"].encode()
        public, signature = bytes.fromhex(body["key"]), bytes.fromhex(body["signature"])
        statement = Statement.of(json.loads(encoded))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as cause:
        raise NotAStatement(
            f"This is no statement of a headcount: {cause}. Give the statement.json of a day."
        ) from None
    found = device_keys.key_fingerprint(public)
    problems = list(_problems(statement, encoded, public, signature, found, fingerprint))
    is_signed = device_keys.verifies(public, statement_message(encoded), signature)
    if is_signed and journals is not None:  # nothing has to be proven of what nobody signed
        problems.extend(_recount(statement, journals, plans or {}))
    return Verified(statement, found, tuple(problems), is_signed and journals is not None)


def _problems(
    statement: Statement, encoded: bytes, public: bytes, signature: bytes, found: str, fingerprint: str | None
) -> Iterable[str]:
    if fingerprint is not None and found != fingerprint.lower().replace(":", "").replace(" ", ""):
        yield f"it was signed by another key ({found[:16]}…) than the station's ({fingerprint[:16]}…)"
    if not device_keys.verifies(public, statement_message(encoded), signature):
        yield "its signature doesn't fit: it was changed after it was signed"
        return
    if statement.encode() != encoded:
        yield "it is written otherwise than a statement is"
    for part in statement.parts:
        if part.seal_signature is not None and not _seal_holds(statement, part):
            yield f"device {part.device[:8]}, epoch {part.epoch[:8]}: the seal is not the device's"


def _seal_holds(statement: Statement, part: Part) -> bool:
    if part.public_key is None or part.seal_signature is None:
        return False
    try:
        device, public = bytes.fromhex(part.device), bytes.fromhex(part.public_key)
        epoch, head, signature = (bytes.fromhex(one) for one in (part.epoch, part.head, part.seal_signature))
        message = seal_message(statement.station, device, statement.day, epoch, part.last, head, part.entries)
    except (ValueError, OverflowError):
        return False
    return device_keys.device_id(public) == device and device_keys.verifies(public, message, signature)


def _recount(
    statement: Statement, journals: Sequence[tuple[bytes, Sequence[Entry]]], plans: Mapping[str, Plan]
) -> Iterable[str]:
    """Count again from the journals, up to the heads that the statement names."""
    by_epoch: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for device, entries in journals:
        for entry in entries:
            by_epoch[device.hex(), entry.epoch.hex()].append(entry)
    counted: dict[str, list[Entry]] = defaultdict(list)
    for part in statement.parts:
        rows = [entry for entry in by_epoch[part.device, part.epoch] if entry.seq <= part.last]
        rows.sort(key=lambda entry: entry.seq)
        name = f"device {part.device[:8]}, epoch {part.epoch[:8]}"
        if len(rows) != part.last:
            yield f"{name}: {len(rows)} of {part.last} entries are in the journals given"
        elif rows and (rows[-1].hash.hex() != part.head or not _chain_holds(statement.station, part.device, rows)):
            yield f"{name}: its entries are not those that were counted"
        counted[part.device].extend(rows)
    try:
        recounted = fold(counted.values(), date.fromisoformat(statement.day), plans).as_json()
    except UnreadableBody as cause:
        yield f"it can't be counted again: an entry can't be read by this program ({cause})"
        return
    if recounted != dict(statement.numbers):
        said = {name: statement.numbers.get(name) for name in ("people", "visits", "visitors", "anonymous")}
        now = {name: recounted[name] for name in said}
        yield f"its numbers are {said}; counted again they are {now}"


def _chain_holds(station: str, device: str, rows: Sequence[Entry]) -> bool:
    prev = bytes(32)
    for entry in rows:
        if entry.prev != prev or not entry.is_intact or chain_hash(station, bytes.fromhex(device), entry) != entry.hash:
            return False
        prev = entry.hash
    return True
