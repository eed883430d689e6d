"""Heads that devices told of before their rows arrived: what is known to exist, and by whose word.

A head that the hub has otherwise is no less known: another machine, or a disk that was put back, has rows that are not
here. It is waited for until its rows arrive, or until the device says that it has written them again in a newer epoch.
"""

from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk.domain.entries import NO_HASH
from kiosk.domain.wire import MAX_EPOCHS, Head
from kiosk.errors import KioskError
from kiosk.hub import tables

_MOST_HEADS = 1000
"""Of one device: more are told only by a device that plays with its hub."""
_MOST_SAID = 100


class TooManyEpochs(KioskError):
    """The device would have more epochs than any honest one opens."""


def tell(connection: Connection, station: str, device: bytes, head: Head, now_us: int) -> None:
    """Note that a device has said, signed, that it has the rows up to a head.

    Raises:
        TooManyEpochs: it would be one epoch more than a device may have.
    """
    epochs, told = tables.epochs.c, tables.told.c
    key = (epochs.station == station, epochs.device == device, epochs.epoch == head.epoch)
    known = connection.execute(select(epochs.received, epochs.advertised).where(*key)).one_or_none()
    if known is None:
        require_room(connection, station, device)
        empty = {"received": 0, "head": NO_HASH, "signature": b"", "safe": 0, "first_day": ""}
        at = {"station": station, "device": device, "epoch": head.epoch}
        connection.execute(insert(tables.epochs).values(**at, **empty, advertised=head.seq, opened_us=now_us))
    elif head.seq <= known.received and _is_here(connection, station, device, head):
        return
    of_device = (told.station == station, told.device == device)
    this = (told.epoch == head.epoch, told.seq == head.seq, told.hash == head.hash)
    if connection.execute(select(told.seq).where(*of_device, *this)).first() is None:
        counted = select(func.count()).select_from(tables.told).where(*of_device)
        if connection.execute(counted).scalar_one() < _MOST_HEADS:
            values = {"station": station, "device": device, "epoch": head.epoch, "seq": head.seq, "hash": head.hash}
            connection.execute(insert(tables.told).values(values))
    connection.execute(update(tables.epochs).where(*key, epochs.advertised < head.seq).values(advertised=head.seq))


def arrived(connection: Connection, station: str, device: bytes, epoch: bytes) -> None:
    """Wait no longer for the heads of an epoch that are here now."""
    told, entries = tables.told.c, tables.entries.c
    here = (
        select(entries.seq)
        .where(entries.station == told.station, entries.device == told.device, entries.epoch == told.epoch)
        .where(entries.seq == told.seq, entries.hash == told.hash)
        .exists()
    )
    this = (told.station == station, told.device == device, told.epoch == epoch)
    connection.execute(delete(tables.told).where(*this, here))


def let_go(connection: Connection, station: str, device: bytes, head: Head) -> None:
    """Wait no longer for what lies under a head that the device has written again elsewhere."""
    epochs, told = tables.epochs.c, tables.told.c
    of_epoch = (told.station == station, told.device == device, told.epoch == head.epoch)
    connection.execute(delete(tables.told).where(*of_epoch, told.seq == head.seq, told.hash == head.hash))
    highest = connection.execute(select(func.max(told.seq)).where(*of_epoch)).scalar() or 0
    key = (epochs.station == station, epochs.device == device, epochs.epoch == head.epoch)
    connection.execute(update(tables.epochs).where(*key).values(advertised=epochs.received))
    connection.execute(update(tables.epochs).where(*key, epochs.advertised < highest).values(advertised=highest))


def heads_told(connection: Connection, station: str, device: bytes) -> list[Head]:
    """Return heads of a device that are waited for."""
    told = tables.told.c
    found = connection.execute(
        select(told.epoch, told.seq, told.hash)
        .where(told.station == station, told.device == device)
        .order_by(told.epoch, told.seq)
        .limit(_MOST_SAID)
    )
    return [Head(bytes(row.epoch), row.seq, bytes(row.hash)) for row in found]


def require_room(connection: Connection, station: str, device: bytes) -> None:
    """Refuse one more epoch of a device that has too many: each is looked at for every day's completeness.

    Raises:
        TooManyEpochs: it has.
    """
    table = tables.epochs.c
    counted = select(func.count()).select_from(tables.epochs).where(table.station == station, table.device == device)
    if connection.execute(counted).scalar_one() >= MAX_EPOCHS:
        raise TooManyEpochs(
            f"The device {device.hex()} has {MAX_EPOCHS} epochs here, more than any honest kiosk opens. Look at it: "
            "was its disk copied? Then revoke it, and enrol the kiosk with an empty data folder."
        )


def _is_here(connection: Connection, station: str, device: bytes, head: Head) -> bool:
    table = tables.entries.c
    key = (table.station == station, table.device == device, table.epoch == head.epoch, table.seq == head.seq)
    found = connection.execute(select(table.hash).where(*key)).scalar()
    return found is not None and bytes(found) == head.hash
