"""Hub to hub: a station's rows reach the city hub unchanged, which checks them again and counts over stations."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.domain.station import load
from kiosk.domain.wire import Above, Batch, Forwarded, Head
from kiosk.hub import registry
from kiosk.hub.forwarding import take_above
from kiosk.hub.ingest import SignatureWrong
from kiosk.hub.server import serve
from kiosk.hub.service import Hub
from kiosk.hub.upstream import Upstream
from kiosk.hub.workplace import listen_own, open_hub, settle
from kiosk.keys.device import DeviceKey
from kiosk.paths import ASSETS

from ..device.test_counting import plans
from .test_counting import journal_of

DAY = date(2023, 3, 18)
NOW_US = 1_679_121_000_000_000
PLAN = (ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def hub_in(folder: Path, plan: Path) -> Iterator[Hub]:
    """A hub that is served over TLS from this process."""
    about = settle(folder, None, str(plan), f"127.0.0.1:{free_port()}", None)
    hub = open_hub(folder, about, lambda: NOW_US)
    ready: Future[Callable[[], None]] = Future()
    listen = listen_own(folder, hub, about)
    thread = threading.Thread(target=lambda: serve(hub, listen, None, ready.set_result))
    thread.start()
    ready.result(30)
    try:
        yield hub
    finally:
        ready.result(30)()
        thread.join()
        hub.close()


def plan_file(folder: Path, station: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{station}.toml"
    file.write_text(PLAN.replace('id = "suzhou-center"', f'id = "{station}"', 1), "utf-8")
    return file


def enrolled(hub: Hub, point: str = "P1") -> DeviceKey:
    """A device in service, without the way there."""
    from sqlalchemy import insert

    from kiosk.hub import tables

    key = DeviceKey.new()
    row = {"point": point, "state": "enrolled", "public_key": key.public, "pass_key": b"", "fingerprint": b""}
    with hub.store.begin() as connection:
        values = {"station": hub.station, "device": key.id, "enrolled_us": 0, **row}
        connection.execute(insert(tables.devices).values(values))
    return key


def push(hub: Hub, key: DeviceKey, visits: int) -> None:
    from kiosk.domain.statement import head_message
    from kiosk.domain.wire import rows_of

    plan = next(iter(plans().values()))
    point = plan.points[0]
    from kiosk.domain.entries import Visit

    version = load((hub.plan(hub.station)).text).version
    body = Visit(version, point.id, point.default, 2, "scan", 480, "aa:01")
    entries = journal_of(hub.station, [("visit", replace(body), "2023-03-18", n) for n in range(visits)], key.id)
    last = entries[-1]
    signature = key.sign(head_message(hub.station, key.id, last.epoch, last.seq, last.hash))
    with hub.store.begin() as connection:
        row = registry.find(connection, key.id)
    hub.push(row, Batch(hub.station, last.epoch, 1, entries[0].prev, rows_of(entries), signature))


def until(what: Callable[[], bool], hub: Hub) -> None:
    """Wait for something at a hub, woken by its changes."""
    seen, deadline_s = 0, time.monotonic() + 30
    while not what():
        assert time.monotonic() < deadline_s
        seen = hub.wait_for_change(seen, 1.0)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Hub]:
    with hub_in(tmp_path / "city", plan_file(tmp_path / "plans", "city-office")) as hub:
        yield hub


def test_a_city_counts_over_its_stations(city: Hub, tmp_path: Path) -> None:
    with ExitStack() as stack:
        for number, station in enumerate(("north", "south"), 1):
            hub = stack.enter_context(hub_in(tmp_path / station, plan_file(tmp_path / "plans", station)))
            push(hub, enrolled(hub), visits=3 * number)
            code = city.enrol(city.station, "hub", "test")
            above = Upstream(hub, tmp_path / station / "hub", code.qr_text())
            stack.callback(above.stop)
            above.start()
            until(lambda: bool(city.pending(city.station)), city)
            [waiting] = city.pending(city.station)
            city.confirm(waiting.device, "test")
            until(lambda name=station: name in city.stations(), city)
            until(lambda name=station, n=number: city.headcount(name, DAY).total["visits"] == 3 * n, city)
            received = hub.received()
            until(lambda done=received, one=hub: _safe(one) == set(done.values()), hub)
    assert [city.headcount(name, DAY).total["people"] for name in ("north", "south")] == [6, 12]


def _safe(hub: Hub) -> set[int]:
    from sqlalchemy import select

    from kiosk.hub import tables

    with hub.store.begin() as connection:
        return set(connection.execute(select(tables.epochs.c.safe)).scalars())


def test_a_hub_between_can_not_make_up_what_a_device_has(city: Hub) -> None:
    key, device = enrolled(city, "hub"), DeviceKey.new()
    with city.store.begin() as connection:
        row = registry.find(connection, key.id)
    forged = Head(bytes(16), 5, bytes(32), bytes(64))
    told = Forwarded(device.id, "north", "P1", device.public, "enrolled", None, [forged])
    with pytest.raises(SignatureWrong):
        take_above(city, row, Above("north", [told], []))
    assert city.stations() == (city.station,)
