"""The journal as a file on a USB stick, for a hub that can't be reached."""

from pathlib import Path

from kiosk.device.front_desk import FrontDesk, NoDeviceKey
from kiosk.domain.statement import head_message
from kiosk.domain.wire import Batch, Export, pack_export, rows_of
from kiosk.durable import write_whole
from kiosk.errors import KioskError

_BATCH_ROWS = 1000


def export(desk: FrontDesk, file: Path) -> int:
    """Write every row of the journal, signed as it would be sent, and return how many there are.

    Raises:
        KioskError: the file exists, or can't be written.
        NoDeviceKey: the front desk has no key to sign with.
    """
    if file.exists():
        raise KioskError(f"{file} exists already. Choose another name; an export never overwrites.")
    station, device = desk.identity().result()
    key = desk.key
    if key is None:
        raise NoDeviceKey("This kiosk has no key of its own to sign with. Start it by: kiosk.")
    batches, rows = [], 0
    for epoch, seq, _ in desk.heads().result():
        after = 0
        while after < seq:
            entries = desk.rows_after(epoch, after, _BATCH_ROWS).result()
            last = entries[-1]
            signature = key.sign(head_message(station, device, epoch, last.seq, last.hash))
            batches.append(Batch(station, epoch, after + 1, entries[0].prev, rows_of(entries), signature))
            after, rows = last.seq, rows + len(entries)
    try:
        write_whole(file, pack_export(Export(device, station, batches)))
    except OSError as cause:
        raise KioskError(f"The export can't be written to {file}: {cause.strerror}. Is the stick full?") from None
    return rows
