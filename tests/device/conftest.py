"""What journal and front desk tests stand on: real files, a clock that the test sets."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.device.journal import Draft, Journal, Moment
from kiosk.domain.entries import Body, Visit

BOOT = bytes(range(16))
MACHINE = bytes(32)
DAY = "2023-03-18"
START_US = 1_679_121_000_000_000  # 18 March 2023, 14:30 in Suzhou


def moment(second: float = 0, day: str = DAY) -> Moment:
    us = round(second * 1_000_000)
    return Moment(at_us=START_US + us, mono_us=us, boot_id=BOOT, day=day)


def visit(point: str = "P3", people: int = 1, person: str | None = None) -> Visit:
    return Visit(plan="0" * 16, point=point, service="legal", people=people, by="scan", offset_min=480, person=person)


@pytest.fixture
def open_journal(tmp_path: Path) -> Iterator[Callable[..., Journal]]:
    """Opens the journal of ``tmp_path``, small floors and all, and closes each one at the end."""
    opened: list[Journal] = []

    def open_it(folder: Path = tmp_path / "journal", **changed: object) -> Journal:
        arguments: dict[str, object] = {
            "station": "suzhou-center",
            "moment": moment(),
            "fingerprint": MACHINE,
            "floor_bytes": 1_000_000,
            "ballast_bytes": 100_000,
        }
        journal = Journal(folder, **(arguments | changed))  # type: ignore[arg-type]
        opened.append(journal)
        return journal

    yield open_it
    for journal in opened:
        journal.close()


@pytest.fixture
def write() -> Callable[..., None]:
    """Appends entries, a second apart."""
    seconds = itertools.count(1)

    def write_them(journal: Journal, *bodies: Body) -> None:
        for body in bodies:
            journal.append([Draft(body, moment(next(seconds)))])

    return write_them
