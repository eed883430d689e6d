"""Checking a journal: every row against its own hash and the row before it, every epoch against its head."""

import sqlite3
from collections.abc import Generator
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.device.journal.schema import COLUMNS
from kiosk.domain.entries import NO_HASH, Entry, EpochOpened, Kind, UnreadableBody, chain_hash

SLICE_ROWS = 500
"""Rows hashed between two looks at the queue: about 3 ms."""

_ROWS = f"SELECT {', '.join(COLUMNS)} FROM entries WHERE epoch = ? AND seq > ? ORDER BY seq LIMIT {SLICE_ROWS}"


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain doesn't hold."""

    epoch: bytes | None
    seq: int | None
    what: str

    def __str__(self) -> str:
        if self.epoch is None:
            return self.what
        return f"epoch {self.epoch.hex()[:8]}, entry {self.seq}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole journal found."""

    entries: int
    epochs: tuple[tuple[bytes, int], ...]
    """Each epoch and how many entries it has."""
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.breaks

    def as_json(self) -> dict[str, object]:
        """Return ``{"holds", "entries", "epochs": [{"epoch", "entries"}], "breaks"}``, each break in words."""
        breaks = [str(found) for found in self.breaks]
        epochs = [{"epoch": epoch.hex(), "entries": entries} for epoch, entries in self.epochs]
        return {"holds": self.holds, "entries": self.entries, "epochs": epochs, "breaks": breaks}


def is_sound(station: str, device: bytes, entry: Entry) -> bool:
    """Whether the row's body is the one that was written and every column is under its hash."""
    return entry.is_intact and chain_hash(station, device, entry) == entry.hash


def verify(db: Database) -> Generator[None, None, Verification]:
    """Check every row; yields after each slice, so that check-ins can go between.

    Rows that are appended meanwhile are not waited for.
    """
    breaks: list[Break] = []
    epochs: list[tuple[bytes, int]] = []
    try:
        owner = db.execute("SELECT station, device FROM owner").fetchone()
        if owner is None:
            return Verification(0, (), (Break(None, None, "it doesn't say whose journal it is"),))
        station, device = str(owner[0]), bytes(owner[1])
        found = db.execute("SELECT epoch FROM entries UNION SELECT epoch FROM heads").fetchall()
        for (epoch,) in found:
            count = yield from _verify_epoch(db, station, device, bytes(epoch), breaks)
            epochs.append((bytes(epoch), count))
    except (sqlite3.DatabaseError, TypeError, ValueError, OverflowError) as cause:
        breaks.append(Break(None, None, f"the file can't be read further: {cause}"))
    return Verification(sum(count for _, count in epochs), tuple(epochs), tuple(breaks))


def _verify_epoch(
    db: Database, station: str, device: bytes, epoch: bytes, breaks: list[Break]
) -> Generator[None, None, int]:
    head = db.execute("SELECT seq, hash FROM heads WHERE epoch = ?", [epoch]).fetchone()
    if head is None:
        breaks.append(Break(epoch, None, "its head is missing"))
        return 0
    head_seq, head_hash = int(head[0]), bytes(head[1])
    seq, prev, count = 0, NO_HASH, 0
    while rows := db.execute(_ROWS, [epoch, seq]).fetchall():
        for entry in (Entry(*row) for row in rows):
            count += 1
            if entry.seq != seq + 1:
                breaks.append(Break(epoch, seq + 1, f"missing up to {entry.seq - 1}"))
            elif entry.prev != prev:
                breaks.append(Break(epoch, entry.seq, "it doesn't follow the entry before it"))
            if not entry.is_intact:
                breaks.append(Break(epoch, entry.seq, "its body is not the one that was written"))
            if chain_hash(station, device, entry) != entry.hash:
                breaks.append(Break(epoch, entry.seq, "a column is not the one that was written"))
            if entry.seq == 1:
                _verify_parent(db, entry, breaks)
            if entry.seq == head_seq and entry.hash != head_hash:
                breaks.append(Break(epoch, entry.seq, "it is not the head that was written"))
            seq, prev = entry.seq, entry.hash
        yield
    known = db.execute("SELECT seq FROM heads WHERE epoch = ?", [epoch]).fetchone()
    if seq != int(known[0]):
        what = f"missing up to {known[0]}" if seq < int(known[0]) else f"added after the head, {known[0]}"
        breaks.append(Break(epoch, seq + 1 if seq < int(known[0]) else seq, what))
    return count


def _verify_parent(db: Database, first: Entry, breaks: list[Break]) -> None:
    """An epoch begins by naming why it was opened and after which row."""
    if first.kind != Kind.EPOCH or first.body is None:
        breaks.append(Break(first.epoch, 1, "an epoch must begin by saying why it was opened"))
        return
    try:
        opened = EpochOpened.decode(first.body)
    except UnreadableBody as cause:
        breaks.append(Break(first.epoch, 1, str(cause)))
        return
    if opened.parent_epoch is None:
        return
    parent = [bytes.fromhex(opened.parent_epoch), opened.parent_seq]
    row = db.execute("SELECT hash FROM entries WHERE epoch = ? AND seq = ?", parent).fetchone()
    if row is None and _was_salvaged_after(db, first):
        return  # it was lost to a damage that the later epoch tells of
    if row is None or bytes(row[0]).hex() != opened.parent_hash:
        breaks.append(Break(first.epoch, 1, f"entry {opened.parent_seq} of the epoch before it is not there"))


def _was_salvaged_after(db: Database, first: Entry) -> bool:
    """Whether an epoch that was opened later than this one says that the journal had to be salvaged."""
    later = (
        "SELECT body FROM entries WHERE kind = 'epoch' AND seq = 1 AND body IS NOT NULL "
        "AND rowid > (SELECT rowid FROM entries WHERE epoch = ? AND seq = 1)"
    )
    return any(_says_salvaged(bytes(body)) for (body,) in db.execute(later, [first.epoch]).fetchall())


def _says_salvaged(body: bytes) -> bool:
    try:
        return EpochOpened.decode(body).reason.startswith("salvaged")
    except UnreadableBody:
        return False
