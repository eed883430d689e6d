"""Bodies go to bytes and back; the chain's hash is pinned by test vectors that another implementation can use."""

import json
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.entries import (
    FORMAT,
    Entry,
    EpochOpened,
    UnreadableBody,
    Visit,
    Void,
    chain_hash,
    digest_of,
    is_day,
    new_id,
)

VECTORS = json.loads(Path(__file__).with_name("chain_vectors.json").read_text("utf-8"))
BYTES = ("epoch", "id", "boot_id", "salt", "body", "digest", "prev", "hash")


def entry_of(vector: dict[str, object]) -> Entry:
    values = {name: bytes.fromhex(str(v)) if name in BYTES else v for name, v in vector.items()}
    return Entry(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("vector", VECTORS["entries"], ids=lambda v: v["kind"])
def test_the_chain_hashes_as_the_vectors_say(vector: dict[str, object]) -> None:
    entry = entry_of(vector)
    assert entry.is_intact
    assert chain_hash(VECTORS["station"], bytes.fromhex(VECTORS["device"]), entry) == entry.hash


def test_no_two_ways_of_cutting_fields_hash_alike() -> None:
    entry = entry_of(VECTORS["entries"][0])
    device = bytes.fromhex(VECTORS["device"])
    moved = replace(entry, kind=entry.kind + "2", day=entry.day[1:])
    assert chain_hash("s", device, moved) != chain_hash("s", device, entry)
    assert chain_hash("s", device, entry) != chain_hash("st", device, entry)


visits = st.builds(
    Visit,
    plan=st.text(max_size=16),
    point=st.text(max_size=5),
    service=st.text(max_size=20),
    people=st.integers(1, 99),
    by=st.sampled_from(["scan", "reader", "tap"]),
    offset_min=st.integers(-720, 840),
    person=st.none() | st.text(max_size=33),
    role=st.none() | st.just("visitor"),
    planned=st.booleans(),
    doubtful=st.booleans(),
)


@given(visits)
def test_a_visit_comes_back_as_it_was_written(visit: Visit) -> None:
    assert Visit.decode(visit.encode()) == visit


def test_lists_come_back_as_tuples() -> None:
    void = Void(("00", "01"), "taken back", "visitor")
    assert Void.decode(void.encode()) == void


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"\xff", b'{"format":1}', b'{"reason":"x"}', b'{"format":"x"}'], ids=repr
)
def test_a_body_of_another_shape_is_unreadable_and_says_so(body: bytes) -> None:
    with pytest.raises(UnreadableBody, match="epoch"):
        EpochOpened.decode(body)


def test_a_body_of_a_newer_format_is_told_apart() -> None:
    newer = json.dumps({"format": FORMAT + 1, "ids": [], "reason": "", "by": ""}).encode()
    with pytest.raises(UnreadableBody, match="newer program"):
        Void.decode(newer)


def test_erased_and_changed_bodies_are_told_apart() -> None:
    entry = entry_of(VECTORS["entries"][0])
    assert replace(entry, body=None, salt=None).is_intact
    assert not replace(entry, body=None).is_intact
    assert not replace(entry, body=b"{}").is_intact
    assert digest_of(entry.salt or b"", entry.body or b"") == entry.digest


@given(st.integers(0, 2**47 * 1000), st.binary(min_size=10, max_size=10))
def test_ids_are_uuids_of_version_7_that_carry_their_moment(at_us: int, randomness: bytes) -> None:
    made = uuid.UUID(bytes=new_id(at_us, randomness))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == at_us // 1000


@pytest.mark.parametrize(("text", "right"), [("2023-03-18", True), ("2023-02-30", False), ("20230318", False)])
def test_days_are_written_in_one_way(text: str, right: bool) -> None:
    assert is_day(text) is right
