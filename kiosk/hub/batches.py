"""Rows as their devices signed them, for whoever they are handed on to: a hub above, or who counts again."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from kiosk.domain.entries import NO_HASH
from kiosk.domain.wire import Batch, rows_of
from kiosk.hub import tables
from kiosk.hub.projection import entry_of
from kiosk.hub.store import Store


def signed_batches(store: Store, station: str, device: bytes, epoch: bytes, after: int, most: int) -> Iterator[Batch]:
    """Yield a device's own batches after a row, cut where the device signed; of about ``most`` rows each."""
    heads, entries = tables.heads.c, tables.entries.c
    at: Any = (heads.station == station, heads.device == device, heads.epoch == epoch)
    while True:
        with store.begin() as connection:
            signed = connection.execute(
                select(heads.seq, heads.signature).where(*at, heads.seq > after).order_by(heads.seq).limit(most)
            ).all()
            if not signed:
                return
            last = next((one for one in reversed(signed) if one.seq - after <= most), signed[0])
            rows = connection.execute(
                select(tables.entries)
                .where(entries.station == station, entries.device == device, entries.epoch == epoch)
                .where(entries.seq > after, entries.seq <= last.seq)
                .order_by(entries.seq)
            ).all()
        found = [entry_of(row) for row in rows]
        prev = found[0].prev if found else NO_HASH
        yield Batch(station, epoch, after + 1, prev, rows_of(found), bytes(last.signature))
        after = last.seq
