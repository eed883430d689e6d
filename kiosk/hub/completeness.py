"""What the hub knows of each device's day, for the judgement in :mod:`kiosk.domain.statement`."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select

from kiosk.domain.statement import Completeness, DeviceDay, EpochDay, Part, WriteOff, judge
from kiosk.domain.station import Plan
from kiosk.hub import tables
from kiosk.hub.registry import HUB_POINT

_WITHOUT_JOURNAL = ("pending",)
_NOT_AWAITED = ("revoked", "retired")


def completeness(connection: Connection, station: str, day: date, plan: Plan) -> Completeness:
    """Return whether the station's day is proven, and what is missing."""
    return judge(device_days(connection, station, day, plan))


def device_days(connection: Connection, station: str, day: date, plan: Plan) -> tuple[DeviceDay, ...]:
    """Return what is known of every expected device's day.

    Expected is whoever was enrolled by then and is in service, and whoever sent an entry of that day.
    """
    devices = tables.devices.c
    found = connection.execute(select(tables.devices).where(devices.station == station).order_by(devices.point)).all()
    facts = _Facts(connection, station, day.isoformat())
    return tuple(one for row in found if (one := _device_day(row, facts, day, plan)) is not None)


def parts(connection: Connection, station: str, day: date, plan: Plan) -> tuple[Part, ...]:
    """Return what a statement of the day is counted from, sorted by device and epoch."""
    devices = tables.devices.c
    known = connection.execute(select(devices.device, devices.public_key).where(devices.station == station))
    keys = {bytes(device).hex(): bytes(key).hex() for device, key in known}
    seals = _Facts(connection, station, day.isoformat()).seals
    found = []
    for one in device_days(connection, station, day, plan):
        for epoch in one.epochs:
            seal = seals.get((one.device, epoch.epoch)) if epoch.sealed else None
            last, head = (seal.last, bytes(seal.head).hex()) if seal is not None else (epoch.received, epoch.head)
            entries = seal.entries if seal is not None else epoch.entries
            found.append(Part(one.device, epoch.epoch, last, head, entries, epoch.seal_signature, keys.get(one.device)))
    return tuple(sorted(found, key=lambda part: (part.device, part.epoch)))


class _Facts:
    """Everything that is asked of a day, read in a few queries for all devices."""

    def __init__(self, connection: Connection, station: str, day: str) -> None:
        self.day = day
        epochs = tables.epochs.c
        self.epochs: dict[str, list[Any]] = defaultdict(list)
        for row in connection.execute(
            select(tables.epochs).where(epochs.station == station).order_by(epochs.opened_us)
        ):
            self.epochs[bytes(row.device).hex()].append(row)
        # Whatever changes the day's numbers: an epoch that was opened later may take visits back that an older one has.
        self.entries = sum(
            (self._per_epoch(connection, table, station) for table in (tables.visits, tables.voids, tables.redates)),
            self._moved_away(connection, station),
        )
        seals = tables.seals.c
        self.seals = {
            (bytes(row.device).hex(), bytes(row.epoch).hex()): row
            for row in connection.execute(select(tables.seals).where(seals.station == station, seals.day == day))
            if not row.reopened
        }
        self.quarantined = self._per_device(connection, tables.quarantine, station)
        voids = tables.voids.c
        self.waiting = self._per_device(connection, tables.voids, station, voids.waits)
        offs = tables.write_offs.c
        self.written_off = {
            bytes(row.device).hex(): WriteOff(row.reason, row.decided_by)
            for row in connection.execute(select(tables.write_offs).where(offs.station == station, offs.day == day))
        }

    def _per_epoch(self, connection: Connection, table: Any, station: str) -> Counter[tuple[str, str]]:
        c = table.c
        counted = select(c.device, c.epoch, func.count()).where(c.station == station, c.day == self.day)
        rows = connection.execute(counted.group_by(c.device, c.epoch))
        return Counter({(bytes(device).hex(), bytes(epoch).hex()): int(count) for device, epoch, count in rows})

    def _moved_away(self, connection: Connection, station: str) -> Counter[tuple[str, str]]:
        """Return by epoch how many entries of the day its redates have filed under another one."""
        moves, rows = tables.redates.c, tables.entries.c
        moved = and_(
            rows.station == moves.station,
            rows.device == moves.device,
            rows.epoch == moves.of_epoch,
            rows.seq.between(moves.first, moves.last),
        )
        counted = (
            select(moves.device, moves.epoch, func.count())
            .join_from(tables.redates, tables.entries, moved)
            .where(moves.station == station, rows.day == self.day)
            .group_by(moves.device, moves.epoch)
        )
        found = connection.execute(counted)
        return Counter({(bytes(device).hex(), bytes(epoch).hex()): int(count) for device, epoch, count in found})

    def _per_device(self, connection: Connection, table: Any, station: str, *more: Any) -> Counter[str]:
        c = table.c
        counted = select(c.device, func.count()).where(c.station == station, c.day == self.day, *more)
        return Counter(
            {bytes(device).hex(): int(count) for device, count in connection.execute(counted.group_by(c.device))}
        )


def _device_day(row: Any, facts: _Facts, day: date, plan: Plan) -> DeviceDay | None:
    device = bytes(row.device).hex()
    epochs = tuple(_epoch_days(device, facts))
    has_entries = any(facts.entries[device, bytes(epoch.epoch).hex()] for epoch in facts.epochs[device])
    is_in_service = row.state not in (*_NOT_AWAITED, *_WITHOUT_JOURNAL) and row.point != HUB_POINT
    is_awaited = is_in_service and plan.service_day_of(row.enrolled_us) <= day
    if not (has_entries or is_awaited):
        return None
    return DeviceDay(
        device=device,
        point=row.point,
        last_seen_us=row.last_seen_us,
        epochs=epochs,
        quarantined=facts.quarantined[device],
        waiting_voids=facts.waiting[device],
        is_clone=row.clone_since_us is not None,
        written_off=facts.written_off.get(device),
    )


def _epoch_days(device: str, facts: _Facts) -> Iterator[EpochDay]:
    """Yield the epochs that may hold entries of the day: opened by then, or with entries of it."""
    followed = {bytes(row.parent_epoch).hex() for row in facts.epochs[device] if row.parent_epoch is not None}
    for row in facts.epochs[device]:
        epoch = bytes(row.epoch).hex()
        entries = facts.entries[device, epoch]
        if row.received and row.first_day > facts.day and not entries:
            continue
        seal = facts.seals.get((device, epoch))
        yield EpochDay(
            epoch=epoch,
            received=row.received,
            advertised=row.advertised,
            head=bytes(row.head).hex(),
            entries=entries,
            sealed=seal is not None,
            seal_signature=bytes(seal.signature).hex() if seal is not None else None,
            has_successor=epoch in followed,
        )
