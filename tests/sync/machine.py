"""Kiosks, disks and a hub under everything that happens to them, as a Hypothesis state machine.

What may be lost is what the design says can't be proven, and nothing else: rows that were on a disk that was rolled
back, damaged or thrown away, that no other disk has and that no hub (or backup that it was restored from) holds.
"""

import atexit
import contextlib
import os
import shutil
import sys
from datetime import date
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.device.exporting import export
from kiosk.device.front_desk import NoSuchVisit, Welcome
from kiosk.device.journal.restoring import restore as restore_kiosk
from kiosk.documents.statement_files import check_file
from kiosk.domain.entries import Entry
from kiosk.domain.statement import State, verify
from kiosk.hub import tables
from kiosk.hub.backup import OtherRows, back_up, carry_in
from kiosk.hub.backup import restore as restore_hub
from kiosk.sync.client import ForkUnsettled, NotTaken
from kiosk.sync.connection import Unreachable

from .truth import Token, tally, tokens_of
from .world import Disk, Faults, Kept, World, plan

MEMORY = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
"""A disk of memory makes an fsync cost nothing; how durable a disk is, other tests look at."""
_MOST_DISKS = 4
_PASSES = 8

which = st.integers(0, 7)
requests = st.integers(0, 4)


class KioskMachine(RuleBasedStateMachine):
    """Everything that was welcomed is counted once, whatever happens on the way."""

    def __init__(self) -> None:
        super().__init__()
        parent = _parent()
        # The same steps make the same epochs, ids and salts, so that what fails fails again and can be made smaller.
        self._chance = pytest.MonkeyPatch()
        self._chance.setattr(os, "urandom", Random(0).randbytes)
        self.folder = Path(mkdtemp(dir=parent))
        self.world = World(self.folder)
        self.kept: list[Kept] = []
        self.hub_backup: tuple[Path, object, frozenset[Token]] | None = None
        self.exports: list[Path] = []
        self.days = 0

    # What happens at a kiosk

    def _disk(self, n: int) -> Disk:
        disks = self.world.disks
        return disks[n % len(disks)]

    def _service(self, disk: Disk, n: int) -> str:
        offered = plan().services_at(disk.point, date.fromisoformat(self.world.today))
        return offered[n % len(offered)].id

    @rule(n=which, people=st.integers(1, 3), service=which, times=st.integers(1, 3))
    def tap(self, n: int, people: int, service: int, times: int) -> None:
        disk = self._disk(n)
        for _ in range(times):
            self.world.clock.wait(3)
            answer = disk.desk.tap(self._service(disk, service), people).result()
            assert isinstance(answer, Welcome)
            disk.tokens.add(("visit", answer.id))

    @rule(n=which, shown=st.integers(0, 2))
    def present(self, n: int, shown: int) -> None:
        disk = self._disk(n)
        self.world.clock.wait(3)
        answer = disk.desk.present(self.world.template.passes[shown]).result()
        if isinstance(answer, Welcome):
            disk.tokens.add(("visit", answer.id))

    def _standing(self, disk: Disk, n: int) -> bytes | None:
        """Return a visit of today that this kiosk welcomed and didn't take back."""
        rows = {row.id: row for row in disk.rows() if row.kind == "visit" and row.day == self.world.today}
        ids = [id_ for id_ in rows if ("visit", id_) in disk.tokens and ("void", id_) not in disk.tokens]
        return ids[n % len(ids)] if ids else None

    @rule(n=which, visit=which)
    def take_back(self, n: int, visit: int) -> None:
        disk = self._disk(n)
        self.world.clock.wait(1)
        chosen = self._standing(disk, visit)
        if chosen is None:
            return
        try:
            disk.desk.take_back(chosen).result()
        except NoSuchVisit:
            assert ("void", chosen) in tokens_of(disk.rows()), "a visit that stands can't be taken back"
        disk.tokens.add(("void", chosen))

    @rule(n=which, visit=which, service=which)
    def change_service(self, n: int, visit: int, service: int) -> None:
        disk = self._disk(n)
        self.world.clock.wait(1)
        chosen = self._standing(disk, visit)
        if chosen is None:
            return
        try:
            answer = disk.desk.change_service(chosen, self._service(disk, service)).result()
        except NoSuchVisit:
            assert ("void", chosen) in tokens_of(disk.rows()), "a visit that stands can't be changed"
        else:
            assert isinstance(answer, Welcome)
            disk.tokens.add(("visit", answer.id))
        disk.tokens.add(("void", chosen))

    @rule(n=which)
    def register(self, n: int) -> None:
        disk = self._disk(n)
        disk.tokens.add(("registration", disk.register(os.urandom(24)).id))

    @rule(n=which)
    def close_day_here(self, n: int) -> None:
        self.world.clock.wait(1)
        self._disk(n).desk.close_day(date.fromisoformat(self.world.today), "volunteer").result()

    @rule(n=which)
    def start_again(self, n: int) -> None:
        disk = self._disk(n)
        disk.stop()
        disk.start()

    @precondition(lambda self: self.days < 3)
    @rule()
    def next_day(self) -> None:
        self.days += 1
        self.world.clock.wait(86_400)

    # What happens to disks

    @rule(n=which)
    def keep(self, n: int) -> None:
        self.kept.append(self.world.keep(self._disk(n)))

    def _kept_of(self, disk: Disk, n: int) -> Kept | None:
        fitting = [one for one in self.kept if one.key is disk.key]
        return fitting[n % len(fitting)] if fitting else None

    @precondition(lambda self: self.kept)
    @rule(n=which, backup=which)
    def restore_a_kiosk(self, n: int, backup: int) -> None:
        disk = self._disk(n)
        kept = self._kept_of(disk, backup)
        if kept is None:
            return
        disk.stop()
        restore_kiosk(disk.journal, kept.file)
        disk.tokens = set(kept.tokens)
        disk.start()

    @precondition(lambda self: self.kept)
    @rule(n=which, backup=which)
    def roll_a_disk_back(self, n: int, backup: int) -> None:
        disk = self._disk(n)
        kept = self._kept_of(disk, backup)
        if kept is None:
            return
        disk.stop()
        self.world.put_back(disk, kept)
        disk.start()

    @precondition(lambda self: len(self.world.disks) < _MOST_DISKS)
    @rule(n=which)
    def clone_a_disk(self, n: int) -> None:
        disk = self._disk(n)
        self.world.add(disk.key, disk.point, self.world.keep(disk))

    @rule(n=which)
    def throw_a_clone_away(self, n: int) -> None:
        disk = self._disk(n)
        if sum(other.key is disk.key for other in self.world.disks) > 1:
            disk.stop()
            self.world.disks.remove(disk)

    @rule(n=which, row=which)
    def damage_a_byte(self, n: int, row: int) -> None:
        """One bit of one row's salt turns over while the kiosk is off."""
        disk = self._disk(n)
        rows = disk.rows()
        with_salt = [one for one in rows if one.salt is not None]
        chosen = with_salt[-1 - row % len(with_salt)]
        disk.stop()
        file = disk.journal / "journal.db"
        content = bytearray(file.read_bytes())
        at = content.find(chosen.salt or b"")
        assert at >= 0
        content[at] ^= 1
        file.write_bytes(content)
        disk.start()
        left = [one for one in rows if one is not chosen]
        disk.tokens &= tokens_of(left)
        assert disk.tokens <= tokens_of(disk.rows()), "salvage lost a row that was whole"

    # What happens on the way

    @rule(n=which)
    def sync(self, n: int) -> None:
        self._round(self._disk(n))

    def _round(self, disk: Disk) -> bool:
        """Do a round that nothing disturbs; return whether it changed anything."""
        named = {row.epoch for row in disk.rows()}
        done = disk.round()
        assert not done.waiting, f"{done.waiting} entries still wait after a whole round"
        there = [row for row in self.world.truth.all_rows(disk.key.id) if row.epoch in named]
        disk.tokens |= tokens_of(there)
        return bool(done.sent or done.diverged)

    @rule(n=which, at=requests, kind=st.sampled_from(["dropped", "lost", "delayed", "twice"]))
    def sync_badly(self, n: int, at: int, kind: str) -> None:
        with contextlib.suppress(Unreachable):
            self._disk(n).round(Faults({at: kind}))

    @rule(n=which, at=requests, other=which, what=st.sampled_from(["tap", "sync", "deliver", "restore"]))
    def sync_while(self, n: int, at: int, other: int, what: str) -> None:
        """Something else happens in the middle of a round."""
        disk = self._disk(n)

        def happens() -> None:
            if what == "tap":
                self.tap(n, 1, other, 1)
            elif what == "sync" and self._disk(other) is not disk:
                self._round(self._disk(other))
            elif what == "deliver":
                self.deliver_again(other)
            elif what == "restore":
                self.restore_the_hub()

        try:
            disk.round(Faults(before={at: happens}))
        except ForkUnsettled:
            assert what != "tap", "a visit in the middle of a round is no fork"
        except NotTaken:
            assert what == "restore", "a hub that has all its rows takes those that follow"

    @rule(n=which)
    def deliver_again(self, n: int) -> None:
        """A request that was held up arrives, or one that was answered arrives once more."""
        waiting = [*self.world.delayed, *self.world.answered]
        if waiting:
            self.world.answer(waiting[-1 - n % len(waiting)])

    @rule(n=which)
    def export_to_a_stick(self, n: int) -> None:
        file = self.world.new_file("export")
        export(self._disk(n).desk, file)
        self.exports.append(file)

    @precondition(lambda self: self.exports)
    @rule(n=which)
    def carry_in(self, n: int) -> None:
        with contextlib.suppress(OtherRows):
            carry_in(self.world.hub, self.exports[-1 - n % len(self.exports)])

    # What happens at the hub

    @rule()
    def back_the_hub_up(self) -> None:
        file = self.world.new_file("hub.backup")
        kept = self.world.truth.copy()
        back_up(self.world.hub, file)
        self.world.truth.back_up()
        self.hub_backup = file, kept, frozenset(kept.tokens())

    @precondition(lambda self: self.hub_backup is not None)
    @rule()
    def restore_the_hub(self) -> None:
        """The newest backup takes the hub's place."""
        if self.hub_backup is None:
            return
        world = self.world
        file, kept, _ = self.hub_backup
        before = world.hub.incarnation
        world.hub.close()
        for old in self.folder.glob("hub.db*"):
            old.unlink()
        restore_hub(world.database, file)
        world.hub = world.open_hub(kept.copy())  # type: ignore[attr-defined]
        assert world.hub.incarnation != before

    @rule(ago=st.integers(0, 1))
    def ask_to_close(self, ago: int) -> None:
        day = plan().service_day_of(self.world.clock.at_us - ago * 86_400_000_000)
        self._ask_to_close(day.isoformat())

    def _ask_to_close(self, day: str) -> None:
        self.world.hub.close_day(self.world.hub.station, date.fromisoformat(day), "coordinator")
        self.world.truth.closed.add(day)

    @rule()
    def settle_clones(self) -> None:
        self._settle_clones()

    def _settle_clones(self) -> None:
        for device in sorted(self.world.truth.clones):
            self.world.hub.settle_clone(self.world.hub.station, device.hex(), "coordinator")
        self.world.truth.clones.clear()

    # What must hold

    @invariant()
    def the_hub_counts_what_arrived(self) -> None:
        world = self.world
        world.clock.wait(1)
        for day in {world.today, *world.truth.days()}:
            counted = world.hub.headcount(world.hub.station, date.fromisoformat(day)).total
            expected = tally(world.truth.all_rows(), day)
            assert dict(counted) == expected, f"{day}: the hub counts {counted}, and it is {expected}"

    @invariant()
    def complete_is_complete(self) -> None:
        world = self.world
        for day in {world.today, *world.truth.days()}:
            judged = world.hub.completeness(world.hub.station, date.fromisoformat(day))
            if judged.state is not State.INCOMPLETE:
                lacks = {key.id.hex()[:8]: world.truth.lacks(key.id, day) for key in world.template.devices}
                assert not any(lacks.values()), f"{day} is said to be {judged.state}: {lacks}"

    @rule()
    def all_come_to_rest(self) -> None:
        self._come_to_rest()

    def _come_to_rest(self) -> None:
        """Let every kiosk reach the hub, and look whether all that must be there is there."""
        world = self.world
        for _ in range(_PASSES):
            changes = [self._round(disk) for disk in world.disks]
            if not any(changes):
                break
        else:
            raise AssertionError("the rounds never come to an end")
        there = world.truth.tokens()
        for disk in world.disks:
            rows = disk.rows()
            assert disk.tokens <= tokens_of(rows), "a kiosk lost what it had"
            assert tokens_of(rows) <= there, "a kiosk has what its hub hasn't"
            verification = disk.desk.verify().result()
            assert verification.holds, [str(one) for one in verification.breaks]
            served = disk.desk.health().result().served_today
            assert served == tally(rows, world.today)["people"], f"the kiosk says that {served} were served"
        self._look_into_the_hub()

    def _look_into_the_hub(self) -> None:
        """Read the hub's rows: they are those that arrived, and no registration lost its body."""
        world = self.world
        with world.hub.store.begin() as connection:
            stored = connection.execute(tables.entries.select().order_by(tables.entries.c.seq)).all()
        found: dict[tuple[bytes, bytes], list[bytes]] = {}
        bodies: dict[bytes, bool] = {}
        for row in stored:
            found.setdefault((bytes(row.device), bytes(row.epoch)), []).append(bytes(row.hash))
            if row.kind == "registration":
                bodies[bytes(row.id)] = bodies.get(bytes(row.id), False) or row.body is not None
        assert found == {key: [row.hash for row in rows] for key, rows in world.truth.rows.items()}
        assert all(bodies.values()), "a registration's body is nowhere any longer"
        if self.hub_backup is not None:
            for disk in world.disks:
                safe = {row.id for row in disk.rows() if self._is_safe(disk, row)}
                tell = [id_ for id_, erased in disk.erased().items() if not erased and id_ in safe]
                assert not tell, "a registration is safe and still tells its name on the kiosk"

    def _is_safe(self, disk: Disk, row: Entry) -> bool:
        """Whether a backup of the hub holds this very row."""
        truth, key = self.world.truth, (disk.key.id, row.epoch)
        there = truth.rows.get(key, [])[: truth.safe.get(key, 0)]
        return any(one.hash == row.hash for one in there)

    @rule()
    def close_all_days(self) -> None:
        self._close_all_days()

    def _close_all_days(self) -> None:
        """Have every day closed, and look whether those that can be proven are."""
        world = self.world
        days = {world.today, *world.truth.days()}
        self._settle_clones()
        for day in sorted(days):
            self._ask_to_close(day)
        self._come_to_rest()
        self._come_to_rest()
        for day in sorted(days):
            judged = world.hub.completeness(world.hub.station, date.fromisoformat(day))
            reasons = [reason for key in world.template.devices for reason in self._may_stay_open(key.id, day)]
            if not reasons:
                assert judged.state is State.COMPLETE, f"{day} stays open: {judged.missing}"
            self._check_statement(day, is_complete=judged.state is State.COMPLETE)

    def _may_stay_open(self, device: bytes, day: str) -> list[str]:
        """Return why a day can't be closed by kiosks alone: something is gone with a disk."""
        world = self.world
        truth = world.truth
        disks = [disk for disk in world.disks if disk.key.id == device]
        reasons = [lack for lack in truth.lacks(device, day) if not lack.endswith("not sealed")]
        hashes = {row.hash for disk in disks for row in disk.rows()}
        for (one, epoch), heads in truth.heard.items():
            arrived = {row.hash for row in truth.rows.get((one, epoch), [])}
            if one == device and not heads.keys() <= hashes | arrived:
                reasons.append("a head that was told of is on no disk any longer")
        if any(truth.names_lost_row(key) for key in truth.rows if key[0] == device):
            reasons.append("an epoch comes after a row that is on no disk any longer")
        if all(rows[0].day > day for key, rows in truth.rows.items() if key[0] == device):
            reasons.append("nothing that is left of it began by that day")
        living = {disk.desk.health().result().epoch for disk in disks}
        for key, rows in truth.rows.items():
            if key[0] == device and key[1] not in living and not truth.has_successor(key) and rows[0].day <= day:
                reasons.append("an epoch ended with its disk")
        return reasons

    def _check_statement(self, day: str, *, is_complete: bool) -> None:
        world = self.world
        file = world.hub.statement(world.hub.station, date.fromisoformat(day))
        if file is None:
            assert not is_complete, f"{day} is complete and has no statement"
            return
        if not is_complete:
            return
        verified = verify(file, world.hub.fingerprint, world.truth.journals(), {plan().version: plan()})
        assert verified.holds, verified.problems
        numbers = {name: verified.statement.numbers[name] for name in ("people", "visits", "visitors", "anonymous")}
        assert numbers == tally(world.truth.all_rows(), day)

    def teardown(self) -> None:
        """Come to rest a last time, unless something was found already."""
        try:
            if sys.exc_info()[0] is None:
                self._come_to_rest()
                self._close_all_days()
        finally:
            self.world.close()
            self._chance.undo()
            shutil.rmtree(self.folder, ignore_errors=True)


def _parent() -> Path:
    """Return a folder for this process alone."""
    if "folder" not in _OWN:
        _OWN["folder"] = Path(mkdtemp(prefix="kiosk-machine-", dir=MEMORY))
        atexit.register(shutil.rmtree, _OWN["folder"], ignore_errors=True)
    return _OWN["folder"]


_OWN: dict[str, Path] = {}
__all__ = ["KioskMachine", "check_file"]
