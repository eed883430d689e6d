"""What goes over the network comes back as it was, with the journal's own hashes; nothing else is taken for it."""

from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.domain.entries import MAX_BODY_BYTES, NO_HASH, Entry
from kiosk.domain.wire import (
    MAX_BATCH_BYTES,
    MAX_COMPRESSED_BYTES,
    Above,
    Answer,
    Batch,
    Cursor,
    Enrolled,
    Export,
    Forwarded,
    Hashes,
    Head,
    Health,
    Heartbeat,
    NotReadable,
    Pulled,
    Request,
    Row,
    Rows,
    decode,
    encode,
    encode_text,
    entries_of,
    pack,
    pack_export,
    rows_of,
    unpack,
    unpack_export,
)

from .journal import EPOCH, STATION, ids, journals

hashes = st.binary(min_size=32, max_size=32)
signatures = st.binary(max_size=64)
seqs = st.integers(0, (1 << 62) - 1)
words = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=64)
times = st.integers(-(1 << 60), 1 << 60)
heads = st.builds(Head, ids, seqs, hashes, signatures)
healths = st.builds(
    Health,
    camera=st.none() | words,
    free_mb=st.none() | seqs,
    clock_us=st.none() | times,
    clock_is_trusted=st.none() | st.booleans(),
    program=st.none() | words,
    entries=st.none() | seqs,
)
MESSAGES: dict[type[msgspec.Struct], st.SearchStrategy[Any]] = {
    Heartbeat: st.builds(Heartbeat, words, words, st.lists(heads, max_size=3), healths),
    Answer: st.builds(
        Answer, ids, times, words, st.lists(st.builds(Cursor, ids, seqs, seqs, hashes), max_size=3), seqs,
        st.floats(0, 1e6), seqs, st.lists(words, max_size=3), st.booleans(), st.booleans(), st.lists(words, max_size=3),
    ),
    Hashes: st.builds(Hashes, st.dictionaries(seqs, hashes, max_size=3)),
    Pulled: st.builds(
        Pulled, ids, seqs, words, st.none() | words, st.lists(hashes, max_size=2), st.lists(ids, max_size=2),
        st.lists(words, max_size=2), hashes,
    ),
    Request: st.builds(
        Request, st.binary(min_size=4, max_size=4), st.binary(min_size=10, max_size=10), ids, words, hashes, hashes,
        hashes,
    ),
    Enrolled: st.builds(
        Enrolled, words, words, words, hashes, st.binary(max_size=9), ids, st.booleans(), st.none() | ids
    ),
    Above: st.builds(
        Above,
        words,
        st.lists(st.builds(Forwarded, ids, words, words, hashes, words, st.none() | times, st.lists(heads, max_size=2)),
                 max_size=2),
        st.lists(words, max_size=2),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_message_comes_back_as_it_was(kind: type[msgspec.Struct], data: st.DataObject) -> None:
    message = data.draw(MESSAGES[kind])
    assert decode(encode(message), kind) == message
    assert unpack(pack(message), kind) == message


@given(journal=journals, data=st.data())
def test_rows_come_back_with_the_journals_own_hashes(journal: tuple[bytes, list[Entry]], data: st.DataObject) -> None:
    device, entries = journal
    first = data.draw(st.integers(1, len(entries)))
    sent = entries[first - 1 :]
    batch = Batch(STATION, EPOCH, first, sent[0].prev, rows_of(sent), b"")
    got = unpack(pack(batch), Batch)
    assert entries_of(STATION, device, got.epoch, got.first, got.prev, got.rows) == sent
    rows = Rows(EPOCH, first, sent[0].prev, rows_of(sent), b"")
    assert decode(encode(rows), Rows) == rows
    export = Export(device, STATION, [batch])
    assert unpack_export(pack_export(export)) == export


@given(journal=journals, data=st.data())
def test_no_field_of_a_row_can_be_changed_without_the_last_hash(
    journal: tuple[bytes, list[Entry]], data: st.DataObject
) -> None:
    device, entries = journal
    rows = rows_of(entries)
    place = data.draw(st.integers(0, len(rows) - 1))
    name = data.draw(st.sampled_from(["id", "kind", "at_us", "mono_us", "boot_id", "day", "salt", "body", "digest"]))
    other = data.draw(journals.map(lambda found: rows_of(found[1])[0]))
    value = getattr(other, name)
    assume(value is not None and value != getattr(rows[place], name))
    assume(name != "digest" or rows[place].body is None)  # derived, where there is a body
    rows[place] = msgspec.structs.replace(rows[place], **{name: value})
    try:
        changed = entries_of(STATION, device, EPOCH, 1, NO_HASH, rows)
    except NotReadable:
        return
    assert changed[-1].hash != entries[-1].hash


@given(journal=journals)
def test_rows_of_another_device_station_or_epoch_hash_otherwise(journal: tuple[bytes, list[Entry]]) -> None:
    device, entries = journal
    rows = rows_of(entries)
    for station, who, epoch in (("x", device, EPOCH), (STATION, bytes(16), EPOCH), (STATION, device, bytes(16))):
        assume((station, who, epoch) != (STATION, device, EPOCH))
        found = entries_of(station, who, epoch, 1, NO_HASH, rows)
        assert found[-1].hash != entries[-1].hash


def row(**changed: Any) -> Row:
    usual = Row(bytes(16), "visit", 0, 0, bytes(16), "2023-03-18", bytes(16), b"{}", None)
    return msgspec.structs.replace(usual, **changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": bytes(15)},
        {"boot_id": bytes(17)},
        {"kind": ""},
        {"kind": "k" * 65},
        {"kind": "line\n"},
        {"day": "2023-02-29"},
        {"day": "20230318"},
        {"at_us": 1 << 63},
        {"mono_us": (-1 << 63) - 1},
        {"salt": None},
        {"salt": bytes(17)},
        {"body": None},
        {"body": bytes(MAX_BODY_BYTES + 1)},
        {"salt": None, "body": None, "digest": None},
        {"salt": None, "body": None, "digest": bytes(31)},
    ],
    ids=", ".join,
)
def test_rows_of_no_entrys_shape_are_told(changed: dict[str, Any]) -> None:
    with pytest.raises(NotReadable, match="Row 2"):
        entries_of(STATION, bytes(16), EPOCH, 1, NO_HASH, [row(), row(**changed)])


def test_a_body_of_the_largest_size_is_taken() -> None:
    [entry] = entries_of(STATION, bytes(16), EPOCH, 1, NO_HASH, [row(body=bytes(MAX_BODY_BYTES))])
    assert entry.is_intact


@pytest.mark.parametrize(
    ("epoch", "first", "prev"),
    [
        (bytes(15), 1, NO_HASH),
        (EPOCH, 0, NO_HASH),
        (EPOCH, 1, bytes(31) + b"\1"),
        (EPOCH, 2, NO_HASH),
        (EPOCH, 2, b"\1" * 31),
    ],
)
def test_a_batch_says_what_it_follows(epoch: bytes, first: int, prev: bytes) -> None:
    with pytest.raises(NotReadable, match="follows"):
        entries_of(STATION, bytes(16), epoch, first, prev, [row()])


@given(body=st.binary(max_size=300))
def test_no_bytes_do_more_than_not_to_be_a_message(body: bytes) -> None:
    for kind in (Batch, Heartbeat, Answer, Above, Request):
        for read, packed in ((decode, body), (unpack, body), (unpack, zstandard.compress(body))):
            try:
                read(packed, kind)
            except NotReadable:
                continue


@given(message=MESSAGES[Heartbeat], data=st.data())
def test_a_message_that_is_cut_off_is_none(message: Heartbeat, data: st.DataObject) -> None:
    whole = pack(message)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(NotReadable):
        unpack(whole[:cut], Heartbeat)


def test_a_field_of_a_newer_program_is_ignored() -> None:
    newer = msgspec.msgpack.encode({"station": "s", "point": "P1", "heads": [], "mood": "good", "health": {"shoes": 2}})
    assert decode(newer, Heartbeat) == Heartbeat("s", "P1", [])


@pytest.mark.parametrize("stated", [True, False])
def test_what_unpacks_to_more_than_a_message_may_hold_is_not_read(stated: bool) -> None:
    packed = zstandard.ZstdCompressor(write_content_size=stated).compress(bytes(MAX_BATCH_BYTES + 1))
    with pytest.raises(NotReadable, match="larger"):
        unpack(packed, Batch)
    with pytest.raises(NotReadable, match="too large"):
        unpack(bytes(MAX_COMPRESSED_BYTES + 1), Batch)


def test_only_an_export_is_taken_for_one() -> None:
    whole = pack_export(Export(bytes(16), STATION, []))
    for file in (b"", b"PK\3\4", whole[1:], whole[:-3], whole[:30] + b"\xff" + whole[31:]):
        with pytest.raises(NotReadable):
            unpack_export(file)


def test_a_text_alone_is_a_message() -> None:
    assert decode(encode_text("名"), str) == "名"
