"""The journal's SQL counts what the reference fold counts, on any day."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.device.counting import count_day
from kiosk.device.journal import Draft, Journal, Moment
from kiosk.domain.entries import Entry, Kind, Redate, Visit, Void
from kiosk.domain.headcount import Headcount, fold
from kiosk.domain.station import Plan, load
from kiosk.paths import ASSETS

from .conftest import BOOT, MACHINE, START_US, visit

DAYS = ("2023-03-18", "2023-03-19", "2023-04-01")
PERSONS = (None, "aa:01", "aa:02", "bb:01")


@cache
def plans() -> dict[str, Plan]:
    text = (ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8")
    moved = text.replace('theme = "culture"', 'theme = "business"', 1)
    return {plan.version: plan for plan in (load(text), load(moved))}


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    plan = draw(st.sampled_from([*plans().values()]))
    point = draw(st.sampled_from(plan.points[:4]))
    return Visit(
        plan=draw(st.sampled_from([plan.version, plan.version, "unknown"])),
        point=point.id,
        service=draw(st.sampled_from(point.services)),
        people=draw(st.integers(1, 99)),
        by="scan",
        offset_min=draw(st.sampled_from([0, 480, -570])),
        person=draw(st.sampled_from(PERSONS)),
        planned=draw(st.booleans()),
    )


steps = st.lists(
    st.one_of(
        st.tuples(st.just("visit"), visits(), st.sampled_from(DAYS), st.integers(0, 86_399)),
        st.tuples(st.just("void"), st.lists(st.integers(0, 30), min_size=1, max_size=3), st.sampled_from(DAYS)),
        st.tuples(st.just("redate"), st.integers(1, 20), st.integers(0, 10), st.sampled_from(DAYS)),
        st.tuples(st.just("epoch")),
    ),
    max_size=30,
)


def write(journal: Journal, taken: list[tuple[object, ...]]) -> None:
    """Write the steps; a void names visits by number, known or not, and also such as come only later."""
    foretold: list[bytes] = []
    for n, step in enumerate(taken):
        match step:
            case ("visit", Visit() as body, str(day), int(second)):
                at_us = START_US + second * 1_000_000
                [entry] = journal.append([Draft(body, Moment(at_us, n, BOOT, day))])
                foretold.append(entry.id)
            case ("void", list(numbers), str(day)):
                ids = tuple(foretold[k].hex() if k < len(foretold) else f"{k:032x}" for k in numbers)
                journal.append([Draft(Void(ids, "taken back", "visitor"), Moment(START_US, n, BOOT, day))])
            case ("redate", int(first), int(more), str(day)):
                body = Redate(journal.epoch.hex(), first, first + more, day, "coordinator", "flat battery")
                journal.append([Draft(body, Moment(START_US, n, BOOT, DAYS[0]))])
            case _:
                journal._open_epoch("restored", MACHINE, Moment(START_US, n, BOOT, DAYS[0]), journal._head)


def agree(journal: Journal) -> list[Headcount]:
    entries = list(journal.entries())
    counted = []
    for day in map(date.fromisoformat, DAYS):
        expected = fold([entries], day, plans())
        assert count_day(journal.database, day, plans()).as_json() == expected.as_json()
        counted.append(expected)
    return counted


@settings(max_examples=150, deadline=None)
@given(steps)
def test_sql_and_fold_agree_on_any_day(taken: list[tuple[object, ...]]) -> None:
    with TemporaryDirectory() as folder:
        moment = Moment(START_US, 0, BOOT, DAYS[0])
        journal = Journal(Path(folder), station="s", moment=moment, fingerprint=MACHINE, floor_bytes=1, ballast_bytes=0)
        try:
            write(journal, taken)
            agree(journal)
        finally:
            journal.close()


def test_a_void_that_is_written_before_its_visit_takes_it_back(tmp_path: Path) -> None:
    moment = Moment(START_US, 0, BOOT, DAYS[0])
    journal = Journal(tmp_path, station="s", moment=moment, fingerprint=MACHINE, ballast_bytes=0)
    try:
        [entry] = journal.append([Draft(visit(), moment)])
        rewritten: Entry = journal._chained(entry)  # the same visit in another epoch, after its void
        journal.append([Draft(Void((entry.id.hex(),), "taken back", "visitor"), moment)])
        journal._open_epoch("restored", MACHINE, moment, journal._head)
        rewritten = journal._chained(rewritten)
        journal._insert(rewritten)
        assert [counted.total["visits"] for counted in agree(journal)] == [0, 0, 0]
    finally:
        journal.close()


def test_one_visit_in_two_epochs_is_one_visit(tmp_path: Path) -> None:
    moment = Moment(START_US, 0, BOOT, DAYS[0])
    journal = Journal(tmp_path, station="s", moment=moment, fingerprint=MACHINE, ballast_bytes=0)
    try:
        [entry] = journal.append([Draft(visit(people=4), moment)])
        journal._open_epoch("restored", MACHINE, moment, journal._head)
        journal._insert(journal._chained(entry))
        assert sum(1 for one in journal.entries(kinds=[Kind.VISIT]) if one.id == entry.id) == 2
        assert [counted.total["people"] for counted in agree(journal)] == [4, 0, 0]
    finally:
        journal.close()
