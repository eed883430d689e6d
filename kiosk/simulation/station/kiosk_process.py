"""One kiosk without a screen, as a process: people come to its front desk, and it syncs as any kiosk does.

Started as ``python -m kiosk.simulation.station.kiosk_process SPEC``. It is told on standard input how far to go
(``until N``, ``synced``, ``seal DAY``, ``end``), and tells on standard output how far it is (``ready``, ``came N``,
``synced``, ``sealed``).
"""

import hashlib
import json
import random
import sys
import threading
import time
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Self

from kiosk import control, logs
from kiosk.desktop.uplink import sync_loop
from kiosk.device.answers import answers
from kiosk.device.front_desk import FrontDesk
from kiosk.device.journal import DiskFull
from kiosk.device.workplace import open_workplace
from kiosk.domain.checkin import Reason
from kiosk.domain.entries import Redate
from kiosk.domain.passes import ID_BYTES, Pass, read
from kiosk.domain.wire import Health
from kiosk.errors import KioskError
from kiosk.keys import IssuerKey
from kiosk.simulation.people import SECOND_US, Contradicted, Held, People, SteppedClock
from kiosk.simulation.station.witness import Witness
from kiosk.simulation.truth import Happened

_ALL_ROWS = 1_000_000
_HOUR_US = 3600 * SECOND_US
_DATES = (Reason.EXPIRED, Reason.NOT_YET_VALID)


@dataclass(frozen=True, slots=True)
class Spec:
    """What one run of a kiosk's process is to do."""

    folder: str
    """The kiosk's data folder."""
    notes: str
    """The file of its witness."""
    others: tuple[str, ...]
    """Notes of other witnesses beside the same journal."""
    issuer: str
    """The key by which people's passes were signed, PEM."""
    passes: tuple[str, ...]
    """Passes of people who go from point to point."""
    day: str
    arrivals: tuple[int, ...]
    """When people come (µs since 1970)."""
    came: int
    """So many of them have come before."""
    starts_us: int
    closes_us: int
    seed: int
    ahead_us: int = 0
    """How far the clock is wrong at first."""
    mended_after: int = 0
    """So many people come before anybody notices."""
    is_full: bool = False
    """The disk is full: everybody is turned away."""
    sync_first: bool = False
    """Hear from the hub what this journal lacks before anybody comes."""

    def written(self) -> str:
        """Return it as it stands on the command line."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what :meth:`written` wrote."""
        found: dict[str, Any] = json.loads(text)
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in found.items()
        }
        return cls(**values)


class Ended(Exception):
    """The process was told to end."""


class Orders:
    """What the process is told, as it comes in on standard input."""

    def __init__(self, came: int) -> None:
        self._changed = threading.Condition()
        self._until = came
        self._other: list[str] = []
        threading.Thread(target=self._listen, name="orders", daemon=True).start()

    def next(self, came: int) -> str:
        """Return ``come`` once one more may come, or another order; waits for either."""
        with self._changed:
            self._changed.wait_for(lambda: self._other or came < self._until)
            return self._other.pop(0) if self._other else "come"

    def _listen(self) -> None:
        for line in sys.stdin:
            with self._changed:
                if line.startswith("until "):
                    self._until = int(line.split()[1])
                else:
                    self._other.append(line.strip())
                self._changed.notify_all()
        with self._changed:  # who gave the orders is gone
            self._other.append("end")
            self._changed.notify_all()


class KioskProcess:
    """Front desk, sync and people of one kiosk."""

    def __init__(self, spec: Spec) -> None:
        self._spec, self._came = spec, spec.came
        self._orders = Orders(spec.came)
        folder = Path(spec.folder)
        self._workplace = open_workplace(folder)
        self._plan, self._post = self._workplace.plan, self._workplace.post()
        self._clock = SteppedClock(spec.starts_us, spec.ahead_us)
        self._desk = FrontDesk(self._workplace.journal_folder, self._post, self._clock, self._wake)
        self._witness = Witness(
            self._desk, self._clock, self._workplace.point, Path(spec.notes), map(Path, spec.others)
        )
        self._loop = sync_loop(self._desk, self._workplace, self._health)
        asked = {**answers(self._desk, is_sample=False), "sync": lambda: asdict(self._loop.once())}
        self._control = control.Control(folder, asked)

    def run(self) -> None:
        """Serve until told to end."""
        self._loop.start()
        try:
            if self._spec.sync_first:
                self._sync_all()
            _say("ready")
            if self._spec.is_full:
                self._turn_away()
            else:
                self._serve()
        except Ended:
            pass
        finally:
            self._control.close()
            self._loop.stop()
            self._desk.close()
            self._witness.close()

    # People

    def _serve(self) -> None:
        if self._spec.mended_after:
            self._serve_by_a_wrong_clock()
        if not self._desk.health().result().clock_is_trusted:
            self._desk.confirm_clock("coordinator").result()
        people = self._people(date.fromisoformat(self._spec.day), self._spec.closes_us, self._spec.passes)
        if (last := self._newest_holder()) is not None:
            held, visit = last
            people.schedule(self._spec.starts_us, partial(people.come_again, held, visit))
        for at_us in self._spec.arrivals[self._came :]:
            people.schedule(max(at_us, self._spec.starts_us + 1), partial(self._arrive, people))
        people.live()
        self._compare(people)
        while True:
            self._obey()

    def _newest_holder(self) -> tuple[Held, Happened] | None:
        """Return who came last with a pass that still holds, and the visit, before this start."""
        last = next((one for one in reversed(self._witness.standing.values()) if one.person is not None), None)
        if last is None or last.person is None or last.is_doubtful:
            return None
        shown = read(last.person, self._post.issuers)
        if not isinstance(shown, Pass) or shown.person in self._desk.revoked().result():
            return None
        held = _held(last.person)
        return held, Happened(last.at_us, last.point, "", last.people, held.id)

    def _serve_by_a_wrong_clock(self) -> None:
        """Let people come while the clock shows another day, until staff notice, mend it and file what was written."""
        now_us = self._clock.now_us()
        wrong, right = self._plan.service_day_of(now_us), date.fromisoformat(self._spec.day)
        people = self._people(wrong, now_us + _HOUR_US, ())
        people.in_vain = [reason for reason in people.in_vain if reason not in _DATES]  # dates may not refuse now
        for number in range(1, self._spec.mended_after + 1):
            people.schedule(now_us + number * 20 * SECOND_US, partial(self._arrive, people))
        people.live()
        self._compare(people)
        self._clock.ahead_us = 0
        self._desk.confirm_clock("coordinator").result()
        if wrong != right:
            self._redate(wrong, right)

    def _redate(self, wrong: date, right: date) -> None:
        for epoch, _, _ in self._desk.heads().result():
            rows = self._desk.rows_after(epoch, 0, _ALL_ROWS).result()
            seqs = [row.seq for row in rows if row.day == wrong.isoformat()]
            if seqs:
                redate = Redate(epoch.hex(), min(seqs), max(seqs), right.isoformat(), "coordinator", "wrong clock")
                self._desk.redate(redate).result()

    def _people(self, day: date, closes_us: int, passes: tuple[str, ...]) -> People:
        people = People(
            self._witness,
            self._clock,
            self._post,
            day,
            IssuerKey.load(Path(self._spec.issuer)),
            random.Random(self._spec.seed + self._came),
            closes_us,
            point=self._workplace.point,
            passes=[_held(text) for text in passes],
        )
        self._before = len(self._witness.standing)
        return people

    def _arrive(self, people: People) -> None:
        self._obey()
        people.come()
        self._came += 1
        _say(f"came {self._came}")

    def _compare(self, people: People) -> None:
        """What people meant and what the witness saw is the same."""
        seen = len(self._witness.standing) - self._before
        if seen != len(people.truth.visits):
            raise Contradicted(f"{len(people.truth.visits)} visits were made, and {seen} were seen.")

    def _turn_away(self) -> None:
        for _ in range(3):
            try:
                self._witness.tap(self._post.plan.point(self._workplace.point).default, 1).result()
            except DiskFull:
                continue
            raise Contradicted("A visit was accepted on a disk that is full.")
        while True:
            self._obey()

    # Orders

    def _obey(self) -> None:
        """Do what is ordered until one more may come."""
        while (order := self._orders.next(self._came)) != "come":
            match order.split():
                case ["synced"]:
                    self._sync_all()
                    _say("synced")
                case ["seal", day]:
                    self._sync_all()  # a copy may have to open an epoch first
                    self._desk.close_day(date.fromisoformat(day), "coordinator").result()
                    self._sync_all()
                    _say("sealed")
                case _:
                    raise Ended

    def _sync_all(self) -> None:
        """Bring everything to the hub, however often that takes."""
        while True:
            try:
                self._loop.once()
                if not self._desk.health().result().waiting:
                    return
            except KioskError as cause:
                _say(f"trouble {cause}")
            time.sleep(0.05)

    def _wake(self) -> None:
        if hasattr(self, "_loop"):  # the first entries are written before there is one
            self._loop.wake()

    def _health(self) -> Health:
        return Health(clock_us=self._clock.now_us(), clock_is_trusted=self._desk.health().result().clock_is_trusted)


def _held(text: str) -> Held:
    return Held(hashlib.sha256(text.encode()).digest()[:ID_BYTES], text)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Run the kiosk that the command line describes."""
    spec = Spec.read(sys.argv[1])
    logs.write_to(Path(spec.folder))
    KioskProcess(spec).run()


if __name__ == "__main__":
    main()
