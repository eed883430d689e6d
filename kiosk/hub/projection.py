"""What rows say, written where it can be counted: visits, voids, redates, seals; and what can't be read, aside."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from kiosk.domain.entries import (
    FORMAT,
    Entry,
    EpochOpened,
    Kind,
    Redate,
    Reopen,
    Revocation,
    Seal,
    UnreadableBody,
    Void,
    is_day,
)
from kiosk.domain.headcount import lookups
from kiosk.domain.statement import seal_message
from kiosk.domain.station import PlanMistakes, load
from kiosk.hub import tables
from kiosk.hub.bulk import find_all, insert_all
from kiosk.keys.device import verifies

_Word = Annotated[str, Meta(max_length=64)]
"""What an index holds; PostgreSQL takes no more than 2,700 bytes a row."""


class _Visit(msgspec.Struct, frozen=True):
    """A visit's body as it is counted; one of another shape is no visit."""

    format: Annotated[int, Meta(le=FORMAT)]
    plan: _Word
    point: _Word
    service: _Word
    people: Annotated[int, Meta(ge=1, le=99)]
    by: str
    offset_min: Annotated[int, Meta(ge=-24 * 60, le=24 * 60)]
    person: _Word | None = None


class _Format(msgspec.Struct, frozen=True):
    format: int


_decode_visit = msgspec.json.Decoder(_Visit).decode
_decode_format = msgspec.json.Decoder(_Format).decode
_ZERO = b"\\u0000"
"""How JSON writes the one character that PostgreSQL keeps in no text."""
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_UNFIT = (DataError, IntegrityError, ValueError, TypeError, OverflowError)
"""What a database, or the way there, says of values that it doesn't keep."""
_B = TypeVar("_B", Void, Redate, Seal, Reopen, Revocation, EpochOpened)
_Said = Mapping[str, Mapping[str, str]]
_COUNTED = frozenset(Kind)
_MAX_SEQ = 1 << 62
_LONGEST_PERSON = 64


def project(connection: Connection, station: str, device: bytes, entries: Sequence[Entry]) -> None:
    """Write down what new rows of a device say."""
    by_kind: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    aside: list[tuple[Entry, str]] = [
        (entry, f"kind {kind!r} is newer than this program")
        for kind in by_kind.keys() - _COUNTED
        for entry in by_kind[kind]
    ]
    for kind, step in _STEPS.items():
        if found := by_kind.get(kind):
            aside.extend(_tried(step, connection, station, device, found))
    if aside:
        rows = [{**_at(station, device, entry), "day": entry.day, "reason": reason[:500]} for entry, reason in aside]
        connection.execute(insert(tables.quarantine), rows)


def _tried(step: "_Step", connection: Connection, station: str, device: bytes, entries: list[Entry]) -> "Aside":
    """Return the rows to set aside; one that the database doesn't take doesn't take the others with it."""
    try:
        with connection.begin_nested():
            return list(step(connection, station, device, entries))
    except _UNFIT as cause:
        if len(entries) == 1:
            return [(entries[0], f"what it says can't be kept: {type(cause).__name__}")]
    return [one for entry in entries for one in _tried(step, connection, station, device, [entry])]


def project_again(connection: Connection, station: str) -> int:
    """Read the rows in quarantine again, after an upgrade; return how many are still there."""
    aside = connection.execute(select(tables.quarantine).where(tables.quarantine.c.station == station)).all()
    connection.execute(delete(tables.quarantine).where(tables.quarantine.c.station == station))
    entries = tables.entries.c
    for row in aside:
        key = (entries.station == station, entries.device == row.device, entries.epoch == row.epoch)
        found = connection.execute(select(tables.entries).where(*key, entries.seq == row.seq)).one()
        project(connection, station, bytes(row.device), [entry_of(found)])
    count = select(tables.quarantine.c.seq).where(tables.quarantine.c.station == station)
    return len(connection.execute(count).all())


def entry_of(row: Any) -> Entry:
    """Return a stored row as an entry."""
    return Entry(
        bytes(row.epoch), row.seq, bytes(row.id), row.kind, row.at_us, row.mono_us, bytes(row.boot_id), row.day,
        None if row.salt is None else bytes(row.salt), None if row.body is None else bytes(row.body),
        bytes(row.digest), bytes(row.prev), bytes(row.hash),
    )  # fmt: skip


def learn_plan(connection: Connection, station: str, version: str, text: str) -> None:
    """Keep a plan that visits were made under, and look up what it says of them."""
    table = tables.plans.c
    if connection.execute(select(table.version).where(table.station == station, table.version == version)).first():
        return
    connection.execute(insert(tables.plans).values(station=station, version=version, text=text))
    said = _lookups(text)
    visits = tables.visits.c
    under = (visits.station == station, visits.plan == version)
    for name, column in (("theme", visits.point), ("kind", visits.service), ("project", visits.service)):
        for key, value in said[name].items():
            connection.execute(update(tables.visits).where(*under, column == key).values({name: value}))
    for day, host in said["host"].items():
        connection.execute(update(tables.visits).where(*under, visits.day == day).values(host=host))


Aside = Iterable[tuple[Entry, str]]
_Step = Callable[[Connection, str, bytes, list[Entry]], Aside]


def said_by(entry: Entry, kind: type[_B]) -> _B:
    """Return what a row says, every value of its type.

    Raises:
        UnreadableBody: it says nothing of that kind, or what no database keeps.
    """
    body = entry.body or b""
    try:
        if (found := _decode_format(body).format) > FORMAT:
            raise UnreadableBody(f"format {found} is newer than this program")
        said = msgspec.json.decode(body, type=kind)
    except _UNREADABLE as cause:
        raise UnreadableBody(f"its body can't be read: {cause}") from None
    if _ZERO in body:
        raise UnreadableBody("it holds a character that no text has")
    return said


def opened_by(entry: Entry) -> EpochOpened:
    """Return what an epoch's first row says.

    Raises:
        UnreadableBody: nothing, or it names a parent that can't be one.
    """
    opened = said_by(entry, EpochOpened)
    if opened.parent_epoch is not None:
        _id_of(opened.parent_epoch)
        if opened.parent_seq is None or not 0 < opened.parent_seq < _MAX_SEQ:
            raise UnreadableBody("it names no row of the epoch before it")
    return opened


def _id_of(text: str) -> bytes:
    """Return the 16 bytes that the hex digits write down."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 16:
        raise UnreadableBody("it names what is no id")
    return found


def _day_of(text: str) -> str:
    if not is_day(text):
        raise UnreadableBody("it names a day that is none")
    return text


def _visits(connection: Connection, station: str, device: bytes, entries: list[Entry]) -> Aside:
    known = _known(connection, station, device, entries)
    voided = _voids_of(connection, station, device, [entry.id for entry in entries])
    redates = _redates_of(connection, station, device, entries[0].epoch)
    plans: dict[str, _Said] = {}
    rows: dict[bytes, dict[str, Any]] = {}
    for entry in entries:
        if (digest := known.get(entry.id)) is not None:
            if digest != entry.digest:
                yield entry, "another entry has its id"
            continue  # the same entry in two epochs counts once
        try:
            visit = _decode_visit(entry.body or b"")
        except _UNREADABLE as cause:
            yield entry, f"its body can't be read: {cause}"
            continue
        if visit.plan not in plans:
            plans[visit.plan] = _said(connection, station, visit.plan)
        said = plans[visit.plan]
        day = next((to for first, last, to in redates if first <= entry.seq <= last), entry.day)
        known[entry.id] = entry.digest
        rows[entry.id] = {
            **_at(station, device, entry),
            "id": entry.id,
            "day": day,
            "hour": f"{(entry.at_us // 1_000_000 + visit.offset_min * 60) // 3600 % 24:02d}",
            "at_us": entry.at_us,
            "plan": visit.plan,
            "point": visit.point,
            "service": visit.service,
            "theme": said["theme"].get(visit.point),
            "kind": said["kind"].get(visit.service),
            "project": said["project"].get(visit.service),
            "host": said["host"].get(day),
            "people": visit.people,
            "person": visit.person,
            "voided": entry.id in voided,
        }
    if rows:
        columns = tuple(next(iter(rows.values())))
        insert_all(connection, tables.visits, [tuple(row.values()) for row in rows.values()], columns)
        if voided:
            _settle(connection, station, device, voided & rows.keys())


def _known(connection: Connection, station: str, device: bytes, entries: list[Entry]) -> dict[bytes, bytes]:
    """Return the digests of those visits whose ids are counted already."""
    rows, ids = tables.entries.c, [entry.id for entry in entries]
    key = {"station": station, "device": device}
    counted = find_all(connection, tables.visits, ("id", "epoch", "seq"), key, "id", ids)
    known = {}
    for visit_id, epoch, seq in counted:
        at = (rows.station == station, rows.device == device, rows.epoch == epoch, rows.seq == seq)
        known[bytes(visit_id)] = bytes(connection.execute(select(rows.digest).where(*at)).scalar_one())
    return known


def _voids_of(connection: Connection, station: str, device: bytes, ids: list[bytes]) -> set[bytes]:
    key = {"station": station, "device": device}
    found = find_all(connection, tables.voids, ("visit", "waits"), key, "visit", ids)
    return {bytes(visit) for visit, waits in found if waits}


def _redates_of(connection: Connection, station: str, device: bytes, epoch: bytes) -> list[tuple[int, int, str]]:
    table = tables.redates.c
    found = connection.execute(
        select(table.first, table.last, table.day)
        .where(table.station == station, table.device == device, table.of_epoch == epoch)
        .order_by(table.seq.desc())
    )
    return [(row.first, row.last, row.day) for row in found]


def _settle(connection: Connection, station: str, device: bytes, visits: Iterable[bytes]) -> None:
    table = tables.voids.c
    connection.execute(
        update(tables.voids)
        .where(table.station == station, table.device == device, table.visit.in_(list(visits)))
        .values(waits=False)
    )


def _voids(connection: Connection, station: str, device: bytes, entries: list[Entry]) -> Aside:
    voids, visits = tables.voids.c, tables.visits.c
    for entry in entries:
        try:
            ids = [_id_of(one) for one in said_by(entry, Void).ids]
        except UnreadableBody as cause:
            yield entry, str(cause)
            continue
        there = (voids.station == station, voids.device == device, voids.visit.in_(ids))
        known = {bytes(visit) for (visit,) in connection.execute(select(voids.visit).where(*there))}
        for visit in dict.fromkeys(ids):
            key = (visits.station == station, visits.device == device, visits.id == visit)
            found = connection.execute(update(tables.visits).where(*key).values(voided=True))
            if visit not in known:
                values = {"visit": visit, "epoch": entry.epoch, "day": entry.day, "waits": not found.rowcount}
                connection.execute(insert(tables.voids).values(station=station, device=device, **values))


def _redates(connection: Connection, station: str, device: bytes, entries: list[Entry]) -> Aside:
    for entry in entries:
        try:
            redate = said_by(entry, Redate)
            of_epoch, _ = _id_of(redate.epoch), _day_of(redate.day)
        except UnreadableBody as cause:
            yield entry, str(cause)
            continue
        values = {"of_epoch": of_epoch, "first": redate.first, "last": redate.last, "day": redate.day}
        connection.execute(insert(tables.redates).values(**_at(station, device, entry), **values))
        visits = tables.visits.c
        moved = (visits.station == station, visits.device == device, visits.epoch == of_epoch)
        within = visits.seq.between(redate.first, redate.last)
        for (plan,) in connection.execute(select(visits.plan).where(*moved, within).distinct()).all():
            host = _said(connection, station, plan)["host"].get(redate.day)
            where = (*moved, within, visits.plan == plan)
            connection.execute(update(tables.visits).where(*where).values(day=redate.day, host=host))


def _seals(connection: Connection, station: str, device: bytes, entries: list[Entry]) -> Aside:
    devices, table = tables.devices.c, tables.seals.c
    key_of = select(devices.public_key).where(devices.station == station, devices.device == device)
    public = bytes(connection.execute(key_of).scalar() or b"")
    for entry in entries:
        try:
            seal = said_by(entry, Seal)
            _day_of(seal.closed)
        except UnreadableBody as cause:
            yield entry, str(cause)
            continue
        if seal.head != entry.prev.hex() or seal.last != entry.seq - 1:
            yield entry, "the seal doesn't cover the rows before it"
            continue
        signature = _signature_of(seal, station, device, entry, public)
        if signature is None:
            yield entry, "the device didn't sign the seal"
            continue
        values = {
            "seq": entry.seq,
            "last": seal.last,
            "head": entry.prev,
            "entries": seal.entries,
            "signature": signature,
            "reopened": False,
        }
        key = (
            table.station == station, table.device == device, table.epoch == entry.epoch, table.day == seal.closed,
        )  # fmt: skip
        if not connection.execute(update(tables.seals).where(*key).values(values)).rowcount:
            row = {"station": station, "device": device, "epoch": entry.epoch, "day": seal.closed, **values}
            connection.execute(insert(tables.seals).values(row))


def _signature_of(seal: Seal, station: str, device: bytes, entry: Entry, public: bytes) -> bytes | None:
    """Return the device's signature under a seal, None if it isn't the device's."""
    try:
        signature = bytes.fromhex(seal.signature)
        message = seal_message(station, device, seal.closed, entry.epoch, seal.last, entry.prev, seal.entries)
    except (ValueError, OverflowError):
        return None
    return signature if verifies(public, message, signature) else None


def _reopens(connection: Connection, station: str, device: bytes, entries: list[Entry]) -> Aside:
    table = tables.seals.c
    for entry in entries:
        try:
            reopen = said_by(entry, Reopen)
            _day_of(reopen.reopened)
        except UnreadableBody as cause:
            yield entry, str(cause)
            continue
        # A batch is projected kind by kind: a seal that came after this row stays.
        key = (table.station == station, table.device == device, table.epoch == entry.epoch, table.seq < entry.seq)
        connection.execute(update(tables.seals).where(*key, table.day == reopen.reopened).values(reopened=True))


def _revocations(connection: Connection, station: str, _: bytes, entries: list[Entry]) -> Aside:
    for entry in entries:
        try:
            said = said_by(entry, Revocation)
            if len(said.person) > _LONGEST_PERSON:
                raise UnreadableBody("it names nobody")
        except UnreadableBody as cause:
            yield entry, str(cause)
            continue
        revoke_person(connection, station, said.person, said.reason, said.by)


def revoke_person(connection: Connection, station: str, person: str, reason: str, by: str) -> None:
    """Have a pass accepted no longer, and every device pull that."""
    table = tables.revocations.c
    if connection.execute(select(table.person).where(table.station == station, table.person == person)).first():
        return
    values = {"station": station, "person": person, "reason": reason, "decided_by": by}
    connection.execute(insert(tables.revocations).values(values))
    stations = tables.stations.c
    connection.execute(
        update(tables.stations).where(stations.station == station).values(pull_version=stations.pull_version + 1)
    )


def _epochs(_: Connection, __: str, ___: bytes, entries: list[Entry]) -> Aside:
    for entry in entries:
        try:
            opened_by(entry)
        except UnreadableBody as cause:
            yield entry, str(cause)


_STEPS: Mapping[str, _Step] = {
    Kind.EPOCH: _epochs,
    Kind.VISIT: _visits,
    Kind.VOID: _voids,
    Kind.REDATE: _redates,
    Kind.SEAL: _seals,
    Kind.REOPEN: _reopens,
    Kind.REVOCATION: _revocations,
}
"""Visits before what is said about them."""


def _at(station: str, device: bytes, entry: Entry) -> dict[str, Any]:
    return {"station": station, "device": device, "epoch": entry.epoch, "seq": entry.seq}


def _said(connection: Connection, station: str, version: str) -> _Said:
    """Return what a plan says of points, services and days; nothing when the plan isn't known."""
    table = tables.plans.c
    text = connection.execute(select(table.text).where(table.station == station, table.version == version)).scalar()
    return _lookups(text) if text is not None else {"theme": {}, "kind": {}, "project": {}, "host": {}}


@lru_cache(maxsize=64)
def _lookups(text: str) -> _Said:
    try:
        return lookups(load(text))
    except PlanMistakes:
        return {"theme": {}, "kind": {}, "project": {}, "host": {}}
