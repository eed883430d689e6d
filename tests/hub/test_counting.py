"""The hub counts what the reference fold counts, on both databases, however the rows arrive."""

import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from kiosk.device.journal import Journal, Moment
from kiosk.domain.entries import Entry
from kiosk.domain.headcount import fold
from kiosk.domain.statement import head_message
from kiosk.domain.wire import Batch, rows_of
from kiosk.hub import tables
from kiosk.hub.counting import count_day
from kiosk.hub.ingest import Taken, take_in
from kiosk.hub.projection import learn_plan
from kiosk.hub.store import Store
from kiosk.keys.device import DeviceKey

from ..device.conftest import BOOT, MACHINE, START_US
from ..device.test_counting import DAYS, plans, steps, write
from ..postgres import cluster

_numbers = itertools.count()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path_factory.mktemp('hub')}/hub.db")
        yield store
        store.close()
        return
    with cluster() as postgres:
        store = Store(postgres.new_database())
        yield store
        store.close()


def journal_of(station: str, taken: list[tuple[object, ...]], device: bytes) -> list[Entry]:
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        moment = Moment(START_US, 0, BOOT, DAYS[0])
        journal = Journal(
            Path(folder), station=station, moment=moment, fingerprint=MACHINE, device=device, floor_bytes=1,
            ballast_bytes=0,
        )  # fmt: skip
        try:
            write(journal, taken)
            return list(journal.entries())
        finally:
            journal.close()


def send(store: Store, station: str, key: DeviceKey, entries: list[Entry], size: int) -> None:
    """Push the entries in batches of a size, epoch by epoch, each batch in a transaction of its own."""
    with store.begin() as connection:
        row = {"point": "P1", "state": "enrolled", "public_key": key.public, "pass_key": b"", "fingerprint": b""}
        connection.execute(insert(tables.devices).values(station=station, device=key.id, enrolled_us=0, **row))
    for epoch, rows in itertools.groupby(entries, key=lambda entry: entry.epoch):
        written = list(rows)
        for start in range(0, len(written), size):
            batch = written[start : start + size]
            last = batch[-1]
            signature = key.sign(head_message(station, key.id, epoch, last.seq, last.hash))
            message = Batch(station, epoch, batch[0].seq, batch[0].prev, rows_of(batch), signature)
            with store.begin() as connection:
                assert isinstance(take_in(connection, key.id, key.public, message, START_US), Taken)


@settings(max_examples=60)
@given(st.lists(steps, min_size=1, max_size=2), st.integers(1, 12))
def test_hub_and_fold_agree_on_any_day(store: Store, journals: list[list[tuple[object, ...]]], size: int) -> None:
    station = f"s{next(_numbers)}"
    with store.begin() as connection:
        for version, plan in plans().items():
            learn_plan(connection, station, version, plan.text)
    sent = []
    for taken in journals:
        key = DeviceKey.new()
        sent.append(journal_of(station, taken, key.id))
        send(store, station, key, sent[-1], size)
    for day in map(date.fromisoformat, DAYS):
        with store.begin() as connection:
            counted = count_day(connection, station, day)
        assert counted.as_json() == fold(sent, day, plans()).as_json()
