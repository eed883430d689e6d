"""Copies of a hub while it runs, and journals as files: from kiosks by USB stick, and for whoever counts again."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kiosk.domain.entries import OF_ITS_EPOCH
from kiosk.domain.wire import Batch, Export, pack_export, unpack_export
from kiosk.durable import write_whole
from kiosk.errors import BadUsage, KioskError
from kiosk.hub import registry, tables
from kiosk.hub.batches import signed_batches
from kiosk.hub.service import MAX_BATCH, Hub

_BACKUP_PAGES = 200


class OtherRows(KioskError):
    """A journal that was carried in and the hub have different rows under the same numbers."""


def back_up(hub: Hub, file: Path) -> int:
    """Write a copy of the hub's database and return how many entries it holds; what it holds is safe from then on.

    On SQLite the copy is a database file. On PostgreSQL it is refused: its own tools do that better.

    Raises:
        KioskError: the file exists, or can't be written.
    """
    if not hub.store.is_sqlite:
        raise KioskError("This hub is on PostgreSQL: back it up with pg_dump, and restore it with pg_restore.")
    if file.exists():
        raise KioskError(f"{file} exists already. Choose another name; a backup never overwrites.")
    part = file.with_name(file.name + ".part")
    try:
        with hub.store.raw_sqlite() as held:
            reached = _reached(held)
            copy = sqlite3.connect(part)
            try:
                held.backup(copy, pages=_BACKUP_PAGES)
                copy.execute("PRAGMA journal_mode = DELETE")
                copy.execute("INSERT OR REPLACE INTO hub_state (name, value) VALUES ('is_copy', x'01')")
                copy.commit()
            finally:
                copy.close()
        with part.open("rb+") as opened:
            os.fsync(opened.fileno())
        part.replace(file)
    except (OSError, sqlite3.DatabaseError) as cause:
        part.unlink(missing_ok=True)
        raise KioskError(f"The backup to {file} failed: {cause}. Choose a folder with room to write.") from cause
    hub.mark_safe(reached)
    return sum(reached.values())


def restore(database: Path, file: Path) -> None:
    """Put a backup in the place of a hub's database; the hub must not run.

    The database that was there is kept beside it.

    Raises:
        KioskError: the file is no backup of a hub, or the hub runs.
    """
    try:
        found = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            is_copy = found.execute("SELECT 1 FROM hub_state WHERE name = 'is_copy'").fetchone()
        finally:
            found.close()
    except sqlite3.DatabaseError as cause:
        raise KioskError(f"{file} is no backup of a hub: {cause}. Give a file that kiosk hub backup wrote.") from None
    if is_copy is None:
        raise KioskError(f"{file} is a hub's database, and no backup. Give a file that kiosk hub backup wrote.")
    if database.exists():
        for old in database.parent.glob(f"{database.name}*"):
            if not old.name.endswith(".before-restore"):
                old.replace(old.with_name(old.name + ".before-restore"))
    part = database.with_name(database.name + ".part")
    part.write_bytes(file.read_bytes())
    with part.open("rb+") as opened:
        os.fsync(opened.fileno())
    part.replace(database)


def _reached(held: sqlite3.Connection) -> dict[tuple[str, bytes, bytes], int]:
    rows = held.execute("SELECT station, device, epoch, received FROM epochs").fetchall()
    return {(station, bytes(device), bytes(epoch)): int(received) for station, device, epoch, received in rows}


def carry_in(hub: Hub, file: Path) -> dict[str, Any]:
    """Take in what a kiosk exported to a USB stick, and return how many rows were new: ``{"device", "point", "new"}``.

    Raises:
        OtherRows: it holds rows that stand in the place of others here; all else was taken.
        KioskError: the file is no export, or of a device that this hub doesn't know, or was changed.
    """
    try:
        export = unpack_export(file.read_bytes())
    except OSError as cause:
        raise KioskError(f"{file} can't be read: {cause.strerror}.") from None
    with hub.store.begin() as connection:
        row = registry.find(connection, export.device)
    if row is None or row.state == registry.PENDING:
        raise KioskError(f"This hub doesn't know the device {export.device.hex()}. Enrol the kiosk first.")
    if row.state == registry.REVOKED:
        raise KioskError(f"The device {export.device.hex()} was revoked; nothing of it is taken.")
    before = sum(hub.received().values())
    forked = [batch for batch in export.batches if hub.push(row, batch, is_live=False).fork]
    # A kiosk that the hub has settled a fork with has written those rows again in a newer epoch.
    if forked and not _has_all(hub, export, forked):
        raise OtherRows(
            f"The export holds other rows than the hub in epoch {forked[0].epoch.hex()[:8]}: that disk was restored or "
            "copied. Let that kiosk reach the hub once, which settles it, or export again once it has."
        )
    return {"device": export.device.hex(), "point": row.point, "new": sum(hub.received().values()) - before}


def carry_out(hub: Hub, station: str, folder: Path) -> list[str]:
    """Write the journal of each device into a folder, as it was signed, and return the files' names.

    With them anybody can count a statement's day again. Rows that a kiosk has lost or written elsewhere since are here
    as they arrived.

    Raises:
        BadUsage: a file is there already.
        KioskError: one can't be written.
    """
    epochs, devices = tables.epochs.c, tables.devices.c
    here = (devices.station == epochs.station) & (devices.device == epochs.device)
    with hub.store.begin() as connection:
        found = connection.execute(
            select(epochs.device, epochs.epoch, devices.point)
            .join_from(tables.epochs, tables.devices, here)
            .where(epochs.station == station, epochs.received > 0)
            .order_by(epochs.opened_us)
        ).all()
    journals: dict[tuple[str, bytes], list[bytes]] = {}
    for device, epoch, point in found:
        journals.setdefault((point, bytes(device)), []).append(bytes(epoch))
    files = {folder / f"{point}-{device.hex()[:8]}.journal": (device, own) for (point, device), own in journals.items()}
    if there := [file for file in files if file.exists()]:
        raise BadUsage(f"{there[0]} exists already. Choose another folder; an export never overwrites.")
    for file, (device, own) in files.items():
        batches = [batch for one in own for batch in signed_batches(hub.store, station, device, one, 0, MAX_BATCH)]
        try:
            write_whole(file, pack_export(Export(device, station, batches)))
        except OSError as cause:
            raise KioskError(f"{file} can't be written: {cause.strerror}. Choose another folder.") from None
    return sorted(file.name for file in files)


def _has_all(hub: Hub, export: Export, batches: Sequence[Batch]) -> bool:
    """Whether everything that the rows of these batches say is here, in whichever epoch."""
    ids = {row.id for batch in batches for row in batch.rows if row.kind not in OF_ITS_EPOCH}
    table = tables.entries.c
    of_device = select(table.id).where(table.station == export.station, table.device == export.device)
    with hub.store.begin() as connection:
        return ids <= {bytes(one) for one in connection.execute(of_device).scalars()}
