"""A hub that answers what a test puts into it: the pages are tried against it, its accounts on a real database."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi import FastAPI

from kiosk.domain.headcount import DIMENSIONS, Headcount, lookups
from kiosk.domain.statement import Completeness, Lack, Missing, State
from kiosk.domain.station import Plan, load
from kiosk.hub.accounts import Accounts
from kiosk.hub.alarms import Alarm, Pair
from kiosk.hub.pages import add_pages
from kiosk.hub.registry import DeviceView
from kiosk.hub.store import Store
from kiosk.keys.enrolment import EnrolmentCode, new_code
from kiosk.paths import ASSETS

PLAN = load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
DAY = date(2023, 3, 18)
PAST = date(2023, 3, 4)
NOW_US = int(datetime(2023, 3, 18, 8, 32, tzinfo=UTC).timestamp()) * 1_000_000  # 16:32 in Suzhou
MINUTE_US = 60_000_000
NAME, PASSWORD = "王站长", "a long enough password"


def device(point: str, **values: Any) -> DeviceView:
    number = int(point[1:])
    usual: dict[str, Any] = {
        "device": f"{number:02x}" * 16,
        "point": point,
        "state": "enrolled",
        "last_seen_us": NOW_US - 9_000_000,
        "waiting": 0,
        "health": {"camera": "live", "free_mb": 41_000, "disk_is_enough": True, "clock_is_trusted": True}
        | {"program": "0.1.0"},
        "six_digits": None,
        "is_clone": False,
        "clock_off_s": 0.2,
    }
    return DeviceView(**{**usual, **values})


Numbers = tuple[int, int, int, int]
"""People, visits, visitors, anonymous."""


def headcount(day: date, people: dict[tuple[str, str, str], Numbers], plan: Plan = PLAN) -> Headcount:
    """Return the headcount of these numbers by point, service and hour; nobody comes twice."""
    said = lookups(plan)
    total = dict.fromkeys(("people", "visits", "visitors", "anonymous"), 0)
    by: dict[str, dict[str, dict[str, int]]] = {one.name: {} for one in DIMENSIONS}
    for (point, service, hour), numbers in people.items():
        keys = {"point": point, "service": service, "hour": hour, "day": day.isoformat()}
        groups = [total]
        for one in DIMENSIONS:
            key = keys[one.key]
            value = said[one.name].get(key) if one.is_looked_up else key
            if value is not None:
                groups.append(by[one.name].setdefault(value, dict.fromkeys(total, 0)))
        for group in groups:
            for name, number in zip(total, numbers, strict=True):
                group[name] += number
    return Headcount(day, total, by)


# ruff: noqa: ARG002 - it answers as a hub does, whatever is asked


@dataclass
class FakeHub:
    """The hub's answers, each to be set by a test."""

    store: Store
    plans: dict[str, Plan] = field(default_factory=lambda: {PLAN.station.id: PLAN})
    counts: dict[date, Headcount] = field(default_factory=dict)
    states: dict[date, Completeness] = field(default_factory=dict)
    statements: dict[date, bytes] = field(default_factory=dict)
    known: tuple[DeviceView, ...] = field(default_factory=lambda: tuple(device(p.id) for p in PLAN.points))
    alarm_list: tuple[Alarm, ...] = ()
    pair_list: tuple[Pair, ...] = ()
    at_us: int = NOW_US
    done: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._version, self._changed = 1, threading.Condition()

    def stations(self) -> tuple[str, ...]:
        return tuple(self.plans)

    def plan(self, station: str) -> Plan:
        return self.plans[station]

    def headcount(self, station: str, day: date) -> Headcount:
        return self.counts.get(day, headcount(day, {}))

    def completeness(self, station: str, day: date) -> Completeness:
        unsealed = tuple(Missing(d.device, d.point, Lack.NOT_SEALED, d.last_seen_us, 0) for d in self.known)
        return self.states.get(day, Completeness(State.INCOMPLETE, unsealed))

    def statement(self, station: str, day: date) -> bytes | None:
        return self.statements.get(day)

    def close_day(self, station: str, day: date, by: str) -> Completeness:
        self.done.append(("close", station, day, by))
        return self.completeness(station, day)

    def write_off(self, station: str, device: str, day: date, reason: str, by: str) -> None:
        self.done.append(("write off", station, device, day, reason, by))

    def devices(self, station: str) -> tuple[DeviceView, ...]:
        return self.known

    def alarms(self, station: str) -> tuple[Alarm, ...]:
        return self.alarm_list

    def pairs(self, station: str, day: date) -> tuple[Pair, ...]:
        return self.pair_list

    def enrol(self, station: str, point: str, by: str) -> EnrolmentCode:
        self.done.append(("enrol", station, point, by))
        return new_code("https://hub.example:8443", bytes(32))

    def confirm(self, device: str, by: str) -> None:
        self.done.append(("confirm", device, by))

    def revoke(self, device: str, by: str, reason: str) -> None:
        self.done.append(("revoke", device, by, reason))

    def retire(self, device: str, by: str, reason: str) -> None:
        self.done.append(("retire", device, by, reason))

    def version(self, station: str) -> int:
        return self._version

    def wait_for_change(self, seen: int, timeout_s: float) -> int:
        with self._changed:
            self._changed.wait_for(lambda: self._version > seen, timeout_s)
            return self._version

    def touch(self) -> None:
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def now_us(self) -> int:
        return self.at_us

    # what tests do to it

    def check_in(self, point: str = "P1", service: str = "legal-advice", hour: str = "16") -> None:
        """Count one more person with a pass, and say so."""
        before = self.headcount("", DAY)
        one = headcount(DAY, {(point, service, hour): (1, 1, 1, 0)})
        total = {name: before.total[name] + one.total[name] for name in before.total}
        by = {name: dict(groups) for name, groups in before.by.items()}
        for name, groups in one.by.items():
            for value, counts in groups.items():
                old = by[name].get(value, dict.fromkeys(counts, 0))
                by[name][value] = {measure: old[measure] + number for measure, number in counts.items()}
        self.counts[DAY] = Headcount(DAY, total, by)
        self.touch()

    def change(self, point: str, **values: Any) -> None:
        """Let the device of a point be otherwise, and say so."""
        self.known = tuple(replace(one, **values) if one.point == point else one for one in self.known)
        self.touch()


SHARES = {
    "P1": 583, "P2": 667, "P3": 775, "P4": 527, "P5": 508, "P6": 483,
    "P7": 728, "P8": 599, "P9": 431, "P10": 396, "P11": 262, "P12": 241,
}  # fmt: skip
HOURS = {"13": 68, "14": 295, "15": 442, "16": 195}
"""Of a thousand."""


def busy_day(day: date) -> Headcount:
    """Return the numbers of a day with 6,200 people, as the sketch shows it."""
    people = {}
    for point, of_all in SHARES.items():
        services = PLAN.services_at(point, DAY)[:2]
        left = of_all
        for hour, share in HOURS.items():
            here = left if hour == "16" else of_all * share // 1000
            left -= here
            for service, part in zip(services, (here - here // 4, here // 4), strict=True):
                visits = part * 4 // 5
                people[point, service.id, hour] = (part, visits, visits * 2 // 3, visits - visits * 2 // 3)
    counted = headcount(day, people)
    total = {**counted.total, "visitors": round(counted.total["visitors"] / 1.9)}
    return Headcount(day, total, counted.by)


@pytest.fixture
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeHub]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('hub') / 'hub.sqlite'}")
    made = FakeHub(store, counts={DAY: busy_day(DAY)})
    yield made
    store.close()


@pytest.fixture
def accounts(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    """Return the hub's accounts, one of them there; the slow hash is tried where accounts are."""
    monkeypatch.setattr("kiosk.hub.accounts.hash_secret", lambda text: f"hash of {text}")
    monkeypatch.setattr("kiosk.hub.accounts.secret_fits", lambda text, hashed: hashed == f"hash of {text}")
    made = Accounts(hub.store, hub.now_us)
    made.add(NAME, PASSWORD)
    return made


@pytest.fixture
def app(hub: FakeHub, accounts: Accounts) -> FastAPI:
    made = FastAPI()
    add_pages(made, hub)  # type: ignore[arg-type]
    return made
