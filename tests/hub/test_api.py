"""What devices may do at the hub, and what it says to everything else: plainly, with nothing stored."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.entries import FORMAT, EpochOpened, Kind, Redate, Reopen, Revocation, Seal, Visit, Void
from kiosk.domain.statement import Lack, head_message
from kiosk.domain.station import load
from kiosk.domain.wire import (
    MAX_BATCH_BYTES,
    MAX_COMPRESSED_BYTES,
    Above,
    Answer,
    Batch,
    Forwarded,
    Hashes,
    Head,
    Health,
    Pulled,
    Row,
    Rows,
    encode,
    encode_text,
    pack,
)
from kiosk.keys.device import DeviceKey

from ..postgres import cluster
from .station import DAY, PLAN, STATION, Kiosk, Station, a_station, message, plan_of, word


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with a_station(tmp_path) as opened:
        yield opened


@pytest.fixture
def kiosk(station: Station) -> Kiosk:
    """A kiosk in service with five visits that it has not sent."""
    made = station.enrolled()
    made.open()
    for people in range(1, 6):
        made.visit(people)
    return made


def test_rows_arrive_are_counted_and_acknowledged(station: Station, kiosk: Kiosk) -> None:
    answer = message(station.push(kiosk))
    [cursor] = answer.cursors
    assert (cursor.acknowledged, cursor.hash) == (6, kiosk.entries[-1].hash)
    assert (station.stored(), station.visits()) == (6, 5)
    assert station.hub.headcount(STATION, DAY).total["people"] == 15


# Who asks


def test_an_unsigned_request_is_refused(station: Station, kiosk: Kiosk) -> None:
    body = pack(kiosk.batch())
    assert word(station.send("POST", f"{kiosk.path}/entries", {}, body)) == (401, "unsigned")
    named = {"suxin-device": kiosk.id.hex()}
    assert word(station.send("POST", f"{kiosk.path}/entries", named, body)) == (401, "unsigned")
    assert station.stored() == 0


def test_an_unknown_device_is_refused(station: Station, kiosk: Kiosk) -> None:
    stranger = Kiosk()
    stranger.open()
    assert word(station.push(stranger)) == (401, "unknown_device")
    assert station.stored() == 0


def test_another_key_is_refused(station: Station, kiosk: Kiosk) -> None:
    body, target = pack(kiosk.batch()), f"{kiosk.path}/entries"
    signed = station.signed(kiosk, "POST", target, body, key=DeviceKey.new())
    assert word(station.send("POST", target, signed, body)) == (401, "unsigned")
    assert station.stored() == 0


def test_another_devices_path_is_refused(station: Station, kiosk: Kiosk) -> None:
    other = station.enrolled(point="P4")
    for method, target, body in (
        ("POST", f"{kiosk.path}/entries", pack(kiosk.batch())),
        ("POST", f"{kiosk.path}/heartbeat", pack(kiosk.heartbeat())),
        ("GET", f"{kiosk.path}/entries?epoch={kiosk.epoch.hex()}", b""),
        ("GET", f"{kiosk.path}/hashes?epoch={kiosk.epoch.hex()}&seq=1", b""),
        ("GET", f"{kiosk.path}/pull", b""),
        ("GET", f"{kiosk.path}/enrolment", b""),
        ("PUT", f"{kiosk.path}/plan", encode_text(PLAN.text)),
    ):
        assert word(station.ask(other, method, target, body)) == (403, "another_device"), target
    assert station.stored() == 0


def test_another_devices_rows_are_refused_under_ones_own_path(station: Station, kiosk: Kiosk) -> None:
    other = station.enrolled(point="P4")
    assert word(station.ask(other, "POST", f"{other.path}/entries", pack(kiosk.batch()))) == (403, "not_the_devices")
    assert station.stored() == 0


def test_a_revoked_device_is_refused_at_once(station: Station, kiosk: Kiosk) -> None:
    message(station.push(kiosk, kiosk.batch(1, 3)))
    headers = station.signed(kiosk, "POST", f"{kiosk.path}/entries", pack(kiosk.batch(4)))
    station.hub.revoke(kiosk.id.hex(), "coordinator", "stolen")
    assert word(station.send("POST", f"{kiosk.path}/entries", headers, pack(kiosk.batch(4)))) == (403, "revoked")
    assert word(station.hear(kiosk)) == (403, "revoked")
    assert word(station.ask(kiosk, "GET", f"{kiosk.path}/pull")) == (403, "revoked")
    assert station.stored() == 3


def test_a_pending_or_retired_device_is_refused(station: Station) -> None:
    kiosk = station.pending()
    kiosk.open()
    assert word(station.push(kiosk)) == (403, "not_in_service")
    station.hub.confirm(kiosk.id.hex(), "coordinator")
    station.hub.retire(kiosk.id.hex(), "coordinator", "moved away")
    assert word(station.push(kiosk)) == (403, "not_in_service")
    assert station.stored() == 0


def test_another_stations_rows_are_refused(station: Station, kiosk: Kiosk) -> None:
    elsewhere = Kiosk(key=kiosk.key, station="elsewhere")
    elsewhere.open()
    assert word(station.push(elsewhere)) == (403, "another_station")
    assert word(station.hear(elsewhere)) == (403, "another_station")
    assert (station.stored(), station.epochs()) == (0, 0)


def test_a_request_meant_for_another_hub_is_refused(station: Station, kiosk: Kiosk) -> None:
    body, target = pack(kiosk.batch()), f"{kiosk.path}/entries"
    assert word(station.ask(kiosk, "POST", target, body, hub="0" * 32)) == (401, "another_hub")
    assert station.stored() == 0


# The same request


def test_a_replayed_request_is_refused_and_a_nonce_given(station: Station, kiosk: Kiosk) -> None:
    body, target = pack(kiosk.heartbeat()), f"{kiosk.path}/heartbeat"
    headers = station.signed(kiosk, "POST", target, body)
    message(station.send("POST", target, headers, body))
    again = station.send("POST", target, headers, body)
    assert word(again) == (401, "nonce")
    message(station.ask(kiosk, "POST", target, body, nonce=again.json()["nonce"]))


def test_a_nonce_that_nobody_gave_out_is_refused(station: Station, kiosk: Kiosk) -> None:
    assert word(station.ask(kiosk, "GET", f"{kiosk.path}/pull", nonce="made-up")) == (401, "nonce")


def test_a_request_changed_on_its_way_is_refused(station: Station, kiosk: Kiosk) -> None:
    body, target = pack(kiosk.batch(1, 3)), f"{kiosk.path}/entries"
    headers = station.signed(kiosk, "POST", target, body)
    assert word(station.send("POST", target, headers, pack(kiosk.batch()))) == (401, "unsigned")
    assert word(station.send("POST", target, headers)) == (401, "unsigned")
    assert word(station.send("POST", target, headers | {"suxin-hub": "0" * 32}, body)) == (401, "unsigned")
    assert word(station.send("POST", f"{target}?more=1", headers, body)) == (401, "unsigned")
    asked = f"{kiosk.path}/hashes?epoch={kiosk.epoch.hex()}&seq=1"
    headers = station.signed(kiosk, "GET", asked)
    assert word(station.send("GET", f"{asked}&seq=2", headers)) == (401, "unsigned")
    assert word(station.send("GET", f"{kiosk.path}/pull", headers)) == (401, "unsigned")
    assert station.stored() == 0


def test_a_refused_request_leaves_its_nonce_unused(station: Station, kiosk: Kiosk) -> None:
    """Else whoever sees a request could spoil it by being quicker with a forged one."""
    body, target = pack(kiosk.batch()), f"{kiosk.path}/entries"
    headers = station.signed(kiosk, "POST", target, body)
    station.send("POST", target, headers, b"forged")
    message(station.send("POST", target, headers, body))


# What can't be read


def bomb(size: int, *, states_its_size: bool) -> bytes:
    """Return zeros that unpack to that many bytes."""
    packer = zstandard.ZstdCompressor(write_content_size=states_its_size).compressobj(
        size=size if states_its_size else -1
    )
    part = bytes(1 << 20)
    return b"".join([packer.compress(part) for _ in range(size // len(part))]) + packer.flush()


@pytest.mark.parametrize("states_its_size", [True, False])
def test_a_bomb_is_refused(station: Station, kiosk: Kiosk, states_its_size: bool) -> None:
    body = bomb(64 << 20, states_its_size=states_its_size)
    for what in ("entries", "heartbeat"):
        answer = station.ask(kiosk, "POST", f"{kiosk.path}/{what}", body)
        assert word(answer) == (400, "not_readable")
        assert "larger" in answer.json()["message"]
    assert station.stored() == 0


_UNPACK = """
import resource, sys
from kiosk.domain.wire import Batch, NotReadable, unpack
body = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    unpack(body, Batch)
except NotReadable:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("states_its_size", [True, False])
def test_a_bomb_of_a_gigabyte_takes_no_more_memory_than_a_message_may(states_its_size: bool) -> None:
    body = bomb(1 << 30, states_its_size=states_its_size)
    assert len(body) < MAX_COMPRESSED_BYTES  # else it is refused for its own size
    grown = subprocess.run([sys.executable, "-c", _UNPACK], input=body, capture_output=True, check=True).stdout
    assert int(grown) < 64, "MB"


def test_a_window_larger_than_any_message_is_refused(station: Station, kiosk: Kiosk) -> None:
    """A frame's window alone can ask for gigabytes before a byte of it is unpacked."""
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    body = packer.compress(encode(kiosk.batch())) + packer.flush()
    assert word(station.ask(kiosk, "POST", f"{kiosk.path}/entries", body)) == (400, "not_readable")


def test_a_body_larger_than_any_message_is_refused(station: Station, kiosk: Kiosk) -> None:
    body = bytes(MAX_COMPRESSED_BYTES + 1)
    assert word(station.ask(kiosk, "POST", f"{kiosk.path}/entries", body)) == (413, "too_large")
    assert word(station.http.post("/v1/enrolment", content=body)) == (413, "too_large")
    assert station.stored() == 0


def test_a_body_that_never_says_its_size_is_cut_off(station: Station) -> None:
    parts = (bytes(1 << 20) for _ in range(6))
    assert word(station.http.post("/v1/enrolment", content=parts)) == (413, "too_large")


def nested(depth: int) -> bytes:
    """Return MessagePack lists in lists in a field that nobody knows."""
    return b"\x81\xa1x" + b"\x91" * depth + b"\xc0"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no zstd at all",
        zstandard.compress(b""),
        zstandard.compress(b"\xc1"),
        zstandard.compress(b"\x80"),
        zstandard.compress(b"\x91\x91\x91"),
        zstandard.compress(nested(100_000)),
        zstandard.compress(msgspec.msgpack.encode({"station": "\udcff".encode("utf-8", "surrogatepass")})),
        zstandard.compress(bytes(100))[:-5],
    ],
    ids=lambda body: body[:8].hex() + f"-{len(body)}",
)
def test_what_is_no_message_is_refused(station: Station, kiosk: Kiosk, body: bytes) -> None:
    for what in ("entries", "heartbeat"):
        assert word(station.ask(kiosk, "POST", f"{kiosk.path}/{what}", body)) == (400, "not_readable")
    assert word(station.ask(kiosk, "POST", "/v1/above", body)) == (400, "not_readable")
    assert word(station.http.post("/v1/enrolment", content=body)) == (400, "not_readable")
    assert (station.stored(), station.epochs()) == (0, 0)


@given(body=st.binary(max_size=200))
def test_no_body_is_too_strange_for_an_answer(strange: tuple[Station, Kiosk], body: bytes) -> None:
    station, kiosk = strange
    for what in ("entries", "heartbeat"):
        answer = station.ask(kiosk, "POST", f"{kiosk.path}/{what}", zstandard.compress(body))
        assert word(answer) == (400, "not_readable")


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Station, Kiosk]]:
    with a_station(tmp_path_factory.mktemp("hub")) as opened:
        yield opened, opened.enrolled()


def test_a_path_or_query_that_makes_no_sense_is_refused_in_the_hubs_own_words(station: Station, kiosk: Kiosk) -> None:
    for target, status in (
        ("/v1/devices/zz/pull", 422),
        ("/v1/nowhere", 404),
        (f"{kiosk.path}/entries", 422),
        (f"{kiosk.path}/entries?epoch=zz", 422),
        (f"{kiosk.path}/entries?epoch={kiosk.epoch.hex()}&after=-1", 422),
        (f"{kiosk.path}/entries?epoch={kiosk.epoch.hex()}&after={1 << 63}", 422),
        (f"{kiosk.path}/entries?epoch={kiosk.epoch.hex()}&limit=1001", 422),
        (f"{kiosk.path}/hashes?epoch={kiosk.epoch.hex()}", 422),
        (f"{kiosk.path}/hashes?epoch={kiosk.epoch.hex()}{'&seq=1' * 200}", 422),
        (f"{kiosk.path}/pull?plan={'x' * 65}", 422),
    ):
        answer = station.ask(kiosk, "GET", target)
        assert word(answer)[0] == status, target
    assert word(station.ask(kiosk, "DELETE", f"{kiosk.path}/entries"))[0] == 405


# Batches


def test_a_batch_signed_by_another_key_is_refused(station: Station, kiosk: Kiosk) -> None:
    last = kiosk.entries[-1]
    forged = DeviceKey.new().sign(head_message(STATION, kiosk.id, last.epoch, last.seq, last.hash))
    for signature in (forged, b"", bytes(64)):
        assert word(station.push(kiosk, kiosk.batch(signature=signature))) == (403, "not_the_devices")
    other_head = kiosk.batch(1, 3).signature
    assert word(station.push(kiosk, kiosk.batch(signature=other_head))) == (403, "not_the_devices")
    assert (station.stored(), station.epochs()) == (0, 0)


def test_a_changed_row_is_refused(station: Station, kiosk: Kiosk) -> None:
    batch = kiosk.batch()
    raw = msgspec.msgpack.decode(encode(batch))
    for place, value in ((1, "visit2"), (2, 1), (3, 1), (4, bytes(15) + b"\x01"), (5, "2023-03-19"), (7, b"{}")):
        changed = [list(row) for row in raw["rows"]]
        changed[2][place] = value
        body = zstandard.compress(msgspec.msgpack.encode(raw | {"rows": changed}))
        assert word(station.ask(kiosk, "POST", f"{kiosk.path}/entries", body)) == (403, "not_the_devices"), place
    assert station.stored() == 0


def row(entry: Any, **changed: Any) -> Row:
    values = {name: getattr(entry, name, None) for name in Row.__struct_fields__} | {"digest": None}
    return Row(**(values | changed))


def test_rows_of_no_entrys_shape_are_refused(station: Station, kiosk: Kiosk) -> None:
    entry = kiosk.entries[0]
    for changed in (
        {"id": b"short"},
        {"boot_id": bytes(17)},
        {"kind": ""},
        {"kind": "k" * 65},
        {"kind": "vi\0sit"},
        {"day": "2023-3-18"},
        {"day": "2023-03\0-8"},
        {"day": "2023-02-30"},
        {"at_us": 1 << 63},
        {"mono_us": 1 << 63},
        {"salt": None},
        {"salt": bytes(15)},
        {"body": None},
        {"body": bytes(64 * 1024 + 1)},
        {"body": None, "salt": None, "digest": b"short"},
        {"body": None, "salt": None},
    ):
        batch = kiosk.batch(1, 1, rows=[row(entry, **changed)])
        assert word(station.push(kiosk, batch)) == (400, "not_readable"), changed
    for changed in (
        {"rows": []},
        {"epoch": b"short"},
        {"prev": b"short"},
        {"prev": bytes(31) + b"\x01"},
        {"first": 0},
        {"first": -1},
        {"first": 2},
        {"first": (1 << 64) - 1, "prev": bytes(31) + b"\x01"},
        {"first": 1 << 62, "prev": bytes(31) + b"\x01"},
    ):
        batch = msgspec.structs.replace(kiosk.batch(1, 2), **changed)
        assert word(station.push(kiosk, batch)) == (400, "not_readable"), changed
    assert (station.stored(), station.epochs()) == (0, 0)


def test_a_batch_of_more_rows_than_the_hub_takes_is_refused_with_the_word_that_halves_it(station: Station) -> None:
    kiosk = station.enrolled()
    kiosk.open()
    for _ in range(1000):
        kiosk.visit()
    assert word(station.push(kiosk)) == (413, "too_large")
    assert station.stored() == 0
    assert message(station.push(kiosk, kiosk.batch(1, 1000))).cursors[0].acknowledged == 1000


def test_a_gap_stores_nothing_and_says_where_to_begin(station: Station, kiosk: Kiosk) -> None:
    message(station.push(kiosk, kiosk.batch(1, 2)))
    answer = message(station.push(kiosk, kiosk.batch(5)))
    assert (answer.cursors[0].acknowledged, answer.fork) == (2, False)
    assert station.stored() == 2
    fresh = Kiosk(key=kiosk.key)
    fresh.open()
    fresh.visit()
    answer = message(station.push(fresh, fresh.batch(2)))
    assert (answer.cursors[0].acknowledged, station.epochs()) == (0, 1)


def test_a_fork_stores_nothing_and_says_so(station: Station, kiosk: Kiosk) -> None:
    other = Kiosk(key=kiosk.key, epoch=kiosk.epoch, entries=kiosk.entries[:3])
    for _ in range(2):
        other.visit(9)
    message(station.push(kiosk, kiosk.batch(1, 4)))
    for batch in (other.batch(), other.batch(1, 4), other.batch(5), other.batch(4, 4)):
        answer = message(station.push(other, batch))
        assert answer.fork
        assert answer.cursors[0].hash == kiosk.entries[3].hash
    assert (station.stored(), station.visits()) == (4, 3)
    assert not message(station.push(kiosk)).fork
    [view] = station.hub.devices(STATION)
    assert view.fork_since_us == station.now_us


def test_a_batch_sent_again_is_counted_once(station: Station, kiosk: Kiosk) -> None:
    for _ in range(3):
        assert message(station.push(kiosk)).cursors[0].acknowledged == 6
    assert (station.stored(), station.visits()) == (6, 5)
    assert message(station.push(kiosk, kiosk.batch(2, 4))).cursors[0].acknowledged == 6


def test_a_batch_that_overlaps_adds_what_is_new(station: Station, kiosk: Kiosk) -> None:
    message(station.push(kiosk, kiosk.batch(1, 4)))
    message(station.push(kiosk, kiosk.batch(3, 6)))
    assert (station.stored(), station.visits()) == (6, 5)


def test_a_row_whose_body_was_erased_is_taken_by_its_digest(station: Station, kiosk: Kiosk) -> None:
    rows = list(kiosk.batch().rows)
    rows[2] = row(kiosk.entries[2], salt=None, body=None, digest=kiosk.entries[2].digest)
    assert message(station.push(kiosk, kiosk.batch(rows=rows))).cursors[0].acknowledged == 6
    assert (station.quarantined(), station.visits()) == ([3], 4)


def test_a_device_gets_its_own_rows_and_hashes_back(station: Station, kiosk: Kiosk) -> None:
    message(station.push(kiosk))
    epoch = kiosk.epoch.hex()
    found = message(station.ask(kiosk, "GET", f"{kiosk.path}/entries?epoch={epoch}&after=2&limit=3"), Rows)
    assert (found.first, found.prev, found.rows) == (3, kiosk.entries[1].hash, kiosk.batch(3, 5).rows)
    asked = station.ask(kiosk, "GET", f"{kiosk.path}/hashes?epoch={epoch}&seq=1&seq=6&seq=7")
    assert message(asked, Hashes).hashes == {1: kiosk.entries[0].hash, 6: kiosk.entries[5].hash}


# Poison


def test_an_unknown_kind_is_acknowledged_and_set_aside(station: Station, kiosk: Kiosk) -> None:
    kiosk.write("levitation", b"\x00 no JSON")
    kiosk.visit()
    assert message(station.push(kiosk)).cursors[0].acknowledged == 8
    assert (station.quarantined(), station.visits()) == ([7], 6)
    lacks = {one.lack for one in station.hub.completeness(STATION, DAY).missing}
    assert Lack.QUARANTINE in lacks


def visit_body(**changed: Any) -> bytes:
    return json.dumps(json.loads(Visit(PLAN.version, "P3", "legal-advice", 1, "scan", 480).encode()) | changed).encode()


def body_of(kind: Any, *values: Any, **changed: Any) -> bytes:
    whole = {"format": FORMAT} | asdict(kind(*values)) | changed
    return json.dumps({name: value for name, value in whole.items() if value is not None}).encode()


HUGE = 1 << 70
DEEP = b"[" * 60_000
SURROGATE = "\ud800"  # JSON can write half of a pair; no database takes it
OPENED = (EpochOpened, "restored", "00" * 32)
SEAL = (Seal, "2023-03-18", 6, "00" * 32, 5, "00" * 64, "coordinator")
REDATE = (Redate, "00" * 16, 1, 2, "2023-03-18", "coordinator", "clock")
POISON = {
    "visit: empty": (Kind.VISIT, b""),
    "visit: no JSON": (Kind.VISIT, b"\xff\xfe"),
    "visit: deep": (Kind.VISIT, DEEP),
    "visit: deep in a field": (Kind.VISIT, visit_body()[:-1] + b', "x": ' + DEEP),
    "visit: nobody": (Kind.VISIT, visit_body(people=0)),
    "visit: a crowd": (Kind.VISIT, visit_body(people=100)),
    "visit: half a person": (Kind.VISIT, visit_body(people=0.5)),
    "visit: newer": (Kind.VISIT, visit_body(format=2)),
    "visit: a list": (Kind.VISIT, visit_body(point=["P3"])),
    "visit: from nowhere": (Kind.VISIT, visit_body(offset_min=HUGE)),
    "visit: half a character": (Kind.VISIT, visit_body(point=SURROGATE)),
    "void: deep": (Kind.VOID, DEEP),
    "void: a number": (Kind.VOID, body_of(Void, (), "r", "b", ids=7)),
    "void: no ids": (Kind.VOID, body_of(Void, ("zz",), "r", "b")),
    "void: short ids": (Kind.VOID, body_of(Void, ("00",), "r", "b")),
    "void: a text": (Kind.VOID, body_of(Void, (), "r", "b", ids="00")),
    "void: lists": (Kind.VOID, body_of(Void, (), "r", "b", ids=[["00"]])),
    "redate: huge": (Kind.REDATE, body_of(*REDATE, last=HUGE)),
    "redate: texts": (Kind.REDATE, body_of(*REDATE, first="1")),
    "redate: no day": (Kind.REDATE, body_of(*REDATE, day="tomorrow")),
    "redate: another way to write a day": (Kind.REDATE, body_of(*REDATE, day="20230318")),
    "redate: a number as a day": (Kind.REDATE, body_of(*REDATE, day=20230318)),
    "redate: half a character": (Kind.REDATE, body_of(*REDATE, epoch=SURROGATE)),
    "seal: deep": (Kind.SEAL, DEEP),
    "seal: of other rows": (Kind.SEAL, body_of(*SEAL)),
    "reopen: a list": (Kind.REOPEN, body_of(Reopen, "2023-03-18", reopened=["2023-03-18"])),
    "reopen: half a character": (Kind.REOPEN, body_of(Reopen, SURROGATE)),
    "revocation: half a character": (Kind.REVOCATION, body_of(Revocation, SURROGATE, "lost", "b")),
    "revocation: a number": (Kind.REVOCATION, body_of(Revocation, "p", "lost", "b", person=7.5)),
    "revocation: a list": (Kind.REVOCATION, body_of(Revocation, "p", "lost", "b", reason=[1])),
    "epoch: deep": (Kind.EPOCH, DEEP),
    "epoch: a list": (Kind.EPOCH, body_of(*OPENED, reason=["restored"])),
    "epoch: half a character": (Kind.EPOCH, body_of(*OPENED, reason=SURROGATE)),
    "epoch: a parent that is none": (Kind.EPOCH, body_of(*OPENED, parent_epoch="zz", parent_seq=3)),
    "epoch: a parent's number": (Kind.EPOCH, body_of(*OPENED, parent_epoch=7, parent_seq=3)),
    "epoch: a parent that is endless": (Kind.EPOCH, body_of(*OPENED, parent_epoch="00" * 16, parent_seq=HUGE)),
    "epoch: a parent without an end": (Kind.EPOCH, body_of(*OPENED, parent_epoch="00" * 16)),
    "epoch: a parent's end in words": (Kind.EPOCH, body_of(*OPENED, parent_epoch="00" * 16, parent_seq="three")),
}


@pytest.mark.parametrize(("kind", "body"), POISON.values(), ids=list(POISON))
def test_poison_blocks_nothing_and_shows(station: Station, kind: str, body: bytes) -> None:
    """The first row of an epoch is read apart from the others: so it stands there, too."""
    kiosk = station.enrolled()
    for _ in range(2):
        kiosk.write(kind, body)
        kiosk.visit()
    assert message(station.push(kiosk)).cursors[0].acknowledged == 4
    assert (station.stored(), station.visits(), station.quarantined()) == (4, 2, [1, 3])
    message(station.hear(kiosk))
    assert Lack.QUARANTINE in {one.lack for one in station.hub.completeness(STATION, DAY).missing}


def test_poison_blocks_nothing_on_postgresql(tmp_path: Path) -> None:
    """It keeps less than SQLite: no zero in a text, no long index row; and after an error nothing until a savepoint."""
    poison = [*POISON.values(), *((kind, body) for kind, body in FOR_POSTGRESQL)]
    with cluster() as postgres, a_station(tmp_path, postgres.new_database()) as station:
        kiosk = station.enrolled()
        for kind, body in poison:
            kiosk.write(kind, body)
            kiosk.visit()
        assert message(station.push(kiosk)).cursors[0].acknowledged == 2 * len(poison)
        assert station.visits() == len(poison)
        assert station.quarantined() == list(range(1, 2 * len(poison), 2))


FOR_POSTGRESQL = [
    (Kind.VISIT, visit_body(point="P\0")),
    (Kind.VISIT, visit_body(point="".join(chr(0x4E00 + n) for n in range(9000)))),
    (Kind.VISIT, visit_body(person="\0")),
    (Kind.REVOCATION, body_of(Revocation, "p\0", "lost", "b")),
    (Kind.REVOCATION, body_of(Revocation, "".join(chr(0x4E00 + n) for n in range(9000)), "lost", "b")),
    (Kind.REOPEN, body_of(Reopen, "2023-03-18\0")),
    (Kind.EPOCH, body_of(EpochOpened, "\0", "00" * 32)),
]


def test_poison_among_many_rows_of_its_kind_takes_none_with_it(station: Station, kiosk: Kiosk) -> None:
    kiosk.write(Kind.VISIT, visit_body(point=SURROGATE))
    kiosk.visit()
    kiosk.write(Kind.REVOCATION, body_of(Revocation, SURROGATE, "lost", "b"))
    kiosk.write(Kind.REVOCATION, body_of(Revocation, "a:b", "lost", "b"))
    message(station.push(kiosk))
    assert (station.visits(), station.quarantined()) == (6, [7, 9])
    assert message(station.ask(kiosk, "GET", f"{kiosk.path}/pull"), Pulled).revoked == ["a:b"]


def test_a_wrong_seal_is_set_aside(station: Station, kiosk: Kiosk) -> None:
    """A seal that the device did not sign would spoil the statement that names it."""
    last = kiosk.entries[-1]
    kiosk.write(Kind.SEAL, Seal(DAY.isoformat(), last.seq, last.hash.hex(), 5, "00" * 64, "coordinator").encode())
    message(station.push(kiosk))
    assert station.quarantined() == [7]


# The same visit


def test_a_void_before_its_visit_waits_for_it(station: Station, kiosk: Kiosk) -> None:
    late = Kiosk(key=kiosk.key)
    late.open(parent=kiosk)
    late.void(kiosk.entries[2])
    message(station.push(late))
    assert Lack.WAITING_VOID in {one.lack for one in station.hub.completeness(STATION, DAY).missing}
    message(station.push(kiosk))
    assert station.visits() == 4
    assert Lack.WAITING_VOID not in {one.lack for one in station.hub.completeness(STATION, DAY).missing}


def test_two_voids_take_a_visit_back_once(station: Station, kiosk: Kiosk) -> None:
    kiosk.void(kiosk.entries[2])
    kiosk.void(kiosk.entries[2], kiosk.entries[2])
    message(station.push(kiosk, kiosk.batch(1, 7)))
    message(station.push(kiosk, kiosk.batch(8)))
    assert station.visits() == 4
    assert station.hub.headcount(STATION, DAY).total["people"] == 15 - 2


def test_a_void_of_another_devices_visit_takes_nothing_back(station: Station, kiosk: Kiosk) -> None:
    message(station.push(kiosk))
    other = station.enrolled(Kiosk(), "P4")
    other.open()
    other.void(kiosk.entries[2])
    message(station.push(other))
    assert station.visits() == 5


def test_one_visit_in_two_epochs_counts_once(station: Station, kiosk: Kiosk) -> None:
    message(station.push(kiosk))
    again = Kiosk(key=kiosk.key)
    again.open(parent=kiosk)
    for entry in kiosk.entries[1:4]:
        again.write(entry.kind, entry.body or b"", id=entry.id, salt=entry.salt, at_us=entry.at_us)
    message(station.push(again))
    assert (station.visits(), station.quarantined()) == (5, [])


def test_another_visit_under_the_same_id_is_set_aside(station: Station, kiosk: Kiosk) -> None:
    message(station.push(kiosk))
    again = Kiosk(key=kiosk.key)
    again.open(parent=kiosk)
    again.visit(9, id=kiosk.entries[2].id)
    message(station.push(again))
    assert (station.visits(), station.quarantined()) == (5, [2])
    assert station.hub.headcount(STATION, DAY).total["people"] == 15


# What a device says of itself


def test_an_advertised_head_shows_what_is_missing(station: Station, kiosk: Kiosk) -> None:
    message(station.push(kiosk, kiosk.batch(1, 2)))
    message(station.hear(kiosk))
    [missing] = station.hub.completeness(STATION, DAY).missing
    assert (missing.lack, missing.entries) == (Lack.NOT_RECEIVED, 4)


def test_a_head_that_the_device_did_not_sign_is_not_believed(station: Station, kiosk: Kiosk) -> None:
    message(station.push(kiosk, kiosk.batch(1, 2)))
    head = kiosk.head()
    far = Head(head.epoch, 1_000_000, head.hash, head.signature)
    answer = message(station.hear(kiosk, kiosk.heartbeat(heads=[far])))
    assert answer.cursors[0].acknowledged == 2
    [missing] = station.hub.completeness(STATION, DAY).missing
    assert missing.lack == Lack.NOT_SEALED


def test_a_heartbeat_has_bounds(station: Station, kiosk: Kiosk) -> None:
    def signed(epoch: bytes, seq: int, hash_: bytes) -> Head:
        try:
            message = head_message(STATION, kiosk.id, epoch, seq, hash_)
        except OverflowError:
            message = b""
        return Head(epoch, seq, hash_, kiosk.key.sign(message))

    zeros = bytes(16), bytes(32)
    for said in (
        kiosk.heartbeat(heads=[signed(zeros[0], seq, zeros[1]) for seq in (-1,)]),
        kiosk.heartbeat(heads=[signed(zeros[0], (1 << 63), zeros[1])]),
        kiosk.heartbeat(heads=[signed(bytes(15), 1, zeros[1])]),
        kiosk.heartbeat(heads=[signed(bytes(1 << 20), 1, zeros[1])]),
        kiosk.heartbeat(heads=[signed(zeros[0], 1, bytes(31))]),
        kiosk.heartbeat(heads=[Head(zeros[0], 1, zeros[1], bytes(65))]),
        kiosk.heartbeat(heads=[kiosk.head()] * 1001),
        kiosk.heartbeat(point="P" * 65),
        kiosk.heartbeat(point="P\0"),
        kiosk.heartbeat(health=Health(camera="x" * 201)),
        kiosk.heartbeat(health=Health(program="x" * 201)),
        kiosk.heartbeat(health=Health(program="\0")),
        kiosk.heartbeat(health=Health(clock_us=1 << 62)),
        kiosk.heartbeat(health=Health(clock_us=-(1 << 62))),
        kiosk.heartbeat(health=Health(free_mb=1 << 63)),
        kiosk.heartbeat(health=Health(entries=-1)),
    ):
        assert word(station.hear(kiosk, said)) == (400, "not_readable"), said
    assert station.epochs() == 0
    [view] = station.hub.devices(STATION)
    assert view.last_seen_us is None


def test_a_device_has_no_more_epochs_than_a_life_of_repairs_needs(station: Station) -> None:
    """Each one is looked at for every day's completeness; a key that was stolen must not make millions."""
    kiosk = station.enrolled()

    def head() -> Head:
        fresh = Kiosk(key=kiosk.key)
        fresh.open()
        return fresh.head()

    message(station.hear(kiosk, kiosk.heartbeat(heads=[head() for _ in range(1000)])))
    answer = station.hear(kiosk, kiosk.heartbeat(heads=[head()]))
    assert word(answer) == (403, "too_many_epochs")
    kiosk.open()
    assert word(station.push(kiosk)) == (403, "too_many_epochs")
    assert (station.epochs(), station.stored()) == (1000, 0)


def test_a_kiosk_cant_make_itself_a_hub(station: Station, kiosk: Kiosk) -> None:
    """Who may hand on others' rows is decided at enrolment, not by what a heartbeat says."""
    station.hear(kiosk, kiosk.heartbeat(point="hub"))
    other = Kiosk()
    told = Forwarded(other.id, "elsewhere", "P1", other.key.public, "enrolled", None, [])
    said = Above("elsewhere", [told], [plan_of("elsewhere").text])
    assert word(station.ask(kiosk, "POST", "/v1/above", pack(said))) == (403, "not_enrolled")
    assert station.hub.stations() == (STATION,)


def test_a_kiosk_that_moves_says_so(station: Station, kiosk: Kiosk) -> None:
    message(station.hear(kiosk, kiosk.heartbeat("P7")))
    [view] = station.hub.devices(STATION)
    assert view.point == "P7"


# Hubs below


def below(station: Station, kiosk: Kiosk) -> Kiosk:
    """Enrol a hub that tells of a kiosk elsewhere."""
    hub = station.enrolled(Kiosk(), "hub")
    message(tell(station, hub, kiosk))
    return hub


def tell(station: Station, hub: Kiosk, kiosk: Kiosk, told_of: str = "elsewhere", **changed: Any) -> Response:
    usual = Forwarded(kiosk.id, told_of, "P1", kiosk.key.public, "enrolled", None, [])
    said = Above(told_of, [msgspec.structs.replace(usual, **changed)], [plan_of(told_of).text])
    return station.ask(hub, "POST", "/v1/above", pack(said))


def test_a_hub_below_hands_on_what_a_device_signed_and_nothing_else(station: Station) -> None:
    far = Kiosk(station="elsewhere")
    hub = below(station, far)
    far.open()
    far.visit()
    target = f"/v1/above/{far.id.hex()}/entries"
    forged = far.batch(signature=hub.key.sign(b"its word"))
    assert word(station.ask(hub, "POST", target, pack(forged))) == (403, "not_the_devices")
    assert station.stored() == 0
    message(station.ask(hub, "POST", target, pack(far.batch())))
    assert station.hub.headcount("elsewhere", DAY).total["visits"] == 1
    assert word(station.ask(station.enrolled(), "POST", target, pack(far.batch()))) == (404, "unknown_device")


def test_a_hub_below_speaks_for_no_device_that_is_known_otherwise(station: Station, kiosk: Kiosk) -> None:
    far = Kiosk(station="elsewhere")
    hub = below(station, far)
    other = station.enrolled(Kiosk(), "hub")
    assert word(tell(station, hub, kiosk, STATION)) == (403, "not_enrolled")
    assert word(tell(station, hub, kiosk)) == (403, "not_enrolled")
    assert word(tell(station, other, far, "nowhere")) == (403, "not_enrolled")
    assert word(tell(station, other, far, public_key=other.key.public)) == (403, "not_enrolled")
    message(station.push(kiosk))


def test_a_device_that_was_revoked_here_stays_so_whatever_the_hub_below_says(station: Station) -> None:
    far = Kiosk(station="elsewhere")
    hub = below(station, far)
    station.hub.revoke(far.id.hex(), "coordinator", "stolen")
    message(tell(station, hub, far))
    far.open()
    refused = station.ask(hub, "POST", f"/v1/above/{far.id.hex()}/entries", pack(far.batch()))
    assert word(refused) == (404, "unknown_device")
    assert word(station.push(far)) == (403, "revoked")
    assert station.stored() == 0


# Plans


def test_a_plan_that_visits_were_made_under_is_asked_for_and_taken(station: Station) -> None:
    kiosk = station.enrolled()
    kiosk.open()
    older = PLAN.text + "\n# older\n"
    version = load(older).version
    kiosk.write(Kind.VISIT, visit_body(plan=version))
    assert message(station.push(kiosk)).wants_plans == [version]
    assert station.ask(kiosk, "PUT", f"{kiosk.path}/plan", encode_text(older)).status_code == 204
    assert message(station.hear(kiosk)).wants_plans == []
    assert station.hub.headcount(STATION, DAY).by["theme"] != {}


def test_a_plan_that_is_none_or_that_nobody_asked_for_is_refused(station: Station, kiosk: Kiosk) -> None:
    for text, status in (
        ("no plan", 400),
        ("[" * 50_000, 400),
        (plan_of("elsewhere").text, 400),
        (PLAN.text + "\n# that no visit was made under\n", 400),
        (PLAN.text + "\n#" + "x" * (1 << 20), 400),
    ):
        assert word(station.ask(kiosk, "PUT", f"{kiosk.path}/plan", encode_text(text)))[0] == status
    assert word(station.ask(kiosk, "PUT", f"{kiosk.path}/plan", b"\x01"))[0] == 400


def test_what_is_pulled_is_the_plan_the_issuers_and_the_kiosks_certificates(station: Station, kiosk: Kiosk) -> None:
    pulled = message(station.ask(kiosk, "GET", f"{kiosk.path}/pull"), Pulled)
    assert (pulled.plan, pulled.plan_version) == (PLAN.text, PLAN.version)
    assert pulled.issuers == [station.hub.keys.issuer.issuer.raw]
    assert len(pulled.pass_keys) == 1
    assert message(station.ask(kiosk, "GET", f"{kiosk.path}/pull?plan={PLAN.version}"), Pulled).plan is None


def test_every_answer_carries_a_nonce_for_the_next_request(station: Station, kiosk: Kiosk) -> None:
    answer = message(station.push(kiosk), Answer)
    asked = station.ask(kiosk, "POST", f"{kiosk.path}/heartbeat", pack(kiosk.heartbeat()), nonce=answer.nonce)
    message(asked, Answer)


def test_refusals_are_counted(station: Station, kiosk: Kiosk) -> None:
    word(station.push(kiosk, kiosk.batch(signature=b"")))
    assert station.hub.refused["not_the_devices"] == 1


def test_a_batch_of_the_largest_entries_still_fits(station: Station) -> None:
    kiosk = station.enrolled()
    kiosk.open()
    noise = random.Random(1)
    for _ in range(30):
        kiosk.write("placed", noise.randbytes(64 * 1024))
    batch: Batch = kiosk.batch()
    assert len(encode(batch)) < MAX_BATCH_BYTES
    assert message(station.push(kiosk, batch)).cursors[0].acknowledged == 31
