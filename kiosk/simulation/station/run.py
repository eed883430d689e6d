"""A station's day from enrolment to the statement: its kiosks and its hub, through whatever goes wrong."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date

from kiosk import control
from kiosk.domain.station import Plan
from kiosk.errors import KioskError
from kiosk.simulation.service_day import AlreadyServed
from kiosk.simulation.station.closing import Outcome, close_day, outcome, write_statement
from kiosk.simulation.station.faults import Fault, mishaps
from kiosk.simulation.station.hub_process import HubHere, OwnHub
from kiosk.simulation.station.kiosk_day import KioskDay
from kiosk.simulation.station.network import FaultyNetwork
from kiosk.simulation.station.opening import StationDay, comers, enrolled, hub_of, network_of, plan_and_day

STATEMENT = "statement.json"
_STALLED_S = 180.0
"""So long nothing may move before the day is given up."""
_HUB_KILLED_AT = (0.2, 0.6, 0.85)
"""Shares of all people who have come by then."""
_HUB_SAVED_AT, _HUB_PUT_BACK_AT = 0.35, 0.5
_PUT_BACK_WITHIN_S = 5.0
"""Everybody may be waiting for the hub to be put back: then no more people come."""
_LOOKS_S = 0.05


class Stalled(KioskError):
    """Nothing moved for minutes."""


def simulate_station(asked: StationDay, advance: Callable[[int], object]) -> Outcome:
    """Let a station have its day and return what came of it; the statement lies in the folder, if there is one.

    Args:
        asked: what is to be simulated.
        advance: told how many more people have come, from any thread.

    Raises:
        BadUsage: what was asked for can't be.
        AlreadyServed: the folder or the hub has that day already.
        KioskFailed, HubFailed, Stalled: the day could not go on; what was said lies in the folder.
    """
    if (asked.folder / "kiosks").exists():
        raise AlreadyServed(f"A station's day lies in {asked.folder} already. Choose another folder with --dir.")
    asked.folder.mkdir(parents=True, exist_ok=True)
    hub = hub_of(asked)
    try:
        network = network_of(asked, hub)
        try:
            plan, day = plan_and_day(asked, hub)
            station = _Station(asked, hub, network, plan, day, advance)
            return station.live()
        finally:
            if network is not None:
                network.close()
    finally:
        if isinstance(hub, OwnHub):
            hub.stop()


class _Station:
    """Hub, network and kiosks of one day, each kiosk on a thread."""

    def __init__(
        self,
        asked: StationDay,
        hub: HubHere,
        network: FaultyNetwork | None,
        plan: Plan,
        day: date,
        advance: Callable[[int], object],
    ) -> None:
        self._asked, self._hub, self._network, self._day, self._advance = asked, hub, network, day, advance
        self._one_at_a_time = threading.Lock()
        self._changing = threading.Lock()
        self._happened: Counter[Fault] = Counter()
        self._failures: list[BaseException] = []
        self._came, self._moved_s, self._is_over = 0, time.monotonic(), False
        self._kiosks = tuple(self._enrolled(plan))

    def live(self) -> Outcome:
        """Let the day pass and close it."""
        try:
            self._let_it_pass()
            left = [kiosk for kiosk in self._kiosks if kiosk.point != self._asked.lost_point]
            found = close_day(self._hub, left, self._day)
            write_statement(self._hub, self._day, self._asked.folder / STATEMENT)
            for kiosk in left:
                kiosk.end()
            return outcome(self._kiosks, found, self._counted())
        finally:
            for kiosk in self._kiosks:
                kiosk.kill()
                kiosk.bury()

    def _enrolled(self, plan: Plan) -> Iterator[KioskDay]:
        asked, points, chance = self._asked, plan.points, random.Random(self._asked.seed)
        befalls = mishaps(asked.faults, asked.kiosks, asked.visitors // asked.kiosks, chance)
        url = self._network.url if self._network is not None else self._hub.url
        for number, people in enumerate(comers(asked, self._hub, plan, self._day, chance)):
            point = points[number % len(points)].id
            name = point if number < len(points) else f"{point}-{number // len(points) + 1}"
            folder = asked.folder / "kiosks" / name
            yield KioskDay(
                point=point,
                device=enrolled(self._hub, url, folder / "data", point),
                folder=folder,
                comers=people,
                mishaps=() if point == asked.lost_point else befalls[number],
                one_at_a_time=self._one_at_a_time,
                advance=self._move,
                happened=self._note,
            )

    # While people come

    def _let_it_pass(self) -> None:
        threads = [threading.Thread(target=self._try, args=(self._life_of(kiosk),)) for kiosk in self._kiosks]
        harm = threading.Thread(target=self._try, args=(self._harm_the_hub,))
        if self._network is not None:
            self._network.is_calm = False
        for thread in (*threads, harm):
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(_LOOKS_S)
                self._look()
        self._is_over = True
        harm.join()
        if self._network is not None:
            self._network.is_calm = True
        if self._failures:
            raise self._failures[0]

    def _look(self) -> None:
        """Give the day up when something failed, or nothing moves."""
        if time.monotonic() - self._moved_s > _STALLED_S and not self._failures:
            said = "; ".join(f"{kiosk.point}: {kiosk.trouble}" for kiosk in self._kiosks if kiosk.trouble)
            self._failures.append(Stalled(f"Nothing has moved for {_STALLED_S:.0f} s. {said}"))
        if self._failures:
            self._is_over = True
            for kiosk in self._kiosks:
                kiosk.kill()

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as cause:
            self._failures.append(cause)

    def _life_of(self, kiosk: KioskDay) -> Callable[[], None]:
        return (lambda: self._lose(kiosk)) if kiosk.point == self._asked.lost_point else kiosk.live

    def _lose(self, kiosk: KioskDay) -> None:
        """Let a kiosk be lost in the second half of its day, when the hub knows of more entries than it has."""
        network, half = self._network, len(kiosk.comers.arrivals) // 2
        assert network is not None
        kiosk.open()
        kiosk.serve(half)
        kiosk.sync()
        arrived = kiosk.entries()
        network.lose_entries_of(kiosk.device)
        kiosk.serve(2 * half)
        while not self._is_over and self._waiting(kiosk.device) < kiosk.entries() - arrived:
            with suppress(control.Refusal):  # its heartbeat gets through, and then its entries don't
                control.ask(kiosk.data, "sync")
        kiosk.kill()

    def _waiting(self, device: str) -> int:
        return sum(one["waiting"] for one in self._hub.ask("devices", station=None) if one["device"] == device)

    # The hub

    def _harm_the_hub(self) -> None:
        if not isinstance(self._hub, OwnHub):
            return
        steps = [(share, self._kill_the_hub) for share in _HUB_KILLED_AT if Fault.HUB_KILLED in self._asked.faults]
        if Fault.HUB_RESTORED in self._asked.faults:
            steps.append((_HUB_SAVED_AT, self._put_the_hub_back))
        for share, step in sorted(steps, key=lambda one: one[0]):
            self._wait_for(share)
            if not self._failures:
                step(self._hub)

    def _kill_the_hub(self, hub: OwnHub) -> None:
        hub.kill()
        self._note(Fault.HUB_KILLED)
        hub.start()

    def _put_the_hub_back(self, hub: OwnHub) -> None:
        """Put an old backup in place; the kiosks send again what it lacks."""
        backup = self._asked.folder / "hub-backup"
        with self._one_at_a_time:
            hub.back_up(backup)
            self._wait_for(_HUB_PUT_BACK_AT, _PUT_BACK_WITHIN_S)
            hub.kill()
            hub.restore(backup)
            hub.start()
            self._note(Fault.HUB_RESTORED)

    def _wait_for(self, share: float, most_s: float = float("inf")) -> None:
        """Wait until that share of all people have come, or the day is over."""
        until_s = time.monotonic() + most_s
        while self._came < share * self._asked.visitors and time.monotonic() < until_s and not self._is_over:
            time.sleep(_LOOKS_S)

    # What is noted

    def _move(self, people: int) -> None:
        with self._changing:
            self._came += people
            self._moved_s = time.monotonic()
            self._advance(people)

    def _note(self, fault: Fault) -> None:
        with self._changing:
            self._happened[fault] += 1
            self._moved_s = time.monotonic()

    def _counted(self) -> dict[str, int]:
        network = self._network.happened if self._network is not None else Counter()
        return {str(fault): self._happened[fault] + network[fault] for fault in Fault if fault in self._asked.faults}
