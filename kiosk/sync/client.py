"""One round with the hub: say which heads there are, send what it lacks, take what is new.

Nothing is ever deleted or skipped for being refused; only a cursor that the hub acknowledged moves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from kiosk.domain.entries import Entry
from kiosk.domain.wire import (
    Answer,
    Batch,
    Cursor,
    Hashes,
    Head,
    Heartbeat,
    Pulled,
    Rows,
    encode_text,
    entries_of,
    pack,
    rows_of,
)
from kiosk.errors import KioskError
from kiosk.sync.connection import HubConnection, TooLarge
from kiosk.sync.log import Log

_PAUSE_S = (1.0, 300.0)
"""A hub may ask for no shorter and no longer one."""
_PROBES = 24
"""Rows that are compared at once in the search for the last shared one."""
_FETCHED = 500


class ForkUnsettled(KioskError):
    """The hub knows other rows than those that are sent; the next round compares them."""


class NotTaken(KioskError):
    """The hub answers as if all were well and takes nothing."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round with the hub came to."""

    sent: int
    waiting: int
    next_in_s: float
    is_clone: bool
    diverged: bool
    """Whether a new epoch had to be opened."""


class Client:
    """Brings one log to one hub.

    Args:
        log: the log.
        hub: the hub.
    """

    def __init__(self, log: Log, hub: HubConnection) -> None:
        self._log, self._hub = log, hub
        self._most_rows = 1000
        self._pulled: tuple[bytes, int] | None = None
        self._settled: dict[bytes, tuple[bytes, int]] = {}
        """Of epochs that the hub has otherwise: its last hash when they were compared, and the last shared row."""
        self._acknowledged: dict[bytes, int] = {}
        self._wanted_plans: list[str] = []
        self._path = f"/v1/devices/{log.device.hex()}"

    def round(self) -> Round:
        """Do one round.

        Raises:
            Unreachable, RefusedByHub: the hub can't be asked now; nothing is lost, and what was acknowledged stands.
            NotReadable: its answer makes no sense.
        """
        answer = self._heartbeat()
        diverged = self._settle(answer)
        if diverged:
            answer = self._heartbeat()
            self._settle(answer)
        if carried := self._carried(answer):
            answer = self._heartbeat(carried)
            self._settle(answer)
        sent = self._send_all(answer)
        if self._close_days(answer):
            closed = self._heartbeat()
            self._settle(closed)
            sent += self._send_all(closed)
        self._hand_over_plans(self._wanted_plans)
        self._pull(answer)
        waiting = sum(seq for _, seq, _ in self._log.heads()) - sum(self._acknowledged.values())
        return Round(sent, max(0, waiting), _pause_s(answer.next_in_s), answer.is_clone, diverged)

    def close(self) -> None:
        """Hang up."""
        self._hub.close()

    # What is said and sent

    def _heartbeat(self, carried: Sequence[Head] = ()) -> Answer:
        log = self._log
        heads = [Head(epoch, seq, hash_, log.sign_head(epoch, seq, hash_)) for epoch, seq, hash_ in log.heads()]
        said = Heartbeat(log.station, log.point, heads, log.health(), list(carried))
        answer = self._answered(self._hub.post(f"{self._path}/heartbeat", pack(said), Answer))
        self._acknowledged = {}
        self._note([cursor for cursor in answer.cursors if self._agrees(cursor)])
        log.set_right(answer.hub_time_us)
        return answer

    def _answered(self, answer: Answer) -> Answer:
        self._hub.remember_nonce(answer.nonce)
        self._wanted_plans = answer.wants_plans
        return answer

    def _agrees(self, cursor: Cursor) -> bool:
        """Whether the hub's last row of an epoch is the one that is here: only then is its word on it taken."""
        return not cursor.acknowledged or self._log.hash_at(cursor.epoch, cursor.acknowledged) == cursor.hash

    def _note(self, cursors: Sequence[Cursor]) -> None:
        self._log.acknowledge(cursors)
        self._acknowledged |= {cursor.epoch: cursor.acknowledged for cursor in cursors}

    def _send_all(self, answer: Answer) -> int:
        sent = 0
        cursors = {cursor.epoch: cursor for cursor in answer.cursors}
        for epoch, seq, _ in self._log.heads():
            cursor = cursors.get(epoch, Cursor(epoch, 0, 0, bytes(32)))
            if not self._agrees(cursor):
                continue  # what the hub lacks of it stands in a newer epoch
            while cursor.acknowledged < seq:
                most = max(1, min(self._most_rows, answer.max_batch))
                entries = self._log.rows_after(epoch, cursor.acknowledged, most)
                if not entries:
                    break
                cursor, new = self._send(entries, cursor)
                sent += new
        return sent

    def _send(self, entries: Sequence[Entry], cursor: Cursor) -> tuple[Cursor, int]:
        """Send a batch and return the cursor after it; a batch that is too large goes in halves."""
        log, last = self._log, entries[-1]
        signature = log.sign_head(last.epoch, last.seq, last.hash)
        batch = Batch(log.station, last.epoch, entries[0].seq, entries[0].prev, rows_of(entries), signature)
        try:
            answer = self._answered(self._hub.post(f"{self._path}/entries", pack(batch), Answer))
        except TooLarge:
            if len(entries) == 1:
                raise
            self._most_rows = max(1, len(entries) // 2)
            return self._send(entries[: self._most_rows], cursor)
        found = next((one for one in answer.cursors if one.epoch == last.epoch), None)
        if found is None or answer.fork:
            raise ForkUnsettled("The hub knows other rows of this epoch; they are compared at the next round.")
        if not self._agrees(found):
            raise ForkUnsettled("The hub acknowledges rows that are not here; they are compared at the next round.")
        self._note([found])
        if found.acknowledged <= cursor.acknowledged:
            raise NotTaken("The hub answers and takes no rows. They wait here, and it is asked again.")
        return found, found.acknowledged - cursor.acknowledged

    # Where hub and log differ

    def _settle(self, answer: Answer) -> bool:
        """Bring together what log and hub have unlike each other, and return whether a new epoch was opened."""
        cursors = {cursor.epoch: cursor for cursor in answer.cursors}
        heads = list(self._log.heads())
        diverged = False
        for epoch, seq, _ in heads:
            cursor = cursors.get(epoch)
            if cursor is None:
                continue
            if self._agrees(cursor):
                if epoch not in self._acknowledged:  # it agrees since rows of an older epoch were written into it
                    self._note([cursor])
                continue
            known, shared = self._settled.get(epoch, (None, 0))
            if known != cursor.hash:
                shared = self._last_shared(epoch, min(seq, cursor.acknowledged))
                foreign = list(self._fetch(epoch, shared))
                if epoch == heads[-1][0]:
                    self._log.diverge(shared, foreign)
                    diverged = True
                else:
                    self._log.carry_over(epoch, shared, foreign)
                self._settled[epoch] = cursor.hash, shared
            # Its rows are at the hub, or stand in a newer epoch and wait there; safe are those that both have.
            self._note([Cursor(epoch, seq, min(cursor.safe, shared), cursor.hash)])
        return diverged

    def _carried(self, answer: Answer) -> list[Head]:
        """Return the heads that the hub waits for and that this log has written on in a newer epoch instead."""
        log = self._log
        waits = [one for one in answer.cursors if one.advertised > one.acknowledged and one.epoch in self._settled]
        told = [(one.epoch, one.advertised, one.advertised_hash) for one in waits]
        return [
            Head(epoch, seq, hash_, log.sign_head(epoch, seq, hash_))
            for epoch, seq, hash_ in told
            if log.hash_at(epoch, seq) == hash_
        ]

    def _last_shared(self, epoch: bytes, most: int) -> int:
        """Return the last row up to ``most`` that hub and log have alike; 0 if not even the first."""
        low, high = 0, most
        while low < high:
            step = max(1, (high - low) // _PROBES)
            probes = sorted({*range(low + 1, high + 1, step), high})
            query = [("epoch", epoch.hex()), *(("seq", str(seq)) for seq in probes)]
            there = self._hub.get(f"{self._path}/hashes", Hashes, query).hashes
            alike = [seq for seq in probes if seq in there and there[seq] == self._log.hash_at(epoch, seq)]
            differing = [seq for seq in probes if seq not in alike]
            low = max(alike, default=low)
            high = min((seq - 1 for seq in differing if seq > low), default=low)
        return low

    def _fetch(self, epoch: bytes, after: int) -> Iterator[Entry]:
        """Yield the hub's rows of an epoch after a number."""
        while True:
            query = [("epoch", epoch.hex()), ("after", str(after)), ("limit", str(_FETCHED))]
            found = self._hub.get(f"{self._path}/entries", Rows, query)
            if not found.rows:
                return
            entries = entries_of(self._log.station, self._log.device, epoch, found.first, found.prev, found.rows)
            yield from entries
            after = entries[-1].seq

    # What is taken

    def _close_days(self, answer: Answer) -> bool:
        for day in answer.close:
            self._log.close_day(day)
        return bool(answer.close)

    def _hand_over_plans(self, versions: Sequence[str]) -> None:
        for version in versions:
            text = self._log.plan_text(version)
            if text is not None:
                self._hub.put(f"{self._path}/plan", encode_text(text))

    def _pull(self, answer: Answer) -> None:
        if self._pulled == (answer.incarnation, answer.pull_version):
            return
        pulled = self._hub.get(f"{self._path}/pull", Pulled, [("plan", self._log.plan_version())])
        self._log.take(pulled)
        self._pulled = pulled.incarnation, pulled.version


def _pause_s(asked: float) -> float:
    """Return how long to wait until the next round, whatever the hub asks for."""
    shortest, longest = _PAUSE_S
    return min(max(asked, shortest), longest) if isfinite(asked) else longest
