"""A hub whose power is cut has every row that it acknowledged, twenty times."""

import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kiosk.domain.statement import head_message
from kiosk.domain.wire import Batch, Export, pack_export, rows_of
from kiosk.hub.workplace import known, open_hub
from kiosk.keys.device import DeviceKey

from ..device.test_counting import plans
from ..hub.test_counting import journal_of
from .conftest import LossyDisk

CUTS, ROWS_A_BATCH = 20, 3
HUB = Path(__file__).with_name("hub_taking_in.py")


def export_of(key: DeviceKey, visits: int) -> Export:
    """A journal of visits, cut into small batches as they would be sent."""
    from kiosk.domain.entries import Visit

    plan = next(iter(plans().values()))
    body = Visit(plan.version, "P3", plan.point("P3").default, 2, "scan", 480)
    entries = journal_of("suzhou-center", [("visit", body, "2023-03-18", n) for n in range(visits)], key.id)
    batches = []
    for start in range(0, len(entries), ROWS_A_BATCH):
        rows = entries[start : start + ROWS_A_BATCH]
        last = rows[-1]
        signature = key.sign(head_message("suzhou-center", key.id, last.epoch, last.seq, last.hash))
        batches.append(Batch("suzhou-center", last.epoch, rows[0].seq, rows[0].prev, rows_of(rows), signature))
    return Export(key.id, "suzhou-center", batches)


@pytest.mark.timeout(600)
def test_nothing_that_was_acknowledged_is_lost(lossy_disk: LossyDisk, tmp_path: Path) -> None:
    chance, key = random.Random(20230318), DeviceKey.new()
    journal, folder = tmp_path / "journal.export", lossy_disk.path / "hub"
    journal.write_bytes(pack_export(export_of(key, visits=3000)))
    acknowledged = 0
    for cut in range(CUTS):
        hub = subprocess.Popen(
            [sys.executable, HUB, folder, journal, key.public.hex()], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert hub.stdout is not None
        there = hub.stdout.readline()
        if cut:  # the very first start may be cut off as well
            assert there, hub.stderr and hub.stderr.read()
            assert int(there) >= acknowledged, f"cut {cut}: {acknowledged - int(there)} acknowledged rows are lost"
        lossy_disk.cut(hub, after=chance.randrange((60, 400)[cut % 2]), torn=cut if cut % 2 else None)
        said = hub.communicate()[0].split()
        acknowledged = max([acknowledged, *map(int, said)])
    assert acknowledged > CUTS * ROWS_A_BATCH, "the hub was cut off while it was taking in"

    hub = open_hub(folder, known(folder))
    try:
        assert hub.headcount("suzhou-center", date(2023, 3, 18)).total["visits"] >= acknowledged - 1
    finally:
        hub.close()
