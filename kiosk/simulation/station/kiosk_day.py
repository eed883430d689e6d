"""One kiosk's day: people come, and its process is killed, put back, copied and started again."""

import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk import control
from kiosk.device.journal.restoring import restore
from kiosk.device.workplace import journal_folder
from kiosk.simulation.people import SECOND_US
from kiosk.simulation.station.faults import Fault, Mishap
from kiosk.simulation.station.kiosk_process import Spec
from kiosk.simulation.station.kiosk_run import KioskRun
from kiosk.simulation.station.witness import seen

_DAY_US = 24 * 3600 * SECOND_US
_WRONG_BY_US = (-1537 * _DAY_US, 3301 * _DAY_US, _DAY_US, -_DAY_US, -3 * 3600 * SECOND_US)
"""2019, 2032, tomorrow, yesterday, and three hours ago."""
_A_FEW = 6
"""So many people come before a wrong clock is noticed, after a backup, or to each of two machines with one disk."""
_TWO_MACHINES = 2
_NO_DISK_HAS_MB = 1 << 40


@dataclass(frozen=True, slots=True)
class Comers:
    """Who comes to a kiosk, and when."""

    issuer: Path
    """The key by which their passes were signed."""
    day: str
    arrivals: tuple[int, ...]
    """µs since 1970."""
    opens_us: int
    closes_us: int
    passes: tuple[str, ...]
    """Of people who go from point to point."""
    seed: int


@dataclass(slots=True)
class KioskDay:
    """A kiosk, the people who come to it, and what goes wrong.

    Every call is for one thread, but :meth:`kill`.
    """

    point: str
    device: str
    folder: Path
    """Everything of this kiosk: data folder, notes, backups, copies."""
    comers: Comers
    mishaps: Sequence[Mishap]
    one_at_a_time: threading.Lock
    """Held while a journal or the hub is put back, or a disk written twice: two such things at once lose visits."""
    advance: Callable[[int], object]
    happened: Callable[[Fault], object]
    notes: list[Path] = field(default_factory=list)
    """Of the witnesses beside this kiosk and its copies."""
    came: int = 0
    _run: KioskRun | None = None
    _others: list[KioskRun] = field(default_factory=list)
    _is_over: bool = False

    @property
    def data(self) -> Path:
        """The kiosk's data folder."""
        return self.folder / "data"

    @property
    def trouble(self) -> str:
        """The newest that sync said, for whoever waits."""
        return self._run.trouble if self._run is not None else ""

    def live(self) -> None:
        """Let the day pass; at its end the kiosk goes on syncing.

        Raises:
            KioskFailed: a process ended that should not have.
            Contradicted: a copy's people were answered otherwise than the rules say.
        """
        self.open()
        for mishap in self.mishaps:
            self.serve(mishap.after)
            _MISHAPS[mishap.fault](self)
            self.happened(mishap.fault)
        self.serve(len(self.comers.arrivals))
        self.sync()

    def open(self) -> None:
        """Start the kiosk for the first time."""
        self.notes.append(self.folder / "notes.jsonl")
        self._start()

    def serve(self, until: int) -> None:
        """Let people come, until so many have."""
        self._running().serve(min(until, len(self.comers.arrivals)))
        self.came = self._running().came

    def sync(self) -> None:
        """Let it bring everything to the hub, and wait until it has."""
        run = self._running()
        run.tell("synced")
        run.hear("synced")

    def entries(self) -> int:
        """Return how many entries its journal has."""
        return int(control.ask(self.data, "verify")["entries"])

    def end(self) -> None:
        """Close the kiosk; may be called twice."""
        if self._run is not None:
            self._run.end()
            self.came, self._run = self._run.came, None

    def kill(self) -> None:
        """End whatever runs at once and let nothing more be started; for another thread, when the day is given up."""
        self._is_over = True
        for run in (self._run, *self._others):
            if run is not None:
                run.kill()

    def bury(self) -> None:
        """Let go of what was killed, once nothing else asks this kiosk."""
        for run in (self._run, *self._others):
            if run is not None:
                run.bury()

    # Runs

    def _start(self, environment: Mapping[str, str] | None = None, **changed: Any) -> None:
        self._run = self._started(self._spec(**changed), environment)

    def _started(self, spec: Spec, environment: Mapping[str, str] | None = None) -> KioskRun:
        advance = self.advance if spec.folder == str(self.data) else _nobody  # a copy's people are not of the crowd
        return KioskRun(spec, self.folder / "errors.log", advance, environment)

    def _running(self) -> KioskRun:
        assert self._run is not None
        return self._run

    def _spec(self, **changed: Any) -> Spec:
        last_us = max((visit.at_us for visit in seen(self.notes)), default=None)
        known = {visit.person for visit in seen(self.notes)}
        values: dict[str, Any] = {
            "folder": str(self.data),
            "notes": str(self.notes[0]),
            "others": tuple(map(str, self.notes[1:])),
            "issuer": str(self.comers.issuer),
            "passes": tuple(text for text in self.comers.passes if text not in known),
            "day": self.comers.day,
            "arrivals": self.comers.arrivals,
            "came": self.came,
            "starts_us": self.comers.opens_us if last_us is None else last_us + 60 * SECOND_US,
            "closes_us": self.comers.closes_us,
            "seed": self.comers.seed,
        }
        return Spec(**(values | changed))

    # What goes wrong

    def _be_killed(self) -> None:
        run = self._running()
        run.tell(f"until {len(self.comers.arrivals)}")
        run.wait_until(min(run.came + 2, len(self.comers.arrivals)))
        run.kill()
        run.bury()
        self.came = run.came
        self._start()

    def _have_a_wrong_clock(self) -> None:
        self.end()
        people = min(_A_FEW, len(self.comers.arrivals) - self.came)
        wrong_by_us = _WRONG_BY_US[self.comers.seed % len(_WRONG_BY_US)]
        self._start(ahead_us=wrong_by_us, mended_after=people)
        self.serve(self.came + people)

    def _be_restored(self) -> None:
        backup = self.folder / f"backup-at-{self.came}"
        control.ask(self.data, "backup", file=str(backup))
        self.serve(self.came + _A_FEW)
        with self.one_at_a_time:
            self.sync()  # what isn't on the hub by now would be lost with the disk
            self.end()
            restore(journal_folder(self.data), backup)
            self._start(sync_first=True)

    def _be_cloned(self) -> None:
        with self.one_at_a_time:
            self.end()
            copy = self.folder / f"copy-at-{self.came}"
            shutil.copytree(self.data, copy)
            notes = copy.with_suffix(".jsonl")
            other = self._started(self._copys_spec(copy, notes))
            self._others.append(other)
            self.notes.append(notes)
            self._start()
            other.tell(f"until {_A_FEW}")
            self.serve(self.came + _A_FEW)
            other.wait_until(_A_FEW)
            other.tell(f"seal {self.comers.day}")
            other.hear("sealed")
            other.end()
            self._others.remove(other)
            self.sync()

    def _copys_spec(self, copy: Path, notes: Path) -> Spec:
        spec = self._spec()
        arrivals = tuple(spec.starts_us + number * 30 * SECOND_US for number in range(_A_FEW))
        changed = {"passes": (), "arrivals": arrivals, "came": 0, "seed": spec.seed + 1}
        return self._spec(folder=str(copy), notes=str(notes), others=tuple(map(str, self.notes)), **changed)

    def _have_a_full_disk(self) -> None:
        self.end()
        self._start({"KIOSK_FREE_FLOOR_MB": str(_NO_DISK_HAS_MB)}, is_full=True)
        self.end()
        self._start()


def _nobody(_: int) -> None:
    pass


_MISHAPS: Mapping[Fault, Callable[[KioskDay], None]] = {
    Fault.KIOSK_KILLED: KioskDay._be_killed,
    Fault.CLOCK_WRONG: KioskDay._have_a_wrong_clock,
    Fault.KIOSK_RESTORED: KioskDay._be_restored,
    Fault.DISK_CLONED: KioskDay._be_cloned,
    Fault.DISK_FULL: KioskDay._have_a_full_disk,
}
