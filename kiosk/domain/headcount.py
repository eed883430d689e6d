"""The numbers of a day: measures and dimensions declared once, and a plain fold over entries that counts them.

Every engine that counts (this fold, the journal's SQL, a hub's) renders the same declaration; a property test holds
them equal. Distinct totals are counted anew for each grouping, never summed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosk.domain.entries import Entry, Kind, Redate, Visit, Void
from kiosk.domain.station import Plan


class Rule(StrEnum):
    """How a measure is taken over visits."""

    SUM = "sum"
    COUNT = "count"
    DISTINCT = "distinct"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Measure:
    """One number, taken over a field of :class:`Visit`."""

    name: str
    rule: Rule
    field: str


MEASURES = (
    Measure("people", Rule.SUM, "people"),
    Measure("visits", Rule.COUNT, "service"),
    Measure("visitors", Rule.DISTINCT, "person"),
    Measure("anonymous", Rule.MISSING, "person"),
)


class Key(StrEnum):
    """What of a visit a dimension is grouped by."""

    POINT = "point"
    SERVICE = "service"
    HOUR = "hour"
    """Of the clock at the point, ``00`` to ``23``."""
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to group visits: by a key itself, or by what the visit's own plan says of that key."""

    name: str
    key: Key
    is_looked_up: bool = False


DIMENSIONS = (
    Dimension("point", Key.POINT),
    Dimension("hour", Key.HOUR),
    Dimension("theme", Key.POINT, is_looked_up=True),
    Dimension("kind", Key.SERVICE, is_looked_up=True),
    Dimension("service", Key.SERVICE),
    Dimension("project", Key.SERVICE, is_looked_up=True),
    Dimension("host", Key.DAY, is_looked_up=True),
)

Counts = Mapping[str, int]
"""A number for each measure, by its name."""


@dataclass(frozen=True, slots=True)
class Headcount:
    """The numbers of one service day."""

    day: date
    total: Counts
    by: Mapping[str, Mapping[str, Counts]]
    """For each dimension, by its name, the counts of each value that has any visit."""

    def as_json(self) -> dict[str, object]:
        """Return the headcount as ``{"day", "people", "visits", "visitors", "anonymous", "by": {…}}``."""
        return {
            "day": self.day.isoformat(),
            **self.total,
            "by": {
                name: {value: dict(groups[value]) for value in sorted(groups, key=_in_order)}
                for name, groups in self.by.items()
            },
        }

    @classmethod
    def from_json(cls, found: Mapping[str, object]) -> "Headcount":
        """Return the headcount that :meth:`as_json` wrote."""
        by = found["by"]
        assert isinstance(by, Mapping)
        total = {measure.name: found[measure.name] for measure in MEASURES}
        return cls(date.fromisoformat(str(found["day"])), total, by)  # type: ignore[arg-type]


def lookups(plan: Plan) -> dict[str, dict[str, str]]:
    """Return what the plan says of each key, by the name of the dimension that looks it up."""
    return {
        "theme": {point.id: point.theme for point in plan.points},
        "kind": {service.id: service.kind for service in plan.services},
        "project": {service.id: service.project for service in plan.services if service.project is not None},
        "host": {service_day.date.isoformat(): service_day.host for service_day in plan.days},
    }


def fold(journals: Iterable[Iterable[Entry]], day: date, plans: Mapping[str, Plan]) -> Headcount:
    """Return the numbers of ``day``: the plain reference that other engines must agree with.

    Args:
        journals: of each device all entries, in the order in which they were written.
        day: the service day.
        plans: by version; a visit under a plan that isn't there is in no dimension that is looked up.
    """
    standing = [found for journal in journals for found in _standing(list(journal), day)]
    said = {version: lookups(plan) for version, plan in plans.items()}
    groups: dict[str, dict[str, list[Visit]]] = {one.name: defaultdict(list) for one in DIMENSIONS}
    for entry, visit in standing:
        keys = {
            Key.POINT: visit.point,
            Key.SERVICE: visit.service,
            Key.HOUR: hour_of(entry.at_us, visit),
            Key.DAY: day.isoformat(),
        }
        for one in DIMENSIONS:
            key = keys[one.key]
            value = said.get(visit.plan, {}).get(one.name, {}).get(key) if one.is_looked_up else key
            if value is not None:
                groups[one.name][value].append(visit)
    return Headcount(
        day=day,
        total=_count([visit for _, visit in standing]),
        by={name: {value: _count(visits) for value, visits in found.items()} for name, found in groups.items()},
    )


def _standing(entries: list[Entry], day: date) -> Iterator[tuple[Entry, Visit]]:
    """Yield the visits of one device's day that stand, each id once."""
    voided = {
        visit_id
        for entry in entries
        if entry.kind == Kind.VOID and entry.body is not None
        for visit_id in Void.decode(entry.body).ids
    }
    redates = [Redate.decode(entry.body) for entry in entries if entry.kind == Kind.REDATE and entry.body is not None]
    seen: set[bytes] = set()
    for entry in entries:
        if entry.kind != Kind.VISIT or entry.body is None or entry.id in seen or entry.id.hex() in voided:
            continue
        if _day_of(entry, redates) == day.isoformat():
            seen.add(entry.id)
            yield entry, Visit.decode(entry.body)


def _day_of(entry: Entry, redates: Iterable[Redate]) -> str:
    """Return the day that the entry is filed under: the last redate that names it wins."""
    day = entry.day
    for redate in redates:
        if redate.epoch == entry.epoch.hex() and redate.first <= entry.seq <= redate.last:
            day = redate.day
    return day


def hour_of(at_us: int, visit: Visit) -> str:
    """Return the hour of the clock at the point, ``00`` to ``23``."""
    local_s = at_us // 1_000_000 + visit.offset_min * 60
    return f"{local_s // 3600 % 24:02d}"


def _count(visits: list[Visit]) -> Counts:
    return {
        measure.name: _measured(measure, [getattr(visit, measure.field) for visit in visits]) for measure in MEASURES
    }


def _measured(measure: Measure, values: list[object]) -> int:
    there = [value for value in values if value is not None]
    match measure.rule:
        case Rule.SUM:
            return sum(value for value in there if isinstance(value, int))
        case Rule.COUNT:
            return len(there)
        case Rule.DISTINCT:
            return len(set(there))
        case Rule.MISSING:
            return len(values) - len(there)


def _in_order(value: str) -> tuple[int, str]:
    """P2 before P10."""
    return len(value), value
