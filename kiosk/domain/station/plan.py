"""The plan as the rest of the product asks it: what is offered where and when, and which day it is."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from kiosk.domain.station.mistakes import did_you_mean
from kiosk.domain.station.tables import Entity, PlanFile, Point, Project, Service, ServiceDay, Theme, Unit
from kiosk.errors import BadUsage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NotInPlan(BadUsage):
    """A point, service, unit, theme or project was asked for by an id that the plan doesn't have."""


class Plan(PlanFile):
    """A station plan that was checked as a whole; made by :func:`kiosk.domain.station.load`."""

    text: str
    """The TOML that it was loaded from, so that the journal can keep it."""

    @cached_property
    def version(self) -> str:
        """The first 16 hex digits of SHA-256 over the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def theme(self, theme_id: str) -> Theme:
        """Return the theme of this id, or raise NotInPlan."""
        return _find("theme", theme_id, self.themes)

    def project(self, project_id: str) -> Project:
        """Return the project of this id, or raise NotInPlan."""
        return _find("project", project_id, self.projects)

    def unit(self, unit_id: str) -> Unit:
        """Return the unit of this id, or raise NotInPlan."""
        return _find("unit", unit_id, self.units)

    def service(self, service_id: str) -> Service:
        """Return the service of this id, or raise NotInPlan."""
        return _find("service", service_id, self.services)

    def point(self, point_id: str) -> Point:
        """Return the point of this id, or raise NotInPlan."""
        return _find("point", point_id, self.points)

    def services_at(self, point_id: str, day: date) -> tuple[Service, ...]:
        """Return what the point offers on that day: its default, the day's special services, then the other fixed.

        Raises:
            NotInPlan: the plan has no such point.
        """
        point = self.point(point_id)
        today = self.day(day)
        special = today.special.get(point_id, ()) if today else ()
        others = (service for service in point.services if service != point.default)
        return tuple(self.service(service) for service in (point.default, *special, *others))

    def day(self, day: date) -> ServiceDay | None:
        """Return the service day on that date, None if it is no service day."""
        return next((each for each in self.days if each.date == day), None)

    def next_day(self, after: date) -> ServiceDay | None:
        """Return the first service day later than ``after``, None when the plan has no more."""
        return next((day for day in self.days if day.date > after), None)

    def service_day_of(self, at_us: int) -> date:
        """Return the date that a moment (microseconds since 1970, UTC) is filed under.

        It is the date on the station's wall clock; before the cut-over, still the date before.
        """
        wall = self._local(at_us)
        return wall.date() if wall.time() >= self.cut_over else wall.date() - timedelta(days=1)

    def utc_offset_min(self, at_us: int) -> int:
        """Return how many minutes the station's clock is ahead of UTC at that moment."""
        offset = self._local(at_us).utcoffset() or timedelta()
        return offset // timedelta(minutes=1)

    def _local(self, at_us: int) -> datetime:
        return (_EPOCH + timedelta(microseconds=at_us)).astimezone(self.time_zone)


_T = TypeVar("_T", bound=Entity)


def _find(what: str, wanted: str, among: tuple[_T, ...]) -> _T:
    for entity in among:
        if entity.id == wanted:
            return entity
    known = [entity.id for entity in among]
    raise NotInPlan(f'The plan has no {what} "{wanted}". {did_you_mean(wanted, known)}'.rstrip())
