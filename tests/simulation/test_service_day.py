"""A simulated day's truth is what the journal counts, for any seed."""

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.device.clock import SystemClock
from kiosk.device.front_desk import FrontDesk
from kiosk.device.journal import Journal, JournalInUse, Moment, verify_file
from kiosk.device.machine import fingerprint
from kiosk.device.workplace import open_workplace
from kiosk.domain.checkin import Reason
from kiosk.domain.entries import Entry, Kind, Refusal, Visit
from kiosk.domain.headcount import fold
from kiosk.domain.station import Plan, load
from kiosk.errors import BadUsage
from kiosk.simulation.service_day import AlreadyServed, simulate_day

FIRST, SECOND = date(2023, 3, 18), date(2023, 4, 1)


def simulate(folder: Path, visitors: int, seed: int = 1, day: date | None = None) -> dict[str, Any]:
    """Simulate with a small ballast, so that many days fit on a small disk."""
    folder.mkdir(exist_ok=True)
    if not (folder / "settings.toml").exists():
        (folder / "settings.toml").write_text("ballast_mb = 0\n")
    return simulate_day(folder, visitors, seed, day, lambda _: None)


def counted(folder: Path, day: date) -> dict[str, Any]:
    workplace = open_workplace(folder)
    desk = FrontDesk(workplace.journal_folder, workplace.post(), SystemClock())
    try:
        return desk.headcount(day).result().as_json()
    finally:
        desk.close()


def read(folder: Path) -> tuple[list[Entry], dict[str, Plan]]:
    """Return the entries and plans of a folder's journal."""
    now = Moment(0, 0, bytes(16), "1970-01-01")
    journal = Journal(
        folder / "journal", station="suzhou-center", moment=now, fingerprint=fingerprint(), ballast_bytes=0
    )
    try:
        return list(journal.entries()), {version: load(text) for version, text in journal.plans().items()}
    finally:
        journal.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 250), st.integers(0, 10_000), st.sampled_from([FIRST, SECOND, date(2023, 3, 19)]))
def test_the_truth_is_counted_by_sql_and_by_fold_for_any_seed(visitors: int, seed: int, day: date) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        truth = simulate(folder, visitors, seed, day)
        assert json.dumps(counted(folder, day)) == json.dumps(truth), "key for key, in the same order"
        entries, plans = read(folder)
        assert json.dumps(fold([entries], day, plans).as_json()) == json.dumps(truth)
        assert verify_file(folder / "journal").holds


def test_a_day_has_everything_that_a_service_day_has(tmp_path: Path) -> None:
    truth = simulate(tmp_path, 1500)
    entries, _ = read(tmp_path)
    bodies = {kind: [entry.body or b"" for entry in entries if entry.kind == kind] for kind in Kind}
    assert len(bodies[Kind.PLACED]) == 24, "the kiosk comes to each of the twelve points twice"
    assert {Refusal.decode(body).reason for body in bodies[Kind.REFUSAL]} == set(Reason)
    assert any(b"another service" in body for body in bodies[Kind.VOID])
    assert any(b"taken back" in body for body in bodies[Kind.VOID])
    visits = [Visit.decode(body) for body in bodies[Kind.VISIT]]
    assert {visit.by for visit in visits} == {"scan", "tap"}
    assert max(visit.people for visit in visits) > 50, "groups come"
    by = truth["by"]
    assert len(by["point"]) == 12
    assert set(by["hour"]) == {"09", *map(str, range(10, 17))}, "the doors are open from 9 to 17"
    assert sum(point["visitors"] for point in by["point"].values()) > truth["visitors"], "some come again elsewhere"
    assert any(here["visits"] > here["visitors"] + here["anonymous"] for here in by["point"].values()), "and some here"


def test_the_same_seed_is_the_same_day(tmp_path: Path) -> None:
    assert simulate(tmp_path / "one", 60, 5) == simulate(tmp_path / "two", 60, 5)
    assert simulate(tmp_path / "three", 60, 6) != simulate(tmp_path / "four", 60, 5)


def test_each_day_in_one_folder_is_counted_apart_also_one_before_the_others(tmp_path: Path) -> None:
    truths = {day: simulate(tmp_path, 250, day=day) for day in (SECOND, FIRST, date(2026, 11, 24))}
    assert {day: counted(tmp_path, day) for day in truths} == truths


def test_a_day_that_has_visits_already_is_refused_and_stays_as_it_was(tmp_path: Path) -> None:
    truth = simulate(tmp_path, 40)
    with pytest.raises(AlreadyServed, match="2023-03-18"):
        simulate(tmp_path, 10, seed=2)
    assert counted(tmp_path, FIRST) == truth


def test_a_folder_that_a_kiosk_holds_is_refused_in_the_journals_words(tmp_path: Path) -> None:
    truth = simulate(tmp_path, 10)
    desk = FrontDesk(tmp_path / "journal", open_workplace(tmp_path).post(), SystemClock())
    try:
        with pytest.raises(JournalInUse, match="in use"):
            simulate(tmp_path, 10, day=SECOND)
        assert desk.headcount(FIRST).result().as_json() == truth
        assert desk.headcount(SECOND).result().total["visits"] == 0
    finally:
        desk.close()


@pytest.mark.parametrize("day", [date.min, date(1970, 1, 1), date(2106, 1, 1), date.max])
def test_a_day_on_which_no_pass_can_be_valid_is_refused(tmp_path: Path, day: date) -> None:
    with pytest.raises(BadUsage, match="1971-01-01 to 2105-12-31"):
        simulate(tmp_path, 1, day=day)


@pytest.mark.parametrize("minutes", [0, 1])
def test_the_truth_goes_by_the_folders_own_repeat_time(tmp_path: Path, minutes: int) -> None:
    (tmp_path / "settings.toml").write_text(f"ballast_mb = 0\nrepeat_after_min = {minutes}\n")
    truth = simulate(tmp_path, 300)
    assert counted(tmp_path, FIRST) == truth
