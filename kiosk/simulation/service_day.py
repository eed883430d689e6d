"""A service day with many people, written through the front desk, its rules and the journal, by a clock of its own.

One kiosk moves through the points of the plan in the course of the day.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from kiosk import settings as settings_file
from kiosk.device.front_desk import FrontDesk
from kiosk.device.workplace import ISSUER_KEY, SAMPLE_PLAN, load_issuer_key, make_issuer_key, open_workplace, trust
from kiosk.domain.station import Plan
from kiosk.errors import BadUsage, KioskError
from kiosk.keys import IssuerKey
from kiosk.simulation.people import SECOND_US, People, SteppedClock

OPENS, CLOSES = time(9), time(17)
_ROUNDS = 2
"""So often the kiosk comes to each point: who comes again hours later may find it at the same one."""
_RUSH_HOURS = ((10.5, 0.8), (14.5, 1.2))
"""When most people come: hour and spread, in hours."""
_FIRST_DAY, _LAST_DAY = date(1971, 1, 1), date(2105, 12, 31)
"""The days on which a pass can be valid: it counts seconds since 1970 in 32 bits."""


class AlreadyServed(KioskError):
    """The folder's journal has visits of that day: its truth is not the generator's alone."""


def simulate_day(
    folder: Path, visitors: int, seed: int, day: date | None, advance: Callable[[int], object]
) -> dict[str, Any]:
    """Write a service day into the journal of a data folder and return the true counts, in the headcount's shape.

    Args:
        folder: the data folder; one without settings gets the sample plan, counted as real.
        visitors: how many people or parties come; some of them come again.
        seed: the same one is the same day, but for keys, ids and hashes.
        day: the day, a service day or not; None is the plan's first.
        advance: told after each.

    Raises:
        AlreadyServed: the journal has visits of that day already.
        BadUsage: no pass can be valid on that day.
        Contradicted: the kiosk answered otherwise than the rules say.
        KioskError: a kiosk runs on the folder, or its settings or journal can't be used.
    """
    if day is not None and not _FIRST_DAY <= day <= _LAST_DAY:
        raise BadUsage(f"No pass can be valid on {day}. Choose a day from {_FIRST_DAY} to {_LAST_DAY} with --day.")
    settings_file.write(folder, {"plan": SAMPLE_PLAN})
    key = _trusted_key(folder)
    workplace = open_workplace(folder)
    plan, post = workplace.plan, workplace.post()
    day = day or plan.days[0].date
    chance = random.Random(seed)
    opens_us = moment_us(plan, day, max(OPENS, plan.cut_over))
    closes_us = moment_us(plan, day, CLOSES)
    clock = SteppedClock(opens_us)
    desk = FrontDesk(workplace.journal_folder, post, clock)
    try:
        if desk.headcount(day).result().total["visits"]:
            raise AlreadyServed(
                f"The journal in {folder} has visits of {day} already. Choose another folder with --dir, "
                "or another day with --day."
            )
        desk.confirm_clock("coordinator").result()  # the day may lie before others, or outside the plan's
        people = People(desk, clock, post, day, key, chance, closes_us)

        def arrive() -> None:
            people.come()
            advance(1)

        turns = [point.id for point in plan.points] * _ROUNDS
        for turn, point in enumerate(turns):
            at_us = opens_us + (closes_us - opens_us) * turn // len(turns)
            people.schedule(at_us, partial(people.move, point))
        for at_us in arrivals(plan, day, visitors, chance, opens_us, closes_us):
            people.schedule(at_us, arrive)
        people.live()
        return people.truth.as_json(day, plan)
    finally:
        desk.close()


def _trusted_key(folder: Path) -> IssuerKey:
    if not (folder / ISSUER_KEY).exists():
        return make_issuer_key(folder)
    key = load_issuer_key(folder)
    trust(folder, key.issuer)
    return key


def moment_us(plan: Plan, day: date, at: time) -> int:
    """Return the moment (µs since 1970) at which the clock at the station shows that time."""
    return round(datetime.combine(day, at, plan.time_zone).timestamp()) * SECOND_US


def arrivals(
    plan: Plan, day: date, visitors: int, chance: random.Random, opens_us: int, closes_us: int
) -> Iterator[int]:
    """Yield the moments (µs since 1970) at which people come."""
    midnight_us = moment_us(plan, day, time())
    while visitors:
        at_us = midnight_us + round(chance.gauss(*chance.choice(_RUSH_HOURS)) * 3600 * SECOND_US)
        if opens_us <= at_us < closes_us:
            visitors -= 1
            yield at_us
