"""Whether the tables of a plan agree: ids and dates are unique, and whatever is named exists and fits.

Works on the parsed TOML before its types are known to be right, so that one run finds every mistake; what is
malformed is passed over here, since it is reported there.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

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
_BELONGS: Mapping[str, str] = {
    Form.FIXED: "under `services` of the points that offer it",
    Form.SPECIAL: "under `special` of the days that offer it",
}

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
    for offer in _offers(plan):
        yield from _no_such(plan, "services", offer.service, offer.key)
    for index, row in _rows(plan, "days"):
        for point, services in _special(row).items():
            where = path("days", index, "special", point)
            yield from _no_such(plan, "points", point, where, stands=services)


def _no_such(plan: _Row, target: str, wanted: object, where: str, stands: object = None) -> Iterator[Mistake]:
    known = [row["id"] for _, row in _rows(plan, target) if isinstance(row.get("id"), str)]
    if isinstance(wanted, str) and wanted not in known:
        what = target.removesuffix("s")
        value = written(wanted if stands is None else stands)
        yield Mistake(where, value, f'No {what} has the id "{wanted}". {did_you_mean(wanted, known)}'.rstrip())


def _unfit_hosts(plan: _Row) -> Iterator[Mistake]:
    forms = _forms(plan, "units")
    for index, row in _rows(plan, "days"):
        host = row.get("host")
        if isinstance(host, str) and forms.get(host) == UnitForm.ALLIANCE:
            mend = "An alliance unit hosts no day: name a committee."
            yield Mistake(path("days", index, "host"), written(host), mend)


def _unfit_services(plan: _Row) -> Iterator[Mistake]:
    forms = _forms(plan, "services")
    seen: set[tuple[str, str]] = set()
    for offer in _offers(plan):
        form = forms.get(offer.service, offer.form)
        if (offer.list_key, offer.service) in seen:
            yield Mistake(offer.key, written(offer.service), "It stands in this list already: leave it out here.")
        elif form != offer.form and form in _BELONGS:
            mend = f"It is a {form} service: name it {_BELONGS[form]}, not here."
            yield Mistake(offer.key, written(offer.service), mend)
        seen.add((offer.list_key, offer.service))
    for index, row in _rows(plan, "points"):
        default, services = row.get("default"), row.get("services")
        if isinstance(default, str) and isinstance(services, list) and default in forms and default not in services:
            mend = f"It is not among this point's services: choose one of {written(services)}, or add it there."
            yield Mistake(path("points", index, "default"), written(default), mend)


def _offered_nowhere(plan: _Row) -> Iterator[Mistake]:
    offered = {offer.service for offer in _offers(plan)}
    forms = _forms(plan, "services")
    for index, row in _rows(plan, "services"):
        service = row.get("id")
        if isinstance(service, str) and service not in offered and forms.get(service) in _BELONGS:
            mend = f"It is offered nowhere: name it {_BELONGS[forms[service]]}, or remove it."
            yield Mistake(path("services", index, "id"), written(service), mend)


class _Offer(NamedTuple):
    list_key: str
    place: int
    service: str
    form: Form
    """The form that a service must have to stand in this list."""

    @property
    def key(self) -> str:
        return f"{self.list_key}[{self.place}]"


def _offers(plan: _Row) -> Iterator[_Offer]:
    for index, row in _rows(plan, "points"):
        for place, service in _texts(row.get("services")):
            yield _Offer(path("points", index, "services"), place, service, Form.FIXED)
    for index, row in _rows(plan, "days"):
        for point, services in _special(row).items():
            for place, service in _texts(services):
                yield _Offer(path("days", index, "special", point), place, service, Form.SPECIAL)


def _rows(plan: _Row, table: str) -> Iterator[tuple[int, _Row]]:
    rows = plan.get(table)
    if isinstance(rows, list):
        yield from ((index, row) for index, row in enumerate(rows) if isinstance(row, dict))


def _forms(plan: _Row, table: str) -> dict[str, str]:
    """Return the form of each row by its id, where both are text."""
    pairs = ((row.get("id"), row.get("form")) for _, row in _rows(plan, table))
    return {id_: form for id_, form in pairs if isinstance(id_, str) and isinstance(form, str)}


def _special(day: _Row) -> _Row:
    special = day.get("special")
    return special if isinstance(special, dict) else {}


def _texts(values: object) -> Iterable[tuple[int, str]]:
    if isinstance(values, list):
        yield from ((index, value) for index, value in enumerate(values) if isinstance(value, str))
