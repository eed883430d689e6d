"""A disk that fills up during a service day first costs the ballast; then the kiosk says so, and loses nobody.

Each front desk runs in a process of its own: SQLite on a full disk can kill its process by SIGBUS.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import SmallDisk
from .welcomes import lost_of

DESK = Path(__file__).with_name("desk.py")
FLOOR, BALLAST = 4_000_000, 8_000_000


class Desk:
    """A front desk on the small disk."""

    def __init__(self, folder: Path, floor_bytes: int, ballast_bytes: int) -> None:
        self.welcomed: dict[str, int] = {}
        command = [sys.executable, DESK, folder, str(floor_bytes), str(ballast_bytes)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def check_in(self) -> str | None:
        """Check in; returns what the desk says when the disk is full, and None for a welcome."""
        answer = self._ask("check-in")
        if "full" in answer:
            return str(answer["full"])
        self.welcomed[answer["welcome"]] = answer["people"]
        return None

    def check_in_until_full(self) -> str:
        while (full := self.check_in()) is None:
            pass
        return full

    @property
    def has_ballast(self) -> bool:
        return bool(self._ask("health")["has_ballast"])

    def close(self) -> int:
        """Close the desk; returns its exit status, which is below 0 for a signal."""
        self._process.communicate()
        return self._process.returncode

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _ask(self, order: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the front desk died: {self._process.wait()}"
        return json.loads(line)


@pytest.fixture
def open_desk(small_disk: SmallDisk) -> Iterator[Callable[..., Desk]]:
    """Starts front desks on the small disk's journal, and ends those that a failed test left open."""
    opened: list[Desk] = []

    def open_it(floor_bytes: int = FLOOR, ballast_bytes: int = BALLAST) -> Desk:
        opened.append(Desk(small_disk.path / "journal", floor_bytes, ballast_bytes))
        return opened[-1]

    yield open_it
    for desk in opened:
        desk.close()


def test_the_ballast_goes_first_then_nobody_is_accepted_until_there_is_room(
    small_disk: SmallDisk, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk()
    assert desk.check_in() is None
    assert desk.has_ballast
    small_disk.fill(leaving=FLOOR + 1_000_000)
    while desk.has_ballast:
        assert desk.check_in() is None, "with the ballast aboard nobody is turned away"
    assert desk.check_in() is None, "the ballast has bought room"
    assert small_disk.free_bytes > FLOOR

    small_disk.fill(leaving=FLOOR + 1_000_000)
    assert "The disk is full" in desk.check_in_until_full()
    assert desk.check_in() is not None
    assert desk.close() == 0
    small_disk.fill(leaving=FLOOR // 2)  # closing has freed what SQLite's log took
    again = open_desk()
    assert not again.has_ballast
    assert again.check_in() is not None, "a new start on a full disk says so too"

    small_disk.clear()
    assert again.check_in() is None
    assert again.close() == 0
    last = open_desk()
    assert last.has_ballast, "taken aboard again"
    assert last.close() == 0
    assert lost_of(desk.welcomed | again.welcomed, small_disk.path / "journal") == []


def test_a_disk_that_others_fill_to_the_last_byte_kills_nothing_and_loses_nobody(
    small_disk: SmallDisk, open_desk: Callable[..., Desk]
) -> None:
    """Faster than the floor can tell: SQLite itself runs out of room, in the middle of a visit."""
    desk = open_desk(floor_bytes=0, ballast_bytes=0)
    assert desk.check_in() is None
    small_disk.fill(leaving=300_000)
    assert "nothing was written" in desk.check_in_until_full()
    small_disk.fill(leaving=0)
    assert desk.check_in() is not None
    small_disk.clear()
    assert desk.check_in() is None
    assert desk.close() == 0
    assert lost_of(desk.welcomed, small_disk.path / "journal") == []


def test_a_start_after_a_power_cut_with_a_few_blocks_left_kills_nothing(
    small_disk: SmallDisk, open_desk: Callable[..., Desk]
) -> None:
    """The worst place: SQLite has its log to read, and would share memory for it that the disk has no room for."""
    desk = open_desk(floor_bytes=0, ballast_bytes=0)
    welcomed: dict[str, int] = {}
    for blocks in range(8):
        assert desk.check_in() is None
        desk.kill()
        (small_disk.path / "journal" / "journal.db-shm").unlink(missing_ok=True)  # if any, nobody has synced it
        small_disk.fill(leaving=blocks * 4096)
        welcomed |= desk.welcomed
        desk = open_desk(floor_bytes=0, ballast_bytes=0)
        assert "nothing was written" in desk.check_in_until_full()
        small_disk.clear()
    assert desk.close() == 0
    assert lost_of(welcomed | desk.welcomed, small_disk.path / "journal") == []
