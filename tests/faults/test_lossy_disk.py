"""The disk for power cuts forgets what was not synced and nothing else: else no test on it says anything."""

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import LossyDisk


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def tree(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_bytes_are_kept_up_to_the_last_sync(lossy_disk: LossyDisk) -> None:
    file = lossy_disk.path / "file"
    with file.open("w+b", buffering=0) as opened:
        opened.write(b"synced")
        os.fdatasync(opened.fileno())
        os.pwrite(opened.fileno(), b"S", 0)
        os.pwrite(opened.fileno(), b"more", 6)
        assert file.read_bytes() == b"Syncedmore"
        lossy_disk.cut()
    assert tree(lossy_disk.path) == {"file": "synced"}
    os.truncate(file, 2)
    assert file.read_text() == "sy"
    lossy_disk.cut()
    assert file.read_text() == "synced"
    os.truncate(file, 8)
    sync(file)
    lossy_disk.cut()
    assert file.read_bytes() == b"synced\0\0"


def test_what_was_open_before_a_cut_fails_for_ever(lossy_disk: LossyDisk) -> None:
    with (lossy_disk.path / "file").open("w+b", buffering=0) as opened:
        opened.write(b"synced")
        os.fsync(opened.fileno())
        lossy_disk.cut()
        for ask in (
            lambda: opened.write(b"more"),
            lambda: os.fsync(opened.fileno()),
            lambda: os.ftruncate(opened.fileno(), 0),
        ):
            with pytest.raises(OSError, match=os.strerror(errno.EIO)):
                ask()
    assert tree(lossy_disk.path) == {"file": "synced"}


def test_a_new_name_is_kept_once_its_file_or_its_folder_is_synced(lossy_disk: LossyDisk) -> None:
    disk = lossy_disk.path
    (disk / "a" / "b").mkdir(parents=True)
    for name in ("synced", "lost"):
        (disk / "a" / "b" / name).write_text(name)
    sync(disk / "a" / "b" / "synced")
    (disk / "c").mkdir()
    (disk / "c" / "name alone").write_text("bytes")
    sync(disk / "c")
    lossy_disk.cut()
    assert tree(disk) == {"a/b/synced": "synced", "c/name alone": ""}


def test_a_deleted_name_comes_back_unless_its_folder_was_synced(lossy_disk: LossyDisk) -> None:
    disk = lossy_disk.path
    for name in ("one", "two"):
        (disk / name).write_text(name)
        sync(disk / name)
    (disk / "one").unlink()
    sync(disk)
    (disk / "two").unlink()
    assert tree(disk) == {}
    lossy_disk.cut()
    assert tree(disk) == {"two": "two"}


@pytest.mark.parametrize("synced", ["nothing", "file", "folder"])
def test_a_rename_happened_or_did_not(lossy_disk: LossyDisk, synced: str) -> None:
    disk = lossy_disk.path
    (disk / "file").write_text("old")
    sync(disk / "file")
    (disk / "file.part").write_text("new")
    sync(disk / "file.part")
    (disk / "file.part").replace(disk / "file")
    if synced != "nothing":
        sync(disk / "file" if synced == "file" else disk)
    assert tree(disk) == {"file": "new"}
    lossy_disk.cut()
    assert tree(disk) == ({"file": "old", "file.part": "new"} if synced == "nothing" else {"file": "new"})


def test_a_file_that_was_renamed_to_make_way_is_not_lost(lossy_disk: LossyDisk) -> None:
    disk = lossy_disk.path
    for name in ("a", "b"):
        (disk / name).write_text(name)
        sync(disk / name)
    for old, new in (("a", "c"), ("b", "a"), ("c", "b")):
        (disk / old).rename(disk / new)
    sync(disk / "a")
    lossy_disk.cut()
    assert tree(disk) == {"a": "b", "b": "a"}


def test_a_renamed_file_without_a_sync_of_its_bytes_is_empty(lossy_disk: LossyDisk) -> None:
    """The classic: written, renamed over the good one, never synced."""
    disk = lossy_disk.path
    (disk / "file").write_text("old")
    sync(disk / "file")
    (disk / "file.part").write_text("new")
    (disk / "file.part").replace(disk / "file")
    sync(disk)
    lossy_disk.cut()
    assert tree(disk) == {"file": ""}


def test_a_cut_comes_before_the_change_that_was_named_and_ends_who_asked_for_it(lossy_disk: LossyDisk) -> None:
    endless = "import itertools, os, sys\nfile = os.open(sys.argv[1], os.O_CREAT | os.O_RDWR)\n"
    endless += "for n in itertools.count():\n os.pwrite(file, b'x', n); os.fsync(file); print(n, flush=True)\n"
    command = [sys.executable, "-c", endless, lossy_disk.path / "file"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    lossy_disk.cut(process, after=1 + 2 * 7 + 1)  # the name; seven writes and their syncs; a write
    assert process.returncode != 0
    assert process.communicate()[0].split() == [str(n) for n in range(7)]
    assert tree(lossy_disk.path) == {"file": "x" * 7}


def test_what_was_kept_lies_in_the_folder_behind(lossy_disk: LossyDisk, tmp_path: Path) -> None:
    for name in ("kept", "lost"):
        (lossy_disk.path / name).write_text(name)
    sync(lossy_disk.path / "kept")
    lossy_disk.cut()
    assert tree(tmp_path / "backing") == {"kept": "kept"}


def test_a_torn_cut_keeps_some_of_the_rest(lossy_disk: LossyDisk) -> None:
    file = lossy_disk.path / "file"
    with file.open("w+b", buffering=0) as opened:
        opened.write(b"." * 512 * 64)
        os.fsync(opened.fileno())
        os.pwrite(opened.fileno(), b"x" * 512 * 64, 0)
        for number in range(32):
            (lossy_disk.path / str(number)).touch()
        lossy_disk.cut(torn=1)
    sectors = [file.read_bytes()[start : start + 512] for start in range(0, 512 * 64, 512)]
    assert set(sectors) == {b"." * 512, b"x" * 512}
    assert 0 < len(list(lossy_disk.path.iterdir())) - 1 < 32


@pytest.mark.parametrize("locking", ["EXCLUSIVE", "NORMAL"])
@pytest.mark.parametrize(("synchronous", "kept"), [("FULL", 100), ("NORMAL", 0)])
def test_sqlite_keeps_what_it_synced_and_no_more(
    lossy_disk: LossyDisk, locking: str, synchronous: str, kept: int
) -> None:
    """NORMAL locking shares memory."""
    file = lossy_disk.path / "database"
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("CREATE TABLE numbers (number INTEGER)")
    db.execute(f"PRAGMA locking_mode = {locking}")
    assert db.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    db.execute(f"PRAGMA synchronous = {synchronous}")
    for number in range(100):
        db.execute("INSERT INTO numbers VALUES (?)", [number])
    lossy_disk.cut()
    with pytest.raises(sqlite3.OperationalError, match="I/O"):
        db.execute("INSERT INTO numbers VALUES (100)")
    db.close()
    db = sqlite3.connect(file)
    assert db.execute("SELECT count(*) FROM numbers").fetchone() == (kept,)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_a_locked_database_is_locked_for_other_processes(lossy_disk: LossyDisk) -> None:
    db = sqlite3.connect(lossy_disk.path / "database", isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    read = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('SELECT * FROM sqlite_master')"
    other = subprocess.run(
        [sys.executable, "-c", read, lossy_disk.path / "database"], capture_output=True, text=True, check=False
    )
    assert "locked" in other.stderr
    db.close()
