"""Who stands beside a kiosk and notes what people mean to do there, before they do it, and what they were told.

The notes are a file to which whole lines are appended, so that they outlive a kiosk that is killed; they are the
truth that a hub's numbers are held against.
"""

import json
import os
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.device.front_desk import Answer, FrontDesk, Welcome
from kiosk.domain.entries import Kind, Void
from kiosk.errors import KioskError
from kiosk.simulation.people import SteppedClock

_ALL_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit that happened and was not taken back."""

    id: str
    point: str
    people: int
    person: str | None
    """The text of the pass; None for a tap."""
    at_us: int
    """By the true time."""
    is_doubtful: bool
    """Whether the kiosk's clock was wrong."""


class Witness:
    """The front desk as people come to it, with somebody beside it who takes notes.

    Args:
        desk: the front desk.
        clock: the true time is the clock's, less what it is wrong by.
        point: where the kiosk stands.
        notes: the file of notes; made if need be.
        others: notes that were taken beside this journal before it was copied.
    """

    def __init__(
        self, desk: FrontDesk, clock: SteppedClock, point: str, notes: Path, others: Iterable[Path] = ()
    ) -> None:
        self._desk, self._clock, self._point = desk, clock, point
        before = list(_lines(notes))
        self._open = before[-1] if before and "about" in before[-1] else None
        self.standing = _standing(before)
        self._known = {line["visit"] for lines in (before, *map(_lines, others)) for line in lines if "visit" in line}
        self._file = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._settle()

    def close(self) -> None:
        """Put the notes away."""
        os.close(self._file)

    # What people do

    def present(self, text: str, *, by: str = "scan", service: str | None = None, people: int = 1) -> Future[Answer]:
        """Show a code."""
        self._note({"about": "visit", "person": text, "people": people})
        return self._answered(self._desk.present(text, by=by, service=service, people=people), text)

    def tap(self, service: str, people: int) -> Future[Answer]:
        """Tap a service."""
        self._note({"about": "visit", "person": None, "people": people})
        return self._answered(self._desk.tap(service, people), None)

    def change_service(self, visit: bytes, service: str) -> Future[Answer]:
        """Choose another service."""
        old = self.standing[visit.hex()]
        self._note({"about": "change", "id": old.id, "person": old.person, "people": old.people})
        return self._answered(self._desk.change_service(visit, service), old.person, gone=old.id)

    def take_back(self, visit: bytes) -> Future[int]:
        """Take a visit back."""
        self._note({"about": "take_back", "id": visit.hex()})
        answer = self._desk.take_back(visit)
        answer.result()
        self._note({"gone": visit.hex()})
        return answer

    def place(self, point: str) -> Future[None]:
        """Carry the kiosk somewhere."""
        self._point = point
        return self._desk.place(point)

    def revoke(self, person: str, reason: str, by: str) -> Future[None]:
        """Have a pass accepted no longer."""
        return self._desk.revoke(person, reason, by)

    # What is noted

    def _answered(self, answer: Future[Answer], person: str | None, gone: str | None = None) -> Future[Answer]:
        try:
            told = answer.result()
        except KioskError:
            self._note({"told": None})
            raise
        lines: list[dict[str, Any]] = [{"gone": gone}] if gone is not None else []
        if isinstance(told, Welcome) and told.id.hex() not in self._known:
            lines.append(self._visit(told.id.hex(), told.people, person))
        self._note(*lines or [{"told": None}])
        return answer

    def _visit(self, visit: str, people: int, person: str | None) -> dict[str, Any]:
        ahead_us = self._clock.ahead_us
        where = {"point": self._point, "at": self._clock.now_us() - ahead_us, "doubtful": ahead_us != 0}
        return {"visit": visit, "people": people, "person": person, **where}

    def _note(self, *lines: dict[str, Any]) -> None:
        """Append the lines at once: all of them or none outlive a kill."""
        os.write(self._file, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
        _take_in(self.standing, lines)
        self._known.update(line["visit"] for line in lines if "visit" in line)

    def _settle(self) -> None:
        """Find out what came of an act whose answer was cut off: its entry is in the journal, or it isn't."""
        if self._open is None:
            return
        epoch, _, _ = self._desk.heads().result()[-1]
        rows = self._desk.rows_after(epoch, 0, _ALL_ROWS).result()
        voided = {one for row in rows if row.kind == Kind.VOID and row.body for one in Void.decode(row.body).ids}
        lines: list[dict[str, Any]] = []
        if self._open.get("id") in voided:
            lines.append({"gone": self._open["id"]})
        new = [row for row in rows if row.kind == Kind.VISIT and row.id.hex() not in self._known]
        if len(new) > (self._open["about"] != "take_back"):
            raise KioskError(f"{len(new)} visits are in the journal that nobody made: {[row.id.hex() for row in new]}.")
        lines.extend(self._visit(row.id.hex(), self._open["people"], self._open["person"]) for row in new)
        self._note(*lines or [{"told": None}])
        self._open = None


def seen(notes: Iterable[Path]) -> list[Seen]:
    """Return the visits that happened by all these notes."""
    return [visit for file in notes for visit in _standing(_lines(file)).values()]


def _standing(lines: Iterable[dict[str, Any]]) -> dict[str, Seen]:
    standing: dict[str, Seen] = {}
    _take_in(standing, lines)
    return standing


def _take_in(standing: dict[str, Seen], lines: Iterable[dict[str, Any]]) -> None:
    for line in lines:
        if "visit" in line:
            values = (line[name] for name in ("visit", "point", "people", "person", "at", "doubtful"))
            standing[line["visit"]] = Seen(*values)
        elif "gone" in line:
            del standing[line["gone"]]


def _lines(notes: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in notes.read_text("utf-8").splitlines()]
    except FileNotFoundError:
        return []
