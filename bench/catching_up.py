"""A kiosk that was offline for three service days (3,000 entries) brings them to its hub at 256 kbit/s."""

import asyncio
import json
import multiprocessing
import tempfile
import threading
import time
from pathlib import Path

from bench.hub import PORT, journal, open_hub, plan, run_hub
from kiosk.domain.statement import head_message
from kiosk.domain.wire import Cursor, Health, Pulled
from kiosk.hub.service import Keys
from kiosk.keys.device import DeviceKey
from kiosk.sync.client import Client
from kiosk.sync.connection import HubConnection, Where

ENTRIES, BYTES_A_SECOND, SLOW_PORT = 3_000, 256_000 // 8, PORT + 1


class Offline:
    """A journal that was written while nobody listened."""

    point = "P3"

    def __init__(self, key: DeviceKey) -> None:
        self._key, made = key, plan()
        self.station, self.device = made.station.id, key.id
        self._rows = journal(key, ENTRIES, self.station, made.version)

    def heads(self):  # noqa: D102 - as kiosk.sync.log.Log says
        last = self._rows[-1]
        return [(last.epoch, last.seq, last.hash)]

    def sign_head(self, epoch, seq, hash_):  # noqa: D102
        return self._key.sign(head_message(self.station, self.device, epoch, seq, hash_))

    def rows_after(self, _epoch, seq, limit):  # noqa: D102
        return self._rows[seq : seq + limit]

    def hash_at(self, _epoch, seq):  # noqa: D102
        return self._rows[seq - 1].hash if 0 < seq <= len(self._rows) else None

    def acknowledge(self, cursors: list[Cursor]) -> None:  # noqa: D102
        pass

    def set_right(self, _: int) -> bool:  # noqa: D102
        return True

    def take(self, _: Pulled) -> None:  # noqa: D102
        pass

    def plan_version(self) -> str:  # noqa: D102
        return plan().version

    def plan_text(self, _: str) -> None:  # noqa: D102
        return None

    def health(self) -> Health:  # noqa: D102
        return Health()


async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passed: list[int]) -> None:
    """Hand on what comes, at the line's speed."""
    while data := await reader.read(1400):
        await asyncio.sleep(len(data) / BYTES_A_SECOND)
        passed[0] += len(data)
        writer.write(data)
        await writer.drain()
    writer.close()


def slow_line(passed: list[int]) -> None:
    """Run a slow line to the hub in a thread."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to_hub = await asyncio.open_connection("127.0.0.1", PORT)
        await asyncio.gather(trickle(reader, to_hub, passed), trickle(there, writer, passed), return_exceptions=True)

    async def serve() -> None:
        server = await asyncio.start_server(connected, "127.0.0.1", SLOW_PORT)
        ready.set()
        await server.serve_forever()

    ready = threading.Event()
    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    ready.wait()


def main() -> None:
    """Print the time, and how much went over the line."""
    multiprocessing.set_start_method("spawn")
    key, passed = DeviceKey.new(), [0]
    with tempfile.TemporaryDirectory() as folder:
        keys = Keys.load_or_make(Path(folder), "bench")
        ready = multiprocessing.Event()
        database = f"sqlite:///{folder}/hub.db"
        process = multiprocessing.Process(target=run_hub, args=(database, folder, key.id, key.public, ready))
        process.start()
        try:
            assert ready.wait(30)
            slow_line(passed)
            hub = open_hub(f"sqlite:///{folder}/other.db", Path(folder)).id
            where = Where(f"https://127.0.0.1:{SLOW_PORT}", hub, keys.authority.certificate_pem)
            client = Client(Offline(key), HubConnection(where, key.id, key))  # type: ignore[arg-type]
            start_s = time.perf_counter()
            done = client.round()
            took_s = time.perf_counter() - start_s
            client.close()
        finally:
            process.terminate()
            process.join()
    assert (done.sent, done.waiting) == (ENTRIES, 0)
    figures = {"entries": ENTRIES, "kbit_a_second": 256, "took_s": round(took_s, 1), "bytes": passed[0]}
    print(json.dumps({**figures, "bytes_an_entry": round(passed[0] / ENTRIES)}))


if __name__ == "__main__":
    main()
