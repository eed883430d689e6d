"""The journal's tables, the triggers that keep it append-only, and the SQLite settings that make it durable.

Which setting protects against what was measured: docs/decisions/0003.
"""

import sqlite3
from dataclasses import fields

from sqlite_utils import Database, Migrations

from kiosk.domain.entries import Entry
from kiosk.errors import KioskError

APPLICATION_ID = 0x53755869
"""``SuXi`` in SQLite's header: tells a journal from any other database."""

_SETTINGS = (
    ("locking_mode", "EXCLUSIVE", "exclusive"),  # no shared memory: a full disk can't kill the process by SIGBUS
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),  # NORMAL lost acknowledged visits at every power cut
    ("fullfsync", "1", 1),
    ("checkpoint_fullfsync", "1", 1),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),  # else INSERT OR REPLACE slips past the trigger on DELETE
    ("secure_delete", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
)

COLUMNS = tuple(field.name for field in fields(Entry))
"""The columns of ``entries``, in the order of :class:`kiosk.domain.entries.Entry`."""

_KEPT = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in COLUMNS if column not in ("salt", "body"))

_ENTRIES = """
CREATE TABLE entries (
    epoch BLOB NOT NULL CHECK (length(epoch) = 16),
    seq INTEGER NOT NULL CHECK (seq > 0),
    id BLOB NOT NULL CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    mono_us INTEGER NOT NULL,
    boot_id BLOB NOT NULL CHECK (length(boot_id) = 16),
    day TEXT NOT NULL,
    salt BLOB,
    body BLOB CHECK (length(body) <= 65536),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    prev BLOB NOT NULL CHECK (length(prev) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (epoch, seq),
    UNIQUE (epoch, id)
) STRICT
"""

_TRIGGERS = {
    "entries_follow_their_head": """
CREATE TRIGGER entries_follow_their_head BEFORE INSERT ON entries
WHEN NEW.seq IS NOT coalesce((SELECT seq FROM heads WHERE epoch = NEW.epoch), 0) + 1
  OR NEW.prev IS NOT coalesce((SELECT hash FROM heads WHERE epoch = NEW.epoch), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'an entry must follow the head of its epoch'); END""",
    "entries_move_their_head": """
CREATE TRIGGER entries_move_their_head AFTER INSERT ON entries
BEGIN
  INSERT INTO heads (epoch, seq, hash) VALUES (NEW.epoch, NEW.seq, NEW.hash)
  ON CONFLICT (epoch) DO UPDATE SET seq = excluded.seq, hash = excluded.hash;
END""",
    "entries_are_never_deleted": """
CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END""",
    "entries_are_never_changed": f"""
CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
WHEN NOT (OLD.kind = 'registration' AND NEW.salt IS NULL AND NEW.body IS NULL AND {_KEPT})
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END""",
}

_migrations = Migrations("journal")


@_migrations()
def entries(db: Database) -> None:
    """The log itself, where each epoch of it ends, whose it is, and the plans that its visits were made under."""
    db.execute(_ENTRIES)
    db.execute("CREATE INDEX entries_by_day ON entries (day, kind)")
    db.execute("CREATE INDEX entries_by_kind ON entries (kind) WHERE kind NOT IN ('visit', 'refusal')")
    db.execute("CREATE TABLE heads (epoch BLOB PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT")
    db.execute("CREATE TABLE owner (station TEXT NOT NULL, device BLOB NOT NULL, is_copy INTEGER NOT NULL) STRICT")
    db.execute("CREATE TABLE plans (version TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT")
    for sql in _TRIGGERS.values():
        db.execute(sql)


@_migrations()
def cursors(db: Database) -> None:
    """How far a hub has each epoch."""
    db.execute(
        "CREATE TABLE cursors (epoch BLOB PRIMARY KEY, acknowledged INTEGER NOT NULL, safe INTEGER NOT NULL) STRICT"
    )


class SettingsDiffer(KioskError):
    """SQLite did not take a setting, or the journal's guards are not the ones that this program made."""


class NewerJournal(KioskError):
    """The journal was written by a newer program."""


def connect(path: str) -> Database:
    """Return a connection to the database at ``path`` with every setting applied and read back.

    Raises:
        SettingsDiffer: a setting did not take; the kiosk must not serve.
        sqlite3.DatabaseError: the file can't be read as a database.
    """
    db = Database(sqlite3.connect(path, cached_statements=256))
    try:
        for name, value, expected in _SETTINGS:
            db.execute(f"PRAGMA {name} = {value}").fetchall()
            found = db.execute(f"PRAGMA {name}").fetchone()
            if found is None or found[0] != expected:
                raise SettingsDiffer(
                    f"SQLite's setting {name} is {found and found[0]!r} and should be {expected!r} for {path}. "
                    "Put the data folder on a local disk (not a network folder) and start again."
                )
    except BaseException:
        db.close()
        raise
    return db


def migrate(db: Database) -> None:
    """Bring the tables up to this program's version.

    Raises:
        NewerJournal: a migration that this program doesn't know was applied.
    """
    unknown = {migration.name for migration in _migrations.applied(db)} - {entries.__name__, cursors.__name__}
    if unknown:
        raise NewerJournal(
            f"The journal was written by a newer program (it has {', '.join(sorted(unknown))}). "
            "Install that program or a newer one; nothing was changed."
        )
    if _migrations.pending(db):
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _migrations.apply(db)


def check_guards(db: Database) -> None:
    """Read the triggers back.

    Raises:
        SettingsDiffer: one is missing or says something else.
    """
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'")
    found = {str(name): str(sql).strip() for name, sql in rows}
    wanted = {name: sql.strip() for name, sql in _TRIGGERS.items()}
    if found != wanted:
        wrong = sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))
        raise SettingsDiffer(
            f"The journal's guards differ: {', '.join(wrong)}. Something else changed the journal's file: "
            "restore a backup, or move the file away and let the hub fill the gap."
        )
