"""A flat battery puts a PC in 2019: people are welcomed all the same, and every visit says that its time is in doubt.

The kiosk runs under Debian's faketime as a process of its own, with pictures of passes before its camera.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk import control, settings
from kiosk.device.journal import Journal
from kiosk.device.machine import fingerprint
from kiosk.device.workplace import make_issuer_key, open_workplace
from kiosk.documents.pass_cards import issue_cards, write_pictures
from kiosk.domain.checkin import Reason
from kiosk.domain.entries import Entry, Kind, Refusal, Visit
from kiosk.domain.roles import Role

from .welcomes import NOW

FLAT_BATTERY, SERVICE_DAY = date(2019, 1, 1), date(2023, 3, 18)
LONG_AGO, ONE_DAY = date(2018, 6, 1), 1


class Place:
    """A data folder, the passes before its camera, and the processes that run on it at one time or another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._camera = folder / "camera"
        self.data = folder / "data"
        said = {"plan": "suzhou-center", "point": "P3", "camera": str(self._camera), "ballast_mb": "0"}
        settings.write(self.data, said)
        self._key = make_issuer_key(self.data)
        self._started: list[subprocess.Popen[str]] = []

    def lay_before_the_camera(self, *valid_on: date) -> None:
        """Lay a pass for each of these days, valid on that day alone, in this order and instead of what lay there."""
        shutil.rmtree(self._camera, ignore_errors=True)
        plan = open_workplace(self.data).plan
        for number, day in enumerate(valid_on):
            cards = issue_cards(self._key, Role.VISITOR, 1, plan, day, ONE_DAY)
            write_pictures(cards, self._camera / str(number), lambda _: None)
            [picture] = (self._camera / str(number)).iterdir()
            picture.rename(self._camera / f"{number}.png")

    def run(self, *arguments: str) -> Any:
        """Run a command at the right time, and return what it answers in JSON."""
        process = self._start(*arguments)
        out, err = process.communicate()
        assert process.returncode == 0, err
        return json.loads(out)

    def run_kiosk(self, day: date, *, until_visits: int) -> None:
        """Run the kiosk on that day, as its clock has it, until it counts so many visits."""
        process = self._start("--windowed", at=f"{day} 10:00:00")
        while self._visits(day) < until_visits:
            assert process.poll() is None, process.communicate()[1]
            os.sched_yield()
        process.kill()  # what it counted is on disk
        process.communicate()

    def entries(self, kind: Kind) -> list[Entry]:
        folder = self.data / "journal"
        journal = Journal(folder, station="suzhou-center", moment=NOW, fingerprint=fingerprint(), ballast_bytes=0)
        try:
            return list(journal.entries(kinds=[kind]))
        finally:
            journal.close()

    def close(self) -> None:
        for process in self._started:
            process.kill()
            process.communicate()

    def _visits(self, day: date) -> int:
        try:
            return int(control.ask(self.data, "headcount", day=day.isoformat())["visits"])
        except control.NotRunning:
            return 0

    def _start(self, *arguments: str, at: str | None = None) -> "subprocess.Popen[str]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
        variables = {
            "KIOSK_DIR": str(self.data),
            "QT_QPA_PLATFORM": "offscreen",
            "QT_QUICK_BACKEND": "software",
            "TZ": "Asia/Shanghai",
        }
        if at is not None:
            variables |= {"LD_PRELOAD": _library(), "FAKETIME": f"@{at}", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self._folder,
            env=kept | variables,
        )
        self._started.append(process)
        return process


def _library() -> str:
    """Return what ``faketime`` preloads; the command itself would stand between the kiosk and its signals."""
    assert shutil.which("faketime"), "make setup installs faketime"
    asked = subprocess.run(
        ["faketime", "-m", "2019-01-01", "printenv", "LD_PRELOAD"], capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    if sys.platform != "linux":
        pytest.skip(f"{sys.platform} has no faketime; wrong clocks are tested on Linux")
    place = Place(tmp_path)
    yield place
    place.close()


def test_a_kiosk_in_2019_refuses_no_pass_for_its_dates_and_doubts_each_visit(place: Place) -> None:
    before_us = time.monotonic_ns() // 1000
    place.lay_before_the_camera(LONG_AGO, SERVICE_DAY)  # expired, and not valid yet
    place.run_kiosk(FLAT_BATTERY, until_visits=2)
    after_us = time.monotonic_ns() // 1000

    written = place.entries(Kind.VISIT)
    visits = [Visit.decode(entry.body or b"") for entry in written]
    assert [visit.doubtful for visit in visits] == [True, True]
    assert place.entries(Kind.REFUSAL) == []
    assert {entry.day for entry in written} == {FLAT_BATTERY.isoformat()}
    assert all(before_us < entry.mono_us < after_us for entry in written), "what tells a repeat goes on as ever"

    counted = place.run("headcount", "--day", FLAT_BATTERY.isoformat(), "--format", "json")
    assert (counted["visits"], counted["visitors"]) == (2, 2)
    assert place.run("journal", "verify", "--json")["holds"] is True


def test_put_right_again_it_refuses_what_has_expired_and_doubts_nothing(place: Place) -> None:
    """The other side: on the day itself, after a start in 2019 on the same journal."""
    place.lay_before_the_camera(SERVICE_DAY)
    place.run_kiosk(FLAT_BATTERY, until_visits=1)
    place.lay_before_the_camera(LONG_AGO, SERVICE_DAY)
    place.run_kiosk(SERVICE_DAY, until_visits=1)

    visits = [Visit.decode(entry.body or b"") for entry in place.entries(Kind.VISIT)]
    assert [visit.doubtful for visit in visits] == [True, False]
    assert [Refusal.decode(entry.body or b"").reason for entry in place.entries(Kind.REFUSAL)] == [Reason.EXPIRED]
    counted = place.run("headcount", "--day", SERVICE_DAY.isoformat(), "--format", "json")
    assert counted["visits"] == 1
    assert place.run("journal", "verify", "--json")["holds"] is True
