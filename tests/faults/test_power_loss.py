"""A power cut takes everything that was not synced: whoever was welcomed before it is still there."""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import LossyDisk
from .welcomes import lost_of

WRITER = Path(__file__).parents[1] / "end_to_end" / "writer.py"
CUTS = 20


def moments(chance: random.Random) -> Iterator[int]:
    """How many changes each cut waits for: few, while the journal is opened; more, at its first visits; and many, when
    SQLite has moved its log into the database in between.
    """
    for number in range(CUTS):
        yield chance.randrange((60, 400, 6000, 6000)[number % 4])


@pytest.mark.timeout(600)
def test_whoever_was_welcomed_before_a_power_cut_is_in_the_journal_after_it(lossy_disk: LossyDisk) -> None:
    """Twenty cuts at random moments, on one journal that is opened again after each; every second one is torn."""
    folder = lossy_disk.path / "journal"
    welcomed: dict[str, int] = {}
    for number, after in enumerate(moments(random.Random(20230318)), 1):
        welcomed |= welcomed_until_the_cut(lossy_disk, folder, after, torn=number if number % 2 else None)
        lost = lost_of(welcomed, folder)
        assert lost == [], f"cut {number}, after {after} changes: {len(lost)} of {len(welcomed)} are lost"
    assert len(welcomed) > 50 * CUTS, "the power was cut while many were being welcomed"


@pytest.mark.timeout(600)
def test_a_first_start_that_was_cut_off_is_made_again(lossy_disk: LossyDisk) -> None:
    for after in range(0, 110, 8):
        folder = lossy_disk.path / f"cut after {after}"
        assert lost_of(welcomed_until_the_cut(lossy_disk, folder, after), folder) == []


def welcomed_until_the_cut(disk: LossyDisk, folder: Path, after: int, torn: int | None = None) -> dict[str, int]:
    """Run the writer until the power is cut, and return whom it has welcomed, with how many people."""
    writer = subprocess.Popen(
        [sys.executable, WRITER, folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    disk.cut(writer, after=after, torn=torn)
    said = writer.communicate()[0].removeprefix("open\n")
    whole_lines = said[: said.rfind("\n") + 1].splitlines()
    return {visit: int(people) for visit, people in (line.split() for line in whole_lines)}
