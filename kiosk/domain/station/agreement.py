"""Whether the tables of a plan agree: ids and dates are unique, and whatever is named exists and fits.

Works on the parsed TOML before its types are known to be right, so that one run finds every mistake; what is
malformed is passed over here, since it is reported there.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kiosk.domain.station.mistakes import Mistake, did_you_mean, path, written
from kiosk.domain.station.tables import Form, UnitForm

_UNIQUE = (
    ("themes", "id"),
    ("projects", "id"),
    ("units", "id"),
    ("services", "id"),
    ("points", "id"),
    ("points", "number"),
    ("days", "date"),
)
_REFERENCES = (
    # a table's key, and whose ids it may name
    ("services", "project", "projects"),
    ("points", "theme", "themes"),
    ("points", "default", "services"),
    ("days", "host", "units"),
)

_Row = Mapping[str, Any]


def disagreements(plan: _Row) -> Iterator[Mistake]:
    """Yield every mistake between the tables of a parsed plan file."""
    yield from _twice(plan)
    yield from _unknown(plan)
    yield from _unfit_hosts(plan)
    yield from _unfit_services(plan)
    yield from _offered_nowhere(plan)


def _twice(plan: _Row) -> Iterator[Mistake]:
    for table, key in _UNIQUE:
        first: dict[str, int] = {}
        for index, row in _rows(plan, table):
            if key not in row:
                continue
            value = written(row[key])
            earlier = first.setdefault(value, index)
            if earlier != index:
                mend = f"{path(table, earlier)} has it already; each needs its own {key}."
                yield Mistake(path(table, index, key), value, mend)


def _unknown(plan: _Row) -> Iterator[Mistake]:
    for table, key, target in _REFERENCES:
        for index, row in _rows(plan, table):
            yield from _no_such(plan, target, row.get(key), path(table, index, key))
    for where, _, service in _offers(plan):
        yield from _no_such(plan, "services", service, where)
    for index, row in _rows(plan, "days"):
        for point, services in _special(row).items():
            where = path("days", index, "special", point)
            yield from _no_such(plan, "points", point, where, stands=services)


def _no_such(plan: _Row, target: str, wanted: object, where: str, stands: object = None) -> Iterator[Mistake]:
    known = [row["id"] for _, row in _rows(plan, target) if isinstance(row.get("id"), str)]
    if isinstance(wanted, str) and known and wanted not in known:
        what = target.removesuffix("s")
        value = written(wanted if stands is None else stands)
        yield Mistake(where, value, f'No {what} has the id "{wanted}". {did_you_mean(wanted, known)}'.rstrip())


def _unfit_hosts(plan: _Row) -> Iterator[Mistake]:
    forms = _column(plan, "units", "form")
    for index, row in _rows(plan, "days"):
        host = row.get("host")
        if isinstance(host, str) and forms.get(host) == UnitForm.ALLIANCE:
            yield Mistake(
                path("days", index, "host"), written(host), "An alliance unit hosts no day: name a committee."
            )


def _unfit_services(plan: _Row) -> Iterator[Mistake]:
    forms = _column(plan, "services", "form")
    seen: set[tuple[str, str]] = set()
    for where, wanted_form, service in _offers(plan):
        found = forms.get(service)
        offering = (where.rpartition("[")[0], service)
        if offering in seen:
            yield Mistake(where, written(service), "It stands in this list already; leave it out here.")
        elif found == Form.SPECIAL != wanted_form:
            mend = "It is a special service: name it under `special` of the days that offer it, not here."
            yield Mistake(where, written(service), mend)
        elif found == Form.FIXED != wanted_form:
            mend = "It is a fixed service: name it under `services` of the points that offer it, not here."
            yield Mistake(where, written(service), mend)
        seen.add(offering)
    for index, row in _rows(plan, "points"):
        default, services = row.get("default"), row.get("services")
        if isinstance(default, str) and isinstance(services, list) and default in forms and default not in services:
            mend = f"It is not among this point's services; choose one of {written(services)}"
            yield Mistake(path("points", index, "default"), written(default), f"{mend}.")


def _offered_nowhere(plan: _Row) -> Iterator[Mistake]:
    offered = {service for _, _, service in _offers(plan)}
    for index, row in _rows(plan, "services"):
        if row.get("id") in offered or "id" not in row:
            continue
        if row.get("form") == Form.SPECIAL:
            mend = "No service day offers it: name it under `special` of a day, or remove it."
        else:
            mend = "No point offers it: name it under `services` of a point, or remove it."
        yield Mistake(path("services", index, "id"), written(row["id"]), mend)


def _offers(plan: _Row) -> Iterator[tuple[str, Form, str]]:
    """Yield where each service is offered: key path, the form it must have there, its id."""
    for index, row in _rows(plan, "points"):
        for place, service in _texts(row.get("services")):
            yield path("points", index, "services", place), Form.FIXED, service
    for index, row in _rows(plan, "days"):
        for point, services in _special(row).items():
            for place, service in _texts(services):
                yield path("days", index, "special", point, place), Form.SPECIAL, service


def _rows(plan: _Row, table: str) -> Iterator[tuple[int, _Row]]:
    rows = plan.get(table)
    if isinstance(rows, list):
        yield from ((index, row) for index, row in enumerate(rows) if isinstance(row, dict))


def _column(plan: _Row, table: str, key: str) -> dict[str, object]:
    return {row["id"]: row.get(key) for _, row in _rows(plan, table) if isinstance(row.get("id"), str)}


def _special(day: _Row) -> _Row:
    special = day.get("special")
    return special if isinstance(special, dict) else {}


def _texts(values: object) -> Iterable[tuple[int, str]]:
    if isinstance(values, list):
        yield from ((index, value) for index, value in enumerate(values) if isinstance(value, str))
