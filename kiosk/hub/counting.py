"""The headcount's declaration, rendered to SQL over the hub's visits; the same on both databases."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from kiosk.domain.headcount import DIMENSIONS, MEASURES, Headcount, Measure, Rule
from kiosk.hub import tables

_VISITS = tables.visits.c


def count_day(connection: Connection, station: str, day: date) -> Headcount:
    """Return the numbers of a station's day."""
    that_day = (_VISITS.station == station, _VISITS.day == day.isoformat(), _VISITS.voided.is_(False))
    total = _numbers(connection, select(*_measures()).where(*that_day))[""]
    by = {}
    for one in DIMENSIONS:
        column = _VISITS[one.name]
        grouped = select(column.label("grouped"), *_measures()).where(*that_day, column.is_not(None)).group_by(column)
        by[one.name] = _numbers(connection, grouped)
    return Headcount(day, total, by)


def count_days(connection: Connection, station: str, first: date, last: date) -> dict[str, int]:
    """Return the numbers of all days from ``first`` to ``last``; persons are counted once over all of them."""
    within = (
        _VISITS.station == station,
        _VISITS.day.between(first.isoformat(), last.isoformat()),
        _VISITS.voided.is_(False),
    )
    return _numbers(connection, select(*_measures()).where(*within))[""]


def _measures() -> list[ColumnElement[int]]:
    return [_rendered(measure).label(measure.name) for measure in MEASURES]


def _rendered(measure: Measure) -> ColumnElement[int]:
    column = _VISITS[measure.field]
    match measure.rule:
        case Rule.SUM:
            return func.coalesce(func.sum(column), 0)
        case Rule.COUNT:
            return func.count(column)
        case Rule.DISTINCT:
            return func.count(column.distinct())
        case Rule.MISSING:
            return func.count() - func.count(column)


def _numbers(connection: Connection, query: Select[*tuple[Any, ...]]) -> dict[str, dict[str, int]]:
    found = {}
    for row in connection.execute(query).mappings():
        found[str(row.get("grouped", ""))] = {measure.name: int(row[measure.name]) for measure in MEASURES}
    return found
