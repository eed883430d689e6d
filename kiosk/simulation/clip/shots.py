"""What a clip shows: codes that are held up one after another."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import numpy as np

from kiosk.documents.pass_cards import Card
from kiosk.domain.passes import ID_BYTES, issue, plain_number
from kiosk.domain.roles import Role
from kiosk.domain.station import Name
from kiosk.keys import IssuerKey

FIRST_DAY = date(2023, 3, 18)
"""The service day that clips are made for."""
_DAYS = 30
_STATION = Name(zh="苏州中心党群服务站", en="Suzhou Center Party-mass Service Station")


class Carrier(StrEnum):
    """What a code is held up on."""

    PHONE = "phone"
    PAPER = "paper"


class Trouble(StrEnum):
    """What makes a code hard to read."""

    MOTION = "motion"
    DEFOCUS = "defocus"
    GLARE = "glare"
    NOISE = "noise"
    LOW_LIGHT = "low light"
    TILT = "tilt"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the parts of a presentation take, in seconds."""

    moving_s: float
    """Into view, and as long out of it."""
    held_s: float
    gap_s: float
    """Afterwards, with nothing in view."""


CALM = Pace(moving_s=0.2, held_s=0.8, gap_s=0.3)
"""A person who shows a pass and waits for the answer."""
BRISK = Pace(moving_s=0.1, held_s=0.4, gap_s=0.0)
"""One code after another, for measuring: 0.6 s each, 0.2 s of it on the way."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One code held up."""

    code: Card | str
    """A pass on its card, or any text on a leaflet."""
    carrier: Carrier
    trouble: Trouble | None = None
    pace: Pace = CALM

    @property
    def text(self) -> str:
        """What the code says."""
        return self.code if isinstance(self.code, str) else self.code.text


def card(
    key: IssuerKey, pass_id: bytes, role: Role = Role.VISITOR, first_day: date = FIRST_DAY, days: int = _DAYS
) -> Card:
    """Return a pass that is valid for so many days from the first one's midnight (UTC) on."""
    after = first_day + timedelta(days)
    not_before_s, not_after_s = (
        int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) for day in (first_day, after)
    )
    return Card(
        text=issue(key, pass_id, role, not_before_s, not_after_s),
        role=role,
        number=plain_number(pass_id),
        first_day=first_day,
        last_day=after - timedelta(days=1),
        station=_STATION,
    )


def presentations(key: IssuerKey, count: int, seed: int) -> tuple[Shot, ...]:
    """Return so many different valid visitor passes, shown briskly: 200 of them play in two minutes.

    Half of them meet a trouble; each trouble is met as often as the others. Same key and seed, same shots.
    """
    dice = np.random.default_rng(seed)
    carriers, troubles = tuple(Carrier), tuple(Trouble)
    return tuple(
        Shot(
            code=card(key, dice.bytes(ID_BYTES)),
            carrier=carriers[dice.integers(len(carriers))],
            trouble=troubles[number // 2 % len(troubles)] if number % 2 else None,
            pace=BRISK,
        )
        for number in range(count)
    )


def with_one_character_changed(shown: Card, place: int) -> Card:
    """Return the card with another character in its code at ``place``: what a stain or a forger makes of it."""
    other = "0" if shown.text[place] != "0" else "1"
    return replace(shown, text=shown.text[:place] + other + shown.text[place + 1 :])
