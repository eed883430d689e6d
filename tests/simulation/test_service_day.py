"""A simulated day's truth is what the journal counts, for any seed."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.device.clock import SystemClock
from kiosk.device.front_desk import FrontDesk
from kiosk.device.journal import Journal, verify_file
from kiosk.device.workplace import open_workplace
from kiosk.domain.entries import Kind
from kiosk.domain.headcount import fold
from kiosk.domain.station import load
from kiosk.simulation.service_day import AlreadyServed, simulate_day

FIRST, SECOND = date(2023, 3, 18), date(2023, 4, 1)


def simulate(folder: Path, visitors: int, seed: int = 1, day: date | None = None) -> dict[str, object]:
    return simulate_day(folder, visitors, seed, day, lambda _: None)


def counted(folder: Path, day: date) -> dict[str, object]:
    workplace = open_workplace(folder)
    desk = FrontDesk(workplace.journal_folder, workplace.post(), SystemClock())
    try:
        return desk.headcount(day).result().as_json()
    finally:
        desk.close()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 250), st.integers(0, 10_000))
def test_the_truth_is_counted_by_sql_and_by_fold_for_any_seed(visitors: int, seed: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        truth = simulate(folder, visitors, seed)
        assert counted(folder, FIRST) == truth
        assert verify_file(folder / "journal").holds
        desk = FrontDesk(folder / "journal", open_workplace(folder).post(), SystemClock())
        journal: Journal = desk._desk.journal
        entries = desk._store.submit(lambda: list(journal.entries())).result()
        plans = desk._store.submit(journal.plans).result()
        desk.close()
        assert fold(entries, FIRST, {version: load(text) for version, text in plans.items()}).as_json() == truth


def test_a_day_has_everything_that_a_service_day_has(tmp_path: Path) -> None:
    truth = simulate(tmp_path, 900)
    desk = FrontDesk(tmp_path / "journal", open_workplace(tmp_path).post(), SystemClock())
    entries = desk._store.submit(lambda: list(desk._desk.journal.entries())).result()
    desk.close()
    kinds = {kind: [entry for entry in entries if entry.kind == kind] for kind in Kind}
    assert len(kinds[Kind.PLACED]) >= 12, "the kiosk moves through the points"
    assert kinds[Kind.VOID]
    reasons = {
        entry.body.split(b'"reason":"')[1].split(b'"')[0].decode() for entry in kinds[Kind.REFUSAL] if entry.body
    }
    assert reasons >= {"expired", "not_yet_valid", "wrong_role", "unknown_issuer", "damaged", "put_away", "not_a_pass"}
    assert "already_checked_in" in reasons
    by = truth["by"]
    assert isinstance(by, dict)
    assert len(by["point"]) == 12
    assert by["hour"].keys() <= {f"{hour:02}" for hour in range(9, 18)}
    assert sum(point["visitors"] for point in by["point"].values()) > int(str(truth["visitors"])), "some come again"


def test_the_same_seed_is_the_same_day(tmp_path: Path) -> None:
    assert simulate(tmp_path / "one", 60, 5) == simulate(tmp_path / "two", 60, 5)
    assert simulate(tmp_path / "three", 60, 6) != simulate(tmp_path / "four", 60, 5)


def test_a_second_day_is_counted_apart_and_the_same_day_is_refused(tmp_path: Path) -> None:
    first = simulate(tmp_path, 40)
    second = simulate(tmp_path, 50, day=SECOND)
    assert counted(tmp_path, FIRST) == first
    assert counted(tmp_path, SECOND) == second
    with pytest.raises(AlreadyServed, match="2023-03-18"):
        simulate(tmp_path, 10)
