"""Entries that a hub takes in a second, signed, checked and committed, at three sizes of batch on both databases.

Hub and client are processes of their own on the machine's cores; requests go over TLS on loopback. Batches are made
beforehand, since a service day's come from twelve kiosks.
"""

import json
import multiprocessing
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import msgspec
import psutil
from sqlalchemy import insert

from bench.setting import START_S
from kiosk.domain.entries import NO_HASH, Entry, Kind, Visit, chain_hash, digest_of, new_id
from kiosk.domain.statement import head_message
from kiosk.domain.station import Plan, load
from kiosk.domain.wire import TYPE, Answer, Batch, pack, rows_of, with_hash
from kiosk.hub import tables
from kiosk.hub.server import Listen, serve
from kiosk.hub.service import Hub, Keys
from kiosk.hub.store import Store
from kiosk.keys.authority import client_context
from kiosk.keys.device import DeviceKey
from kiosk.keys.requests import sign_request
from kiosk.paths import ASSETS

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from postgres import cluster

SIZES = {1: 400, 100: 30_000, 1000: 60_000}
PORT = 18443


def plan() -> Plan:
    """Return the sample plan."""
    return load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))


def journal(key: DeviceKey, entries: int, station: str, version: str) -> list[Entry]:
    """Return a made-up journal of visits."""
    epoch, prev, made = secrets.token_bytes(16), NO_HASH, []
    for number in range(1, entries + 1):
        at_us = (START_S + number) * 1_000_000
        body = Visit(
            version, f"P{number % 12 + 1}", "legal-advice", 1 + number % 3, "scan", 480, f"{number % 977:016x}"
        )
        salt, text = secrets.token_bytes(16), body.encode()
        entry = Entry(
            epoch, number, new_id(at_us, secrets.token_bytes(10)), Kind.VISIT, at_us, at_us, bytes(16), "2023-03-18",
            salt, text, digest_of(salt, text), prev, NO_HASH,
        )  # fmt: skip
        prev = chain_hash(station, key.id, entry)
        made.append(with_hash(entry, prev))
    return made


def run_hub(database: str, folder: str, device: bytes, public: bytes, ready: "multiprocessing.Event") -> None:
    """Serve a hub that knows one device."""
    hub = open_hub(database, Path(folder))
    row = {"point": "P3", "state": "enrolled", "public_key": public, "pass_key": b"", "fingerprint": b""}
    with hub.store.begin() as connection:
        values = {"station": hub.station, "device": device, "enrolled_us": 0, **row}
        connection.execute(insert(tables.devices).values(values))
    chain, key = hub.keys.authority.server_certificate(["127.0.0.1"])
    Path(folder, "c.pem").write_bytes(chain)
    Path(folder, "k.pem").write_bytes(key)
    serve(hub, Listen("127.0.0.1", PORT, Path(folder, "c.pem"), Path(folder, "k.pem")), None, lambda _: ready.set())


def open_hub(database: str, folder: Path) -> Hub:
    """Return a hub on a database, with keys in ``folder``."""
    return Hub(
        Store(database), Keys.load_or_make(folder, "bench"), plan(), "https://127.0.0.1", lambda: START_S * 10**6
    )


@contextmanager
def served(database: str, key: DeviceKey) -> Iterator[tuple[httpx2.Client, str, int]]:
    """Run a hub in a process of its own; yield a client, the hub's id and the process."""
    with tempfile.TemporaryDirectory() as folder:
        Keys.load_or_make(Path(folder), "bench")
        ready = multiprocessing.Event()
        process = multiprocessing.Process(target=run_hub, args=(database, folder, key.id, key.public, ready))
        process.start()
        try:
            assert ready.wait(30)
            keys = Keys.load_or_make(Path(folder), "bench")
            context = client_context(keys.authority.certificate_pem, clock_is_trusted=True)
            url = f"https://127.0.0.1:{PORT}"
            with httpx2.Client(verify=context, base_url=url, timeout=30, trust_env=False) as http:
                hub_id = http.get("/v1/nonce").json()["hub"]
                yield http, hub_id, process.pid or 0
        finally:
            process.terminate()
            process.join()


def measure(database: str, size: int, entries: int) -> dict[str, float]:
    """Push ``entries`` in batches of ``size`` and return how many a second, and the hub's memory."""
    key, station = DeviceKey.new(), plan()
    made = journal(key, entries, station.station.id, station.version)
    packed = []
    for start in range(0, entries, size):
        rows = made[start : start + size]
        last = rows[-1]
        message = head_message(station.station.id, key.id, last.epoch, last.seq, last.hash)
        batch = Batch(station.station.id, last.epoch, rows[0].seq, rows[0].prev, rows_of(rows), key.sign(message))
        packed.append(pack(batch))
    with served(database, key) as (http, hub_id, pid):
        nonce, path = http.get("/v1/nonce").json()["nonce"], f"/v1/devices/{key.id.hex()}/entries"
        start_s = time.perf_counter()
        for body in packed:
            headers = sign_request(
                method="POST", url=f"https://127.0.0.1:{PORT}{path}", headers={"content-type": TYPE}, body=body,
                key=key, device=key.id, hub=hub_id, nonce=nonce,
            )  # fmt: skip
            response = http.post(path, content=body, headers=headers)
            assert response.status_code == 200, response.text
            nonce = msgspec.msgpack.decode(response.content, type=Answer).nonce
        took_s = time.perf_counter() - start_s
        pss_mb = psutil.Process(pid).memory_full_info().pss / 1e6
    return {"entries_a_second": round(entries / took_s), "hub_pss_mb": round(pss_mb, 1)}


def main() -> None:
    """Print entries a second for each size of batch on each database."""
    multiprocessing.set_start_method("spawn")
    figures: dict[str, dict[int, dict[str, float]]] = {"sqlite": {}, "postgresql": {}}
    Path("out").mkdir(exist_ok=True)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir="out"))
        postgres = stack.enter_context(cluster())
        for size, entries in SIZES.items():
            figures["sqlite"][size] = measure(f"sqlite:///{Path(folder).absolute()}/{size}.db", size, entries)
            figures["postgresql"][size] = measure(postgres.new_database(), size, entries)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
