"""The one door: what it answers is on disk, counted once, and right again after a restart."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import base45
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.device.front_desk import FrontDesk, NoSuchVisit, Post, UnknownService, Welcome
from kiosk.device.journal import DiskFull, JournalInUse, verify_file
from kiosk.domain.checkin import Reason, Refused
from kiosk.domain.entries import Entry, Kind, Placed, Redate, Seal, Visit
from kiosk.domain.passes import issue
from kiosk.domain.roles import Role
from kiosk.domain.station import NotInPlan, load
from kiosk.errors import BadUsage
from kiosk.keys import IssuerKey, Issuers
from kiosk.keys.device import DeviceKey
from kiosk.paths import ASSETS

from .conftest import START_US

PLAN = load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
KEY = IssuerKey.new()
DAY = date(2023, 3, 18)
DEFAULT = PLAN.point("P3").default
OTHER = next(service.id for service in PLAN.services_at("P3", DAY) if service.id != DEFAULT)
POST = Post(plan=PLAN, point="P3", issuers=Issuers(KEY.issuer), floor_bytes=1, ballast_bytes=0)


class HandClock:
    """A clock whose two hands are moved apart."""

    def __init__(self) -> None:
        self.boot_id = bytes(16)
        self.at_us, self.mono = START_US, 0

    def now_us(self) -> int:
        return self.at_us

    def mono_us(self) -> int:
        return self.mono

    def wait(self, seconds: float) -> None:
        self.at_us += round(seconds * 1e6)
        self.mono += round(seconds * 1e6)

    def boot(self) -> None:
        self.boot_id, self.mono = secrets.token_bytes(16), 0


class Desk:
    """A front desk, its clock and its folder."""

    def __init__(self, folder: Path, clock: HandClock, post: Post) -> None:
        self.folder, self.clock, self.post = folder, clock, post
        self.front = FrontDesk(folder, post, clock)

    def present(self, text: str, **more: object) -> Welcome | Refused:
        return self.front.present(text, **more).result()  # type: ignore[arg-type]

    def welcome(self, text: str | None = None, **more: object) -> Welcome:
        answer = self.present(text or new_pass(), **more)
        assert isinstance(answer, Welcome), answer
        return answer

    def reason(self, text: str) -> Reason:
        answer = self.present(text)
        assert isinstance(answer, Refused), answer
        return answer.reason

    def tap(self, service: str = DEFAULT, people: int = 1) -> Welcome:
        answer = self.front.tap(service, people).result()
        assert isinstance(answer, Welcome)
        return answer

    def count(self, day: date = DAY) -> dict[str, int]:
        return dict(self.front.headcount(day).result().total)

    def entries(self, kind: Kind) -> list[Entry]:
        """Read them in a copy, since the journal is the desk's alone."""
        copy = self.folder / f"copy-{secrets.token_hex(4)}.db"
        self.front.backup(copy).result()
        db = sqlite3.connect(copy)
        try:
            columns = ", ".join(field.name for field in fields(Entry))
            return [Entry(*row) for row in db.execute(f"SELECT {columns} FROM entries WHERE kind = ?", [kind])]
        finally:
            db.close()

    def visits(self) -> list[Visit]:
        return [Visit.decode(entry.body or b"") for entry in self.entries(Kind.VISIT)]


def new_pass(role: Role = Role.VISITOR, *, end_s: int = 86_400) -> str:
    begin_s = START_US // 1_000_000 - 86_400
    return issue(KEY, secrets.token_bytes(8), role, begin_s, begin_s + 86_400 + end_s)


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    clock = HandClock()
    opened: list[Desk] = []

    def open_it(clock: HandClock = clock, post: Post = POST) -> Desk:
        opened.append(Desk(tmp_path, clock, post))
        return opened[-1]

    yield open_it
    for desk in opened:
        desk.front.close()


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


def test_a_pass_takes_the_default_service_or_the_one_that_was_chosen(desk: Desk) -> None:
    assert desk.welcome().service == DEFAULT
    assert desk.welcome(service=OTHER, people=3, by="reader").service == OTHER
    first, second = desk.visits()
    assert (first.service, first.people, first.by, first.role) == (DEFAULT, 1, "scan", "visitor")
    assert (second.service, second.people, second.by) == (OTHER, 3, "reader")
    assert (first.plan, first.point, first.offset_min, first.planned) == (PLAN.version, "P3", 480, True)


def test_the_same_pass_here_is_refused_for_half_an_hour_by_the_monotonic_clock(desk: Desk) -> None:
    text = new_pass()
    desk.welcome(text)
    desk.clock.wait(4 * 60)
    assert desk.present(text) == Refused(Reason.ALREADY_CHECKED_IN, since_s=240, person=desk.visits()[0].person)
    desk.clock.at_us += 3600 * 1_000_000  # somebody sets the wall clock; the half hour is still not over
    assert desk.reason(text) is Reason.ALREADY_CHECKED_IN
    desk.clock.wait(26 * 60)
    desk.welcome(text)
    assert desk.count() == {"people": 2, "visits": 2, "visitors": 1, "anonymous": 0}


def test_somebody_who_comes_again_is_welcome_to_the_second(desk: Desk) -> None:
    text = new_pass()
    desk.welcome(text)
    desk.clock.wait(30 * 60 - 0.000001)
    assert desk.reason(text) is Reason.ALREADY_CHECKED_IN
    desk.clock.wait(0.000001)
    desk.welcome(text)


def test_after_a_restart_of_the_machine_the_wall_clock_tells_how_long_ago(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    text = new_pass()
    desk.welcome(text)
    desk.front.close()
    desk.clock.wait(60)
    desk.clock.boot()
    again = open_desk()
    answer = again.present(text)
    assert isinstance(answer, Refused)
    assert (answer.reason, answer.since_s) == (Reason.ALREADY_CHECKED_IN, 60)
    again.clock.wait(29 * 60)
    again.welcome(text)


def test_the_same_pass_at_another_point_is_another_visit_of_one_visitor(desk: Desk) -> None:
    text = new_pass()
    desk.welcome(text)
    desk.front.place("P4").result()
    assert desk.welcome(text).points_today == ("P3", "P4")
    assert desk.count()["visitors"] == 1
    assert list(desk.front.headcount(DAY).result().by["point"]) == ["P3", "P4"]
    assert [Placed.decode(entry.body or b"").point for entry in desk.entries(Kind.PLACED)] == ["P3", "P4"]
    with pytest.raises(NotInPlan, match="P99"):
        desk.front.place("P99").result()


def test_refusals_are_journalled_with_their_reason_and_never_with_what_the_code_said(desk: Desk) -> None:
    secret = "https://example.org/very-private"
    assert desk.reason(secret) is Reason.PUT_AWAY
    assert desk.reason(new_pass(end_s=-60)) is Reason.EXPIRED
    bodies = [entry.body or b"" for entry in desk.entries(Kind.REFUSAL)]
    assert [b'"put_away"' in bodies[0], b'"expired"' in bodies[1]] == [True, True]
    assert all(b"private" not in file.read_bytes() for file in desk.folder.iterdir() if file.is_file())
    assert desk.count()["visits"] == 0


def test_a_second_identical_tap_within_two_seconds_is_the_same_tap(desk: Desk) -> None:
    first = desk.tap(people=2)
    desk.clock.wait(1.9)
    assert desk.tap(people=2).id == first.id
    desk.clock.wait(0.05)
    assert desk.tap(people=3).id != first.id, "another party size is another tap"
    desk.clock.wait(2)
    desk.tap(people=3)
    assert desk.count() == {"people": 8, "visits": 3, "visitors": 0, "anonymous": 3}


def test_the_same_tap_at_another_point_is_another_tap(desk: Desk) -> None:
    service = next(one for one in PLAN.point("P3").services if one in PLAN.point("P1").services)
    first = desk.tap(service)
    desk.front.place("P1").result()
    assert desk.tap(service).id != first.id
    assert list(desk.front.headcount(DAY).result().by["point"]) == ["P1", "P3"]


def test_a_service_that_is_not_offered_here_is_refused_and_nothing_is_counted(desk: Desk) -> None:
    for ask in (lambda: desk.front.tap("fishing", 1), lambda: desk.front.present(new_pass(), service="fishing")):
        with pytest.raises(UnknownService, match="'fishing'.*P3"):
            ask().result()
    assert desk.count()["visits"] == 0


def test_a_special_service_is_offered_on_its_own_day_alone(desk: Desk) -> None:
    fixed = PLAN.point("P3").services
    special = next(one.id for one in PLAN.services_at("P3", DAY) if one.id not in fixed)
    desk.tap(special)
    desk.clock.wait(86_400)
    with pytest.raises(UnknownService, match=special):
        desk.front.tap(special, 1).result()


def test_a_tap_that_was_taken_back_can_be_made_again_at_once(desk: Desk) -> None:
    first = desk.tap()
    desk.front.take_back(first.id).result()
    assert desk.tap().id != first.id
    assert desk.count()["visits"] == 1


def test_another_service_is_a_void_and_a_new_visit_and_one_in_the_count(desk: Desk) -> None:
    text = new_pass()
    welcome = desk.welcome(text)
    changed = desk.front.change_service(welcome.id, OTHER).result()
    assert isinstance(changed, Welcome)
    assert (changed.service, changed.points_today, changed.served_today) == (OTHER, ("P3",), 1)
    assert desk.count() == {"people": 1, "visits": 1, "visitors": 1, "anonymous": 0}
    assert desk.reason(text) is Reason.ALREADY_CHECKED_IN
    with pytest.raises(NoSuchVisit):
        desk.front.change_service(welcome.id, DEFAULT).result()
    with pytest.raises(UnknownService, match="'fishing'"):
        desk.front.change_service(changed.id, "fishing").result()
    assert desk.count()["visits"] == 1, "a change that can't be made takes nothing back"


def test_another_service_counts_where_the_visit_was_also_after_a_move(desk: Desk) -> None:
    assert OTHER not in PLAN.point("P4").services
    welcome = desk.tap(people=3)
    desk.front.place("P4").result()
    desk.front.change_service(welcome.id, OTHER).result()
    by = desk.front.headcount(DAY).result().by
    assert {point: counts["people"] for point, counts in by["point"].items()} == {"P3": 3}
    assert list(by["service"]) == [OTHER]


def test_take_it_back_voids_once_and_frees_the_pass(desk: Desk) -> None:
    text = new_pass()
    welcome = desk.welcome(text, people=5)
    assert desk.front.take_back(welcome.id).result() == 0
    with pytest.raises(NoSuchVisit):
        desk.front.take_back(welcome.id).result()
    assert desk.count()["visits"] == 0
    desk.welcome(text)


@pytest.mark.parametrize("people", [0, 100, -1])
def test_a_party_of_an_impossible_size_is_refused(desk: Desk, people: int) -> None:
    with pytest.raises(BadUsage, match=str(people)):
        desk.front.tap(DEFAULT, people).result()
    assert desk.tap(people=99).people == 99
    assert desk.count()["people"] == 99


def test_a_day_that_is_no_service_day_is_accepted_marked_and_counted_apart(desk: Desk) -> None:
    desk.tap()
    desk.clock.wait(86_400)
    assert not desk.tap().planned
    assert [visit.planned for visit in desk.visits()] == [True, False]
    assert desk.count()["visits"] == 1
    assert desk.count(date(2023, 3, 19))["visits"] == 1


def test_the_service_day_changes_at_four_in_the_morning_of_the_plans_time_zone(desk: Desk) -> None:
    desk.clock.wait(13 * 3600 + 29 * 60)  # 03:59 on the 19th
    desk.tap()
    desk.clock.wait(120)
    late = desk.tap(people=2)
    assert late.served_today == 2, "the figure on the screen starts anew"
    assert [entry.day for entry in desk.entries(Kind.VISIT)] == ["2023-03-18", "2023-03-19"]


def test_a_new_service_day_knows_no_visit_of_the_day_before(desk: Desk) -> None:
    desk.clock.wait(13 * 3600 + 25 * 60)  # 03:55 on the 19th
    text = new_pass()
    before = desk.welcome(text, people=7)
    desk.clock.wait(10 * 60)
    assert desk.front.health().result().served_today == 0
    with pytest.raises(NoSuchVisit):
        desk.front.take_back(before.id).result()
    assert desk.welcome(text).points_today == ("P3",)
    assert [desk.count(day)["people"] for day in (DAY, date(2023, 3, 19))] == [7, 1]


def test_a_doubtful_clock_marks_visits_and_refuses_nobody_until_staff_confirm_it(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk()
    desk.tap()
    desk.clock.at_us -= 5 * 365 * 86_400 * 1_000_000  # a flat battery
    desk.clock.wait(10)
    desk.welcome(new_pass())
    assert [visit.doubtful for visit in desk.visits()] == [False, True]
    desk.clock.at_us = START_US + 20_000_000
    desk.front.confirm_clock("coordinator").result()
    assert desk.front.health().result().clock_is_trusted
    assert desk.reason(new_pass(end_s=-60)) is Reason.EXPIRED
    desk.front.close()
    again = open_desk()
    assert again.front.health().result().clock_is_trusted, "confirmed for this boot"
    again.front.close()
    desk.clock.boot()
    desk.clock.at_us -= 86_400 * 1_000_000
    assert not open_desk().front.health().result().clock_is_trusted, "and no longer"


@pytest.mark.parametrize("restart", [False, True])
def test_a_clock_that_was_put_back_stays_doubtful_however_many_come(
    open_desk: Callable[..., Desk], restart: bool
) -> None:
    desk = open_desk()
    desk.tap()
    desk.clock.at_us -= 7 * 86_400 * 1_000_000  # still within the plan's dates
    for _ in range(3):
        desk.clock.wait(5)
        desk.tap()
    if restart:
        desk.front.close()
        desk = open_desk()
        desk.clock.wait(5)
        desk.tap()
    assert [visit.doubtful for visit in desk.visits()] == [False] + [True] * (4 if restart else 3)
    desk.clock.at_us = START_US + 60_000_000
    assert desk.front.health().result().clock_is_trusted, "put right again"


def test_a_clock_that_once_ran_far_ahead_is_trusted_when_it_is_right_again(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.clock.at_us += 20 * 365 * 86_400 * 1_000_000
    desk.tap()
    desk.clock.at_us = START_US + 60_000_000
    assert desk.front.health().result().clock_is_trusted
    desk.front.close()
    assert open_desk().front.health().result().clock_is_trusted


def test_a_clock_that_is_corrected_by_seconds_stays_trusted_but_does_not_creep_back(desk: Desk) -> None:
    desk.tap()
    desk.clock.at_us -= 59 * 1_000_000
    desk.tap(people=2)
    assert desk.front.health().result().clock_is_trusted
    desk.clock.at_us -= 2 * 1_000_000
    assert not desk.front.health().result().clock_is_trusted


def test_a_clock_outside_the_plans_dates_is_not_trusted(desk: Desk) -> None:
    desk.clock.wait(3 * 365 * 86_400)
    assert not desk.front.health().result().clock_is_trusted


def test_entries_under_a_wrong_day_are_filed_under_the_right_one(desk: Desk) -> None:
    desk.clock.at_us -= 5 * 365 * 86_400 * 1_000_000
    desk.tap(people=4)
    seq = desk.front.health().result().seq
    assert desk.count()["people"] == 0
    epoch = desk.front.health().result().epoch.hex()
    desk.front.redate(Redate(epoch, seq, seq, DAY.isoformat(), "coordinator", "flat battery")).result()
    assert desk.count()["people"] == 4


def test_a_revoked_pass_is_refused_at_once_and_after_a_restart(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    text = new_pass()
    person = desk.welcome(text).person
    assert person is not None
    desk.front.revoke(person, "lost", "coordinator").result()
    assert desk.reason(text) is Reason.REVOKED
    desk.front.close()
    assert open_desk().reason(text) is Reason.REVOKED


def test_everything_is_the_same_after_a_restart(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    text = new_pass()
    desk.welcome(text, people=2)
    taken = desk.tap(people=7)
    desk.front.take_back(taken.id).result()
    before = desk.count()
    desk.front.close()
    again = open_desk()
    assert again.count() == before
    assert again.reason(text) is Reason.ALREADY_CHECKED_IN
    assert again.front.health().result().served_today == 2
    assert len(again.entries(Kind.PLACED)) == 1, "it stands where it stood"


def test_where_the_kiosk_stands_is_told_with_the_first_that_happens_there(open_desk: Callable[..., Desk]) -> None:
    """A command that only asks opens a desk too, and must not say that the kiosk was moved."""
    desk = open_desk()
    desk.tap()
    desk.front.close()
    moved = open_desk(post=replace(POST, point="P4"))
    assert moved.count()["visits"] == 1
    assert len(moved.entries(Kind.PLACED)) == 1
    moved.reason("no pass")
    moved.welcome()
    assert [Placed.decode(entry.body or b"").point for entry in moved.entries(Kind.PLACED)] == ["P3", "P4"]


def test_a_damaged_journal_is_saved_said_and_served_from_again(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    for _ in range(300):
        desk.tap()
        desk.clock.wait(3)
    text = new_pass()
    desk.welcome(text)
    desk.front.close()
    file = desk.folder / "journal.db"
    raw = bytearray(file.read_bytes())
    raw[-2000:] = bytes(2000)
    file.write_bytes(raw)
    again = open_desk()
    saved = again.front.health().result().salvaged
    assert saved is not None
    assert "entries saved" in saved
    before = again.count()
    assert before["visits"] >= 200
    assert again.front.health().result().served_today == before["people"], "screen and headcount say the same"
    again.tap()
    assert again.count()["visits"] == before["visits"] + 1
    assert again.front.verify().result().holds


def test_a_full_disk_welcomes_nobody_and_loses_nobody(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.tap()
    desk.front.close()
    full = open_desk(post=replace(POST, floor_bytes=1 << 60))
    text = new_pass()
    for ask in (
        lambda: full.front.present(text),
        lambda: full.front.present("no pass"),
        lambda: full.front.tap(OTHER, 1),
        lambda: full.front.place("P4"),
    ):
        with pytest.raises(DiskFull):
            ask().result()
    health = full.front.health().result()
    assert (health.has_room, health.served_today) == (False, 1)
    assert full.count()["visits"] == 1
    full.front.close()
    again = open_desk()
    again.welcome(text)
    assert again.count()["visits"] == 2, "who was turned away can come again"


def test_a_kiosk_with_a_full_disk_starts_and_seals_the_past_once_there_is_room(open_desk: Callable[..., Desk]) -> None:
    post = replace(POST, key=DeviceKey.new())
    desk = open_desk(post=post)
    desk.tap()
    desk.front.close()
    desk.clock.wait(86_400)
    full = open_desk(post=replace(post, floor_bytes=1 << 60))
    assert full.front.set_right(full.clock.at_us).result(), "it can hear from its hub"
    assert not full.entries(Kind.SEAL)
    full.front.close()
    again = open_desk(post=post)
    assert [Seal.decode(entry.body or b"").closed for entry in again.entries(Kind.SEAL)] == [DAY.isoformat()]


def test_check_ins_go_on_while_the_journal_is_copied(desk: Desk, tmp_path: Path) -> None:
    for number in range(300):
        desk.tap(people=1 + number % 9)
        desk.clock.wait(3)
    copying = desk.front.backup(tmp_path / "copy.db")
    waiting = [desk.front.present(new_pass()) for _ in range(20)]
    copying.result()
    assert all(isinstance(answer.result(), Welcome) for answer in waiting)
    assert verify_file(tmp_path / "copy.db").holds
    assert desk.front.verify().result().holds


def test_a_second_desk_on_the_same_journal_is_refused(open_desk: Callable[..., Desk]) -> None:
    open_desk()
    with pytest.raises(JournalInUse):
        open_desk()


def test_a_point_that_is_not_in_the_plan_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(NotInPlan, match="P99"):
        FrontDesk(tmp_path, replace(POST, point="P99"), HandClock())


@pytest.fixture(scope="module")
def lasting_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"), HandClock(), POST)
    yield desk
    desk.front.close()


TRUE_PASS = new_pass()
ANY_TEXT = st.text(st.characters(categories=None, codec=None), max_size=400)
"""Lone surrogates too."""


def flipped(bits: set[int]) -> str:
    """Return the true pass with these bits of its bytes the other way round."""
    raw = bytearray(base45.b45decode(TRUE_PASS))
    for bit in bits:
        raw[bit // 8] ^= 1 << bit % 8
    return bytes(base45.b45encode(bytes(raw))).decode()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ANY_TEXT
    | st.binary(max_size=400).map(lambda raw: raw.decode("latin-1"))
    | st.text(min_size=4000, max_size=4096)
    | st.tuples(st.integers(1, 152), ANY_TEXT).map(lambda at: TRUE_PASS[: at[0]] + at[1])
    | st.tuples(st.integers(0, 151), st.characters()).map(
        lambda at: TRUE_PASS[: at[0]] + at[1] + TRUE_PASS[at[0] + 1 :]
    )
    | st.sets(st.integers(0, 101 * 8 - 1), min_size=1, max_size=3).map(flipped)
)
def test_whatever_is_presented_is_answered_and_only_a_true_pass_is_welcome(lasting_desk: Desk, text: str) -> None:
    answer = lasting_desk.present(text)
    assert isinstance(answer, Refused) or text == TRUE_PASS


def test_every_bit_of_a_pass_is_protected(lasting_desk: Desk) -> None:
    assert all(isinstance(lasting_desk.present(flipped({bit})), Refused) for bit in range(101 * 8))
