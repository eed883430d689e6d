"""The upper side of hub to hub: a hub below hands on its devices' rows as they were signed."""

from typing import Any

from sqlalchemy import insert, select, update

from kiosk.domain.statement import head_message
from kiosk.domain.station import load
from kiosk.domain.wire import Above, Answer, Forwarded
from kiosk.hub import registry, tables
from kiosk.hub.ingest import SignatureWrong, cursor_of
from kiosk.hub.projection import learn_plan
from kiosk.hub.registry import NotEnrolled
from kiosk.hub.service import Hub
from kiosk.keys.device import device_id, verifies


def take_above(hub: Hub, row: Any, said: Above) -> Answer:
    """Take a hub's word on which devices its station has, and answer how far each has arrived here.

    Raises:
        NotEnrolled: the asker is no hub, tells of this hub's own station, or of a device that is another one here.
        SignatureWrong: a head was not signed by its device.
    """
    if row.point != registry.HUB_POINT:
        raise NotEnrolled("Only a hub hands on what others wrote.")
    if said.station == hub.station:
        raise NotEnrolled(f"{said.station!r} is this hub's own station; nobody below speaks for it.")
    with hub.store.begin() as connection:
        for text in said.plans:
            plan = load(text)
            if plan.station.id == said.station:
                learn_plan(connection, said.station, plan.version, plan.text)
                _adopt(connection, said.station, plan.version)
        cursors = []
        for device in said.devices:
            _note(connection, said.station, device, bytes(row.device), hub.now_us())
            for head in device.heads:
                message = head_message(said.station, device.device, head.epoch, head.seq, head.hash)
                if not verifies(device.public_key, message, head.signature):
                    raise SignatureWrong(f"A head of the device {device.device.hex()} was not signed by it.")
                hub.advertise(connection, said.station, device.device, head)
                cursors.append(cursor_of(connection, said.station, device.device, head.epoch))
        answer = hub.answer(connection, row.station, bytes(row.device), cursors)
    hub.touch()
    return answer


def forwarded_row(hub: Hub, row: Any, device: bytes) -> Any:
    """Return the row of a device that the asking hub has told of.

    Raises:
        NoSuchDevice: it hasn't.
    """
    with hub.store.begin() as connection:
        found = registry.find(connection, device)
    if found is None or found.confirmed_by != bytes(row.device).hex():
        raise registry.NoSuchDevice("The hub below hasn't told of that device.")
    return found


def _adopt(connection: Any, station: str, version: str) -> None:
    table = tables.stations.c
    if connection.execute(select(table.station).where(table.station == station)).first() is None:
        values = {"station": station, "plan_version": version, "pull_version": 1}
        connection.execute(insert(tables.stations).values(values))
    else:
        connection.execute(update(tables.stations).where(table.station == station).values(plan_version=version))


def _note(connection: Any, station: str, device: Forwarded, through: bytes, now_us: int) -> None:
    table = tables.devices.c
    key = (table.station == station, table.device == device.device)
    known = connection.execute(select(tables.devices).where(*key)).one_or_none()
    values = {"point": device.point, "state": device.state, "last_seen_us": device.last_seen_us}
    if known is None:
        if device_id(device.public_key) != device.device or registry.find(connection, device.device) is not None:
            raise NotEnrolled(f"Device {device.device.hex()} is another one here. A coordinator has to look at it.")
        fixed = {"public_key": device.public_key, "pass_key": b"", "fingerprint": b"", "enrolled_us": now_us}
        row = {"station": station, "device": device.device, "confirmed_by": through.hex(), **fixed, **values}
        connection.execute(insert(tables.devices).values(row))
    elif bytes(known.public_key) != device.public_key:
        raise NotEnrolled(f"Device {device.device.hex()} has another key here. A coordinator has to look at it.")
    elif known.confirmed_by == through.hex():  # what a coordinator decided here, as a revocation, stands
        connection.execute(update(tables.devices).where(*key).values(values))
