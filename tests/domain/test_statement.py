"""A day is complete when nothing is missing, and a statement holds as long as not one character of it was changed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.domain.entries import Entry, Visit, Void, digest_of
from kiosk.domain.headcount import fold
from kiosk.domain.statement import (
    DeviceDay,
    EpochDay,
    Lack,
    NotAStatement,
    Part,
    State,
    Statement,
    WriteOff,
    as_file,
    head_message,
    judge,
    seal_message,
    statement_message,
    verify,
)
from kiosk.domain.station import load
from kiosk.keys.device import DeviceKey, key_fingerprint, verifies
from kiosk.paths import ASSETS

from .journal import EPOCH, STATION, chained

VECTORS = json.loads(Path(__file__).with_name("signature_vectors.json").read_text("utf-8"))
PLAN = load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
PLANS = {PLAN.version: PLAN}
DAY = date(2023, 3, 18)
AT_US = 1_679_121_000_000_000
HUB, KIOSK = DeviceKey.new(), DeviceKey.new()


# What is signed


def test_a_head_is_signed_as_the_vectors_say() -> None:
    said, device = VECTORS["head"], bytes.fromhex(VECTORS["device"])
    message = head_message(
        VECTORS["station"], device, bytes.fromhex(said["epoch"]), said["seq"], bytes.fromhex(said["hash"])
    )
    assert message.hex() == said["message"]
    assert verifies(bytes.fromhex(VECTORS["public_key"]), message, bytes.fromhex(said["signature"]))


def test_a_seal_is_signed_as_the_vectors_say() -> None:
    said, device = VECTORS["seal"], bytes.fromhex(VECTORS["device"])
    message = seal_message(
        VECTORS["station"], device, said["day"], bytes.fromhex(said["epoch"]), said["last"],
        bytes.fromhex(said["head"]), said["entries"],
    )  # fmt: skip
    assert message.hex() == said["message"]
    assert verifies(bytes.fromhex(VECTORS["public_key"]), message, bytes.fromhex(said["signature"]))


def test_a_statement_is_written_hashed_and_signed_as_the_vectors_say() -> None:
    said = VECTORS["statement"]
    statement = Statement.of(json.loads(said["encoded"]))
    assert statement.encode().decode() == said["encoded"]
    assert statement.hash == said["hash"]
    assert statement_message(statement.encode()).hex() == said["message"]
    file = json.dumps({"statement": said["encoded"], "key": said["key"], "signature": said["signature"]}).encode()
    verified = verify(file, key_fingerprint(bytes.fromhex(said["key"])))
    assert verified.problems == ()


@given(
    st.tuples(st.text(max_size=5), st.binary(min_size=16, max_size=16), st.integers(0, 1 << 60)),
    st.tuples(st.text(max_size=5), st.binary(min_size=16, max_size=16), st.integers(0, 1 << 60)),
)
def test_no_two_heads_are_signed_alike(one: tuple[str, bytes, int], other: tuple[str, bytes, int]) -> None:
    def message(what: tuple[str, bytes, int]) -> bytes:
        return head_message(what[0], what[1], EPOCH, what[2], bytes(32))

    assert (message(one) == message(other)) == (one == other)


# Whether a day is complete

counts = st.sampled_from([0, 0, 0, 1, 5])
epochs = st.builds(
    lambda received, ahead, entries, sealed, followed: EpochDay(
        "00", received, received + ahead, "00", entries, sealed, None, followed
    ),
    st.integers(0, 9), counts, st.integers(0, 9), st.booleans(), st.booleans(),
)  # fmt: skip
device_days = st.builds(
    DeviceDay,
    device=st.uuids().map(lambda made: made.hex),
    point=st.sampled_from(["P1", "P2"]),
    last_seen_us=st.none() | st.integers(0, 9),
    epochs=st.lists(epochs, max_size=3).map(tuple),
    quarantined=counts,
    waiting_voids=counts,
    is_clone=st.sampled_from([False, False, True]),
    held=counts,
    written_off=st.none() | st.just(WriteOff("lost", "coordinator")),
)
days = st.lists(device_days, min_size=1, max_size=4)


def is_proven(one: DeviceDay) -> bool:
    """Say of one device what the design says, in its words."""
    received = all(epoch.received == epoch.advertised for epoch in one.epochs)
    closed = all(epoch.sealed or epoch.has_successor for epoch in one.epochs)
    quiet = not (one.quarantined or one.waiting_voids or one.is_clone or one.held)
    return bool(one.epochs) and received and closed and quiet


@given(days)
def test_a_day_is_complete_when_every_device_is(devices: list[DeviceDay]) -> None:
    lacking = [one for one in devices if not is_proven(one)]
    judged = judge(devices)
    if not lacking:
        assert judged.state is State.COMPLETE
    elif all(one.written_off for one in lacking):
        assert judged.state is State.COMPLETE_EXCEPT
    else:
        assert judged.state is State.INCOMPLETE
    assert {one.device for one in judged.missing} == {one.device for one in lacking if not one.written_off}
    assert [one.device for one in judged.excepted] == [one.device for one in lacking if one.written_off]


@given(days)
def test_what_is_known_to_exist_and_not_here_is_counted(devices: list[DeviceDay]) -> None:
    judged = judge(devices)
    absent = {one.device: sum(e.advertised - e.received for e in one.epochs) for one in devices}
    named = {one.device: one.entries for one in judged.excepted}
    for missing in judged.missing:
        if missing.lack is Lack.NOT_RECEIVED:
            named[missing.device] = named.get(missing.device, 0) + missing.entries
    assert {device: count for device, count in named.items() if count} == {
        device: count for device, count in absent.items() if count
    }


@given(days, device_days)
def test_one_more_device_never_makes_a_day_more_complete(devices: list[DeviceDay], more: DeviceDay) -> None:
    order = [State.COMPLETE, State.COMPLETE_EXCEPT, State.INCOMPLETE]
    assert order.index(judge([*devices, more]).state) >= order.index(judge(devices).state)


def test_a_day_without_devices_is_not_complete() -> None:
    assert judge([]).state is State.INCOMPLETE


@given(days)
def test_the_judgement_can_be_written_down(devices: list[DeviceDay]) -> None:
    found = judge(devices).as_json()
    assert json.loads(json.dumps(found))["state"] in {"COMPLETE", "COMPLETE EXCEPT", "INCOMPLETE"}


# Statements


def journal(*bodies: Visit | Void, key: DeviceKey = KIOSK) -> list[Entry]:
    entries = []
    for number, body in enumerate(bodies, 1):
        encoded, salt = body.encode(), bytes(16)
        entries.append(
            Entry(
                EPOCH, 0, number.to_bytes(16, "big"), body.kind, AT_US, number, bytes(16), DAY.isoformat(), salt,
                encoded, digest_of(salt, encoded), b"", b"",
            )
        )  # fmt: skip
    return chained(STATION, key.id, entries)


def visit(people: int = 1, person: str | None = None) -> Visit:
    return Visit(PLAN.version, "P3", "legal-advice", people, "scan", 480, person)


ENTRIES = journal(visit(2, "a:b"), visit(3), visit(1, "a:c"), Void(((3).to_bytes(16, "big").hex(),), "r", "visitor"))


def part(entries: Sequence[Entry] = ENTRIES, key: DeviceKey = KIOSK) -> Part:
    last = entries[-1]
    message = seal_message(STATION, key.id, DAY.isoformat(), EPOCH, last.seq, last.hash, len(entries))
    return Part(
        key.id.hex(), EPOCH.hex(), last.seq, last.hash.hex(), len(entries), key.sign(message).hex(), key.public.hex()
    )


def statement(**changed: Any) -> Statement:
    numbers = fold([ENTRIES], DAY, PLANS).as_json()
    usual = Statement(STATION, DAY.isoformat(), 1, "COMPLETE", numbers, (part(),), (), (), (PLAN.version,), AT_US, None)
    return replace(usual, **changed)


FILE = as_file(statement(), HUB)
FINGERPRINT = key_fingerprint(HUB.public)


def test_a_statement_holds_and_its_numbers_are_counted_again() -> None:
    verified = verify(FILE, FINGERPRINT, [(KIOSK.id, ENTRIES)], PLANS)
    assert (verified.problems, verified.recounted, verified.fingerprint) == ((), True, FINGERPRINT)
    assert verified.statement == Statement.of(json.loads(statement().encode()))
    assert verified.statement.numbers["people"] == 5
    unread = verify(FILE)
    assert (unread.holds, unread.recounted) == (True, False)


def test_a_fingerprint_may_be_written_as_people_write_it() -> None:
    written = ":".join(FINGERPRINT[place : place + 2] for place in range(0, 64, 2)).upper()
    assert verify(FILE, written).holds


@given(st.data())
def test_no_character_of_a_statement_can_be_changed(data: st.DataObject) -> None:
    body = json.loads(FILE)
    said: str = body["statement"]
    place = data.draw(st.integers(0, len(said) - 1))
    other = data.draw(st.sampled_from('0123456789abcdefz{}[],:" -\\') | st.characters(codec="utf-8"))
    assume(other != said[place])
    body["statement"] = said[:place] + other + said[place + 1 :]
    refused(json.dumps(body).encode())


@given(st.data())
def test_no_byte_of_key_or_signature_can_be_changed(data: st.DataObject) -> None:
    body = json.loads(FILE)
    name = data.draw(st.sampled_from(["key", "signature"]))
    raw = bytearray.fromhex(body[name])
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    body[name] = raw.hex()
    refused(json.dumps(body).encode())


@given(st.binary(max_size=100) | st.text(max_size=100).map(str.encode))
def test_no_other_file_is_taken_for_one(file: bytes) -> None:
    with pytest.raises(NotAStatement, match=r"statement\.json"):
        verify(file)


def refused(file: bytes) -> None:
    try:
        verified = verify(file, FINGERPRINT, [(KIOSK.id, ENTRIES)], PLANS)
    except NotAStatement:
        return
    assert verified.problems


def test_a_statement_that_another_key_signed_is_told() -> None:
    other = as_file(statement(), DeviceKey.new())
    [problem] = verify(other, FINGERPRINT).problems
    assert "another key" in problem
    assert verify(other).holds  # it says whose it is, and that is for a person to compare


@pytest.mark.parametrize(
    "changed",
    [
        {"last": 3},
        {"head": "00" * 32},
        {"entries": 3},
        {"seal_signature": "00" * 64},
        {"seal_signature": "no hex"},
        {"device": "00" * 16},
        {"device": "no hex"},
        {"epoch": "00" * 16},
        {"public_key": VECTORS["public_key"]},
        {"public_key": None},
        {"last": -1},
        {"last": 1 << 70},
    ],
    ids=str,
)
def test_a_changed_seal_is_told_even_under_the_stations_key(changed: dict[str, Any]) -> None:
    file = as_file(statement(parts=(replace(part(), **changed),)), HUB)
    assert any("seal" in problem for problem in verify(file, FINGERPRINT).problems)


def test_a_seal_by_a_key_that_is_not_the_devices_is_told() -> None:
    """A hub can make keys; it can't make one whose hash is a kiosk's name."""
    made_up, last = DeviceKey.new(), ENTRIES[-1]
    message = seal_message(STATION, KIOSK.id, DAY.isoformat(), EPOCH, last.seq, last.hash, len(ENTRIES))
    forged = replace(part(), seal_signature=made_up.sign(message).hex(), public_key=made_up.public.hex())
    assert any("seal" in problem for problem in verify(as_file(statement(parts=(forged,)), HUB)).problems)


@pytest.mark.parametrize("name", ["people", "visits", "visitors", "anonymous"])
def test_a_changed_number_is_found_by_counting_again(name: str) -> None:
    numbers = dict(statement().numbers)
    numbers[name] += 1
    file = as_file(statement(numbers=numbers), HUB)
    assert verify(file, FINGERPRINT).holds  # without the journals the numbers are the hub's word
    [problem] = verify(file, FINGERPRINT, [(KIOSK.id, ENTRIES)], PLANS).problems
    assert str(numbers[name]) in problem


def test_a_number_that_was_moved_between_points_is_found() -> None:
    numbers = json.loads(json.dumps(statement().numbers))
    numbers["by"]["point"]["P4"] = numbers["by"]["point"].pop("P3")
    file = as_file(statement(numbers=numbers), HUB)
    assert not verify(file, FINGERPRINT, [(KIOSK.id, ENTRIES)], PLANS).holds


def test_a_journal_that_lacks_rows_or_has_others_is_told() -> None:
    other = journal(visit(2, "a:b"), visit(4), visit(1, "a:c"), Void(((3).to_bytes(16, "big").hex(),), "r", "visitor"))
    for journals, word in (
        ([], "0 of 4"),
        ([(KIOSK.id, ENTRIES[:3])], "3 of 4"),
        ([(KIOSK.id, other)], "not those"),
        ([(bytes(16), ENTRIES)], "0 of 4"),
    ):
        assert any(word in problem for problem in verify(FILE, FINGERPRINT, journals, PLANS).problems), word


@given(st.integers(0, 3), st.sampled_from(["body", "day", "id", "at_us", "prev", "salt"]))
def test_a_changed_entry_is_found(place: int, name: str) -> None:
    value = {"body": visit(9).encode(), "day": "2023-03-19", "id": bytes(16), "at_us": 0}.get(name, b"\1" * 32)
    entries = list(ENTRIES)
    entries[place] = replace(entries[place], **{name: value})  # type: ignore[arg-type]
    assert not verify(FILE, FINGERPRINT, [(KIOSK.id, entries)], PLANS).holds


def test_rows_that_were_written_later_change_nothing() -> None:
    more = journal(*[visit()] * 9)[4:]
    assert verify(FILE, FINGERPRINT, [(KIOSK.id, [*ENTRIES, *more])], PLANS).holds


def test_a_row_that_cant_be_read_is_told() -> None:
    broken = replace(ENTRIES[1], body=b"{}", digest=digest_of(bytes(16), b"{}"))
    entries = chained(STATION, KIOSK.id, [ENTRIES[0], broken])
    file = as_file(statement(parts=(part(entries),)), HUB)
    problems = verify(file, FINGERPRINT, [(KIOSK.id, entries)], PLANS).problems
    assert any("can't be read" in problem for problem in problems)


@pytest.mark.parametrize(
    "changed",
    [
        {"revision": "1"},
        {"day": "the day"},
        {"parts": [{}]},
        {"numbers": 7},
        {"numbers": {}},
        {"format": 2},
        {"more": 1},
    ],
    ids=str,
)
def test_a_statement_of_another_shape_is_refused_in_words_even_if_it_is_signed(changed: dict[str, Any]) -> None:
    body = json.dumps(json.loads(statement().encode()) | changed, sort_keys=True, separators=(",", ":"))
    signature = HUB.sign(statement_message(body.encode()))
    file = json.dumps({"statement": body, "key": HUB.public.hex(), "signature": signature.hex()}).encode()
    refused(file)


def test_lists_in_lists_are_no_statement() -> None:
    for file in (b"[" * 100_000, json.dumps({"statement": "[" * 100_000, "key": "", "signature": ""}).encode()):
        with pytest.raises(NotAStatement):
            verify(file)


@given(
    st.builds(
        Statement,
        station=st.text(max_size=5),
        day=st.just("2023-03-18"),
        revision=st.integers(1, 9),
        state=st.sampled_from(list(map(str, State))),
        numbers=st.dictionaries(st.text(max_size=3), st.integers(0, 9), max_size=3),
        parts=st.lists(
            st.builds(
                Part, device=st.text(max_size=3), epoch=st.text(max_size=3), last=st.integers(0, 9),
                head=st.text(max_size=3), entries=st.integers(0, 9), seal_signature=st.none(), public_key=st.none(),
            ),
            max_size=2,
        ).map(tuple),
        missing=st.just(()),
        excepted=st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2), max_size=2).map(tuple),
        plans=st.lists(st.text(max_size=3), max_size=2).map(tuple),
        issued_us=st.integers(0, 1 << 60),
        predecessor=st.none() | st.text(max_size=4),
    )
)  # fmt: skip
def test_a_statement_comes_back_as_it_was(made: Statement) -> None:
    again = Statement.of(json.loads(made.encode()))
    assert (again.encode(), asdict(again) == asdict(made)) == (made.encode(), True)
