"""A whole station's day: whatever goes wrong, the hub counts what happened, and says what it can't know."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.device.front_desk import FrontDesk
from kiosk.device.journal import verify_file
from kiosk.device.workplace import open_workplace, read_plan
from kiosk.domain.statement import Lack, State
from kiosk.domain.wire import unpack_export
from kiosk.errors import BadUsage, KioskError
from kiosk.hub.answers import ask
from kiosk.settings import write
from kiosk.simulation.people import SteppedClock
from kiosk.simulation.station.faults import Fault, mishaps, read_faults
from kiosk.simulation.station.hub_process import OwnHub
from kiosk.simulation.station.opening import StationDay
from kiosk.simulation.station.run import STATEMENT, simulate_station
from kiosk.simulation.station.witness import Witness, seen

from ..postgres import cluster

PLAN = read_plan("suzhou-center")
SERVICE = PLAN.points[0].default
DAY = date(2023, 3, 18)
START_US = 1_679_101_200_000_000  # 18 March 2023, 9:00 in Suzhou


def kiosk(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run a command as a coordinator does."""
    command = [sys.executable, "-m", "kiosk", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def checked(statement: Path, fingerprint: str, journals: Path) -> str:
    """Check a statement offline, with a recount, and return what the command says."""
    entries = [word for file in sorted(journals.iterdir()) for word in ("--entries", file)]
    done = kiosk("verify", statement, "--fingerprint", fingerprint, *entries)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the hub's word" not in done.stdout, "it was counted again"
    return done.stdout


def entries_in(journal: Path) -> int:
    return sum(len(batch.rows) for batch in unpack_export(journal.read_bytes()).batches)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The address of an empty database; None is the hub's own SQLite."""
    if request.param == "sqlite":
        yield None
        return
    with cluster() as running:
        yield running.new_database()


def test_whatever_goes_wrong_the_hub_counts_what_happened_and_proves_it(tmp_path: Path, database: str | None) -> None:
    folder = tmp_path / "station"
    chosen = () if database is None else ("--database", database)
    asked = ("--kiosks", 12, "--visitors", 360, "--hub", "auto", *chosen, "--faults", "all")
    done = kiosk("simulate", *asked, "--dir", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["truth"] == found["hub"]
    assert (found["equal"], found["complete"]) == (True, True)
    assert found["truth"]["visits"] > 300
    assert found["faults"].keys() == set(Fault)
    assert all(found["faults"].values()), f"something never went wrong: {found['faults']}"
    assert kiosk("hub", "export", tmp_path / "journals", "--dir", folder / "hub").returncode == 0
    said = checked(folder / STATEMENT, ask(folder / "hub", "fingerprint"), tmp_path / "journals")
    assert "COMPLETE" in said


def test_a_kiosk_that_is_lost_is_named_with_what_is_known_of_it_until_it_is_written_off(tmp_path: Path) -> None:
    folder, hub = tmp_path / "station", tmp_path / "station" / "hub"
    faults = frozenset({Fault.NETWORK_CUT, Fault.DUPLICATED})
    found = simulate_station(StationDay(folder, 4, 60, faults=faults, lost_point="P2"), lambda _: None)
    assert found.state == State.INCOMPLETE
    [missing] = found.missing
    assert (missing["point"], missing["lack"]) == ("P2", Lack.NOT_RECEIVED)
    assert not (folder / STATEMENT).exists()

    before = {file.name: file for file in (folder / "kiosks" / "P2").iterdir()}
    written = verify_file(before["data"] / "journal").entries
    assert kiosk("hub", "export", tmp_path / "journals", "--dir", hub).returncode == 0
    [arrived] = (tmp_path / "journals").glob("P2-*")
    assert missing["entries"] == written - entries_in(arrived) > 0, "what it had told of is known by number"
    assert found.truth["visits"] - found.hub["visits"] <= missing["entries"]

    reason = ("--reason", "stolen", "--by", "coordinator")
    assert kiosk("hub", "write-off", missing["device"], "--day", DAY, *reason, "--dir", hub).returncode == 0
    assert kiosk("hub", "statement", "--day", DAY, "--out", folder / STATEMENT, "--dir", hub).returncode == 0
    said = checked(folder / STATEMENT, ask(hub, "fingerprint"), tmp_path / "journals")
    assert State.COMPLETE_EXCEPT in said
    assert f"{missing['entries']} entries" in kiosk("hub", "day", "--day", DAY, "--dir", hub).stdout


def test_kiosks_bring_a_quiet_day_to_a_hub_that_runs_and_their_own_journals_prove_it(tmp_path: Path) -> None:
    hub = OwnHub(tmp_path / "hub", None, START_US, tmp_path / "hub.log")
    hub.start()
    try:
        folder = tmp_path / "station"
        where = ("--hub", hub.url, "--hub-dir", hub.folder)
        done = kiosk("simulate", "--kiosks", 13, "--visitors", 80, *where, "--dir", folder)
        assert done.returncode == 0, done.stdout + done.stderr
        found = json.loads(done.stdout)
        assert found["truth"] == found["hub"]
        assert found["faults"] == {}
        again = kiosk("simulate", "--kiosks", 1, "--visitors", 1, *where, "--dir", tmp_path / "another")
        assert (again.returncode, again.stdout) == (1, "")
        assert "has visits of 2023-03-18 already" in again.stderr
        fingerprint = hub.ask("fingerprint")
    finally:
        hub.stop()
    journals = tmp_path / "journals"
    journals.mkdir()
    folders = sorted((folder / "kiosks").iterdir())
    assert len(folders) == 13, "two kiosks at one point are two"
    for one in folders:
        assert kiosk("journal", "export", journals / one.name, "--dir", one / "data").returncode == 0
    checked(folder / STATEMENT, fingerprint, journals)


# The witness


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FrontDesk]:
    write(tmp_path / "data", {"plan": "suzhou-center"})
    workplace = open_workplace(tmp_path / "data")
    desk = FrontDesk(workplace.journal_folder, workplace.post(), SteppedClock(START_US))
    yield desk
    desk.close()


def witness(desk: FrontDesk, tmp_path: Path, *lines: dict[str, Any]) -> Witness:
    """Return a witness who goes on with notes that end with these lines."""
    notes = tmp_path / "notes.jsonl"
    with notes.open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(line)}\n" for line in lines)
    return Witness(desk, SteppedClock(START_US), "P1", notes)


def test_a_check_in_that_was_cut_off_happened_when_its_entry_is_there(desk: FrontDesk, tmp_path: Path) -> None:
    about = {"about": "visit", "person": None, "people": 4}
    cut_off = desk.tap(SERVICE, 4).result()
    found = witness(desk, tmp_path, about)
    assert [visit.people for visit in seen([tmp_path / "notes.jsonl"])] == [4]
    assert list(found.standing) == [cut_off.id.hex()]  # type: ignore[union-attr]
    witness(desk, tmp_path, about)
    assert len(seen([tmp_path / "notes.jsonl"])) == 1, "the next one was cut off before it was written"


def test_an_undo_that_was_cut_off_happened_when_its_entry_is_there(desk: FrontDesk, tmp_path: Path) -> None:
    there = witness(desk, tmp_path)
    first, second = (there.tap(SERVICE, people).result().id for people in (2, 3))  # type: ignore[union-attr]
    witness(desk, tmp_path, {"about": "take_back", "id": first.hex()})
    assert len(seen([tmp_path / "notes.jsonl"])) == 2, "it was not written"
    desk.take_back(second).result()
    witness(desk, tmp_path, {"about": "take_back", "id": second.hex()})
    assert [visit.people for visit in seen([tmp_path / "notes.jsonl"])] == [2]


def test_a_visit_that_nobody_made_is_told(desk: FrontDesk, tmp_path: Path) -> None:
    desk.tap(SERVICE, 1).result()
    desk.tap(SERVICE, 2).result()
    with pytest.raises(KioskError, match="2 visits are in the journal that nobody made"):
        witness(desk, tmp_path, {"about": "visit", "person": None, "people": 2})


# What can be asked for


def test_faults_are_named_or_all_and_a_wrong_name_is_told_the_nearest() -> None:
    assert read_faults("all") == frozenset(Fault)
    assert read_faults(None) == read_faults("none") == frozenset()
    assert read_faults("disk-full, delayed") == {Fault.DISK_FULL, Fault.DELAYED}
    with pytest.raises(BadUsage, match="Did you mean 'kiosk-killed'"):
        read_faults("kiosk-kiled")


@pytest.mark.parametrize("kiosks", [1, 2, 12])
def test_every_fault_befalls_somebody_however_few_kiosks_there_are(kiosks: int) -> None:
    befallen = mishaps(frozenset(Fault), kiosks, 30, Random(1))
    expected = {Fault.KIOSK_KILLED, Fault.CLOCK_WRONG, Fault.KIOSK_RESTORED, Fault.DISK_CLONED, Fault.DISK_FULL}
    assert {mishap.fault for found in befallen for mishap in found} == expected
    assert all(0 < mishap.after < 30 for found in befallen for mishap in found)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "--hub-dir"),
        ({"hub_folder": Path("hub"), "database": "sqlite:///x"}, "--database is for a hub of its own"),
        ({"hub_folder": Path("hub"), "faults": frozenset({Fault.HUB_KILLED})}, "hub-killed: only a hub of its own"),
    ],
)
def test_what_can_not_be_done_to_somebody_elses_hub_is_refused(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadUsage, match=said):
        simulate_station(StationDay(tmp_path, 1, 1, hub="https://127.0.0.1:1", **changed), lambda _: None)
