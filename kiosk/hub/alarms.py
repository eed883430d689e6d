"""What needs a person's attention, now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select

from kiosk.domain.station import Plan
from kiosk.hub import tables
from kiosk.hub.registry import ENROLLED, PENDING, DeviceView

SILENT_AFTER_US = 120_000_000
CLOCK_OFF_S = 60.0
CLOSE_TOGETHER_US = 60_000_000


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to look after."""

    kind: str
    """``silent``, ``clock``, ``disk``, ``camera``, ``fork``, ``clone``, ``quarantine``, ``waiting``, ``help``, or
    ``pending``."""
    point: str | None
    device: str | None
    since_us: int | None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """The same pass at two points within a minute."""

    person: str
    first_point: str
    second_point: str
    first_us: int
    second_us: int


def alarms(
    connection: Connection, station: str, devices: Sequence[DeviceView], plan: Plan, now_us: int
) -> tuple[Alarm, ...]:
    """Return the station's alarms, those that lose visits first."""
    aside = tables.quarantine.c
    counted = select(aside.device, func.count()).where(aside.station == station).group_by(aside.device)
    counts = {bytes(device).hex(): int(count) for device, count in connection.execute(counted)}
    is_service_day = plan.day(plan.service_day_of(now_us)) is not None
    found = [
        alarm
        for device in devices
        for alarm in _alarms_of(device, counts.get(device.device, 0), now_us, is_service_day=is_service_day)
    ]
    order = ("clone", "fork", "quarantine", "disk", "silent", "waiting", "help", "camera", "clock", "pending")
    return tuple(sorted(found, key=lambda alarm: order.index(alarm.kind)))


def _alarms_of(device: DeviceView, quarantined: int, now_us: int, *, is_service_day: bool) -> Iterator[Alarm]:
    def alarm(kind: str, since_us: int | None = None, count: int = 0) -> Alarm:
        return Alarm(kind, device.point, device.device, since_us, count)

    if device.state == PENDING:
        yield alarm("pending")
        return
    if device.is_clone:
        yield alarm("clone")
    if quarantined:
        yield alarm("quarantine", count=quarantined)
    if device.state != ENROLLED:
        return
    if device.fork_since_us is not None and now_us - device.fork_since_us < 24 * 3600 * 1_000_000:
        yield alarm("fork", device.fork_since_us)
    silent = device.last_seen_us is None or now_us - device.last_seen_us > SILENT_AFTER_US
    if is_service_day and silent:
        yield alarm("silent", device.last_seen_us, device.waiting)
    elif device.waiting:
        yield alarm("waiting", device.last_seen_us, device.waiting)
    health: Any = device.health
    if health.get("disk_is_enough") is False:
        yield alarm("disk", device.last_seen_us)
    if health.get("help"):
        yield alarm("help", device.last_seen_us)
    if health.get("camera") not in (None, "live", "starting"):
        yield alarm("camera", device.last_seen_us)
    if device.clock_off_s is not None and abs(device.clock_off_s) > CLOCK_OFF_S:
        yield alarm("clock", device.last_seen_us, round(device.clock_off_s))


def pairs(connection: Connection, station: str, day: date) -> tuple[Pair, ...]:
    """Return where the same pass was shown at two points within a minute, by the kiosks' own times."""
    one, other = tables.visits.alias("one").c, tables.visits.alias("other").c
    together = and_(
        other.station == one.station,
        other.day == one.day,
        other.person == one.person,
        other.point != one.point,
        other.at_us.between(one.at_us, one.at_us + CLOSE_TOGETHER_US),
        other.voided.is_(False),
    )
    found = connection.execute(
        select(one.person, one.point, other.point, one.at_us, other.at_us)
        .where(one.station == station, one.day == day.isoformat(), one.voided.is_(False), together)
        .order_by(one.at_us)
        .limit(200)
    )
    return tuple(Pair(*row) for row in found)
