"""What a hub must know and count, kept by plain lists of the rows that really reached it.

Written without a look at the hub's own code: rows in order, the first one that says something wins, and every number
is counted anew from all of them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.domain.entries import NO_HASH, Entry
from kiosk.domain.wire import Batch, Head, entries_of

Token = tuple[str, bytes]
"""What must not get lost: ``("visit", id)``, ``("void", id of the visit)`` or ``("registration", id)``."""
_OF_ITS_EPOCH = ("epoch", "seal", "reopen")


def tokens_of(rows: Iterable[Entry]) -> set[Token]:
    """Return what the rows hold that must not get lost."""
    found: set[Token] = set()
    for row in rows:
        if row.kind == "void":
            found |= {("void", bytes.fromhex(one)) for one in said(row)["ids"]}
        elif row.kind in ("visit", "registration"):
            found.add((row.kind, row.id))
    return found


def said(row: Entry) -> dict[str, Any]:
    """Return the body of a row."""
    found: dict[str, Any] = json.loads(row.body or b"{}")
    return found


def tally(rows: Iterable[Entry], day: str) -> dict[str, int]:
    """Count a day from rows of any number of devices."""
    rows = list(rows)
    voided = {token for kind, token in tokens_of(rows) if kind == "void"}
    visits = {row.id: said(row) for row in rows if row.kind == "visit" and row.day == day and row.id not in voided}
    persons = [visit.get("person") for visit in visits.values()]
    return {
        "people": sum(visit["people"] for visit in visits.values()),
        "visits": len(visits),
        "visitors": len({person for person in persons if person}),
        "anonymous": sum(person is None for person in persons),
    }


@dataclass(frozen=True)
class Heard:
    """A head that a device has told of, and the ids of the rows that lie under it."""

    head: Head
    under: frozenset[bytes]
    """Without what an epoch says of itself alone, which is never written again."""


Key = tuple[bytes, bytes]
"""Device and epoch."""


@dataclass
class Truth:
    """What one hub knows; a copy of it is what a backup knows."""

    rows: dict[Key, list[Entry]] = field(default_factory=dict)
    """Of each epoch, in the order in which the first row of each arrived."""
    heard: dict[Key, dict[bytes, Heard]] = field(default_factory=dict)
    safe: dict[Key, int] = field(default_factory=dict)
    clones: set[bytes] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)

    def copy(self) -> "Truth":
        """Return one that goes on by itself."""
        rows = {key: list(rows) for key, rows in self.rows.items()}
        heard = {key: dict(heads) for key, heads in self.heard.items()}
        return Truth(rows, heard, dict(self.safe), set(self.clones), set(self.closed))

    # What arrives

    def deliver(self, device: bytes, batch: Batch, *, is_live: bool) -> str:
        """Take in a batch; return ``taken``, ``gap`` or ``fork``."""
        key = device, batch.epoch
        known = self.rows.get(key, [])
        entries = entries_of(batch.station, device, batch.epoch, batch.first, batch.prev, batch.rows)
        if batch.first > len(known) + 1:
            return "gap"
        if batch.prev != (known[batch.first - 2].hash if batch.first > 1 else NO_HASH):
            return "fork"
        shared = [entry for entry in entries if entry.seq <= len(known)]
        if any(known[entry.seq - 1].hash != entry.hash for entry in shared):
            return "fork"
        new = entries[len(shared) :]
        if new:
            self.rows.setdefault(key, []).extend(new)
            if is_live and self._went_on(key, new[-1].seq):
                self.clones.add(device)
        return "taken"

    def _went_on(self, key: Key, seq: int) -> bool:
        """Whether this epoch goes on after one has begun that doesn't come after it: two machines write."""
        later = list(self.rows)[list(self.rows).index(key) + 1 :]
        return any(device == key[0] and not self._comes_after((device, epoch), key, seq) for device, epoch in later)

    def _comes_after(self, later: Key, earlier: Key, seq: int) -> bool:
        opened = said(self.rows[later][0])
        return bool(opened.get("parent_epoch") == earlier[1].hex() and opened["parent_seq"] >= seq)

    def names_lost_row(self, key: Key) -> bool:
        """Whether an epoch says that it comes after a row that has not arrived."""
        opened = said(self.rows[key][0])
        parent = opened.get("parent_epoch")
        return parent is not None and self.received((key[0], bytes.fromhex(parent))) < opened["parent_seq"]

    def hear(self, device: bytes, head: Head, under: frozenset[bytes]) -> None:
        """Note a head that a device has."""
        self.heard.setdefault((device, head.epoch), {})[head.hash] = Heard(head, under)

    def back_up(self) -> None:
        """Note that all that is here is safe."""
        self.safe.update({key: len(rows) for key, rows in self.rows.items()})

    # What is asked

    def received(self, key: Key) -> int:
        """Return how far an epoch has arrived."""
        return len(self.rows.get(key, []))

    def all_rows(self, device: bytes | None = None) -> list[Entry]:
        """Return every row, or every row of a device."""
        return [row for key, rows in self.rows.items() for row in rows if device in (None, key[0])]

    def tokens(self) -> set[Token]:
        """Return what is here that must not get lost."""
        return tokens_of(self.all_rows())

    def days(self) -> set[str]:
        """Return the days that visits were made on."""
        return {row.day for row in self.all_rows() if row.kind == "visit"}

    def journals(self) -> list[tuple[bytes, list[Entry]]]:
        """Return the rows by device, for a recount."""
        return [(device, self.all_rows(device)) for device in dict.fromkeys(device for device, _ in self.rows)]

    # Completeness

    def lacks(self, device: bytes, day: str) -> list[str]:
        """Return why a day can't be proven for a device: whoever says COMPLETE then is wrong."""
        rows = self.all_rows(device)
        ids, tokens = {row.id for row in rows}, tokens_of(rows)
        found = []
        if not rows:
            found.append("nothing arrived")
        for (one, epoch), heads in self.heard.items():
            if one == device and any(not heard.under <= ids for heard in heads.values()):
                found.append(f"known rows of {epoch.hex()[:8]} have not arrived")
        for key, epoch_rows in self.rows.items():
            elsewhere = {row.id for other, others in self.rows.items() if other != key for row in others}
            if key[0] == device and not self.has_successor(key) and not _is_sealed(epoch_rows, day, elsewhere):
                found.append(f"{key[1].hex()[:8]} is not sealed")
        if device in self.clones:
            found.append("two machines write")
        if any(self._waits(row, tokens) for row in rows if row.kind == "void" and row.day == day):
            found.append("a void waits")
        if any(row.kind == "registration" and row.day == day for row in rows):
            found.append("a row can't be read")
        return found

    @staticmethod
    def _waits(row: Entry, tokens: set[Token]) -> bool:
        return any(("visit", bytes.fromhex(one)) not in tokens for one in said(row)["ids"])

    def has_successor(self, key: Key) -> bool:
        """Whether a later epoch says that it comes after this one."""
        first = (rows[0] for other, rows in self.rows.items() if other[0] == key[0])
        return any(said(row).get("parent_epoch") == key[1].hex() for row in first)


def _is_sealed(rows: Sequence[Entry], day: str, elsewhere: set[bytes]) -> bool:
    """Whether the epoch closed the day after all that it has of it, or began later and adds nothing to it."""
    seals = [row.seq for row in rows if row.kind == "seal" and said(row)["closed"] == day]
    of_day = [row for row in rows if row.day == day and row.kind in ("visit", "void", "refusal")]
    if seals:
        return seals[-1] > max((row.seq for row in of_day), default=0)
    return rows[0].day > day and not any(row.kind != "refusal" and row.id not in elsewhere for row in of_day)


def is_own(row: Entry) -> bool:
    """Whether a row says something of its epoch alone."""
    return row.kind in _OF_ITS_EPOCH


def under_heads(rows: Sequence[Entry]) -> Mapping[bytes, frozenset[bytes]]:
    """Return the ids under each row's hash, for the rows of one epoch in their order."""
    found: dict[bytes, frozenset[bytes]] = {}
    ids: set[bytes] = set()
    for row in rows:
        if not is_own(row):
            ids.add(row.id)
        found[row.hash] = frozenset(ids)
    return found
