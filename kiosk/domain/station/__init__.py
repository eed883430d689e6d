"""The station plan: points, services, units and service days, read from one TOML file and checked as a whole."""

from kiosk.domain.station.loading import load
from kiosk.domain.station.mistakes import Mistake, PlanMistakes
from kiosk.domain.station.plan import NotInPlan, Plan
from kiosk.domain.station.service_list import ListedService, service_list
from kiosk.domain.station.tables import (
    Form,
    Icon,
    Kind,
    Name,
    Point,
    Project,
    Service,
    ServiceDay,
    Station,
    Theme,
    Unit,
    UnitForm,
)

__all__ = [
    "Form",
    "Icon",
    "Kind",
    "ListedService",
    "Mistake",
    "Name",
    "NotInPlan",
    "Plan",
    "PlanMistakes",
    "Point",
    "Project",
    "Service",
    "ServiceDay",
    "Station",
    "Theme",
    "Unit",
    "UnitForm",
    "load",
    "service_list",
]
