"""Journals that Hypothesis makes up, chained as a kiosk chains them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from kiosk.domain.entries import NO_HASH, Entry, chain_hash, digest_of

EPOCH = bytes(range(16))
STATION = "suzhou-center"

ids = st.binary(min_size=16, max_size=16)
times = st.integers(-(1 << 62), 1 << 62)
days = st.dates(date(2019, 1, 1), date(2030, 12, 31)).map(date.isoformat)
kinds = st.sampled_from(["visit", "void", "registration"]) | st.text(
    st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=64
)
rows = st.builds(
    lambda entry_id, kind, at_us, mono_us, boot_id, day, salt, body: Entry(
        EPOCH, 0, entry_id, kind, at_us, mono_us, boot_id, day, salt, body, digest_of(salt, body), NO_HASH, NO_HASH
    ),
    ids, kinds, times, times, ids, days, ids, st.binary(max_size=40),
)  # fmt: skip


def chained(station: str, device: bytes, entries: Sequence[Entry], erased: frozenset[int] = frozenset()) -> list[Entry]:
    """Return the rows in their places, some of them with their bodies erased since."""
    prev, found = NO_HASH, []
    for seq, entry in enumerate(entries, 1):
        placed = replace(entry, seq=seq, prev=prev)
        placed = replace(placed, hash=chain_hash(station, device, placed))
        prev = placed.hash
        found.append(replace(placed, salt=None, body=None) if seq in erased else placed)
    return found


journals = st.builds(
    lambda device, entries, erased: (device, chained(STATION, device, entries, erased)),
    ids,
    st.lists(rows, min_size=1, max_size=8),
    st.frozensets(st.integers(1, 8)),
)
