"""A hub that takes in a device's rows as fast as it can, and says each cursor once it has answered, until it is killed.

Arguments: the hub's folder, and a journal as :class:`kiosk.domain.wire.Export` in a file. It goes on where it was.
"""

import itertools
import sys
from datetime import date
from pathlib import Path

from sqlalchemy import insert, select

from kiosk.domain.wire import Batch, unpack_export
from kiosk.hub import registry, tables
from kiosk.hub.workplace import open_hub, settle

folder, journal = map(Path, sys.argv[1:3])
hub = open_hub(folder, settle(folder, None, None, "127.0.0.1:1", None), lambda: 1_679_121_000_000_000)
export = unpack_export(journal.read_bytes())
with hub.store.begin() as connection:
    row = registry.find(connection, export.device)
    if row is None:
        public = bytes.fromhex(sys.argv[3])
        values = {"state": "enrolled", "public_key": public, "pass_key": b"", "fingerprint": b"", "enrolled_us": 0}
        connection.execute(
            insert(tables.devices).values(station=hub.station, device=export.device, point="P3", **values)
        )
        row = registry.find(connection, export.device)
    done = connection.execute(select(tables.epochs.c.received)).scalar() or 0
sys.stdout.write(f"{done}\n")
sys.stdout.flush()
batch: Batch
for batch in export.batches:
    if batch.first > done:
        answer = hub.push(row, batch)
        sys.stdout.write(f"{answer.cursors[0].acknowledged}\n")
        sys.stdout.flush()
for number in itertools.count():  # it goes on writing: the power is cut while it does
    hub.write_off(hub.station, export.device.hex(), date(2000, 1, 1), f"reason {number}", "test")
