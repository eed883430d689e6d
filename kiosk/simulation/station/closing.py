"""After the doors are shut: every journal reaches the hub, the day is closed, and its numbers are held to the truth."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.domain.statement import Lack, State
from kiosk.simulation.station.hub_process import HubHere
from kiosk.simulation.station.kiosk_day import KioskDay
from kiosk.simulation.station.opening import BY
from kiosk.simulation.station.witness import Seen, seen

_ROUNDS = 25
_BETWEEN_ROUNDS_S = 0.2
_NUMBERS = ("visits", "people", "visitors")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a simulated day."""

    truth: dict[str, int]
    """What the witnesses saw."""
    hub: dict[str, int]
    """What the hub counted."""
    state: str
    """How much of the day is proven."""
    missing: tuple[dict[str, Any], ...]
    faults: dict[str, int]
    """How often each kind happened."""

    @property
    def is_equal(self) -> bool:
        """Whether the hub counted what happened."""
        return self.truth == self.hub

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing, by the hub's own word."""
        return self.state == State.COMPLETE

    def as_json(self) -> dict[str, Any]:
        """Return ``{"truth", "hub", "equal", "complete", "faults"}``."""
        numbers = {"truth": self.truth, "hub": self.hub}
        return {**numbers, "equal": self.is_equal, "complete": self.is_complete, "faults": self.faults}


def close_day(hub: HubHere, kiosks: Sequence[KioskDay], day: date) -> dict[str, Any]:
    """Have every kiosk seal the day, decide about copied disks, and return the hub's word on the day.

    It ends when nothing is missing, or what is missing stays so.
    """
    hub.ask("close", day=day.isoformat(), by=BY)
    for _ in range(_ROUNDS):
        for kiosk in kiosks:
            kiosk.sync()
        found: dict[str, Any] = hub.ask("day", day=day.isoformat(), station=None)
        if found["state"] != State.INCOMPLETE:
            break
        for one in found["missing"]:
            if one["lack"] == Lack.CLONE:  # the copy was taken out of service; what it wrote counts
                hub.ask("settle", device=one["device"], by=BY)
        time.sleep(_BETWEEN_ROUNDS_S)
    return found


def write_statement(hub: HubHere, day: date, file: Path) -> None:
    """Write the day's newest statement, if there is one."""
    statement = hub.ask("statement", day=day.isoformat(), station=None)
    if statement is not None:
        file.write_text(statement, "utf-8")


def outcome(kiosks: Iterable[KioskDay], found: dict[str, Any], faults: dict[str, int]) -> Outcome:
    """Return the truth beside the hub's numbers."""
    return Outcome(
        truth=_numbers(seen(note for kiosk in kiosks for note in kiosk.notes)),
        hub={name: found[name] for name in _NUMBERS},
        state=found["state"],
        missing=tuple(found["missing"]),
        faults=faults,
    )


def _numbers(visits: Sequence[Seen]) -> dict[str, int]:
    persons = {visit.person for visit in visits if visit.person is not None}
    return {"visits": len(visits), "people": sum(visit.people for visit in visits), "visitors": len(persons)}
