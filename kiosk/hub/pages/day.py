"""A day as its page shows it: worked out here, so that the template only lays it out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.domain.headcount import Headcount
from kiosk.domain.statement import Completeness, Lack, State
from kiosk.domain.station import Kind, Plan
from kiosk.hub.alarms import Pair
from kiosk.hub.pages import attention, charts
from kiosk.hub.pages.clock import local
from kiosk.hub.pages.words import Words
from kiosk.hub.registry import DeviceView
from kiosk.hub.service import Hub

_IN_USE = {"enrolled", "forwarded"}
_PASS_DIGITS = 6
"""Of a pass id, enough to tell two passes of a day apart."""


@dataclass(frozen=True, slots=True)
class PointRow:
    """One point: its number, and how its journals are."""

    number: str
    name: str
    theme: str
    people: int
    gauge: str
    record: str
    is_well: bool


@dataclass(frozen=True, slots=True)
class HourRow:
    """The people of one hour."""

    label: str
    people: int
    is_unfinished: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the whole, in per cent."""

    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """The people of one service."""

    name: str
    people: int
    visits: int


@dataclass(frozen=True, slots=True)
class DayView:
    """All that the page of a day says."""

    day: date
    heading: str
    weekday: str
    is_today: bool
    as_of: str
    host: str
    points_in_all: int
    is_service_day: bool
    next_day: str
    state: str
    """``complete``, ``except`` or ``incomplete``."""
    is_at_least: bool
    people: int
    visits: int
    visitors: int
    anonymous: int
    points_each: str
    """How many points a visitor with a pass went to, on average; empty when there was none."""
    hours: tuple[HourRow, ...]
    hours_chart: str
    kinds: tuple[Share, ...]
    points: tuple[PointRow, ...]
    services: tuple[ServiceRow, ...]
    needs: tuple[attention.Line, ...]
    lacking: tuple[attention.Lacking, ...]
    excepted: tuple[tuple[str, str, str], ...]
    """Of each device written off: where, why and by whom, what is known to be missing."""
    pairs: tuple[str, ...]
    has_statement: bool
    summary: str
    """One sentence, for whoever listens instead of looking."""


def day_view(hub: Hub, station: str, day: date, say: Words) -> DayView:
    """Return what is known of a station's day at this moment."""
    plan, now_us = hub.plan(station), hub.now_us()
    today = plan.service_day_of(now_us)
    headcount, completeness = hub.headcount(station, day), hub.completeness(station, day)
    devices = hub.devices(station)
    is_today = day == today
    needs = attention.lines(hub.alarms(station), devices, plan, now_us, say) if is_today else ()
    if day < today:
        needs = attention.alarms_of_a_day(completeness, plan, now_us, say)
    hours = _hours(headcount, plan, now_us, say, is_today=is_today)
    is_at_least = completeness.state != State.COMPLETE
    least = say("at_least") if is_at_least else ""
    total = headcount.total
    as_of = attention.when(now_us, plan, now_us, say)
    return DayView(
        day=day,
        heading=say.day(day),
        weekday=say.weekday(day),
        is_today=is_today,
        as_of=as_of,
        host=_host(plan, day, say, is_today=is_today),
        points_in_all=len(plan.points),
        is_service_day=plan.day(day) is not None,
        next_day=_next_day(plan, today, say) if is_today else "",
        state={State.COMPLETE: "complete", State.COMPLETE_EXCEPT: "except"}.get(completeness.state, "incomplete"),
        is_at_least=is_at_least,
        people=total["people"],
        visits=total["visits"],
        visitors=total["visitors"],
        anonymous=total["anonymous"],
        points_each=_points_each(headcount),
        hours=hours,
        hours_chart=charts.columns([charts.Bar(row.label, row.people, row.is_unfinished) for row in hours]),
        kinds=_kinds(headcount, say),
        points=tuple(_points(headcount, completeness, devices, plan, say, is_past=day < today)),
        services=_services(headcount, plan, say),
        needs=needs,
        lacking=attention.lacking(completeness, plan, now_us, say),
        excepted=tuple(
            (
                say.point(plan, one.point),
                say("excepted", reason=one.reason, by=one.by),
                say("excepted_known", n=one.entries) if one.entries else "",
            )
            for one in completeness.excepted
        ),
        pairs=tuple(_pair(one, plan, now_us, say) for one in hub.pairs(station, day)),
        has_statement=hub.statement(station, day) is not None,
        summary=say("total_now", time=as_of, least=least, **{name: total[name] for name in _TOLD}).replace(": ,", ":"),
    )


_TOLD = ("people", "visits", "visitors")


def _host(plan: Plan, day: date, say: Words, *, is_today: bool) -> str:
    service_day = plan.day(day)
    if service_day is None:
        return ""
    return say("host_is" if is_today else "host_was", host=say.named(plan.unit(service_day.host).name))


def _next_day(plan: Plan, today: date, say: Words) -> str:
    found = plan.next_day(today)
    return "" if found is None else say("next_day", day=say.day(found.date), host=say.named(plan.unit(found.host).name))


def _points_each(headcount: Headcount) -> str:
    """Return the average of points per visitor: each counts once at each point, and once in all."""
    visitors = headcount.total["visitors"]
    if not visitors:
        return ""
    return f"{sum(counts['visitors'] for counts in headcount.by['point'].values()) / visitors:.1f}"


def _hours(headcount: Headcount, plan: Plan, now_us: int, say: Words, *, is_today: bool) -> tuple[HourRow, ...]:
    """Return every hour from the first visit to now, or to the last visit of another day."""
    cut_over, now = plan.cut_over.hour, local(plan, now_us)
    found = {(int(hour) - cut_over) % 24: counts["people"] for hour, counts in headcount.by["hour"].items()}
    if not found:
        return ()
    this_hour = (now.hour - cut_over) % 24 if is_today else None
    last = max(found) if this_hour is None else max(*found, this_hour)
    return tuple(
        HourRow(say("hour", hour=f"{(each + cut_over) % 24}"), found.get(each, 0), each == this_hour)
        for each in range(min(found), last + 1)
    )


def _kinds(headcount: Headcount, say: Words) -> tuple[Share, ...]:
    """Return the kinds of service by people, in whole per cent that add up to 100."""
    people = {str(kind): headcount.by["kind"].get(kind, {}).get("people", 0) for kind in Kind}
    return tuple(Share(say(kind), percent) for kind, percent in _percent(people).items())


def _percent(parts: Mapping[str, int]) -> dict[str, int]:
    whole = sum(parts.values())
    if not whole:
        return {}
    down = {name: part * 100 // whole for name, part in parts.items()}
    by_rest = sorted(parts, key=lambda name: -(parts[name] * 100 % whole))
    for name in by_rest[: 100 - sum(down.values())]:
        down[name] += 1
    return down


def _points(
    headcount: Headcount,
    completeness: Completeness,
    devices: Sequence[DeviceView],
    plan: Plan,
    say: Words,
    *,
    is_past: bool,
) -> Iterable[PointRow]:
    by_point = headcount.by["point"]
    most = max((counts["people"] for counts in by_point.values()), default=0)
    planned = {point.id for point in plan.points}
    for point in plan.points:
        people = by_point.get(point.id, {}).get("people", 0)
        here = [one for one in devices if one.point == point.id and one.state in _IN_USE]
        record, is_well = _record(point.id, here, completeness, say, is_past=is_past)
        name, theme = say.named(point.name), say.named(plan.theme(point.theme).name)
        gauge = charts.gauge(people, most)
        yield PointRow(str(point.number), name, theme, people, gauge, record, is_well)
    for point_id in sorted(set(by_point) - planned):  # of an earlier plan
        people = by_point[point_id]["people"]
        yield PointRow("", say("unknown_point", id=point_id), "", people, charts.gauge(people, most), "", is_well=True)


def _record(
    point_id: str, here: Sequence[DeviceView], completeness: Completeness, say: Words, *, is_past: bool
) -> tuple[str, bool]:
    """Return how far a point's journals have arrived, and whether that is well."""
    if any(one.point == point_id for one in completeness.excepted):
        return say("went_without"), False
    missing = [one for one in completeness.missing if one.point == point_id]
    waiting = sum(one.entries for one in missing if one.lack == Lack.NOT_RECEIVED)
    if waiting := waiting or (0 if is_past else sum(one.waiting for one in here)):
        return say("not_uploaded", n=waiting), False
    lacks = {one.lack for one in missing}
    if lacks - {Lack.NOT_SEALED}:
        return say("never_heard" if Lack.NEVER_HEARD in lacks else "to_check"), False
    if lacks:
        return (say("lack_not_sealed"), False) if is_past else (say("uploaded"), True)
    return (say("sealed"), True) if here or is_past else (say("no_device"), False)


def _services(headcount: Headcount, plan: Plan, say: Words) -> tuple[ServiceRow, ...]:
    names = {service.id: say.named(service.name) for service in plan.services}
    counted = sorted(headcount.by["service"].items(), key=lambda one: (-one[1]["people"], one[0]))
    return tuple(ServiceRow(names.get(id, id), counts["people"], counts["visits"]) for id, counts in counted)


def _pair(pair: Pair, plan: Plan, now_us: int, say: Words) -> str:
    return say(
        "pair",
        person=f"…{pair.person[-_PASS_DIGITS:]}",
        first=say.point(plan, pair.first_point),
        first_time=attention.when(pair.first_us, plan, now_us, say),
        second=say.point(plan, pair.second_point),
        second_time=attention.when(pair.second_us, plan, now_us, say),
    )
