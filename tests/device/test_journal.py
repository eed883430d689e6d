"""The journal's promises: durable, in one chain, append-only, honest about damage."""

import sqlite3
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.device.journal import (
    BodyTooLarge,
    DiskFull,
    Draft,
    Journal,
    JournalDamaged,
    JournalInUse,
    NewerJournal,
    SettingsDiffer,
    Verification,
    schema,
    verify_file,
)
from kiosk.domain.entries import EpochOpened, Kind, Refusal, Reopen, Seal, Visit, Void
from kiosk.errors import KioskError

from .conftest import MACHINE, moment, visit

Open = Callable[..., Journal]
Write = Callable[..., None]


def tamper(folder: Path, *statements: str) -> None:
    """Change the closed database as somebody with a text editor for SQLite would, past its guards."""
    db = sqlite3.connect(folder / "journal.db")
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def verified(journal: Journal) -> Verification:
    def to_the_end() -> Generator[None, None, Verification]:
        found.append((yield from journal.verify()))
        return found[0]

    found: list[Verification] = []
    for _ in to_the_end():
        pass
    return found[0]


def kinds_of(journal: Journal) -> list[str]:
    return [entry.kind for entry in journal.entries()]


def test_what_was_appended_is_there_after_opening_again(open_journal: Open, write: Write) -> None:
    journal = open_journal()
    write(journal, visit(people=2), visit(people=3))
    journal.close()
    again = open_journal()
    bodies = [Visit.decode(e.body or b"") for e in again.entries(kinds=[Kind.VISIT])]
    assert [body.people for body in bodies] == [2, 3]
    assert verified(again).holds
    assert kinds_of(again) == ["epoch", "visit", "visit"], "opening a sound journal again writes nothing"


def test_entries_of_one_append_are_written_all_or_none(open_journal: Open) -> None:
    journal = open_journal()
    too_large = Refusal("P3", "x" * 70_000)
    with pytest.raises(BodyTooLarge, match="65536"):
        journal.append([Draft(visit(), moment(1)), Draft(too_large, moment(1))])
    assert kinds_of(journal) == ["epoch"]
    journal.append([Draft(visit(), moment(2))])
    assert verified(journal).holds, "the head went back with the transaction"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entries WHERE seq = 2",
        "UPDATE entries SET day = '2023-03-19' WHERE seq = 2",
        "UPDATE entries SET body = NULL, salt = NULL WHERE seq = 2",
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE seq = 2",
        "INSERT INTO entries SELECT epoch, 9, zeroblob(16), kind, at_us, mono_us, boot_id, day, salt, body, digest,"
        " hash, hash FROM entries WHERE seq = 2",
    ],
)
def test_the_database_itself_refuses_to_change_an_entry(open_journal: Open, write: Write, statement: str) -> None:
    journal = open_journal()
    write(journal, visit(), visit())
    with pytest.raises(sqlite3.IntegrityError, match="never|follow"):
        journal.database.execute(statement)
    assert verified(journal).holds


def test_only_the_body_of_a_registration_can_be_erased_and_the_chain_still_holds(open_journal: Open) -> None:
    journal = open_journal()
    registration = Refusal("P3", "stands in for a sealed name")
    registered = type("Registration", (Refusal,), {"kind": "registration", "__slots__": ()})
    journal.append([Draft(registered(registration.point, registration.reason), moment(1))])
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        journal.database.execute("UPDATE entries SET body = NULL, salt = NULL, day = 'x' WHERE kind = 'registration'")
    journal.database.execute("UPDATE entries SET body = NULL, salt = NULL WHERE kind = 'registration'")
    assert verified(journal).holds


def test_every_sqlite_setting_is_read_back(monkeypatch: pytest.MonkeyPatch, open_journal: Open) -> None:
    monkeypatch.setattr(schema, "_SETTINGS", (*schema._SETTINGS, ("synchronous", "NORMAL", 2)))
    with pytest.raises(SettingsDiffer, match="synchronous is 1 and should be 2"):
        open_journal()


def test_a_missing_guard_keeps_the_kiosk_from_serving(tmp_path: Path, open_journal: Open) -> None:
    open_journal().close()
    tamper(tmp_path / "journal")
    with pytest.raises(SettingsDiffer, match="entries_are_never_deleted"):
        open_journal()


def test_a_journal_of_a_newer_program_is_refused_with_words(tmp_path: Path, open_journal: Open) -> None:
    open_journal().close()
    db = sqlite3.connect(tmp_path / "journal" / "journal.db")
    db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('journal', 'later', 'x')")
    db.commit()
    db.close()
    with pytest.raises(NewerJournal, match="newer program.*later"):
        open_journal()


def test_a_second_process_or_thread_is_told_that_the_journal_is_in_use(tmp_path: Path, open_journal: Open) -> None:
    open_journal()
    with pytest.raises(JournalInUse, match="in use"):
        open_journal()
    with pytest.raises(JournalInUse, match="in use"):
        verify_file(tmp_path / "journal")


def test_another_stations_journal_is_refused(open_journal: Open) -> None:
    open_journal().close()
    with pytest.raises(KioskError, match="'suzhou-center'.*'elsewhere'"):
        open_journal(station="elsewhere")


COLUMNS_AND_CHANGES = {
    "epoch": "zeroblob(16)",
    "seq": "seq + 100",
    "id": "zeroblob(16)",
    "kind": "'refusal'",
    "at_us": "at_us + 1",
    "mono_us": "mono_us + 1",
    "boot_id": "zeroblob(16)",
    "day": "'2023-03-19'",
    "salt": "zeroblob(16)",
    "body": "CAST(replace(CAST(body AS TEXT), '\"people\":1', '\"people\":9') AS BLOB)",
    "digest": "zeroblob(32)",
    "prev": "zeroblob(32)",
    "hash": "zeroblob(32)",
}


def test_the_changes_tried_cover_every_column() -> None:
    assert tuple(COLUMNS_AND_CHANGES) == schema.COLUMNS


@pytest.mark.parametrize("column", COLUMNS_AND_CHANGES)
@pytest.mark.parametrize("seq", [2, 3, 5])
def test_a_change_in_any_column_is_found_and_placed(
    tmp_path: Path, open_journal: Open, write: Write, column: str, seq: int
) -> None:
    journal = open_journal()
    write(journal, *[visit() for _ in range(4)])
    journal.close()
    assert verify_file(tmp_path / "journal").holds
    tamper(tmp_path / "journal", f"UPDATE entries SET {column} = {COLUMNS_AND_CHANGES[column]} WHERE seq = {seq}")
    found = verify_file(tmp_path / "journal")
    assert not found.holds
    assert any(b.seq in (seq, seq + 100, None) for b in found.breaks), found


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM entries WHERE seq = 1"],
        ["DELETE FROM entries WHERE seq = 3"],
        ["DELETE FROM entries WHERE seq = 5"],
        ["DELETE FROM heads"],
        ["DELETE FROM owner"],
        ["UPDATE owner SET device = zeroblob(16)"],
        ["UPDATE owner SET station = 'elsewhere'"],
        [
            "UPDATE entries SET seq = 99 WHERE seq = 2",
            "UPDATE entries SET seq = 2 WHERE seq = 3",
            "UPDATE entries SET seq = 3 WHERE seq = 99",
        ],
        [
            "INSERT INTO entries SELECT epoch, 6, randomblob(16), kind, at_us, mono_us, boot_id, day, salt, body, "
            "digest, hash, hash FROM entries WHERE seq = 5"
        ],
    ],
    ids=["first gone", "middle gone", "last gone", "heads", "owner", "device", "station", "swapped", "added"],
)
def test_a_missing_swapped_or_added_row_is_found(
    tmp_path: Path, open_journal: Open, write: Write, statements: list[str]
) -> None:
    journal = open_journal()
    write(journal, *[visit() for _ in range(4)])
    journal.close()
    tamper(tmp_path / "journal", *statements)
    assert not verify_file(tmp_path / "journal").holds


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_changed_byte_anywhere_in_a_row_is_found(tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "journal"
    if not folder.exists():
        journal = Journal(folder, station="s", moment=moment(), fingerprint=MACHINE, ballast_bytes=0)
        journal.append([Draft(visit(person="ab:cd"), moment(1)), Draft(Void(("00",), "r", "b"), moment(2))])
        journal.close()
    db = sqlite3.connect(folder / "journal.db")
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    seq = data.draw(st.integers(1, 3), "seq")
    column = data.draw(st.sampled_from([c for c in schema.COLUMNS if c not in ("seq", "at_us", "mono_us")]), "column")
    value = db.execute(f"SELECT {column} FROM entries WHERE seq = ?", [seq]).fetchone()[0]
    raw = bytearray(value.encode() if isinstance(value, str) else value)
    raw[data.draw(st.integers(0, len(raw) - 1), "byte")] ^= data.draw(st.integers(1, 127), "change")
    changed = raw.decode("utf-8", "replace") if isinstance(value, str) else bytes(raw)
    db.execute(f"UPDATE entries SET {column} = ? WHERE seq = ?", [changed, seq])
    db.commit()
    try:
        assert not verify_file(folder).holds
    finally:
        if column == "epoch":
            db.execute("UPDATE entries SET epoch = ? WHERE seq = ?", [value, seq])
        else:
            db.execute(f"UPDATE entries SET {column} = ? WHERE seq = ?", [value, seq])
        db.commit()
        db.close()
    assert verify_file(folder).holds, "the change was taken out again"


def test_a_damaged_page_is_survived_with_everything_that_reads(
    tmp_path: Path, open_journal: Open, write: Write
) -> None:
    journal = open_journal()
    write(journal, *[visit(person=f"{n:04x}:00") for n in range(300)])
    journal.close()
    file = tmp_path / "journal" / "journal.db"
    raw = bytearray(file.read_bytes())
    page = len(raw) // 4096 // 2
    raw[page * 4096 : page * 4096 + 600] = b"\xa5" * 600
    raw[-2000:] = b"\xa5" * 2000
    file.write_bytes(raw)
    before = file.read_bytes()
    again = open_journal()
    saved = again.salvaged
    assert saved is not None, "the damage lies in the tail that is checked at start"
    assert (saved.aside / "journal.db").read_bytes() == before, "the damaged file lies aside untouched"
    visits = list(again.entries(kinds=[Kind.VISIT]))
    assert len(visits) == len({entry.id for entry in visits}), "nothing is there twice"
    assert len(visits) >= 200, "rows on sound pages are kept"
    assert verified(again).holds
    opened = [EpochOpened.decode(e.body or b"") for e in again.entries(kinds=[Kind.EPOCH])]
    assert opened[-1].reason.startswith("salvaged")


@pytest.mark.parametrize("content", [b"", b"no database at all", None], ids=["empty", "garbage", "gone"])
def test_a_lost_file_is_never_started_over_silently(
    tmp_path: Path, open_journal: Open, write: Write, content: bytes | None
) -> None:
    journal = open_journal()
    device = journal.device
    write(journal, visit())
    journal.close()
    file = tmp_path / "journal" / "journal.db"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    again = open_journal()
    assert again.salvaged is not None
    assert again.device == device, "it is still the same device"
    [opened] = [EpochOpened.decode(e.body or b"") for e in again.entries(kinds=[Kind.EPOCH])]
    assert opened.reason.startswith("salvaged")


def test_a_torn_tail_is_rewritten_under_its_ids(tmp_path: Path, open_journal: Open, write: Write) -> None:
    journal = open_journal()
    write(journal, *[visit() for _ in range(5)])
    ids = [entry.id for entry in journal.entries(kinds=[Kind.VISIT])]
    journal.close()
    guards = [sql.strip() for sql in schema._TRIGGERS.values()]
    tamper(tmp_path / "journal", "UPDATE entries SET hash = zeroblob(32) WHERE seq = 3", *guards)
    again = open_journal()
    assert again.salvaged is not None
    assert [entry.id for entry in again.entries(kinds=[Kind.VISIT])] == ids
    assert verified(again).holds


def test_what_an_epoch_said_of_itself_is_not_written_into_another(
    tmp_path: Path, open_journal: Open, write: Write
) -> None:
    journal = open_journal()
    write(journal, visit(), Seal("2023-03-18", 2, journal.head.hex(), 1, "00", "test"), Reopen("2023-03-18"), visit())
    journal.close()
    guards = [sql.strip() for sql in schema._TRIGGERS.values()]
    tamper(tmp_path / "journal", "UPDATE entries SET salt = zeroblob(16) WHERE seq = 2", *guards)
    again = open_journal()
    assert kinds_of(again) == [Kind.EPOCH, Kind.EPOCH, Kind.VISIT], (
        "a seal covers the rows before it, and those here differ"
    )


def test_a_row_that_a_later_epoch_came_after_may_be_lost_and_the_rest_still_holds(
    tmp_path: Path, open_journal: Open, write: Write
) -> None:
    journal = open_journal()
    write(journal, visit())
    journal.close()
    open_journal(fingerprint=bytes([1]) * 32).close()
    guards = [sql.strip() for sql in schema._TRIGGERS.values()]
    tamper(
        tmp_path / "journal",
        "UPDATE entries SET salt = zeroblob(16) WHERE rowid = 1",
        *guards,
    )
    again = open_journal(fingerprint=bytes([1]) * 32)
    assert again.salvaged is not None
    assert verified(again).holds, "the epoch that was opened for the damage tells of it"


def test_a_restored_backup_goes_on_in_a_new_epoch_that_names_its_parent(
    tmp_path: Path, open_journal: Open, write: Write
) -> None:
    journal = open_journal()
    write(journal, visit(), visit())
    journal.backup(tmp_path / "copy.db")
    write(journal, visit())
    parent_epoch = journal.epoch.hex()
    journal.close()
    (tmp_path / "restored").mkdir()
    (tmp_path / "copy.db").rename(tmp_path / "restored" / "journal.db")
    restored = open_journal(tmp_path / "restored")
    opened = [EpochOpened.decode(e.body or b"") for e in restored.entries(kinds=[Kind.EPOCH])]
    assert [o.reason for o in opened] == ["first start", "restored"]
    assert (opened[1].parent_epoch, opened[1].parent_seq) == (parent_epoch, 3)
    restored.close()
    assert len(list(open_journal(tmp_path / "restored").entries(kinds=[Kind.EPOCH]))) == 2, "once only"


def test_a_backup_taken_while_entries_are_written_verifies(tmp_path: Path, open_journal: Open, write: Write) -> None:
    journal = open_journal()
    write(journal, *[visit(person="p" * 1000) for _ in range(400)])
    journal.backup(tmp_path / "copy.db", between=lambda: write(journal, visit()))
    assert journal.seq > 401, "entries were written between the pages"
    assert verify_file(tmp_path / "copy.db").holds
    with pytest.raises(KioskError, match="exists already"):
        journal.backup(tmp_path / "copy.db")


def test_another_machine_opens_a_new_epoch(open_journal: Open, write: Write) -> None:
    journal = open_journal()
    write(journal, visit())
    journal.close()
    moved = open_journal(fingerprint=bytes(31) + b"\1")
    opened = [EpochOpened.decode(e.body or b"") for e in moved.entries(kinds=[Kind.EPOCH])]
    assert [o.reason for o in opened] == ["first start", "other machine"]


def test_under_the_floor_the_ballast_goes_first_and_then_nothing_is_accepted(open_journal: Open) -> None:
    journal = open_journal()
    assert journal.space.has_ballast
    journal.space._floor_bytes = 1 << 60
    with pytest.raises(DiskFull, match="nothing that was accepted is lost"):
        journal.append([Draft(visit(), moment(1))])
    assert not journal.space.has_ballast
    assert kinds_of(journal) == ["epoch"]


def test_a_disk_that_fills_up_in_the_middle_of_a_write_loses_nothing(open_journal: Open) -> None:
    journal = open_journal()
    pages = journal.database.execute("PRAGMA page_count").fetchone()[0]
    journal.database.execute(f"PRAGMA max_page_count = {pages + 2}").fetchall()
    written = 0
    with pytest.raises(DiskFull):
        for n in range(1000):
            journal.append([Draft(visit(person="p" * 500), moment(n))])
            written += 1
    assert written > 0
    journal.database.execute("PRAGMA max_page_count = 1000000").fetchall()
    journal.append([Draft(visit(), moment(2000))])
    assert len(list(journal.entries(kinds=[Kind.VISIT]))) == written + 1
    assert verified(journal).holds


def test_a_database_that_fails_stops_the_kiosk_from_accepting(open_journal: Open) -> None:
    journal = open_journal()
    journal.database.execute("PRAGMA query_only = ON")
    with pytest.raises(JournalDamaged, match="Start again"):
        journal.append([Draft(visit(), moment(1))])
