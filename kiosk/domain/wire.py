"""What goes over the network between a kiosk and its hub, and between a hub and the hub above it.

MessagePack by msgspec, decoded and checked in one step without a Python object per field of a row; batches are
compressed by zstd. Bytes stay bytes. A field that this program doesn't know is ignored, so that an older side goes on.
"""

from collections.abc import Sequence
from typing import Annotated, TypeVar

import msgspec
import zstandard
from msgspec import Meta

from kiosk.domain.entries import MAX_BODY_BYTES, NO_HASH, Entry, chain_hash, digest_of, is_day
from kiosk.errors import KioskError

TYPE = "application/vnd.suxin.v1+msgpack"
"""The media type of every body."""
MAX_COMPRESSED_BYTES = 4 << 20
MAX_BATCH_BYTES = 16 << 20
"""Unpacked; a batch of 200 entries of the largest size still fits."""
_MAX_WINDOW_BYTES = 8 << 20
MAX_EPOCHS = 1000
"""Of one device: it opens another only after a restore, a repair, or a quarrel with its hub."""

_Id = Annotated[bytes, Meta(min_length=16, max_length=16)]
_Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]
_Key = Annotated[bytes, Meta(min_length=32, max_length=32)]
_Signature = Annotated[bytes, Meta(max_length=64)]
_Seq = Annotated[int, Meta(ge=0, le=(1 << 62) - 1)]
_Time = Annotated[int, Meta(ge=-(1 << 60), le=1 << 60)]
"""Microseconds; the difference of two is one that any database keeps."""
_Word = Annotated[str, Meta(max_length=64, pattern=r"\A[^\x00]*\Z")]
"""A name that the plan or this program gives; PostgreSQL keeps no text with a zero in it."""


class NotReadable(KioskError):
    """The bytes are no message of the shape that was expected, or larger than a message may be."""


class Row(msgspec.Struct, array_like=True, frozen=True):
    """An entry in a batch: what can't be derived from the row before it."""

    id: bytes
    kind: str
    at_us: int
    mono_us: int
    boot_id: bytes
    day: str
    salt: bytes | None
    body: bytes | None
    digest: bytes | None
    """Only where the body was erased; else it is derived."""


class Head(msgspec.Struct, frozen=True):
    """How far an epoch has got, with the device's word for it."""

    epoch: _Id
    seq: _Seq
    hash: _Hash
    signature: _Signature = b""


class Batch(msgspec.Struct, frozen=True):
    """Contiguous rows of one epoch."""

    station: _Word
    epoch: _Id
    first: _Seq
    prev: _Hash
    """The hash of the row before the first; zeros before an epoch's first row."""
    rows: list[Row]
    signature: _Signature
    """The device's, over the head after the last row."""


class Cursor(msgspec.Struct, frozen=True):
    """What a hub has of one epoch."""

    epoch: _Id
    acknowledged: _Seq
    safe: _Seq
    """Up to here a backup or the hub above holds the rows too."""
    hash: _Hash
    """Of the row at ``acknowledged``."""
    advertised: _Seq = 0
    """The last row that the device is known to have."""
    advertised_hash: Annotated[bytes, Meta(max_length=32)] = b""
    """Of that row, by the device's own word; empty where nothing was heard."""


class Answer(msgspec.Struct, frozen=True):
    """What a hub says to every push and heartbeat."""

    incarnation: bytes
    """16 bytes that change when the hub is restored from a backup."""
    hub_time_us: int
    nonce: str
    """For the next request."""
    cursors: list[Cursor]
    max_batch: int
    """Rows that a batch may hold."""
    next_in_s: float
    """When the hub wants to hear again."""
    pull_version: int
    """Grows when there is something new to pull."""
    close: list[str] = []
    """Days that a coordinator asks to be sealed."""
    fork: bool = False
    """The epoch that was pushed goes on otherwise here: find the last shared row and open a new one."""
    is_clone: bool = False
    """Another machine writes as this device."""
    wants_plans: list[str] = []
    """Versions of plans that visits were made under and that the hub doesn't have."""


class Health(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a kiosk is; every field may be unknown."""

    camera: _Word | None = None
    free_mb: _Seq | None = None
    disk_is_enough: bool | None = None
    clock_us: _Time | None = None
    clock_is_trusted: bool | None = None
    journal_is_whole: bool | None = None
    program: _Word | None = None
    entries: _Seq | None = None
    help: bool | None = None


class Heartbeat(msgspec.Struct, frozen=True):
    """What a kiosk says even when it has nothing to send: every head that it has."""

    station: _Word
    point: _Word
    heads: Annotated[list[Head], Meta(max_length=MAX_EPOCHS)]
    health: Health = Health()
    carried: Annotated[list[Head], Meta(max_length=MAX_EPOCHS)] = []
    """Heads that were told before the hub turned out to know other rows: what lies under them stands in the newest
    epoch again, so that nothing of them is to be waited for."""


class Hashes(msgspec.Struct, frozen=True):
    """The hub's hashes at the rows that were asked for, where it has them."""

    hashes: dict[int, bytes]


class Rows(msgspec.Struct, frozen=True):
    """Rows that a kiosk or a middle hub lacks; an empty list is the end."""

    epoch: bytes
    first: int
    prev: bytes
    rows: list[Row]
    signature: bytes


class Pulled(msgspec.Struct, frozen=True):
    """All that a device takes from its hub."""

    incarnation: bytes
    version: int
    plan_version: str
    plan: str | None
    """TOML; None when the version is the one that the device named."""
    issuers: list[_Key]
    """Public keys of the station's issuers."""
    pass_keys: list[bytes]
    """Certificates of the kiosks' own pass keys (COSE_Sign1)."""
    revoked: list[str]
    """Persons whose passes are accepted no longer."""
    sealing_key: _Key


class Request(msgspec.Struct, frozen=True):
    """Asks to be enrolled."""

    code: Annotated[bytes, Meta(min_length=4, max_length=4)]
    secret: Annotated[bytes, Meta(min_length=10, max_length=10)]
    device: _Id
    station: _Word
    """Of the journal that the device has already; empty while it has none."""
    public_key: _Key
    pass_key: Annotated[bytes, Meta(max_length=32)]
    """Empty for a hub below, which issues no passes here."""
    fingerprint: _Hash
    """Of the machine."""


class Enrolled(msgspec.Struct, frozen=True):
    """What an enrolment was answered with; it is confirmed when ``certificate`` is there."""

    station: str
    point: str
    hub: str
    hub_key: bytes
    """The hub's own key, for the six digits."""
    authority: bytes
    """PEM."""
    incarnation: bytes
    confirmed: bool
    certificate: bytes | None = None
    """Of the kiosk's pass key."""


class Forwarded(msgspec.Struct, frozen=True):
    """A device as a hub tells the hub above it."""

    device: _Id
    station: _Word
    point: _Word
    public_key: _Key
    state: _Word
    last_seen_us: _Time | None
    heads: Annotated[list[Head], Meta(max_length=MAX_EPOCHS)]


class Export(msgspec.Struct, frozen=True):
    """A device's rows as a file, for a hub that can't be reached."""

    device: bytes
    station: str
    batches: list[Batch]


class Above(msgspec.Struct, frozen=True):
    """A middle hub's heartbeat: its station's devices, their heads as they were signed, and its plans."""

    station: _Word
    devices: Annotated[list[Forwarded], Meta(max_length=10_000)]
    plans: Annotated[list[str], Meta(max_length=1000)] = []


class Problem(msgspec.Struct, frozen=True):
    """Why a request was refused: the hub's own JSON, so that no proxy's page is taken for it."""

    suxin: str
    """A word for the program: ``unsigned``, ``revoked``, ``gap`` …"""
    message: str
    nonce: str = ""


_T = TypeVar("_T")


def encode(message: msgspec.Struct) -> bytes:
    """Return a message's bytes."""
    return msgspec.msgpack.encode(message)


def encode_text(text: str) -> bytes:
    """Return a text alone as a message."""
    return msgspec.msgpack.encode(text)


def decode(body: bytes, kind: type[_T]) -> _T:
    """Return the message that the bytes write down.

    Raises:
        NotReadable: they write down none of that kind.
    """
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as cause:
        raise NotReadable(f"This is no {kind.__name__} message: {cause}.") from None


def pack(message: msgspec.Struct) -> bytes:
    """Return a message's bytes, compressed."""
    return zstandard.ZstdCompressor(level=3).compress(encode(message))


def unpack(body: bytes, kind: type[_T]) -> _T:
    """Return the message that the compressed bytes write down, in bounded memory.

    Raises:
        NotReadable: too large, packed or unpacked; or no message of that kind.
    """
    if len(body) > MAX_COMPRESSED_BYTES:
        raise NotReadable(f"A message of {len(body)} bytes is too large; {MAX_COMPRESSED_BYTES} are allowed.")
    # A frame may state a size and hold another, and then max_output_size is ignored: so it is read as a stream.
    reader = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES).stream_reader(body)
    try:
        unpacked = reader.read(MAX_BATCH_BYTES + 1)
    except zstandard.ZstdError as cause:
        raise NotReadable(f"This can't be unpacked: {cause}.") from None
    if len(unpacked) > MAX_BATCH_BYTES:
        raise NotReadable(f"Unpacked it is larger than {MAX_BATCH_BYTES} bytes. Send smaller batches.")
    return decode(unpacked, kind)


_EXPORT_TAG = b"suxin-kiosk/export/1\n"
_MAX_EXPORT_BYTES = 1 << 30


def pack_export(export: Export) -> bytes:
    """Return the file's bytes."""
    return _EXPORT_TAG + pack(export)


def unpack_export(file: bytes) -> Export:
    """Return what an export's file holds.

    Raises:
        NotReadable: it is no export.
    """
    if not file.startswith(_EXPORT_TAG):
        raise NotReadable("This is no export of a journal. Make one on the kiosk: kiosk journal export FILE")
    reader = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES).stream_reader(file[len(_EXPORT_TAG) :])
    try:
        unpacked = reader.read(_MAX_EXPORT_BYTES + 1)
    except zstandard.ZstdError as cause:
        raise NotReadable(f"The export is damaged: {cause}. Copy it again.") from None
    if len(unpacked) > _MAX_EXPORT_BYTES:
        raise NotReadable("The export is larger than any journal.")
    return decode(unpacked, Export)


def rows_of(entries: Sequence[Entry]) -> list[Row]:
    """Return entries as they go over the network."""
    return [
        Row(
            entry.id,
            entry.kind,
            entry.at_us,
            entry.mono_us,
            entry.boot_id,
            entry.day,
            entry.salt,
            entry.body,
            None if entry.body is not None else entry.digest,
        )
        for entry in entries
    ]


def entries_of(station: str, device: bytes, epoch: bytes, first: int, prev: bytes, rows: Sequence[Row]) -> list[Entry]:
    """Return the rows as entries, every digest and hash computed anew.

    Raises:
        NotReadable: a row has neither a body nor a digest, or a field of a length that no entry has.
    """
    if len(epoch) != 16 or len(prev) != 32 or first < 1 or (first == 1) != (prev == NO_HASH):
        raise NotReadable("The batch doesn't say what it follows.")
    entries: list[Entry] = []
    for seq, row in enumerate(rows, first):
        if len(row.id) != 16 or len(row.boot_id) != 16 or not _is_kind(row.kind) or not is_day(row.day):
            raise NotReadable(f"Row {seq} is not of an entry's shape.")
        if row.body is not None and row.salt is not None:
            if len(row.salt) != 16 or len(row.body) > MAX_BODY_BYTES:
                raise NotReadable(f"Row {seq} is larger than an entry may be.")
            digest = digest_of(row.salt, row.body)
        elif row.body is None and row.salt is None and row.digest is not None and len(row.digest) == 32:
            digest = row.digest
        else:
            raise NotReadable(f"Row {seq} has neither a body nor the digest of one.")
        try:
            entry = Entry(
                epoch, seq, row.id, row.kind, row.at_us, row.mono_us, row.boot_id, row.day,
                row.salt, row.body, digest, prev, NO_HASH,
            )  # fmt: skip
            prev = chain_hash(station, device, entry)
        except OverflowError:
            raise NotReadable(f"Row {seq} has a time that no clock shows.") from None
        entries.append(with_hash(entry, prev))
    return entries


def _is_kind(text: str) -> bool:
    return 0 < len(text) <= 64 and text.isprintable()


def with_hash(entry: Entry, hash_: bytes) -> Entry:
    """Return the entry with that hash; quicker than ``replace``, on the hot path."""
    return Entry(
        entry.epoch, entry.seq, entry.id, entry.kind, entry.at_us, entry.mono_us, entry.boot_id, entry.day,
        entry.salt, entry.body, entry.digest, entry.prev, hash_,
    )  # fmt: skip
