"""What went wrong once between kiosks and their hub, each told as plainly as it happened."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kiosk.device.exporting import export
from kiosk.domain.entries import Kind
from kiosk.domain.statement import State, verify
from kiosk.hub.backup import OtherRows, back_up, carry_in

from .truth import tokens_of
from .world import Disk, Kept, World, plan

SATURDAY = date(2023, 3, 18)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    folder = tmp_path / "world"
    folder.mkdir()
    made = World(folder)
    yield made
    made.close()


def serve(disk: Disk, people: int = 1) -> bytes:
    """Welcome a party and return the visit's id."""
    disk.world.clock.wait(3)
    return disk.desk.tap(plan().point(disk.point).default, people).result().id  # type: ignore[union-attr]


def roll_back(disk: Disk, kept: Kept) -> None:
    """Put a copy in the place of what the disk holds, without a word."""
    disk.stop()
    disk.world.put_back(disk, kept)
    disk.start()


def close(world: World, day: date = SATURDAY) -> State:
    return world.hub.close_day(world.hub.station, day, "coordinator").state


def state(world: World, day: date = SATURDAY) -> State:
    return world.hub.completeness(world.hub.station, day).state


def test_a_day_that_is_closed_on_the_next_one_gets_its_statement(world: World) -> None:
    for disk in world.disks:
        serve(disk)
    world.clock.wait(86_400)
    close(world)
    for disk in world.disks:
        disk.round()  # the seals of Saturday are entries of Sunday
    assert state(world) is State.COMPLETE
    assert world.hub.statement(world.hub.station, SATURDAY) is not None


def test_a_closed_day_gets_its_statement_when_the_last_entry_of_another_day_arrives(world: World) -> None:
    one, other = world.disks
    other.round()
    serve(one)
    close(world)
    other.round()
    one.desk.close_day(SATURDAY, "volunteer").result()
    world.clock.wait(86_400)
    sealed = one.desk.health().result().seq
    serve(one)
    send_up_to(one, sealed)
    assert (state(world), world.hub.statement(world.hub.station, SATURDAY)) == (State.INCOMPLETE, None)
    one.round()
    assert state(world) is State.COMPLETE
    assert world.hub.statement(world.hub.station, SATURDAY) is not None


def send_up_to(disk: Disk, seq: int) -> None:
    """Let the hub hear of all entries, and only the first ones arrive."""
    client = disk.client
    answer = client._heartbeat()
    (cursor,) = answer.cursors
    client._send(disk.desk.rows_after(cursor.epoch, cursor.acknowledged, seq - cursor.acknowledged).result(), cursor)


def test_asking_to_close_a_day_again_makes_no_further_seal(world: World) -> None:
    one, _ = world.disks
    serve(one)
    one.round()
    copy = world.add(one.key, one.point, world.keep(one))
    serve(one)
    serve(copy)
    one.round()
    copy.round()  # goes on in an epoch of its own, which isn't sealed: the device is asked again and again
    close(world)
    one.round()
    one.round()
    assert [row.kind for row in one.rows()].count(Kind.SEAL) == 1


def test_nothing_waits_after_a_round_that_sealed_a_day_in_a_new_epoch(world: World) -> None:
    one, _ = world.disks
    copy = world.add(one.key, one.point, world.keep(one))
    serve(one)
    close(world)
    one.round()
    done = copy.round()
    assert (done.diverged, done.waiting) == (True, 0)


def test_what_comes_from_another_epoch_reopens_a_day_that_was_closed(world: World) -> None:
    one, other = world.disks
    copy = world.add(one.key, one.point, world.keep(one))
    serve(one)
    close(world)
    for disk in (one, copy, other):
        disk.round()
    late = serve(one)
    one.round()
    copy.round()
    rows = copy.rows()
    assert [row.kind for row in rows[-2:]] == [Kind.REOPEN, Kind.VISIT]
    assert ("visit", late) in tokens_of(rows[-1:])
    copy.round()
    assert copy.rows()[-1].kind == Kind.SEAL


def test_a_stick_of_a_kiosk_that_went_on_in_a_new_epoch_is_taken_once_its_rows_stand_there(world: World) -> None:
    one, _ = world.disks
    before = world.keep(one)
    serve(one)
    one.round()
    roll_back(one, before)
    visits = [serve(one), serve(one)]
    early, later = world.new_file("early"), world.new_file("later")
    export(one.desk, early)
    with pytest.raises(OtherRows):
        carry_in(world.hub, early)
    one.round()
    visits.append(serve(one))
    export(one.desk, later)
    assert carry_in(world.hub, later)["new"] == 1
    assert carry_in(world.hub, early)["new"] == 0, "all that it holds has come since"
    assert world.hub.headcount(world.hub.station, SATURDAY).total["visits"] == 1 + len(visits)


def test_a_registration_that_was_written_again_is_erased_in_both_epochs(world: World) -> None:
    one, _ = world.disks
    before = world.keep(one)
    serve(one)
    one.round()
    roll_back(one, before)
    one.register(b"sealed")
    assert one.round().diverged
    assert set(one.erased().values()) == {False}, "nobody else has it yet"
    back_up(world.hub, world.new_file("backup"))
    world.truth.back_up()
    one.round()
    assert set(one.erased().values()) == {True}


def test_copies_that_recover_the_same_rows_alike_have_nothing_that_waits(world: World) -> None:
    one, _ = world.disks
    before = world.keep(one)
    serve(one)
    one.round()
    roll_back(one, before)
    one.desk.diverge(1, []).result()  # as any repair does: a new epoch before the hub was heard
    copy = world.add(one.key, one.point, world.keep(one))
    one.round()
    done = copy.round()
    assert (done.diverged, done.sent, done.waiting) == (False, 0, 0)


def test_a_statement_names_the_epoch_that_took_a_visit_of_an_earlier_day_back(world: World) -> None:
    one, other = world.disks
    visit = serve(one)
    one.round()
    copy = world.add(one.key, one.point, world.keep(one))
    copy.desk.take_back(visit).result()
    world.clock.wait(86_400)
    close(world)
    for disk in (one, other, copy, one, copy):
        disk.round()
    world.hub.settle_clone(world.hub.station, one.key.id.hex(), "coordinator")
    assert state(world) is State.COMPLETE
    file = world.hub.statement(world.hub.station, SATURDAY)
    assert file is not None
    verified = verify(file, world.hub.fingerprint, world.truth.journals(), {plan().version: plan()})
    assert (verified.problems, verified.statement.numbers["visits"]) == ((), 0)
