"""The network between kiosks and their hub, on a bad day: it loses requests and answers, holds them up, repeats and
reorders them.

It stands in the hub's place under the hub's own certificate, so that kiosks speak with it as with the hub, and the
hub sees whole requests that come when and as often as they do.
"""

import asyncio
import random
import ssl
import threading
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.simulation.station.faults import Fault
from kiosk.simulation.station.hub_process import free_port

_CHANCES: Mapping[Fault, float] = {
    Fault.NETWORK_CUT: 0.05,
    Fault.DELAYED: 0.08,
    Fault.DUPLICATED: 0.08,
    Fault.REORDERED: 0.05,
}
"""How likely it is that something of the kind happens to one request."""
_OUTAGE = 0.1
"""How likely it is that with a lost request the whole network goes, for a moment."""
_OUTAGE_S = 0.7
_HELD_S = (0.02, 0.4)
_MOST_HEAD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Message:
    """A request or an answer, as it went over the line."""

    line: bytes
    head: bytes
    body: bytes

    @property
    def whole(self) -> bytes:
        return self.head + self.body


class FaultyNetwork:
    """A network that is calm until it is told otherwise.

    Args:
        hub: host and port of the hub.
        tls: the folder of the hub's certificate and key.
        kinds: what may happen.
        seed: of chance.
    """

    def __init__(self, hub: tuple[str, int], tls: Path, kinds: Collection[Fault], seed: int) -> None:
        self._hub = hub
        self._chances = {kind: chance for kind, chance in _CHANCES.items() if kind in kinds}
        self._chance = random.Random(seed)
        self.is_calm = True
        self.happened: Counter[Fault] = Counter()
        self._lost: set[str] = set()
        self._out_until_s = 0.0
        self._inner = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._inner.load_cert_chain(tls / "certificate.pem", tls / "key.pem")
        self._outer = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._outer.check_hostname = False
        self._outer.load_verify_locations(tls / "certificate.pem")  # with the authority in it
        self.url = f"https://127.0.0.1:{free_port()}"
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, name="network", daemon=True)
        self._thread.start()
        self._up.wait()

    def lose_entries_of(self, device: str) -> None:
        """Let no entries of a device through any more: its heartbeats still tell that there are some."""
        self._lost.add(device)

    def close(self) -> None:
        """Take the network away; may be called twice."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        port = int(self.url.rpartition(":")[2])
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", port, ssl=self._inner, limit=_MOST_HEAD_BYTES)
        )
        self._up.set()
        try:
            self._loop.run_forever()
        finally:
            self._server.close()
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(self._hub, self._outer)
        try:
            while True:
                request = await _read(reader)
                answer = await self._carry(request, line)
                if answer is None:
                    return
                writer.write(answer.whole)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ssl.SSLError):
            pass  # either side has hung up; so do we
        finally:
            line.close()
            writer.transport.abort()

    async def _carry(self, request: _Message, line: "_Line") -> _Message | None:
        """Return the hub's answer; None when the connection is to be lost."""
        if any(f"/devices/{device}/entries".encode() in request.line for device in self._lost):
            return None
        if self.is_calm:
            return await line.ask(request)
        if self._loop.time() < self._out_until_s:
            return None
        kind = self._falls()
        if kind is None:
            return await line.ask(request)
        self.happened[kind] += 1
        return await self._harmed(kind, request, line)

    async def _harmed(self, kind: Fault, request: _Message, line: "_Line") -> _Message | None:
        match kind:
            case Fault.NETWORK_CUT:
                if self._chance.random() < _OUTAGE:
                    self._out_until_s = self._loop.time() + _OUTAGE_S
                if self._chance.random() < 0.5:  # else the hub has never heard it
                    await line.ask(request)
                return None
            case Fault.DELAYED:
                await asyncio.sleep(self._chance.uniform(*_HELD_S))
                return await line.ask(request)
            case Fault.DUPLICATED:
                answers = await asyncio.gather(line.ask(request), self._again(request))
                return answers[0]
            case _:
                task = asyncio.create_task(self._later(request))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
                return None  # the kiosk asks again before this one arrives

    def _falls(self) -> Fault | None:
        thrown = self._chance.random()
        for kind, chance in self._chances.items():
            if thrown < chance:
                return kind
            thrown -= chance
        return None

    async def _again(self, request: _Message) -> None:
        line = _Line(self._hub, self._outer)
        try:
            await line.ask(request)
        except (OSError, asyncio.IncompleteReadError, ssl.SSLError):
            pass  # the hub was just killed, say
        finally:
            line.close()

    async def _later(self, request: _Message) -> None:
        await asyncio.sleep(self._chance.uniform(*_HELD_S) * 5)
        await self._again(request)


class _Line:
    """One connection to the hub, opened when it is first needed."""

    def __init__(self, hub: tuple[str, int], context: ssl.SSLContext) -> None:
        self._hub, self._context = hub, context
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: _Message) -> _Message:
        """Return the hub's answer to a request."""
        if self._streams is None:
            host, port = self._hub
            self._streams = await asyncio.open_connection(host, port, ssl=self._context, limit=_MOST_HEAD_BYTES)
        reader, writer = self._streams
        writer.write(request.whole)
        await writer.drain()
        return await _read(reader)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].transport.abort()


async def _read(reader: asyncio.StreamReader) -> _Message:
    """Return the next message; both sides say how long their bodies are.

    Raises:
        asyncio.IncompleteReadError: the other side has hung up.
    """
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    fields = dict(line.lower().split(b":", 1) for line in lines[1:] if b":" in line)
    length = int(fields.get(b"content-length", b"0"))
    return _Message(lines[0], head, await reader.readexactly(length))
