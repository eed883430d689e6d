"""Getting what can be read out of a damaged journal, without ever starting over silently.

The damaged files are copied aside first and never touched again. The new journal keeps, epoch by epoch, every row up
to the first break of the chain; rows after it that are sound in themselves are written again, under their own ids,
into the new epoch that the caller opens.
"""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from kiosk.device.journal import schema
from kiosk.device.journal.chain import is_sound
from kiosk.domain.entries import NO_HASH, OF_ITS_EPOCH, Entry

_STEP_ROWS = 64
_LEAST_ROW_BYTES = 200
"""A row's fixed columns alone take more."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was read out of a damaged journal."""

    aside: Path
    """The folder that the damaged files were copied to."""
    station: str | None
    device: bytes | None
    kept: tuple[Entry, ...]
    """Rows whose chain holds, epoch by epoch, to be kept as they are."""
    loose: tuple[Entry, ...]
    """Rows after a break that are sound in themselves, to be written again under their ids."""
    plans: tuple[tuple[str, str], ...]


def copy_aside(database: Path, at_us: int) -> Path:
    """Copy the database's files, all of them closed, into a folder beside it and return that folder."""
    moment = datetime.fromtimestamp(at_us / 1e6, UTC)
    aside = database.parent / f"damaged-{moment:%Y%m%dT%H%M%S}"
    number = 1
    while aside.exists():
        number += 1
        aside = aside.with_name(f"damaged-{moment:%Y%m%dT%H%M%S}-{number}")
    aside.mkdir()
    for file in database.parent.glob(f"{database.name}*"):
        shutil.copy2(file, aside)
    return aside


def read_what_reads(aside: Path, name: str) -> Salvaged:
    """Return everything that can still be read in the copied files."""
    db = Database(sqlite3.connect(aside / name))
    try:
        owner = next(_rows(db, "SELECT station, device FROM owner"), None)
        station = owner[0] if owner and isinstance(owner[0], str) else None
        device = owner[1] if owner and isinstance(owner[1], bytes) else None
        plans = tuple((str(version), str(text)) for version, text in _rows(db, "SELECT version, text FROM plans"))
        entries = sorted(_entries(db, _most_rows(aside)), key=lambda found: found[0])
    finally:
        db.close()
    kept: list[Entry] = []
    loose: list[Entry] = []
    heads: dict[bytes, tuple[int, bytes]] = {}
    for _, entry in entries:
        seq, prev = heads.get(entry.epoch, (0, NO_HASH))
        sound = station is not None and device is not None and is_sound(station, device, entry)
        if sound and entry.seq == seq + 1 and entry.prev == prev:
            kept.append(entry)
            heads[entry.epoch] = (entry.seq, entry.hash)
        elif entry.is_intact and entry.kind not in OF_ITS_EPOCH:
            loose.append(entry)
    known = {entry.id for entry in kept}
    return Salvaged(aside, station, device, tuple(kept), tuple(_once(loose, known)), plans)


def _most_rows(aside: Path) -> int:
    """Return how many rows the files can hold at most; what a damaged page says of its rowids can't be trusted."""
    return sum(file.stat().st_size for file in aside.iterdir()) // _LEAST_ROW_BYTES


def _once(entries: list[Entry], known: set[bytes]) -> Iterator[Entry]:
    for entry in entries:
        if entry.id not in known:
            known.add(entry.id)
            yield entry


def _rows(db: Database, sql: str, values: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Yield rows until one can't be read; a table that can't be read has none."""
    try:
        yield from db.execute(sql, values)
    except sqlite3.DatabaseError:
        return


def _entries(db: Database, last_rowid: int) -> Iterator[tuple[int, Entry]]:
    """Yield rowid and entry, stepping over the pages that can't be read."""
    sql = f"SELECT rowid, {', '.join(schema.COLUMNS)} FROM entries WHERE rowid BETWEEN ? AND ?"
    for first in range(1, last_rowid + 1, _STEP_ROWS):
        last = first + _STEP_ROWS - 1
        try:
            found = db.execute(sql, (first, last)).fetchall()
        except sqlite3.DatabaseError:
            # One of their pages is bad: take the rows one by one.
            found = [row for rowid in range(first, last + 1) for row in _rows(db, sql, (rowid, rowid))]
        yield from _as_entries(found)


def _as_entries(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, Entry]]:
    """Yield the rows whose columns have the types that an entry's have."""
    for rowid, *values in rows:
        try:
            entry = Entry(*values)  # type: ignore[arg-type]
            entry.hash.hex(), entry.kind.encode(), entry.day.encode(), entry.is_intact
        except (TypeError, AttributeError):
            continue
        if isinstance(rowid, int):
            yield rowid, entry
