"""Passes as people hold them: a picture for a phone, and sheets of cards to print and cut."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.documents.codes import modules
from kiosk.documents.typesetting import set_pdf, set_pictures
from kiosk.domain.passes import ID_BYTES, issue, plain_number
from kiosk.domain.roles import Role
from kiosk.domain.station import Name, Plan
from kiosk.errors import KioskError
from kiosk.keys import IssuerKey

_MODULE_MM = 1.125
"""As in ``assets/print/pass-card.typ``."""
_MODULE_PIXELS = 18
_AT_ONCE = 20
"""Pictures that are set together: fewer would load the template more often, more would hold progress back."""


class NotWritten(KioskError):
    """A pass or a sheet can't be written to where it was asked for."""


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on one pass."""

    text: str
    """What its code says."""
    role: Role
    number: str
    """The plain number that people tell it by."""
    first_day: date
    last_day: date
    """The last service day on which it is valid."""
    station: Name


def issue_cards(key: IssuerKey, role: Role, count: int, plan: Plan, first_day: date, days: int) -> tuple[Card, ...]:
    """Return new passes with ids at random, ordered by their numbers, no two of which are the same.

    They are valid on ``days`` service days from ``first_day`` on: from the plan's cut-over to its cut-over, so that a
    visit after midnight counts with the day it is filed under.
    """
    ids: dict[str, bytes] = {}
    while len(ids) < count:
        pass_id = secrets.token_bytes(ID_BYTES)
        ids.setdefault(plain_number(pass_id), pass_id)
    after = first_day + timedelta(days)
    not_before_s, not_after_s = (
        int(datetime.combine(day, plan.cut_over, plan.time_zone).timestamp()) for day in (first_day, after)
    )
    return tuple(
        Card(
            text=issue(key, pass_id, role, not_before_s, not_after_s),
            role=role,
            number=number,
            first_day=first_day,
            last_day=after - timedelta(days=1),
            station=plan.station.name,
        )
        for number, pass_id in sorted(ids.items())
    )


def pictures(cards: Sequence[Card]) -> Iterator[bytes]:
    """Yield each card as a PNG of 1008 × 1404 pixels, its code sharp at 18 pixels a module."""
    for start in range(0, len(cards), _AT_ONCE):
        some = cards[start : start + _AT_ONCE]
        yield from set_pictures("pass-picture.typ", _filling(some), _MODULE_PIXELS / _MODULE_MM)


def sheet(cards: Sequence[Card]) -> bytes:
    """Return the cards as a PDF, nine on an A4 page, with lines to cut along."""
    return set_pdf("pass-sheet.typ", _filling(cards))


def write_pictures(cards: Sequence[Card], folder: Path, advance: Callable[[int], None]) -> tuple[Path, ...]:
    """Write one PNG a card into ``folder``, named by role and number (``visitor-48210937.png``), and return them.

    Args:
        cards: what is written.
        folder: made if it isn't there.
        advance: called with 1 after each picture.

    Raises:
        NotWritten: the folder can't be made or written to.
    """
    written = []
    for card, picture in zip(cards, pictures(cards), strict=True):
        file = folder / f"{card.role}-{card.number.replace(' ', '')}.png"
        _write(file, picture)
        written.append(file)
        advance(1)
    return tuple(written)


def write_sheet(cards: Sequence[Card], file: Path) -> None:
    """Write the cards as a PDF to print.

    Raises:
        NotWritten: the file can't be written.
    """
    _write(file, sheet(cards))


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as cause:
        raise NotWritten(f"{file} can't be written: {cause.strerror}. Choose another folder.") from None


def _filling(cards: Sequence[Card]) -> dict[str, Any]:
    return {"passes": [_as_printed(card) for card in cards]}


def _as_printed(card: Card) -> dict[str, Any]:
    return {
        "code": ["".join("1" if dark else "0" for dark in row) for row in modules(card.text)],
        "role": card.role,
        "number": card.number,
        "first_day": card.first_day.isoformat(),
        "last_day": card.last_day.isoformat(),
        "station": {"zh": card.station.zh, "en": card.station.en},
    }
