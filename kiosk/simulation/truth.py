"""What happened on a simulated day, counted by hand: it knows nothing of the code that counts."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kiosk.domain.station import Plan


@dataclass(frozen=True, slots=True, eq=False)
class Happened:
    """A visit as the one who made it remembers it; two that look the same are two."""

    at_us: int
    point: str
    service: str
    people: int
    person: bytes | None
    """The id of the pass; None for a tap."""


@dataclass(slots=True)
class Truth:
    """The visits that really happened and were not taken back."""

    visits: set[Happened] = field(default_factory=set)

    def as_json(self, day: date, plan: Plan) -> dict[str, Any]:
        """Return their numbers in the headcount's shape."""
        host = plan.day(day)
        groups: dict[str, dict[str, list[Happened]]] = {
            name: defaultdict(list) for name in ("point", "hour", "theme", "kind", "service", "project", "host")
        }
        for visit in self.visits:
            service = plan.service(visit.service)
            belongs = {
                "point": visit.point,
                "hour": datetime.fromtimestamp(visit.at_us // 1_000_000, plan.time_zone).strftime("%H"),
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
        return {"day": day.isoformat(), **_tally(self.visits), "by": by}


def _tally(visits: Collection[Happened]) -> dict[str, int]:
    with_pass = [visit.person for visit in visits if visit.person is not None]
    return {
        "people": sum(visit.people for visit in visits),
        "visits": len(visits),
        "visitors": len(set(with_pass)),
        "anonymous": len(visits) - len(with_pass),
    }
