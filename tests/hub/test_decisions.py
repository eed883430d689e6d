"""A hub that was restored from a backup forgets nothing that people decided, and gets its entries back."""

from datetime import date
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.hub.backup import back_up, restore
from kiosk.hub.service import Hub
from kiosk.hub.workplace import About, open_hub, settle

from .test_hub_to_hub import DAY, NOW_US, enrolled, push


def opened(folder: Path) -> tuple[Hub, About]:
    about = settle(folder, None, None, "127.0.0.1:1", None)
    return open_hub(folder, about, lambda: NOW_US), about


def database(about: About) -> Path:
    return Path(about.database.removeprefix("sqlite:///"))


def states(hub: Hub) -> dict[str, str]:
    return {device.device: device.state for device in hub.devices(hub.station)}


def test_a_restored_hub_knows_who_was_revoked_and_what_was_written_off_since(tmp_path: Path) -> None:
    hub, about = opened(tmp_path / "hub")
    lost, stolen = enrolled(hub, "P1"), enrolled(hub, "P2")
    before = hub.incarnation
    back_up(hub, tmp_path / "backup.db")
    hub.revoke(stolen.id.hex(), "test", "stolen")
    hub.close_day(hub.station, DAY, "test")
    for key in (lost, stolen):
        hub.write_off(hub.station, key.id.hex(), DAY, "its disk is dead", "test")
    statement = hub.statement(hub.station, DAY)
    assert statement is not None
    hub.close()

    restore(database(about), tmp_path / "backup.db")
    hub, _ = opened(tmp_path / "hub")
    try:
        assert hub.incarnation != before, "kiosks must notice"
        assert states(hub) == {lost.id.hex(): "enrolled", stolen.id.hex(): "revoked"}
        assert [one.reason for one in hub.completeness(hub.station, DAY).excepted] == ["its disk is dead"]
        assert hub.statement(hub.station, DAY) == statement, "what was published stays published"
    finally:
        hub.close()


def test_a_kiosk_that_was_enrolled_since_the_backup_is_still_enrolled(tmp_path: Path) -> None:
    hub, about = opened(tmp_path / "hub")
    back_up(hub, tmp_path / "backup.db")
    key = enrolled(hub)
    hub.retire(key.id.hex(), "test", "moved away")
    hub.close()

    restore(database(about), tmp_path / "backup.db")
    hub, _ = opened(tmp_path / "hub")
    try:
        assert states(hub) == {key.id.hex(): "retired"}
    finally:
        hub.close()


def test_what_a_backup_holds_is_safe_and_the_rest_is_not(tmp_path: Path) -> None:
    hub, _ = opened(tmp_path / "hub")
    try:
        key = enrolled(hub)
        push(hub, key, visits=5)
        back_up(hub, tmp_path / "backup.db")
        push_more = hub.received()
        assert _safe(hub) == set(push_more.values())
    finally:
        hub.close()


def _safe(hub: Hub) -> set[int]:
    from sqlalchemy import select

    from kiosk.hub import tables

    with hub.store.begin() as connection:
        return set(connection.execute(select(tables.epochs.c.safe)).scalars())


def test_a_line_that_was_cut_off_was_never_decided_and_a_changed_one_is_told(tmp_path: Path) -> None:
    hub, _ = opened(tmp_path / "hub")
    key = enrolled(hub)
    hub.revoke(key.id.hex(), "test", "stolen")
    hub.close()
    file = tmp_path / "hub" / "hub" / "decisions.jsonl"
    whole = file.read_text("utf-8")
    file.write_text(whole + whole[:40], "utf-8")
    hub, _ = opened(tmp_path / "hub")
    assert states(hub) == {key.id.hex(): "revoked"}
    hub.close()

    file.write_text("{}\n" + whole, "utf-8")
    with pytest.raises(KioskError, match="line 1"):
        opened(tmp_path / "hub")


def test_a_database_that_is_no_backup_is_not_restored(tmp_path: Path) -> None:
    hub, about = opened(tmp_path / "hub")
    assert hub.headcount(hub.station, date(2023, 3, 18)).total["visits"] == 0
    hub.close()
    (tmp_path / "nonsense").write_bytes(b"nothing")
    for wrong in (tmp_path / "nonsense", database(about)):
        with pytest.raises(KioskError, match="no backup"):
            restore(database(about), wrong)
