"""A hub, kiosks on real disks, and the wire between them, which may lose, repeat and delay what goes over it."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from kiosk.desktop.uplink import JournalLog
from kiosk.device.front_desk import FrontDesk, Post
from kiosk.device.journal import Draft, Moment
from kiosk.device.workplace import Workplace
from kiosk.domain.entries import Entry, Kind
from kiosk.domain.passes import issue
from kiosk.domain.roles import Role
from kiosk.domain.statement import head_message
from kiosk.domain.station import Plan, load
from kiosk.domain.wire import Answer, Batch, Hashes, Health, Heartbeat, Request, decode, encode, unpack
from kiosk.hub import registry
from kiosk.hub.service import Hub, Keys
from kiosk.hub.store import Store
from kiosk.keys import Issuers
from kiosk.keys.device import DeviceKey, verifies
from kiosk.paths import ASSETS
from kiosk.settings import Settings
from kiosk.sync.client import Client, Round
from kiosk.sync.connection import Unreachable

from .truth import Heard, Token, Truth, under_heads

START_US = 1_679_104_800_000_000
"""10:00 on 18 March 2023 in Suzhou, a service day."""
REGISTERED = "2023-02-18"
"""Registrations are filed under a day of their own: a hub that can't read them holds that day open."""
POINTS = ("P3", "P4")
_T = TypeVar("_T")


@lru_cache
def plan() -> Plan:
    """Return the sample plan, read once."""
    return load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))


class WorldClock:
    """The one time that everybody sees; each look at it takes a moment."""

    def __init__(self, at_us: int = START_US) -> None:
        self.at_us = at_us

    def wait(self, seconds: float) -> None:
        self.at_us += round(seconds * 1e6)

    def now_us(self) -> int:
        self.at_us += 50
        return self.at_us


class DiskClock:
    """The clock of one kiosk since its last start."""

    def __init__(self, world: WorldClock, boot: int) -> None:
        self._world, self.boot_id = world, boot.to_bytes(16, "big")

    def now_us(self) -> int:
        return self._world.now_us()

    def mono_us(self) -> int:
        return self._world.at_us


@dataclass(frozen=True)
class Template:
    """A hub at which the devices of both points are enrolled, made once."""

    folder: Path
    keys: Keys
    devices: tuple[DeviceKey, ...]
    passes: tuple[str, ...]


@lru_cache
def template(parent: Path) -> Template:
    """Return the hub that every example begins with a copy of."""
    folder = Path(mkdtemp(prefix="template-", dir=parent))
    keys = Keys.load_or_make(folder / "keys", "hub")
    clock = WorldClock(START_US - 3_600_000_000)
    hub = Hub(Store(f"sqlite:///{folder / 'hub.db'}"), keys, plan(), "https://hub.example:1", clock.now_us)
    devices = tuple(DeviceKey.new() for _ in POINTS)
    for point, key in zip(POINTS, devices, strict=True):
        code = hub.enrol(hub.station, point, "coordinator")
        asked = Request(code.id, code.secret, key.id, hub.station, key.public, key.public, bytes(32))
        hub.request_enrolment(asked)
        hub.confirm(key.id.hex(), "coordinator")
    hub.close()
    now_s = START_US // 1_000_000
    passes = tuple(
        issue(keys.issuer, bytes([n] * 8), Role.VISITOR, now_s - 86_400, now_s + 90 * 86_400) for n in range(1, 4)
    )
    return Template(folder, keys, devices, passes)


class WatchedHub(Hub):
    """A hub whose every answer is held against the truth."""

    truth: Truth
    under: dict[bytes, frozenset[bytes]]
    """What lies under each head that was ever told of."""

    def push(self, row: Any, batch: Batch, *, is_live: bool = True) -> Answer:
        device = bytes(row.device)
        expected = self.truth.deliver(device, batch, is_live=is_live)
        answer = super().push(row, batch, is_live=is_live)
        assert answer.fork == (expected == "fork"), f"the hub said fork={answer.fork}; it was {expected}"
        self._check(device, answer)
        return answer

    def hear(self, row: Any, heartbeat: Heartbeat) -> Answer:
        device = bytes(row.device)
        for head in heartbeat.heads:
            assert verifies(
                bytes(row.public_key),
                head_message(row.station, device, head.epoch, head.seq, head.hash),
                head.signature,
            )
            self.truth.hear(device, head, self.under[head.hash])
        answer = super().hear(row, heartbeat)
        self._check(device, answer)
        return answer

    def _check(self, device: bytes, answer: Answer) -> None:
        for cursor in answer.cursors:
            rows = self.truth.rows.get((device, cursor.epoch), [])
            assert cursor.acknowledged == len(rows), f"{cursor.acknowledged} acknowledged, {len(rows)} arrived"
            assert cursor.hash == (rows[-1].hash if rows else bytes(32))
            assert cursor.safe == self.truth.safe.get((device, cursor.epoch), 0)
        assert answer.is_clone == (device in self.truth.clones), f"clone: {answer.is_clone}"


@dataclass
class Faults:
    """What happens to the requests of one round, by their number: 0, 1, 2 …"""

    kinds: dict[int, str] = field(default_factory=dict)
    """``dropped``, ``lost`` (the answer), ``delayed`` or ``twice``."""
    before: dict[int, Callable[[], object]] = field(default_factory=dict)
    """Something that happens just before a request arrives."""


@dataclass(frozen=True)
class Asked:
    """A request as it went over the wire."""

    device: bytes
    method: str
    target: str
    body: bytes


class Wire:
    """Stands for :class:`kiosk.sync.connection.HubConnection`: the same calls and bytes, with no network between."""

    def __init__(self, world: "World", disk: "Disk") -> None:
        self._world, self._disk = world, disk
        self.faults = Faults()
        self._count = 0

    def begin(self, faults: Faults) -> None:
        self.faults, self._count = faults, 0

    def close(self) -> None:
        pass

    def remember_nonce(self, nonce: str) -> None:
        assert nonce

    def get(self, path: str, kind: type[_T], query: list[tuple[str, str]] | None = None) -> _T:
        return decode(self._ask("GET", f"{path}?{urlencode(query or [])}", b""), kind)

    def post(self, path: str, body: bytes, kind: type[_T]) -> _T:
        return decode(self._ask("POST", path, body), kind)

    def put(self, path: str, body: bytes) -> None:
        self._ask("PUT", path, body)

    def _ask(self, method: str, target: str, body: bytes) -> bytes:
        number, self._count = self._count, self._count + 1
        if number in self.faults.before:
            self.faults.before.pop(number)()
        if target.endswith("/heartbeat"):
            self._world.learn_heads(self._disk)
        asked = Asked(self._disk.key.id, method, target, body)
        kind = self.faults.kinds.get(number)
        if kind == "delayed":
            self._world.delayed.append(asked)
        if kind in ("dropped", "delayed"):
            raise Unreachable("no_network", "the request was lost")
        answer = self._world.answer(asked)
        if kind == "twice":
            answer = self._world.answer(asked)
        if method == "POST":
            self._world.answered.append(asked)
        if kind == "lost":
            raise Unreachable("no_network", "the answer was lost")
        return answer


@dataclass(frozen=True)
class Kept:
    """A copy of a kiosk's journal, as a backup holds it, and what it holds."""

    key: DeviceKey
    file: Path
    tokens: frozenset[Token]


class Registration:
    """A body that adds a person; this program's journals hold such rows before its screens write them."""

    kind = "registration"

    def __init__(self, sealed: bytes) -> None:
        self._sealed = sealed

    def encode(self) -> bytes:
        return b'{"format":1,"sealed":"' + self._sealed.hex().encode() + b'"}'


class Disk:
    """One kiosk's disk with the kiosk that runs on it, and what is known to be on it."""

    def __init__(self, world: "World", folder: Path, key: DeviceKey, point: str) -> None:
        self.world, self.folder, self.key, self.point = world, folder, key, point
        self.tokens: set[Token] = set()
        self._boots = 0

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    def start(self) -> None:
        self._boots += 1
        issuers = Issuers(self.world.template.keys.issuer.issuer)
        post = Post(plan(), self.point, issuers, floor_bytes=1, ballast_bytes=0, key=self.key)
        self.desk = FrontDesk(self.journal, post, DiskClock(self.world.clock, self.world.boot()))
        workplace = Workplace(self.folder, Settings(), plan(), self.point, is_sample=False)
        self.wire = Wire(self.world, self)
        self.client = Client(JournalLog(self.desk, workplace, self.key, Health), self.wire)  # type: ignore[arg-type]

    def stop(self) -> None:
        self.desk.close()

    def round(self, faults: Faults | None = None) -> Round:
        self.wire.begin(faults or Faults())
        return self.client.round()

    def rows(self) -> list[Entry]:
        """Return every row in the order in which it was written."""
        return self.desk._store.submit(lambda: list(self.desk._desk.journal.entries())).result()

    def register(self, sealed: bytes) -> Entry:
        """Append a registration, as a screen will."""
        now = self.world.clock.now_us()
        draft = Draft(Registration(sealed), Moment(now, now, bytes(16), REGISTERED))  # type: ignore[arg-type]
        return self.desk._store.submit(lambda: self.desk._desk.journal.append([draft])[0]).result()

    def erased(self) -> dict[bytes, bool]:
        """Return for each registration whether no row on this disk has its body any longer."""
        found: dict[bytes, bool] = {}
        for row in self.rows():
            if row.kind == "registration":
                found[row.id] = found.get(row.id, True) and row.body is None
        return found


class World:
    """A hub and the kiosks of two points, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = template(folder.parent)
        self.clock = WorldClock()
        self.under: dict[bytes, frozenset[bytes]] = {}
        self.delayed: list[Asked] = []
        self.answered: list[Asked] = []
        self._files = self._boots = 0
        self.database = folder / "hub.db"
        self.database.write_bytes((self.template.folder / "hub.db").read_bytes())
        self.hub = self.open_hub(Truth())
        self.disks: list[Disk] = []
        for key, point in zip(self.template.devices, POINTS, strict=True):
            self.add(key, point, None)

    def open_hub(self, truth: Truth) -> WatchedHub:
        store = Store(f"sqlite:///{self.database}")
        hub = WatchedHub(store, self.template.keys, plan(), "https://hub.example:1", self.clock.now_us)
        hub.truth, hub.under = truth, self.under
        return hub

    @property
    def truth(self) -> Truth:
        return self.hub.truth

    def new_file(self, name: str) -> Path:
        self._files += 1
        return self.folder / f"{self._files}-{name}"

    def boot(self) -> int:
        self._boots += 1
        return self._boots

    @property
    def today(self) -> str:
        return plan().service_day_of(self.clock.at_us).isoformat()

    def add(self, key: DeviceKey, point: str, kept: Kept | None) -> Disk:
        """Start a kiosk on a new disk, or on a copy of one."""
        disk = Disk(self, self.new_file("disk"), key, point)
        disk.journal.mkdir(parents=True)
        if kept is not None:
            self.put_back(disk, kept)
        disk.start()
        self.disks.append(disk)
        return disk

    @staticmethod
    def put_back(disk: Disk, kept: Kept) -> None:
        """Put a copy in the place of a stopped kiosk's journal, without a word that it is one."""
        for old in disk.journal.glob("journal.db*"):
            old.unlink()
        file = disk.journal / "journal.db"
        file.write_bytes(kept.file.read_bytes())
        copy = sqlite3.connect(file)
        copy.execute("UPDATE owner SET is_copy = 0")
        copy.commit()
        copy.close()
        disk.tokens = set(kept.tokens)

    def keep(self, disk: Disk) -> Kept:
        """Back a kiosk's journal up."""
        file = self.new_file("kiosk.backup")
        disk.desk.backup(file).result()
        return Kept(disk.key, file, frozenset(disk.tokens))

    def learn_heads(self, disk: Disk) -> None:
        """Look up what lies under the heads that a kiosk is about to tell."""
        by_epoch: dict[bytes, list[Entry]] = {}
        for row in disk.rows():
            by_epoch.setdefault(row.epoch, []).append(row)
        for rows in by_epoch.values():
            if rows[-1].hash not in self.under:
                self.under.update(under_heads(rows))

    def answer(self, asked: Asked) -> bytes:
        """Return what the hub answers, as its API would."""
        hub = self.hub
        with hub.store.begin() as connection:
            row = registry.find(connection, asked.device)
        path, _, query = asked.target.partition("?")
        values = parse_qsl(query)
        one = dict(values)
        match asked.method, path.rpartition("/")[2]:
            case "POST", "heartbeat":
                return encode(hub.hear(row, unpack(asked.body, Heartbeat)))
            case "POST", "entries":
                return encode(hub.push(row, unpack(asked.body, Batch)))
            case "GET", "entries":
                rows = hub.rows(row, bytes.fromhex(one["epoch"]), int(one["after"]), int(one["limit"]))
                return encode(rows)
            case "GET", "hashes":
                seqs = [int(value) for name, value in values if name == "seq"]
                assert len(seqs) <= 128
                return encode(Hashes(hub.hashes(row, bytes.fromhex(one["epoch"]), seqs)))
            case "GET", "pull":
                return encode(hub.pull(row, one["plan"]))
            case "PUT", "plan":
                hub.learn_plan(row, decode(asked.body, str))
                return b""
            case other:
                raise AssertionError(other)

    def close(self) -> None:
        """Stop everything."""
        for disk in self.disks:
            disk.stop()
        self.hub.close()


def is_changing(row: Entry) -> bool:
    """Whether the row may change a day's numbers."""
    return row.kind in (Kind.VISIT, Kind.VOID)


__all__: Sequence[str] = ("Faults", "Heard", "Kept", "World")
