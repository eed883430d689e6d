"""Taking in a batch of a device's rows: checked against what is there, stored whole or not at all, then projected.

A row whose chain holds is always stored and acknowledged; what it says is a second step, and what this program can't
read goes to quarantine, so that one poisonous row never blocks those behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, and_, func, insert, not_, select, update

from kiosk.domain.entries import NO_HASH, Entry, Kind, UnreadableBody
from kiosk.domain.statement import head_message
from kiosk.domain.wire import MAX_EPOCHS, Batch, Cursor, NotReadable, entries_of
from kiosk.errors import KioskError
from kiosk.hub import tables
from kiosk.hub.bulk import insert_all
from kiosk.hub.projection import opened_by, project
from kiosk.keys.device import verifies

_COLUMNS = tuple(field.name for field in fields(Entry))
_values = attrgetter(*_COLUMNS)


class SignatureWrong(KioskError):
    """The batch's signature is not the device's."""


class TooManyEpochs(KioskError):
    """The device would have more epochs than any honest one opens."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The batch begins after a row that hasn't arrived; nothing was stored."""

    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Fork:
    """The epoch goes on otherwise here; nothing was stored."""

    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Taken:
    """The rows are stored; those that were there already were ignored."""

    cursor: Cursor
    new: int


def take_in(
    connection: Connection, device: bytes, public_key: bytes, batch: Batch, now_us: int, *, is_live: bool = True
) -> Taken | Gap | Fork:
    """Store the rows of a batch that are new.

    Args:
        connection: in a transaction that the caller commits before anything is acknowledged.
        device: who wrote the rows.
        public_key: the device's.
        batch: as it was sent.
        now_us: the hub's time, to note when an epoch, a fork or a clone was first seen.
        is_live: whether the device itself sends them now; rows from a USB stick may be older than what is here.

    Raises:
        NotReadable: a row is not of an entry's shape.
        SignatureWrong: the head after the last row was not signed by the device.
        TooManyEpochs: it opens one more than a device may have.
    """
    entries = entries_of(batch.station, device, batch.epoch, batch.first, batch.prev, batch.rows)
    if not entries:
        raise NotReadable("The batch holds no rows.")
    last = entries[-1]
    message = head_message(batch.station, device, batch.epoch, last.seq, last.hash)
    if not verifies(public_key, message, batch.signature):
        raise SignatureWrong("The batch was not signed by the device that it names. Enrol the device again.")
    # One device's batches one after the other, those of different devices side by side.
    key = (tables.devices.c.station == batch.station) & (tables.devices.c.device == device)
    connection.execute(select(tables.devices.c.state).where(key).with_for_update())
    cursor = cursor_of(connection, batch.station, device, batch.epoch)
    if batch.first > cursor.acknowledged + 1:
        return Gap(cursor)
    if not _follows(connection, batch, entries, cursor, device):
        _note_fork(connection, batch.station, device, batch.epoch, now_us)
        return Fork(cursor)
    new = entries[cursor.acknowledged + 1 - batch.first :]
    if not new:
        return Taken(cursor, 0)
    if new[0].seq == 1:
        _open(connection, batch.station, device, new[0], now_us)
    if is_live:
        _note_clone(connection, batch.station, device, last, now_us)
    _insert(connection, batch.station, device, new)
    _move(connection, batch, device, last)
    project(connection, batch.station, device, new)
    return Taken(Cursor(batch.epoch, last.seq, cursor.safe, last.hash), len(new))


def cursor_of(connection: Connection, station: str, device: bytes, epoch: bytes) -> Cursor:
    """Return how far an epoch has arrived; zeros when nothing of it has."""
    table = tables.epochs.c
    row = connection.execute(
        select(table.received, table.safe, table.head, table.advertised, table.advertised_hash).where(
            table.station == station, table.device == device, table.epoch == epoch
        )
    ).one_or_none()
    if row is None:
        return Cursor(epoch, 0, 0, NO_HASH)
    return Cursor(epoch, row.received, row.safe, bytes(row.head), row.advertised, bytes(row.advertised_hash or b""))


def require_room(connection: Connection, station: str, device: bytes) -> None:
    """Refuse one more epoch of a device that has too many: each is looked at for every day's completeness.

    Raises:
        TooManyEpochs: it has.
    """
    table = tables.epochs.c
    counted = select(func.count()).select_from(tables.epochs).where(table.station == station, table.device == device)
    if connection.execute(counted).scalar_one() >= MAX_EPOCHS:
        raise TooManyEpochs(
            f"The device {device.hex()} has {MAX_EPOCHS} epochs here, more than any honest kiosk opens. Look at it: "
            "was its disk copied? Then revoke it, and enrol the kiosk with an empty data folder."
        )


def hashes_at(
    connection: Connection, station: str, device: bytes, epoch: bytes, seqs: Sequence[int]
) -> dict[int, bytes]:
    """Return the hashes of those rows of an epoch that are here."""
    table = tables.entries.c
    found = connection.execute(
        select(table.seq, table.hash).where(
            table.station == station, table.device == device, table.epoch == epoch, table.seq.in_(list(seqs))
        )
    )
    return {int(seq): bytes(found_hash) for seq, found_hash in found}


def _follows(connection: Connection, batch: Batch, entries: Sequence[Entry], cursor: Cursor, device: bytes) -> bool:
    """Whether the batch says the same as what is here, where both say something; the chain does the rest."""
    shared = min(cursor.acknowledged, entries[-1].seq)
    if shared < batch.first:
        return cursor.hash == batch.prev
    there = hashes_at(connection, batch.station, device, batch.epoch, [shared])
    return there.get(shared) == entries[shared - batch.first].hash


def _open(connection: Connection, station: str, device: bytes, first: Entry, now_us: int) -> None:
    opened = None
    if first.kind == Kind.EPOCH and first.body is not None:
        try:
            opened = opened_by(first)
        except UnreadableBody:
            opened = None  # it goes to quarantine
    values: dict[str, Any] = {
        "station": station,
        "device": device,
        "epoch": first.epoch,
        "received": 0,
        "head": NO_HASH,
        "signature": b"",
        "advertised": 0,
        "safe": 0,
        "first_day": first.day,
        "opened_us": now_us,
        "parent_epoch": bytes.fromhex(opened.parent_epoch) if opened and opened.parent_epoch else None,
        "parent_seq": opened.parent_seq if opened else None,
        "reason": opened.reason if opened else None,
    }
    known = tables.epochs.c
    advertised = connection.execute(
        update(tables.epochs)
        .where(known.station == station, known.device == device, known.epoch == first.epoch)
        .values({name: values[name] for name in ("first_day", "opened_us", "parent_epoch", "parent_seq", "reason")})
    )
    if not advertised.rowcount:
        require_room(connection, station, device)
        connection.execute(insert(tables.epochs).values(values))
    if values["parent_epoch"] is not None:
        parent = (known.station == station, known.device == device, known.epoch == values["parent_epoch"])
        behind = known.advertised < values["parent_seq"]
        connection.execute(update(tables.epochs).where(*parent, behind).values(advertised=values["parent_seq"]))


def _insert(connection: Connection, station: str, device: bytes, entries: Sequence[Entry]) -> None:
    rows = [(station, device, *_values(entry)) for entry in entries]
    insert_all(connection, tables.entries, rows, ("station", "device", *_COLUMNS))


def _move(connection: Connection, batch: Batch, device: bytes, last: Entry) -> None:
    table = tables.epochs.c
    at = (table.station == batch.station, table.device == device, table.epoch == batch.epoch)
    connection.execute(
        update(tables.epochs).where(*at).values(received=last.seq, head=last.hash, signature=batch.signature)
    )
    connection.execute(update(tables.epochs).where(*at, table.advertised < last.seq).values(advertised=last.seq))
    connection.execute(
        insert(tables.heads).values(
            station=batch.station, device=device, epoch=batch.epoch, seq=last.seq, signature=batch.signature
        )
    )


def _note_fork(connection: Connection, station: str, device: bytes, epoch: bytes, now_us: int) -> None:
    table = tables.epochs.c
    connection.execute(
        update(tables.epochs)
        .where(table.station == station, table.device == device, table.epoch == epoch, table.forked_us.is_(None))
        .values(forked_us=now_us)
    )


def _note_clone(connection: Connection, station: str, device: bytes, last: Entry, now_us: int) -> None:
    """Two machines write as one device: an epoch goes on beyond the point at which a later one took over.

    A kiosk sends its epochs in the order in which it opened them, so that an honest one never does this.
    """
    own, later = tables.epochs.alias("own").c, tables.epochs.alias("later").c
    handed_over = and_(later.parent_epoch == own.epoch, later.parent_seq >= last.seq)
    took_over = select(later.epoch).where(
        own.station == station,
        own.device == device,
        own.epoch == last.epoch,
        later.station == own.station,
        later.device == own.device,
        later.opened_us > own.opened_us,
        later.received > 0,
        not_(func.coalesce(handed_over, False)),
    )
    if connection.execute(took_over).first() is not None:
        table = tables.devices.c
        connection.execute(
            update(tables.devices)
            .where(table.station == station, table.device == device, table.clone_since_us.is_(None))
            .values(clone_since_us=now_us)
        )
