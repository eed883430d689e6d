"""A hub in this process and kiosks that write, sign and send by hand, so that a test can do each of them wrong."""

import atexit
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import func, select

from kiosk.domain.entries import NO_HASH, Entry, EpochOpened, Kind, Visit, Void, chain_hash, digest_of, new_id
from kiosk.domain.statement import head_message
from kiosk.domain.station import Plan, load
from kiosk.domain.wire import (
    TYPE,
    Answer,
    Batch,
    Enrolled,
    Head,
    Health,
    Heartbeat,
    Request,
    decode,
    encode,
    pack,
    rows_of,
)
from kiosk.hub import tables
from kiosk.hub.server import app_of
from kiosk.hub.service import Hub, Keys
from kiosk.hub.store import Store
from kiosk.keys import IssuerKey
from kiosk.keys.device import DeviceKey
from kiosk.keys.enrolment import EnrolmentCode
from kiosk.keys.requests import sign_request
from kiosk.paths import ASSETS

PLAN = load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
STATION = PLAN.station.id
DAY = date(2023, 3, 18)
START_US = 1_679_121_000_000_000  # 18 March 2023, 14:30 in Suzhou
URL = "https://hub.example:8443"
MACHINE = bytes(31) + b"\x01"
_T = TypeVar("_T")


@dataclass
class Kiosk:
    """A device with one epoch that is written by hand."""

    key: DeviceKey = field(default_factory=DeviceKey.new)
    station: str = STATION
    epoch: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    entries: list[Entry] = field(default_factory=list)
    fingerprint: bytes = MACHINE

    @property
    def id(self) -> bytes:
        return self.key.id

    @property
    def path(self) -> str:
        return f"/v1/devices/{self.id.hex()}"

    def write(self, kind: str, body: bytes, **changed: Any) -> Entry:
        """Append an entry of any kind and body."""
        seq, salt = len(self.entries) + 1, secrets.token_bytes(16)
        at_us = changed.pop("at_us", START_US + seq * 1_000_000)
        values: dict[str, Any] = {
            "epoch": self.epoch,
            "seq": seq,
            "id": new_id(START_US, secrets.token_bytes(10)),
            "kind": kind,
            "at_us": at_us,
            "mono_us": seq * 1_000_000,
            "boot_id": bytes(16),
            "day": DAY.isoformat(),
            "salt": salt,
            "body": body,
            "digest": digest_of(changed.get("salt", salt), body),
            "prev": self.entries[-1].hash if self.entries else NO_HASH,
            "hash": NO_HASH,
        }
        entry = Entry(**(values | changed))
        entry = replace(entry, hash=chain_hash(self.station, self.id, entry))
        self.entries.append(entry)
        return entry

    def open(self, parent: "Kiosk | None" = None) -> Entry:
        """Write the first entry of the epoch."""
        opened = EpochOpened("first start", self.fingerprint.hex())
        if parent is not None:
            last = parent.entries[-1]
            opened = replace(opened, parent_epoch=last.epoch.hex(), parent_seq=last.seq, parent_hash=last.hash.hex())
        return self.write(Kind.EPOCH, opened.encode())

    def visit(self, people: int = 1, **changed: Any) -> Entry:
        said = Visit(PLAN.version, "P3", "legal-advice", people, "scan", 480)
        return self.write(Kind.VISIT, said.encode(), **changed)

    def void(self, *visits: Entry) -> Entry:
        return self.write(Kind.VOID, Void(tuple(one.id.hex() for one in visits), "taken back", "visitor").encode())

    def batch(self, first: int = 1, last: int | None = None, **changed: Any) -> Batch:
        """Return the rows from ``first`` to ``last``, signed."""
        entries = self.entries[first - 1 : last]
        end = entries[-1]
        signature = self.key.sign(head_message(self.station, self.id, end.epoch, end.seq, end.hash))
        values = (self.station, end.epoch, first, entries[0].prev, rows_of(entries), signature)
        batch = Batch(*values)
        return Batch(**({name: getattr(batch, name) for name in batch.__struct_fields__} | changed))

    def head(self) -> Head:
        last = self.entries[-1]
        message = head_message(self.station, self.id, last.epoch, last.seq, last.hash)
        return Head(last.epoch, last.seq, last.hash, self.key.sign(message))

    def heartbeat(self, point: str = "P3", health: Health | None = None, heads: list[Head] | None = None) -> Heartbeat:
        return Heartbeat(self.station, point, [self.head()] if heads is None else heads, health or Health())


class Station:
    """A hub and how kiosks ask it."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.now_us = START_US
        if url is None and not any(folder.iterdir()):
            shutil.copytree(_empty_hub(), folder, dirs_exist_ok=True)
        keys = Keys.load_or_make(folder / "keys", "hub")
        self.hub = Hub(Store(url or f"sqlite:///{folder / 'hub.db'}"), keys, PLAN, URL, lambda: self.now_us)
        self.app = app_of(self.hub, with_pages=False)
        self.http = TestClient(self.app, base_url=URL, raise_server_exceptions=False)

    def close(self) -> None:
        self.hub.close()

    def nonce(self) -> str:
        return str(self.http.get("/v1/nonce").json()["nonce"])

    def code(self, point: str = "P3", replaces: Kiosk | None = None) -> EnrolmentCode:
        return self.hub.enrol(STATION, point, "coordinator", replaces.id.hex() if replaces else None)

    def request(self, kiosk: Kiosk, made: EnrolmentCode, **changed: Any) -> Response:
        """Ask to be enrolled by that code."""
        values: dict[str, Any] = {
            "code": made.id,
            "secret": made.secret,
            "device": kiosk.id,
            "station": kiosk.station,
            "public_key": kiosk.key.public,
            "pass_key": IssuerKey.new().issuer.raw,
            "fingerprint": kiosk.fingerprint,
        }
        return self.http.post("/v1/enrolment", content=encode(Request(**(values | changed))))

    def pending(self, kiosk: Kiosk | None = None, point: str = "P3") -> Kiosk:
        """Return a kiosk that waits to be confirmed."""
        kiosk = kiosk or Kiosk()
        message(self.request(kiosk, self.code(point)), Enrolled)
        return kiosk

    def enrolled(self, kiosk: Kiosk | None = None, point: str = "P3") -> Kiosk:
        """Return a kiosk in service."""
        kiosk = self.pending(kiosk, point)
        self.hub.confirm(kiosk.id.hex(), "coordinator")
        return kiosk

    def signed(
        self, kiosk: Kiosk, method: str, target: str, body: bytes = b"", key: DeviceKey | None = None, **values: Any
    ) -> dict[str, str]:
        """Return the headers of a request that the kiosk signs."""
        named: dict[str, Any] = {"hub": self.hub.id, "device": kiosk.id} | values
        if "nonce" not in named:
            named["nonce"] = self.nonce()
        headers = {"content-type": TYPE} if body else {}
        return sign_request(
            method=method, url=f"{URL}{target}", headers=headers, body=body, key=key or kiosk.key, **named
        )

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Response:
        return self.http.request(method, f"{URL}{target}", headers=dict(headers), content=body or None)

    def ask(self, kiosk: Kiosk, method: str, target: str, body: bytes = b"", **values: Any) -> Response:
        """Send a request just as the kiosk signs it."""
        return self.send(method, target, self.signed(kiosk, method, target, body, **values), body)

    def push(self, kiosk: Kiosk, batch: Batch | None = None) -> Response:
        return self.ask(kiosk, "POST", f"{kiosk.path}/entries", pack(batch or kiosk.batch()))

    def hear(self, kiosk: Kiosk, said: Heartbeat | None = None) -> Response:
        return self.ask(kiosk, "POST", f"{kiosk.path}/heartbeat", pack(said or kiosk.heartbeat()))

    # What lies in the database

    def stored(self) -> int:
        """Return how many entries are stored."""
        with self.hub.store.begin() as connection:
            return int(connection.execute(select(func.count()).select_from(tables.entries)).scalar_one())

    def epochs(self) -> int:
        with self.hub.store.begin() as connection:
            return int(connection.execute(select(func.count()).select_from(tables.epochs)).scalar_one())

    def quarantined(self) -> list[int]:
        """Return the numbers of the rows in quarantine."""
        with self.hub.store.begin() as connection:
            return list(connection.execute(select(tables.quarantine.c.seq).order_by(tables.quarantine.c.seq)).scalars())

    def visits(self, day: date = DAY) -> int:
        return self.hub.headcount(STATION, day).total["visits"]


@contextmanager
def a_station(folder: Path, url: str | None = None) -> Iterator[Station]:
    """Open a hub on a folder, and close it at the end."""
    station = Station(folder, url)
    try:
        yield station
    finally:
        station.close()


@cache
def _empty_hub() -> Path:
    """Return the folder of a hub that nobody has asked anything yet: its tables and keys are made once a process."""
    folder = Path(tempfile.mkdtemp(prefix="hub-"))
    atexit.register(shutil.rmtree, folder)
    keys = Keys.load_or_make(folder / "keys", "hub")
    Hub(Store(f"sqlite:///{folder / 'hub.db'}"), keys, PLAN, URL, lambda: START_US).close()
    return folder


def message(response: Response, kind: type[_T] = Answer) -> _T:  # type: ignore[assignment]
    """Return what the hub answered; it did not refuse."""
    assert (response.status_code, response.headers["content-type"]) == (200, TYPE), response.text
    return decode(response.content, kind)


def word(response: Response) -> tuple[int, str]:
    """Return how the hub refused: status and word; there is a sentence beside it."""
    said = json.loads(response.content)
    assert len(said["message"]) > 20, said
    return response.status_code, said["suxin"]


def plan_of(station: str) -> Plan:
    """Return the sample plan as if it were another station's."""
    return load(PLAN.text.replace(f'id = "{STATION}"', f'id = "{station}"', 1))
