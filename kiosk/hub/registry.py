"""Who may write here: one-time codes, devices waiting to be confirmed, enrolled, revoked and retired."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update

from kiosk.domain.station import Plan
from kiosk.domain.wire import Health, Request
from kiosk.errors import KioskError
from kiosk.hub import tables
from kiosk.keys.device import device_id, six_digits
from kiosk.keys.enrolment import EnrolmentCode, secret_hash

CODE_LIVES_US = 15 * 60 * 1_000_000
_TRIES = 5
PENDING, ENROLLED, REVOKED, RETIRED, FORWARDED = "pending", "enrolled", "revoked", "retired", "forwarded"
HUB_POINT = "hub"
"""What stands for the point of a device that is a hub itself; only an enrolment code makes it that."""


class NotEnrolled(KioskError):
    """The code is unknown, used up, too old or wrong, or the device can't be enrolled with it."""


class NoSuchDevice(KioskError):
    """The hub doesn't know that device."""


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device as a page or a command shows it."""

    device: str
    """In hex."""
    point: str
    state: str
    last_seen_us: int | None
    waiting: int
    """Entries that are known to exist and have not arrived."""
    health: Mapping[str, Any]
    six_digits: str | None
    """While it waits to be confirmed."""
    is_clone: bool
    clock_off_s: float | None
    fork_since_us: int | None = field(default=None)


def keep_code(
    connection: Connection, station: str, point: str, code: EnrolmentCode, now_us: int, replaces: bytes | None = None
) -> None:
    """Remember a one-time code, hashed; those that are too old are forgotten."""
    table = tables.codes.c
    connection.execute(delete(tables.codes).where(table.station == station, table.expires_us < now_us))
    values = {"secret_hash": secret_hash(code), "point": point, "replaces": replaces, "tries": 0}
    connection.execute(
        insert(tables.codes).values(station=station, id=code.id, expires_us=now_us + CODE_LIVES_US, **values)
    )


def count_try(connection: Connection, station: str, asked: Request, now_us: int) -> Row[Any]:
    """Return the code that a request names, with this try counted; in a transaction of its own.

    Raises:
        NotEnrolled: there is no such code, it is too old, or it was tried too often.
    """
    table = tables.codes.c
    key = (table.station == station, table.id == asked.code)
    connection.execute(update(tables.codes).where(*key).values(tries=table.tries + 1))
    code = connection.execute(select(tables.codes).where(*key)).one_or_none()
    if code is None or code.expires_us < now_us or code.tries > _TRIES:
        raise NotEnrolled("That code is not known, too old, or used up. Ask for a new one: kiosk hub enrol.")
    return code


def enrol(connection: Connection, station: str, code: Row[Any], asked: Request, now_us: int) -> None:
    """Let a device wait for a coordinator's confirmation; the code is used up.

    Raises:
        NotEnrolled: the secret is wrong, or the device is another station's or in service with another key.
    """
    presented = EnrolmentCode(id=asked.code, secret=asked.secret, url=None, fingerprint=b"")
    if not hmac.compare_digest(bytes(code.secret_hash), secret_hash(presented)):
        raise NotEnrolled("That code is wrong. Read it again, letter by letter.")
    if device_id(asked.public_key) != asked.device:
        raise NotEnrolled("The device's id is not its key's: it would pass for another one. Start the kiosk anew.")
    if len(asked.pass_key) not in (0, len(asked.public_key)):
        raise NotEnrolled("The kiosk's pass key is none. Start the kiosk anew.")
    if asked.station not in ("", station):
        raise NotEnrolled(f"This kiosk's journal is of station {asked.station!r}; this hub serves {station!r}.")
    devices = tables.devices.c
    key = (devices.station == station, devices.device == asked.device)
    known = connection.execute(select(tables.devices).where(*key)).one_or_none()
    if known is not None and known.state == ENROLLED and bytes(known.fingerprint) != asked.fingerprint:
        raise NotEnrolled(
            "A device of that name is in service on another machine: this disk is a copy of its. Start this kiosk "
            "with an empty data folder, or revoke the other one first."
        )
    values = {
        "point": code.point,
        "state": PENDING,
        "public_key": asked.public_key,
        "pass_key": asked.pass_key,
        "certificate": None,
        "fingerprint": asked.fingerprint,
        "replaces": code.replaces,
        "enrolled_us": now_us,
        "confirmed_by": None,
        "reason": None,
        "clone_since_us": None,
    }
    if known is None:
        connection.execute(insert(tables.devices).values(station=station, device=asked.device, **values))
    else:
        connection.execute(update(tables.devices).where(*key).values(values))
    used = (tables.codes.c.station == station, tables.codes.c.id == asked.code)
    connection.execute(delete(tables.codes).where(*used))


def find(connection: Connection, device: bytes) -> Row[Any] | None:
    """Return a device's row, whichever station it is of."""
    return connection.execute(select(tables.devices).where(tables.devices.c.device == device)).first()


def move(connection: Connection, station: str, device: bytes, state: str, reason: str | None, by: str) -> Row[Any]:
    """Bring a device to another state and return its row as it was.

    Raises:
        NoSuchDevice: there is none.
    """
    table = tables.devices.c
    key = (table.station == station, table.device == device)
    row = connection.execute(select(tables.devices).where(*key)).one_or_none()
    if row is None:
        raise NoSuchDevice(f"This hub knows no device {device.hex()}. They are listed by: kiosk hub devices.")
    connection.execute(update(tables.devices).where(*key).values(state=state, reason=reason, confirmed_by=by))
    return row


def hear(connection: Connection, station: str, device: bytes, point: str, health: Health, now_us: int) -> None:
    """Note that a device was heard, where it stands and how it is.

    Raises:
        NotEnrolled: it says that it is a hub.
    """
    table = tables.devices.c
    if point == HUB_POINT:
        raise NotEnrolled("A kiosk can't make itself a hub. Enrol it by a code for one.")
    values: dict[str, Any] = {
        "point": point,
        "last_seen_us": now_us,
        "clock_off_us": health.clock_us - now_us if health.clock_us is not None else None,
        "health": msgspec.json.encode(health),
    }
    key = (table.station == station, table.device == device)
    connection.execute(update(tables.devices).where(*key).values(values))


def views(connection: Connection, station: str, hub_key: bytes, plan: Plan) -> tuple[DeviceView, ...]:
    """Return every device of a station, in the order of the plan's points."""
    epochs = tables.epochs.c
    waiting: dict[bytes, int] = {}
    forked: dict[bytes, int] = {}
    for row in connection.execute(select(tables.epochs).where(epochs.station == station)):
        device = bytes(row.device)
        waiting[device] = waiting.get(device, 0) + row.advertised - row.received
        if row.forked_us is not None:
            forked[device] = max(forked.get(device, 0), row.forked_us)
    numbers = {point.id: point.number for point in plan.points}
    rows = connection.execute(select(tables.devices).where(tables.devices.c.station == station)).all()
    rows = sorted(rows, key=lambda row: (numbers.get(row.point, 0), bytes(row.device)))
    return tuple(
        DeviceView(
            device=bytes(row.device).hex(),
            point=row.point,
            state=row.state,
            last_seen_us=row.last_seen_us,
            waiting=waiting.get(bytes(row.device), 0),
            health=msgspec.json.decode(bytes(row.health)) if row.health is not None else {},
            six_digits=six_digits(bytes(row.public_key), hub_key) if row.state == PENDING else None,
            is_clone=row.clone_since_us is not None,
            clock_off_s=row.clock_off_us / 1e6 if row.clock_off_us is not None else None,
            fork_since_us=forked.get(bytes(row.device)),
        )
        for row in rows
    )
