"""Putting a backup in a journal's place."""

import os
import sqlite3
from pathlib import Path

from filelock import FileLock, Timeout

from kiosk.errors import BadUsage, KioskError

_FILE = "journal.db"


def restore(folder: Path, backup: Path) -> None:
    """Let the journal of ``folder`` go on from a backup; what was there is kept beside it.

    Raises:
        KioskError: the file is no backup, or a kiosk runs on the folder.
    """
    try:
        found = sqlite3.connect(f"file:{backup}?mode=ro", uri=True)
        try:
            is_copy = found.execute("SELECT is_copy FROM owner").fetchone()
        finally:
            found.close()
    except sqlite3.DatabaseError as cause:
        raise KioskError(
            f"{backup} is no backup of a journal: {cause}. Give what kiosk journal backup wrote."
        ) from None
    if is_copy is None or not is_copy[0]:
        raise KioskError(f"{backup} is a journal, and no backup of one. Give what kiosk journal backup wrote.")
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "journal.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BadUsage("A kiosk runs on this folder. Close it first; restoring changes its journal.") from None
    try:
        _put_in_place(folder, backup)
    finally:
        lock.release()


def _put_in_place(folder: Path, backup: Path) -> None:
    aside, number = folder / "before-restore", 1
    while aside.exists():
        number += 1
        aside = folder / f"before-restore-{number}"
    aside.mkdir()
    for old in folder.glob(f"{_FILE}*"):
        old.replace(aside / old.name)
    part = folder / f"{_FILE}.part"
    part.write_bytes(backup.read_bytes())
    with part.open("rb+") as opened:
        os.fsync(opened.fileno())
    part.replace(folder / _FILE)
