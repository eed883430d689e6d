"""The service list as it is published: one row for each service at each point."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiosk.domain.station.plan import Plan
from kiosk.domain.station.tables import Form, Kind, Point, Service


@dataclass(frozen=True, slots=True)
class ListedService:
    """One service at one point; the fields are the columns of the printed list."""

    point: str
    point_zh: str
    point_en: str
    service: str
    service_zh: str
    service_en: str
    form: Form
    kind: Kind
    project: str | None
    default: bool
    """Whether a scan at this point counts for it."""


def service_list(plan: Plan, day: date | None = None) -> tuple[ListedService, ...]:
    """Return what every point offers on ``day`` in the order of its buttons; without a day, all it ever offers."""
    return tuple(
        ListedService(
            point=point.id,
            point_zh=point.name.zh,
            point_en=point.name.en,
            service=service.id,
            service_zh=service.name.zh,
            service_en=service.name.en,
            form=service.form,
            kind=service.kind,
            project=service.project,
            default=service.id == point.default,
        )
        for point in plan.points
        for service in _offered(plan, point, day)
    )


def _offered(plan: Plan, point: Point, day: date | None) -> Iterable[Service]:
    if day is not None:
        return plan.services_at(point.id, day)
    ever = (service for each in plan.days for service in plan.services_at(point.id, each.date))
    return sorted(dict.fromkeys(ever), key=lambda service: service.form)
