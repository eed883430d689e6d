"""What a report says, worked out once for the workbook and the page: names, order, hours, what is missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from kiosk.documents.report.words import Language, day_written, hour_written, in_language, moment_written, words
from kiosk.domain.headcount import MEASURES, Counts, Headcount
from kiosk.domain.statement import Completeness, Part, State, Statement
from kiosk.domain.station import Kind, Name, Plan

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING: Counts = {measure.name: 0 for measure in MEASURES}
_DEVICE_DIGITS = 8
"""Of a device's id, where it stands for a device that has no point."""


@dataclass(frozen=True, slots=True)
class Report:
    """A service day's headcount, and all that is known of how far it can be trusted."""

    headcount: Headcount
    plan: Plan
    """Gives names, time zone and cut-over."""
    as_of_us: int
    completeness: Completeness | None
    """None on a kiosk without a hub: this point's own figures."""
    statement: Statement | None
    fingerprint: str | None
    """Of the station's key, in hex."""
    language: Language

    @property
    def is_at_least(self) -> bool:
        """Whether more may be to come, so that "at least" belongs beside every number."""
        return self.completeness is not None and self.completeness.state != State.COMPLETE

    @property
    def state(self) -> str:
        """The key of the state's word: as in :class:`State`, or ``OWN``."""
        return "OWN" if self.completeness is None else str(self.completeness.state)

    def local(self, at_us: int) -> datetime:
        """Return the moment on the station's wall clock."""
        return (_EPOCH + timedelta(microseconds=at_us)).astimezone(self.plan.time_zone)


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a dimension, with its name and its numbers."""

    id: str
    name: str
    counts: Counts
    theme: str = ""
    """Of a point."""
    is_unfinished: bool = False
    """Of an hour: whether it goes on."""


@dataclass(frozen=True, slots=True)
class Group:
    """All lines of one dimension."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """A device whose day is not in the numbers, or not wholly."""

    point: str
    device: str
    why: str
    last_seen: datetime | None
    entries: int
    """Known and not counted; 0 where that can't be known."""


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """A device that a coordinator decided to go without."""

    point: str
    device: str
    reason: str
    by: str
    entries: int


@dataclass(frozen=True, slots=True)
class Contents:
    """A report in its language."""

    language: Language
    words: Mapping[str, str]
    as_of: datetime
    """The station's time."""
    station: str
    day: str
    facts: tuple[str, ...]
    """As of when, the host, how many points."""
    sample: str
    """Says so if the plan is one to try the kiosk with, else empty."""
    state: str
    at_least: str
    """The words that belong beside every number, or empty."""
    total: Counts
    points: tuple[Line, ...]
    hours: tuple[Line, ...]
    groups: Mapping[str, Group]
    """By theme, kind, project, host and service; by the dimension's name."""
    missing: tuple[Absent, ...]
    excepted: tuple[WrittenOff, ...]
    proof: tuple[tuple[str, str], ...]
    """The statement's facts, each with its name; without a statement one that says so; the station's fingerprint."""
    parts: tuple[Part, ...]
    """The journals that a statement binds."""
    is_newer: bool
    """Whether the numbers have changed since the statement was signed."""


def contents(report: Report) -> Contents:
    """Return what the report says, in its language."""
    said = words(report.language)
    completeness = report.completeness
    points = tuple(_points(report))
    return Contents(
        language=report.language,
        words=said,
        as_of=report.local(report.as_of_us),
        station=in_language(report.plan.station.name, report.language),
        day=day_written(report.headcount.day, report.language),
        facts=(
            f"{said['as_of']} {moment_written(report.local(report.as_of_us))}",
            _host(report),
            said["points"].format(n=len(points)) if completeness is not None else "",
        ),
        sample=said["sample"] if report.plan.sample else "",
        state=said[f"state.{report.state}"],
        at_least=said["at_least"] if report.is_at_least else "",
        total=report.headcount.total,
        points=points,
        hours=tuple(_hours(report)),
        groups={name: Group(said[f"by.{name}"], tuple(_group(report, name))) for name in _ORDERS},
        missing=tuple(
            Absent(
                point=_whereabouts(report, one.point, one.device),
                device=one.device,
                why=said[f"lack.{one.lack}"],
                last_seen=None if one.last_seen_us is None else report.local(one.last_seen_us),
                entries=one.entries,
            )
            for one in (completeness.missing if completeness else ())
        ),
        excepted=tuple(
            WrittenOff(_whereabouts(report, one.point, one.device), one.device, one.reason, one.by, one.entries)
            for one in (completeness.excepted if completeness else ())
        ),
        proof=tuple(_proof(report)),
        parts=() if report.statement is None else report.statement.parts,
        is_newer=report.statement is not None and dict(report.statement.numbers) != report.headcount.as_json(),
    )


def _host(report: Report) -> str:
    said = words(report.language)
    today = report.plan.day(report.headcount.day)
    if today is None:
        return said["no_service_day"]
    return f"{said['host']} {in_language(report.plan.unit(today.host).name, report.language)}"


def _points(report: Report) -> Iterator[Line]:
    """Yield the plan's points by number, those without a visit too; a kiosk alone can tell only of those with visits.

    Points that the plan no longer has come last, by their ids.
    """
    found = report.headcount.by.get("point", {})
    planned = sorted(report.plan.points, key=lambda point: point.number)
    for point in planned:
        if point.id in found or report.completeness is not None:
            name = f"{point.number} {in_language(point.name, report.language)}"
            theme = in_language(report.plan.theme(point.theme).name, report.language)
            yield Line(point.id, name, found.get(point.id, _NOTHING), theme)
    for unknown in sorted(set(found) - {point.id for point in planned}):
        yield Line(unknown, unknown, found[unknown])


def _hours(report: Report) -> Iterator[Line]:
    """Yield every hour from the day's first visit to its last, in the order of the service day."""
    found = report.headcount.by.get("hour", {})
    day, cut_over = report.headcount.day, report.plan.cut_over.hour
    since_cut_over = sorted((int(hour) - cut_over) % 24 for hour in found)
    if not since_cut_over:
        return
    now = report.local(report.as_of_us)
    for passed in range(since_cut_over[0], since_cut_over[-1] + 1):
        hour = f"{(passed + cut_over) % 24:02d}"
        calendar_day = day if passed + cut_over < 24 else day + timedelta(days=1)
        yield Line(
            id=hour,
            name=hour_written(hour, report.language),
            counts=found.get(hour, _NOTHING),
            is_unfinished=_is_within(now, calendar_day, int(hour)),
        )


def _is_within(now: datetime, day: date, hour: int) -> bool:
    return now.date() == day and now.hour == hour


_ORDERS: Mapping[str, bool] = {"theme": False, "kind": False, "project": False, "host": False, "service": True}
"""Whether the lines of a dimension stand by their people, most first; else in the plan's order."""


def _group(report: Report, dimension: str) -> Iterator[Line]:
    found = report.headcount.by.get(dimension, {})
    names = _names(report, dimension)
    order = {value: place for place, value in enumerate((*names, *sorted(set(found) - set(names))))}
    lines = [Line(value, names.get(value, value), found[value]) for value in sorted(found, key=order.__getitem__)]
    return iter(sorted(lines, key=lambda line: -line.counts["people"]) if _ORDERS[dimension] else lines)


def _names(report: Report, dimension: str) -> dict[str, str]:
    if dimension == "kind":
        said = words(report.language)
        return {str(kind): said[f"kind.{kind}"] for kind in Kind}
    plan = report.plan
    tables: Mapping[str, Iterable[tuple[str, Name]]] = {
        "theme": ((one.id, one.name) for one in plan.themes),
        "project": ((one.id, one.name) for one in plan.projects),
        "host": ((one.id, one.name) for one in plan.units),
        "service": ((one.id, one.name) for one in plan.services),
    }
    return {id_: in_language(name, report.language) for id_, name in tables[dimension]}


def _whereabouts(report: Report, point_id: str, device: str) -> str:
    """Return number and name of the device's point; without one, the beginning of the device's id."""
    for point in report.plan.points:
        if point.id == point_id:
            number = words(report.language)["point_number"].format(n=point.number)
            return f"{number} {in_language(point.name, report.language)}"
    return point_id or device[:_DEVICE_DIGITS]


def _proof(report: Report) -> Iterator[tuple[str, str]]:
    said = words(report.language)
    statement = report.statement
    if statement is None:
        yield said["signed"], said["no_hub" if report.completeness is None else "no_statement"]
    else:
        yield said["revision"], said["revision_n"].format(n=statement.revision)
        yield said["state"], said[f"state.{statement.state}"]
        yield said["signed"], moment_written(report.local(statement.issued_us))
        yield said["hash"], statement.hash
        yield said["predecessor"], statement.predecessor or said["first"]
        yield said["plans"], ", ".join(statement.plans)
    if report.fingerprint is not None:
        yield said["fingerprint"], report.fingerprint
