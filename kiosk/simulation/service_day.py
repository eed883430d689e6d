"""A service day with many people, written through the front desk, its rules and the journal, by a clock of its own.

One kiosk moves through the points of the plan in the course of the day. What really happened is kept by the people
of the simulation themselves, in a tally that knows nothing of the code that counts.
"""

import random
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from kiosk import settings as settings_file
from kiosk.device.front_desk import Answer, FrontDesk, Welcome
from kiosk.device.workplace import ISSUER_KEY, SAMPLE_PLAN, load_issuer_key, make_issuer_key, open_workplace
from kiosk.domain.checkin import Reason
from kiosk.domain.passes import issue
from kiosk.domain.roles import Role
from kiosk.domain.station import Plan, Point
from kiosk.errors import KioskError
from kiosk.keys import IssuerKey

_OPENS, _CLOSES = time(9), time(17)
_RUSH_HOURS = ((10.5, 0.8), (14.5, 1.2))
"""When most people come: hour and spread, in hours."""
_SECOND_US = 1_000_000
_APART_S = 3
"""People at one kiosk tap at least so far apart; sooner, an identical tap is the same tap."""

_NEVER_SIGNED = ("https://example.org/menu", "281234567890123456", "weixin://pay/1", "你好", "RRQXO8P600GK!", "")


class AlreadyServed(KioskError):
    """The folder's journal has visits of that day: its truth is not the generator's alone."""


class SteppedClock:
    """A clock that stands until it is moved on."""

    def __init__(self, at_us: int, boot_id: bytes) -> None:
        self._at_us = self._started_us = at_us
        self.boot_id = boot_id

    def now_us(self) -> int:
        """Return microseconds since 1970, UTC."""
        return self._at_us

    def mono_us(self) -> int:
        """Return microseconds since the clock was made."""
        return self._at_us - self._started_us

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._at_us += round(seconds * _SECOND_US)

    def wait_until(self, at_us: int) -> None:
        """Let time pass until then, if that is still to come."""
        self._at_us = max(self._at_us, at_us)


@dataclass(frozen=True, slots=True)
class _Happened:
    """A visit as the one who made it remembers it."""

    point: str
    hour: str
    service: str
    people: int
    person: str | None


@dataclass(slots=True)
class _Truth:
    """What happened, counted by hand."""

    visits: dict[bytes, _Happened] = field(default_factory=dict)

    def as_json(self, day: date, plan: Plan) -> dict[str, Any]:
        """Return it in the headcount's shape."""
        host = plan.day(day)
        groups: dict[str, dict[str, list[_Happened]]] = {
            name: defaultdict(list) for name in ("point", "hour", "theme", "kind", "service", "project", "host")
        }
        for visit in self.visits.values():
            service = plan.service(visit.service)
            belongs = {
                "point": visit.point,
                "hour": visit.hour,
                "theme": plan.point(visit.point).theme,
                "kind": str(service.kind),
                "service": visit.service,
                "project": service.project,
                "host": None if host is None else host.host,
            }
            for name, value in belongs.items():
                if value is not None:
                    groups[name][value].append(visit)
        by = {
            name: {value: _tally(found[value]) for value in sorted(found, key=lambda text: (len(text), text))}
            for name, found in groups.items()
        }
        return {"day": day.isoformat(), **_tally(list(self.visits.values())), "by": by}


def _tally(visits: list[_Happened]) -> dict[str, int]:
    with_pass = [visit.person for visit in visits if visit.person is not None]
    return {
        "people": sum(visit.people for visit in visits),
        "visits": len(visits),
        "visitors": len(Counter(with_pass)),
        "anonymous": len(visits) - len(with_pass),
    }


@dataclass(slots=True)
class _Day:
    """The people of one day and the kiosk that they come to."""

    desk: FrontDesk
    clock: SteppedClock
    plan: Plan
    day: date
    key: IssuerKey
    stranger: IssuerKey
    """Signs passes that aren't trusted here."""
    chance: random.Random
    point: Point
    truth: _Truth = field(default_factory=_Truth)
    passes: dict[str, set[str]] = field(default_factory=dict)
    """Passes that were welcomed, by their text, and the points where."""
    last_tap_us: int = 0

    def come(self) -> None:
        """Let one person, or party, come to the kiosk."""
        [what] = self.chance.choices(
            (self._with_a_new_pass, self._with_a_known_pass, self._without_a_pass, self._in_vain), (60, 14, 20, 6)
        )
        what()

    def _with_a_new_pass(self) -> None:
        text = self._pass()
        welcome = self._present(text, self._maybe_service())
        self.passes[text] = {self.point.id}
        match self.chance.random():
            case share if share < 0.05:
                self._change(welcome)
            case share if share < 0.09:
                self.clock.wait(2)
                self.desk.take_back(welcome.id).result()
                del self.truth.visits[welcome.id]
                self.passes[text].discard(self.point.id)
            case share if share < 0.13:
                self.clock.wait(self.chance.uniform(2, 240))
                self._refused(text, Reason.ALREADY_CHECKED_IN)
            case _:
                pass

    def _with_a_known_pass(self) -> None:
        elsewhere = [text for text, points in self.passes.items() if points and self.point.id not in points]
        if not elsewhere:
            self._with_a_new_pass()
            return
        text = self.chance.choice(elsewhere)
        self._present(text, self._maybe_service())
        self.passes[text].add(self.point.id)

    def _without_a_pass(self) -> None:
        self.clock.wait_until(self.last_tap_us + _APART_S * _SECOND_US)
        people = (
            self.chance.randint(10, 99) if self.chance.random() < 0.02 else self.chance.choice((1, 1, 1, 2, 2, 3, 4, 9))
        )
        service = self.chance.choice(self._services())
        welcome = self._remember(self.desk.tap(service, people).result())
        match self.chance.random():
            case share if share < 0.05:
                self.clock.wait(self.chance.uniform(0.3, 1.5))
                again = self.desk.tap(service, people).result()
                assert isinstance(again, Welcome)
                assert again.id == welcome.id, "a trembling finger is one tap"
            case share if share < 0.1:
                self._change(welcome)
            case _:
                pass
        self.last_tap_us = self.clock.now_us()

    def _in_vain(self) -> None:
        now_s = self.clock.now_us() // _SECOND_US // 60 * 60
        match self.chance.randrange(6):
            case 0:
                self._refused(self._pass(end_s=now_s - 3600), Reason.EXPIRED)
            case 1:
                self._refused(self._pass(begin_s=now_s + 3600), Reason.NOT_YET_VALID)
            case 2:
                self._refused(
                    self._pass(role=self.chance.choice((Role.VOLUNTEER, Role.COORDINATOR))), Reason.WRONG_ROLE
                )
            case 3:
                self._refused(self._pass(key=self.stranger), Reason.UNKNOWN_ISSUER)
            case 4:
                text = self._pass()
                self._refused(text[:-1] + ("A" if text[-1] != "A" else "B"), Reason.DAMAGED)
            case _:
                answer = self.desk.present(self.chance.choice(_NEVER_SIGNED)).result()
                assert not isinstance(answer, Welcome)

    def _pass(
        self,
        key: IssuerKey | None = None,
        role: Role = Role.VISITOR,
        begin_s: int | None = None,
        end_s: int | None = None,
    ) -> str:
        noon = datetime.combine(self.day, time(12), self.plan.time_zone)
        begin_s = begin_s or int((noon - timedelta(days=30)).timestamp())
        end_s = end_s or int((noon + timedelta(days=30)).timestamp())
        return issue(key or self.key, self.chance.randbytes(8), role, begin_s, end_s)

    def _present(self, text: str, service: str | None) -> Welcome:
        return self._remember(self.desk.present(text, service=service).result())

    def _refused(self, text: str, reason: Reason) -> None:
        answer = self.desk.present(text).result()
        assert not isinstance(answer, Welcome)
        assert answer.reason is reason, f"{answer.reason}, and {reason} was meant"

    def _change(self, welcome: Welcome) -> None:
        others = [service for service in self._services() if service != welcome.service]
        if not others:
            return
        self.clock.wait(2)
        del self.truth.visits[welcome.id]
        self._remember(self.desk.change_service(welcome.id, self.chance.choice(others)).result())

    def _remember(self, answer: Answer) -> Welcome:
        assert isinstance(answer, Welcome), f"{answer} was to be a welcome"
        hour = datetime.fromtimestamp(self.clock.now_us() / _SECOND_US, self.plan.time_zone).strftime("%H")
        self.truth.visits[answer.id] = _Happened(self.point.id, hour, answer.service, answer.people, answer.person)
        return answer

    def _services(self) -> list[str]:
        return [service.id for service in self.plan.services_at(self.point.id, self.day)]

    def _maybe_service(self) -> str | None:
        return self.chance.choice(self._services()) if self.chance.random() < 0.2 else None


def simulate_day(
    folder: Path, visitors: int, seed: int, day: date | None, advance: Callable[[int], object]
) -> dict[str, Any]:
    """Write a service day into the journal of a data folder and return the true counts, in the headcount's shape.

    Args:
        folder: the data folder; one without settings gets the sample plan, counted as real.
        visitors: how many people or parties come.
        seed: the same one is the same day, but for keys, ids and hashes.
        day: the service day; None is the plan's first.
        advance: told after each.

    Raises:
        AlreadyServed: the journal has visits of that day already.
        KioskError: a kiosk runs on the folder, or its settings or journal can't be used.
    """
    settings_file.write(folder, {"plan": SAMPLE_PLAN})
    key = load_issuer_key(folder) if (folder / ISSUER_KEY).exists() else make_issuer_key(folder)
    workplace = open_workplace(folder)
    plan = workplace.plan
    day = day or plan.days[0].date
    chance = random.Random(seed)
    opens = datetime.combine(day, _OPENS, plan.time_zone)
    clock = SteppedClock(round(opens.timestamp()) * _SECOND_US, chance.randbytes(16))
    desk = FrontDesk(workplace.journal_folder, workplace.post(), clock)
    try:
        if desk.headcount(day).result().total["visits"]:
            raise AlreadyServed(
                f"The journal in {folder} has visits of {day} already. Choose another folder with --dir, "
                "or another day with --day."
            )
        people = _Day(desk, clock, plan, day, key, _stranger(key), chance, plan.points[0])
        for point, arrivals in _round(plan, day, visitors, chance):
            desk.place(point.id).result()
            people.point = point
            for at_us in arrivals:
                clock.wait_until(at_us)
                people.come()
                advance(1)
        return people.truth.as_json(day, plan)
    finally:
        desk.close()


def _stranger(key: IssuerKey) -> IssuerKey:
    """Return a key with another id of 2 bytes than ``key``: under the same one a pass would be told as damaged."""
    while (stranger := IssuerKey.new()).issuer.key_id == key.issuer.key_id:
        pass
    return stranger


def _round(plan: Plan, day: date, visitors: int, chance: random.Random) -> Iterator[tuple[Point, list[int]]]:
    """Yield the points in turn, each with the moments (µs since 1970) at which people come to it."""
    opens = datetime.combine(day, _OPENS, plan.time_zone).timestamp()
    closes = datetime.combine(day, _CLOSES, plan.time_zone).timestamp()
    midnight = datetime.combine(day, time(), plan.time_zone).timestamp()
    arrivals: list[int] = []
    while len(arrivals) < visitors:
        at_s = midnight + chance.gauss(*chance.choice(_RUSH_HOURS)) * 3600
        if opens <= at_s < closes:
            arrivals.append(round(at_s * _SECOND_US))
    arrivals.sort()
    share = (closes - opens) / len(plan.points)
    bounds = [round((opens + share * turn) * _SECOND_US) for turn in range(len(plan.points) + 1)]
    for point, (first, end) in zip(plan.points, pairwise(bounds), strict=True):
        yield point, arrivals[bisect(arrivals, first - 1) : bisect(arrivals, end - 1)]
