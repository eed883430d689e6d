"""A hub over real TLS that answers from a script first and as itself after that, and a kiosk with a real journal."""

import socket
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import uvicorn

from kiosk.desktop.enrolling import enrol
from kiosk.desktop.uplink import connected
from kiosk.device.front_desk import FrontDesk
from kiosk.device.workplace import Workplace, open_workplace
from kiosk.domain.wire import Health
from kiosk.keys.authority import Authority
from kiosk.sync import enrolment as enrolment_file
from kiosk.sync.client import Client

from ..hub.station import START_US, STATION, Station

DAY = date(2023, 3, 18)
_SETTINGS = """
plan = "suzhou-center"
point = "P3"
free_floor_mb = 1
ballast_mb = 0
"""
_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]


@dataclass(frozen=True)
class Reply:
    """What is answered instead of the hub."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    cut_at: int | None = None
    """So many bytes of it arrive before the line goes dead."""
    is_heard: bool = False
    """Whether the hub takes the request before its answer is lost."""
    hangs: bool = False
    """Never answers."""


@dataclass
class Script:
    """Stands between the line and the hub's own application."""

    app: Any
    replies: dict[str, deque[Reply]] = field(default_factory=dict)
    """By the last part of the path; ``*`` is for all."""
    asked: list[str] = field(default_factory=list)
    hanging: threading.Event = field(default_factory=threading.Event)

    def answer(self, what: str, *replies: Reply) -> None:
        """Answer the next requests that end like that, instead of the hub."""
        self.replies.setdefault(what, deque()).extend(replies)

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        what = scope["path"].rpartition("/")[2]
        self.asked.append(what)
        waiting = self.replies.get(what) or self.replies.get("*")
        if not waiting:
            await self.app(scope, receive, send)
            return
        reply = waiting.popleft()
        if reply.is_heard:
            await self.app(scope, receive, _into_nothing)
        if reply.hangs:
            self.hanging.set()
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        length = str(len(reply.body))
        headers = [(b"content-length", length.encode())]
        headers += [(name.encode(), value.encode()) for name, value in reply.headers]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        if reply.cut_at is not None:
            await send({"type": "http.response.body", "body": reply.body[: reply.cut_at], "more_body": True})
            return  # the server closes the line
        await send({"type": "http.response.body", "body": reply.body})


async def _into_nothing(_: _Message) -> None:
    return


class _Server(uvicorn.Server):
    """A server that tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@contextmanager
def served(app: Any, authority: Authority, folder: Path) -> Iterator[str]:
    """Serve an application on this machine under an authority; yields its address."""
    chain, key = authority.server_certificate(["localhost", "127.0.0.1"])
    (folder / "certificate.pem").write_bytes(chain)
    (folder / "key.pem").write_bytes(key)
    config = uvicorn.Config(
        app,
        ssl_certfile=str(folder / "certificate.pem"),
        ssl_keyfile=str(folder / "key.pem"),
        log_config=None,
        log_level="critical",
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = _Server(config)
    thread = threading.Thread(target=lambda: server.run([listening]), name="scripted hub")
    thread.start()
    try:
        assert server.listens.wait(30)
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.boot_id, self.at_us, self.mono = bytes(16), START_US, 0

    def now_us(self) -> int:
        return self.at_us

    def mono_us(self) -> int:
        return self.mono

    def wait(self, seconds: float) -> None:
        self.at_us += round(seconds * 1e6)
        self.mono += round(seconds * 1e6)


class Kiosk:
    """A kiosk with a journal of its own, enrolled at a hub."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, HandClock()
        folder.mkdir(exist_ok=True)
        (folder / "settings.toml").write_text(_SETTINGS)
        self.workplace: Workplace
        self.desk: FrontDesk
        self.open()

    def open(self) -> None:
        self.workplace = open_workplace(self.folder)
        self.desk = FrontDesk(self.workplace.journal_folder, self.workplace.post(), self.clock)

    def close(self) -> None:
        self.desk.close()

    def enrol(self, station: Station, url: str) -> None:
        """Ask by a code that was typed, and have it confirmed."""
        enrol(self.folder, station.code().typed(), url)
        assert self.desk.key is not None
        station.hub.confirm(self.desk.key.id.hex(), "coordinator")

    def client(self) -> Client:
        return connected(self.desk, self.workplace, Health)

    def tap(self, times: int = 1, people: int = 1) -> None:
        """Write so many visits."""
        for _ in range(times):
            self.clock.wait(3)
            self.desk.tap("legal-advice", people).result()

    def rows(self) -> list[tuple[bytes, int, bytes]]:
        """Return epoch, number and hash of every row, in the order in which they were written."""
        return [
            (entry.epoch, entry.seq, entry.hash)
            for epoch, seq, _ in self.desk.heads().result()
            for entry in self.desk.rows_after(epoch, 0, seq).result()
        ]

    def waiting(self) -> int:
        return self.desk.health().result().waiting


@dataclass
class World:
    """One kiosk, one hub, and what stands between them."""

    station: Station
    script: Script
    kiosk: Kiosk
    url: str

    def arrived(self) -> int:
        """Return how many of the kiosk's rows the hub stores."""
        return self.station.stored()

    def visits(self) -> int:
        return self.station.hub.headcount(STATION, DAY).total["visits"]


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    """Start a hub and a kiosk that is enrolled there."""
    (folder / "hub").mkdir()
    station = Station(folder / "hub")
    try:
        script = Script(station.app)
        with served(script, station.hub.keys.authority, folder) as url:
            kiosk = Kiosk(folder / "kiosk")
            try:
                kiosk.enrol(station, url)
                script.asked.clear()
                yield World(station, script, kiosk, url)
            finally:
                kiosk.close()
    finally:
        station.close()


def enrolment_of(folder: Path) -> enrolment_file.Enrolment:
    """Return how far the folder's enrolment is."""
    found = enrolment_file.read(folder)
    assert found is not None
    return found
