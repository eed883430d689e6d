"""The journal: one append-only, chained log on this kiosk's disk, and the only code that writes visits.

One connection, on the thread that opened it, holds the database exclusively. Nothing else in this process may open
its files, not even to read: closing that second handle would drop the process's lock on them.
"""

import os
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from kiosk.device.journal import schema
from kiosk.device.journal.chain import Break, Verification, is_sound, verify
from kiosk.device.journal.salvage import Salvaged, copy_aside, read_what_reads
from kiosk.device.journal.schema import NewerJournal, SettingsDiffer
from kiosk.device.journal.space import DiskFull, Space
from kiosk.domain.entries import (
    MAX_BODY_BYTES,
    NO_HASH,
    OF_ITS_EPOCH,
    Body,
    Entry,
    EpochOpened,
    Kind,
    Reopen,
    chain_hash,
    digest_of,
    new_id,
)
from kiosk.durable import write_whole
from kiosk.errors import KioskError

__all__ = [
    "BodyTooLarge",
    "Break",
    "DiskFull",
    "Draft",
    "Journal",
    "JournalDamaged",
    "JournalInUse",
    "Moment",
    "NewerJournal",
    "SettingsDiffer",
    "Verification",
    "verify_file",
]

FILE = "journal.db"
_TAIL_ROWS = 200
_BACKUP_PAGES = 50


class JournalInUse(KioskError):
    """Another process holds the journal."""


class JournalDamaged(KioskError):
    """The database failed under the journal's hands; the kiosk must stop accepting and start again."""


class BodyTooLarge(KioskError):
    """A body is over 64 KiB; nothing was written."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened, as this machine saw it."""

    at_us: int
    mono_us: int
    boot_id: bytes
    day: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has a place in the chain."""

    body: Body
    moment: Moment


@dataclass(frozen=True, slots=True)
class _Head:
    epoch: bytes
    seq: int
    hash: bytes


class Journal:
    """This device's log, open for appending.

    Args:
        folder: where it lies; made if need be.
        station: the id of the station that the device serves, part of every hash.
        moment: now, for an epoch that has to be opened.
        fingerprint: SHA-256 over what tells this machine from others.
        device: the device's id, for a journal that begins here; None makes one up.
        floor_bytes: free space under which nothing is accepted.
        ballast_bytes: size of the file that is thrown off when the disk fills up.

    Raises:
        JournalInUse: another process holds it.
        SettingsDiffer, NewerJournal: it must not be served; nothing was changed.
        KioskError: it is another station's.
    """

    def __init__(
        self,
        folder: Path,
        *,
        station: str,
        moment: Moment,
        fingerprint: bytes,
        device: bytes | None = None,
        floor_bytes: int = 64_000_000,
        ballast_bytes: int = 32_000_000,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / FILE
        self._lock = _locked(folder)
        self.space = Space(folder, floor_bytes, ballast_bytes)
        self.salvaged: Salvaged | None = None
        """What was saved from damage found at this start, if any."""
        try:
            self.space.take_ballast()
            self._open(station, moment, fingerprint, device)
        except BaseException:
            self._lock.release()
            raise

    # Opening

    def _open(self, station: str, moment: Moment, fingerprint: bytes, device: bytes | None) -> None:
        marker = self._path.with_name("device.id")
        started_before = marker.exists()
        missing = started_before and (not self._path.exists() or self._path.stat().st_size == 0)
        problem = "its file is missing or empty" if missing else None
        if problem is None:
            try:
                self._db = self._connect()
                problem = self._find_damage()
            except sqlite3.DatabaseError as cause:
                problem = str(cause)
        if problem is not None:
            self._salvage(station, moment, fingerprint, problem, marker)
            return
        owner = self._db.execute("SELECT station, device, is_copy FROM owner").fetchone()
        if owner is None:
            self.station, self.device = station, device or os.urandom(16)
            with self._db.atomic():  # a start that is cut off here never happened
                self._own()
                self._open_epoch("first start", fingerprint, moment, parent=None)
            _write_marker(marker, self.device)
            return
        self.station, self.device = str(owner[0]), bytes(owner[1])
        if self.station != station:
            self.close()
            raise KioskError(
                f"The journal in {self._path.parent} is of station {self.station!r}, the plan of {station!r}. "
                "Choose another data folder with --dir, or the plan of that station."
            )
        _write_marker(marker, self.device)
        self._head = self._last_head()
        opened = self._current_epoch()
        if owner[2]:
            self._open_epoch("restored", fingerprint, moment, parent=self._head)
            self._db.execute("UPDATE owner SET is_copy = 0")
        elif opened.fingerprint != fingerprint.hex():
            self._open_epoch("other machine", fingerprint, moment, parent=self._head)

    def _connect(self) -> Database:
        db = schema.connect(str(self._path))
        try:
            schema.migrate(db)
            schema.check_guards(db)
        except BaseException:
            db.close()
            raise
        return db

    def _find_damage(self) -> str | None:
        """Look at the tail of the chain, where a torn write would show; the rest is verified in slices later."""
        owner = self._db.execute("SELECT station, device FROM owner").fetchone()
        if owner is None:
            rows = self._db.execute("SELECT count(*) FROM entries").fetchone()[0]
            return "it doesn't say whose journal it is" if rows else None
        tail = list(self._read(f"ORDER BY rowid DESC LIMIT {_TAIL_ROWS}"))
        if not tail:
            return "it holds no entries"
        for entry in tail:
            if not is_sound(str(owner[0]), bytes(owner[1]), entry):
                return f"entry {entry.seq} is not the one that was written"
        head = self._last_head()
        if (tail[0].seq, tail[0].hash) != (head.seq, head.hash):
            return f"its last entry is {tail[0].seq}, and {head.seq} was written"
        return None

    def _own(self) -> None:
        self._db.table("owner").insert({"station": self.station, "device": self.device, "is_copy": 0})

    def _last_head(self) -> _Head:
        row = self._db.execute(
            "SELECT epoch, seq, hash FROM heads WHERE epoch = (SELECT epoch FROM entries ORDER BY rowid DESC LIMIT 1)"
        ).fetchone()
        return _Head(bytes(row[0]), int(row[1]), bytes(row[2]))

    def _current_epoch(self) -> EpochOpened:
        first = next(self._read("WHERE epoch = ? AND seq = 1", self._head.epoch))
        return EpochOpened.decode(first.body or b"")

    def _open_epoch(self, reason: str, fingerprint: bytes, moment: Moment, parent: _Head | None) -> None:
        opened = EpochOpened(
            reason=reason,
            fingerprint=fingerprint.hex(),
            parent_epoch=parent.epoch.hex() if parent else None,
            parent_seq=parent.seq if parent else None,
            parent_hash=parent.hash.hex() if parent else None,
        )
        self._head = _Head(os.urandom(16), 0, NO_HASH)
        self.append([Draft(opened, moment)])

    def _salvage(self, station: str, moment: Moment, fingerprint: bytes, problem: str, marker: Path) -> None:
        """Copy the files aside, keep what reads, and go on in a new epoch that says so."""
        if hasattr(self, "_db"):
            self._db.close()
        aside = copy_aside(self._path, moment.at_us)
        found = read_what_reads(aside, FILE)
        for file in self._path.parent.glob(f"{FILE}*"):
            file.unlink()
        self._db = self._connect()
        self.station = found.station or station
        self.device = found.device or _read_marker(marker) or os.urandom(16)
        self._own()
        _write_marker(marker, self.device)
        for version, text in found.plans:
            self.keep_plan(version, text)
        with self._db.atomic():
            for entry in found.kept:
                self._insert(entry)
        parent = self._last_head() if found.kept else None
        self._open_epoch(f"salvaged: {problem}", fingerprint, moment, parent)
        with self._db.atomic():
            for entry in found.loose:
                self._insert(self._chained(entry))
        self.salvaged = found

    # Writing

    def append(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """Return the new entries once they are safe on disk, all or none of them.

        Raises:
            BodyTooLarge: a body is over 64 KiB; nothing was written.
            DiskFull: free space is under the floor or ran out; nothing was written.
            JournalDamaged: the database failed; the kiosk must stop accepting.
        """
        self.space.require()
        with self._writing():
            return tuple(self._append(draft) for draft in drafts)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write all or nothing; when it is nothing, the head is where it was."""
        before = self._head
        try:
            with self._db.atomic():
                yield
        except sqlite3.OperationalError as cause:
            self._head = before
            if cause.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise DiskFull(
                    "The disk is full; nothing was written. Delete files that are not the kiosk's."
                ) from cause
            raise JournalDamaged(
                f"The journal in {self._path.parent} can't be written: {cause}. Start again."
            ) from cause
        except sqlite3.DatabaseError as cause:
            self._head = before
            raise JournalDamaged(
                f"The journal in {self._path.parent} can't be written: {cause}. Start again."
            ) from cause
        except BaseException:
            self._head = before
            raise

    def _append(self, draft: Draft) -> Entry:
        body, moment = draft.body.encode(), draft.moment
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge(f"A {draft.body.kind} entry has {len(body)} bytes; {MAX_BODY_BYTES} are allowed.")
        salt = os.urandom(16)
        entry = self._chained(
            Entry(
                epoch=b"",
                seq=0,
                id=new_id(moment.at_us, os.urandom(10)),
                kind=draft.body.kind,
                at_us=moment.at_us,
                mono_us=moment.mono_us,
                boot_id=moment.boot_id,
                day=moment.day,
                salt=salt,
                body=body,
                digest=digest_of(salt, body),
                prev=NO_HASH,
                hash=NO_HASH,
            )
        )
        self._insert(entry)
        return entry

    def _chained(self, entry: Entry) -> Entry:
        """Return the entry in its place after the head."""
        placed = replace(entry, epoch=self._head.epoch, seq=self._head.seq + 1, prev=self._head.hash)
        return replace(placed, hash=chain_hash(self.station, self.device, placed))

    def _insert(self, entry: Entry) -> None:
        self._db.execute(_INSERT, [getattr(entry, column) for column in schema.COLUMNS])
        self._head = _Head(entry.epoch, entry.seq, entry.hash)

    def write_again(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Write rows of another epoch into this one under their own ids, and return those that were new to it.

        What an epoch says of itself (its opening, its seals) is left out.

        Raises:
            DiskFull, JournalDamaged: as :meth:`append`; nothing was written.
        """
        with self._writing():
            known = {bytes(row[0]) for row in self._db.execute("SELECT id FROM entries WHERE epoch = ?", [self.epoch])}
            written = []
            for entry in entries:
                if entry.id not in known and entry.kind not in OF_ITS_EPOCH:
                    known.add(entry.id)
                    written.append(self._chained(entry))
                    self._insert(written[-1])
            return tuple(written)

    def recover(self, lost: Iterable[Entry]) -> tuple[Entry, ...]:
        """Write rows of this device that only its hub still had into this epoch; return those that were lost here."""
        here = {bytes(row[0]) for row in self._db.execute("SELECT id FROM entries")}
        return self.write_again(entry for entry in lost if entry.id not in here)

    def diverge(self, shared_seq: int, foreign: Iterable[Entry], moment: Moment, fingerprint: bytes) -> None:
        """Go on in a new epoch, since the hub knows another one under this one's name.

        Args:
            shared_seq: the last row of this epoch that the hub has too.
            foreign: the hub's rows after it.
            moment: now.
            fingerprint: of this machine.
        """
        shared_hash = self.hash_at(self.epoch, shared_seq)
        parent = _Head(self.epoch, shared_seq, shared_hash) if shared_hash is not None else None
        own = list(self._read("WHERE epoch = ? AND seq > ? ORDER BY seq", self.epoch, shared_seq))
        with self._writing():
            self._open_epoch("differs from the hub", fingerprint, moment, parent)
            self.write_again(own)
            # What lies here in an older epoch is here already; the rest was lost with a rolled-back disk.
            self.recover(foreign)

    def carry_over(
        self, epoch: bytes, shared_seq: int, foreign: Iterable[Entry], sealed: Set[str], moment: Moment
    ) -> tuple[Entry, ...]:
        """Write into this epoch what an older one and the hub have unlike each other; return what was new to it.

        Args:
            epoch: the older one.
            shared_seq: its last row that the hub has too.
            foreign: the hub's rows after it.
            sealed: days that this epoch has closed; those that rows are written of are reopened first.
            moment: now.
        """
        here = {bytes(row[0]) for row in self._db.execute("SELECT id FROM entries")}
        elsewhere = {bytes(row[0]) for row in self._db.execute("SELECT id FROM entries WHERE epoch != ?", [epoch])}
        own = self._read("WHERE epoch = ? AND seq > ? ORDER BY seq", epoch, shared_seq)
        rows = [entry for entry in own if entry.id not in elsewhere]
        rows.extend(entry for entry in foreign if entry.id not in here)
        rows = [entry for entry in rows if entry.kind not in OF_ITS_EPOCH]
        with self._writing():
            for day in sorted({entry.day for entry in rows} & sealed):
                self._append(Draft(Reopen(day), moment))
            return self.write_again(rows)

    def erase(self, epoch: bytes, safe: int) -> int:
        """Erase the personal bodies of registrations up to row ``safe`` of an epoch, and return how many there were.

        A row that was written again in a later epoch is erased in both.
        """
        safe_ids = "SELECT id FROM entries WHERE kind = 'registration' AND epoch = ? AND seq <= ?"
        erasing = "UPDATE entries SET salt = NULL, body = NULL WHERE kind = 'registration' AND body IS NOT NULL"
        with self._writing():
            erased = self._db.execute(f"{erasing} AND id IN ({safe_ids})", [epoch, safe]).rowcount
        if erased:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # else the bytes stay in the WAL
        return int(erased)

    def note_cursors(self, cursors: Iterable[tuple[bytes, int, int]]) -> None:
        """Remember how far the hub has each epoch: acknowledged, and safe."""
        with self._writing():
            for epoch, acknowledged, safe in cursors:
                self._db.execute(
                    "INSERT INTO cursors (epoch, acknowledged, safe) VALUES (?, ?, ?) "
                    "ON CONFLICT (epoch) DO UPDATE SET acknowledged = excluded.acknowledged, safe = excluded.safe",
                    [epoch, acknowledged, safe],
                )

    def count_waiting(self) -> int:
        """Return how many entries no hub has acknowledged yet."""
        waiting = "SELECT sum(max(0, seq - coalesce(acknowledged, 0))) FROM heads LEFT JOIN cursors USING (epoch)"
        return int(self._db.execute(waiting).fetchone()[0] or 0)

    def keep_plan(self, version: str, text: str) -> None:
        """Keep the text of a plan that visits are made under; a version that is there already stays."""
        self._db.table("plans").insert({"version": version, "text": text}, ignore=True)

    # Reading

    @property
    def database(self) -> Database:
        """The database, for reading on this thread."""
        return self._db

    @property
    def epoch(self) -> bytes:
        """The epoch that is written now."""
        return self._head.epoch

    @property
    def opened(self) -> tuple[str, int]:
        """Why the epoch that is written now was opened, and when (µs since 1970)."""
        first = next(self._read("WHERE epoch = ? AND seq = 1", self._head.epoch))
        return EpochOpened.decode(first.body or b"").reason, first.at_us

    @property
    def head(self) -> bytes:
        """The hash of the newest entry in this epoch."""
        return self._head.hash

    @property
    def seq(self) -> int:
        """The number of the newest entry in this epoch."""
        return self._head.seq

    def entries(self, *, day: str | None = None, kinds: Sequence[Kind] | None = None) -> Iterator[Entry]:
        """Yield the entries of a day, of some kinds, or all, in the order in which they were written."""
        wheres, values = [], []
        if day is not None:
            wheres.append("day = ?")
            values.append(day)
        if kinds is not None:
            wheres.append(f"kind IN ({', '.join('?' * len(kinds))})")
            values.extend(str(kind) for kind in kinds)
        where = f"WHERE {' AND '.join(wheres)} " if wheres else ""
        return self._read(f"{where}ORDER BY rowid", *values)

    def _read(self, rest: str, *values: object) -> Iterator[Entry]:
        for row in self._db.execute(f"SELECT {', '.join(schema.COLUMNS)} FROM entries {rest}", values):
            yield Entry(*row)

    def heads(self) -> list[tuple[bytes, int, bytes]]:
        """Return each epoch with the number and hash of its last row, in the order in which they were opened."""
        first = "(SELECT rowid FROM entries WHERE entries.epoch = heads.epoch AND entries.seq = 1)"
        rows = self._db.execute(f"SELECT epoch, seq, hash FROM heads ORDER BY {first}")
        return [(bytes(epoch), int(seq), bytes(head)) for epoch, seq, head in rows]

    def rows_after(self, epoch: bytes, seq: int, limit: int) -> list[Entry]:
        """Return up to ``limit`` rows of an epoch after number ``seq``."""
        return list(self._read("WHERE epoch = ? AND seq > ? ORDER BY seq LIMIT ?", epoch, seq, limit))

    def hash_at(self, epoch: bytes, seq: int) -> bytes | None:
        """Return the hash of a row, None where there is none."""
        row = self._db.execute("SELECT hash FROM entries WHERE epoch = ? AND seq = ?", [epoch, seq]).fetchone()
        return bytes(row[0]) if row is not None else None

    def count_of_day(self, day: str) -> int:
        """Return how many entries of a day this epoch has."""
        counted = "SELECT count(*) FROM entries WHERE epoch = ? AND day = ?"
        return int(self._db.execute(counted, [self.epoch, day]).fetchone()[0])

    def newest_at_us(self, *, until: str) -> int:
        """Return the latest moment that an entry claims (µs since 1970), by the last day up to ``until``; 0 if none."""
        newest = "SELECT max(at_us) FROM entries WHERE day = (SELECT max(day) FROM entries WHERE day <= ?)"
        return int(self._db.execute(newest, [until]).fetchone()[0] or 0)

    def count_entries(self) -> int:
        """Return the number of entries, over all epochs."""
        return int(self._db.execute("SELECT coalesce(sum(seq), 0) FROM heads").fetchone()[0])

    def plans(self) -> dict[str, str]:
        """Return the kept plans' texts by version."""
        return {str(version): str(text) for version, text in self._db.execute("SELECT version, text FROM plans")}

    def verify(self) -> Generator[None, None, Verification]:
        """Check the whole chain in slices; yields between them."""
        return verify(self._db)

    def quick_check(self) -> str | None:
        """Return what SQLite finds wrong with the file's structure, or None."""
        try:
            found = str(self._db.execute("PRAGMA quick_check(1)").fetchone()[0])
        except sqlite3.DatabaseError as cause:
            return str(cause)
        return None if found == "ok" else found

    def backup(self, target: Path, between: Callable[[], object] = lambda: None) -> None:
        """Write a copy of the journal to ``target``, which opens as a new epoch when it is ever started from.

        Args:
            target: a file that doesn't exist yet.
            between: called after every 50 pages, for check-ins that wait.

        Raises:
            KioskError: the target exists or can't be written.
        """
        if target.exists():
            raise KioskError(f"{target} exists already. Choose another name; a backup never overwrites.")
        part = target.with_name(target.name + ".part")
        try:
            copy = sqlite3.connect(part)
            try:
                self._db.conn.backup(copy, pages=_BACKUP_PAGES, progress=lambda *_: between() and None)
                copy.execute("PRAGMA journal_mode = DELETE")
                copy.execute("UPDATE owner SET is_copy = 1")
                copy.commit()
            finally:
                copy.close()
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(target)
        except (OSError, sqlite3.DatabaseError) as cause:
            part.unlink(missing_ok=True)
            raise KioskError(f"The backup to {target} failed: {cause}. Choose a folder with room to write.") from cause

    def close(self) -> None:
        """Close the database and let go of the lock; may be called twice."""
        self._db.close()
        self._lock.release()


_INSERT = f"INSERT INTO entries ({', '.join(schema.COLUMNS)}) VALUES ({', '.join('?' * len(schema.COLUMNS))})"


def _read_marker(marker: Path) -> bytes | None:
    """Return the device that has written here before, None if none is known."""
    try:
        device = bytes.fromhex(marker.read_text())
    except (OSError, ValueError):
        return None
    return device if len(device) == 16 else None


def _write_marker(marker: Path, device: bytes) -> None:
    """Note beside the journal whose it is: when its file is gone, that is damage and no first start."""
    if _read_marker(marker) == device:
        return
    write_whole(marker, device.hex().encode())


def _locked(folder: Path) -> FileLock:
    lock = FileLock(folder / "journal.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as cause:
        raise JournalInUse(
            f"The journal in {folder} is in use by another program. Close the kiosk that runs on this folder, "
            "or choose another folder with --dir."
        ) from cause
    return lock


def verify_file(file: Path) -> Verification:
    """Check a journal that no kiosk runs on, changing nothing.

    Args:
        file: the database file, or the folder that it lies in.

    Raises:
        JournalInUse: a kiosk runs on it: ask that kiosk.
        KioskError: there is none.
    """
    path = file / FILE if file.is_dir() else file
    if not path.is_file() or path.stat().st_size == 0:
        raise KioskError(f"There is no journal at {path}. Give the data folder with --dir.")
    # A backup beside a running kiosk's journal is nobody's; the journal itself must not even be opened.
    lock = _locked(path.parent) if path.name == FILE else None
    try:
        db = Database(sqlite3.connect(path))
        try:
            checking = verify(db)
            while True:
                next(checking)
        except StopIteration as done:
            found: Verification = done.value
            return found
        finally:
            db.close()
    finally:
        if lock is not None:
            lock.release()
