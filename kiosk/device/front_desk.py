"""The one door: a presented code or a tap goes in, an answer comes out, and what it says is durable by then.

The front desk owns the store thread. Every call returns a future; what it answers was on disk before it answered.
It knows no Qt, so the simulator, the command line and the kiosk's screens all come through here.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from kiosk.device.clock import Clock
from kiosk.device.counting import count_day
from kiosk.device.journal import DiskFull, Draft, Journal, Moment, Verification
from kiosk.device.machine import fingerprint
from kiosk.device.store_thread import StoreThread
from kiosk.device.today import Standing, Today, seconds_between
from kiosk.domain.checkin import MAX_PEOPLE, SAME_TAP_US, Known, Refused, decide
from kiosk.domain.entries import (
    Body,
    ClockConfirmed,
    Entry,
    Kind,
    Placed,
    Redate,
    Refusal,
    Reopen,
    Revocation,
    Seal,
    Visit,
    Void,
)
from kiosk.domain.headcount import Headcount
from kiosk.domain.roles import Role
from kiosk.domain.statement import seal_message
from kiosk.domain.station import Plan, load
from kiosk.errors import BadUsage, KioskError
from kiosk.keys import Issuers
from kiosk.keys.device import DeviceKey

_CLOCK_SLACK_US = 60_000_000
"""How far a trusted clock may lie before the newest entry: an ordinary correction, not a flat battery."""
_AROUND_PLAN = timedelta(days=31)


class UnknownService(BadUsage):
    """The service isn't offered at this point today."""


class ClockDoubtful(KioskError):
    """Nothing is sealed under a clock that isn't trusted."""


class NoDeviceKey(KioskError):
    """This front desk has no key to seal with."""


class NoSuchVisit(KioskError):
    """There is no visit of today by that id, or it was taken back already."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where a front desk stands and by which rules it works."""

    plan: Plan
    point: str
    issuers: Issuers
    repeat_after_s: int = 30 * 60
    admits: frozenset[Role] = frozenset({Role.VISITOR})
    floor_bytes: int = 64_000_000
    ballast_bytes: int = 32_000_000
    key: DeviceKey | None = None
    """The device's, which seals its days."""
    revoked: frozenset[str] = frozenset()
    """Persons whose passes a hub said are accepted no longer."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """A visit that is on disk."""

    id: bytes
    service: str
    people: int
    by: str
    person: str | None
    points_today: tuple[str, ...]
    """Where this person was welcomed today on this kiosk, this point included; empty for a tap."""
    served_today: int
    """People served at this point today."""
    planned: bool
    """False on a day that is no service day."""


Answer = Welcome | Refused


@dataclass(frozen=True, slots=True)
class DeskHealth:
    """How the front desk and its journal are."""

    entries: int
    seq: int
    epoch: bytes
    free_bytes: int
    has_room: bool
    """Whether that is enough to accept visits."""
    has_ballast: bool
    """Whether the reserve is still there; when not, the disk was nearly full."""
    clock_is_trusted: bool
    served_today: int
    waiting: int
    """Entries that no hub has acknowledged."""
    verification: Verification | None
    """None until the chain has been checked from its beginning."""
    structure_problem: str | None
    salvaged: str | None
    """In words, what was saved from damage that was found at this start."""
    opened: str
    """Why the journal's epoch was opened, as :class:`EpochOpened` says it."""
    opened_us: int
    """When that was."""


@dataclass(slots=True)
class _Desk:
    """What the store thread alone touches."""

    journal: Journal
    today: Today
    revoked: set[str]
    newest_us: int
    """The latest moment that was written under a clock that could be trusted."""
    clock_is_confirmed: bool
    stands_at: str | None
    """The point that the journal says this kiosk stands at."""
    sealed: set[str]
    """Days that were sealed in this epoch and not reopened."""
    verification: Verification | None = None
    structure_problem: str | None = None
    last_tap: tuple[Moment, Welcome] | None = None


class FrontDesk:
    """Takes presented codes and taps for one point.

    Args:
        folder: the journal's folder.
        post: the plan, the point, the trusted issuers and the rules.
        clock: the time.
        on_written: called on the store thread when something new is durable.

    Raises:
        JournalInUse, SettingsDiffer, NewerJournal, KioskError: the journal can't be served; see :class:`Journal`.
    """

    def __init__(self, folder: Path, post: Post, clock: Clock, on_written: Callable[[], object] = lambda: None) -> None:
        post.plan.point(post.point)
        self._post = post
        self._on_written = on_written
        self._clock = clock
        self._store = StoreThread("store")
        try:
            self._desk = self._store.submit(lambda: self._open(folder)).result()
        except BaseException:
            self._store.close()
            raise

    @property
    def key(self) -> DeviceKey | None:
        """The device's key."""
        return self._post.key

    # What people do

    def present(self, text: str, *, by: str = "scan", service: str | None = None, people: int = 1) -> Future[Answer]:
        """Answer a presented code.

        Args:
            text: what was read, trusted or not.
            by: ``scan`` (the camera) or ``reader``.
            service: chosen beforehand; None is the point's default.
            people: party size, 1 to 99.

        The future raises :class:`DiskFull` or :class:`JournalDamaged` when nothing could be written.
        """
        return self._store.submit(lambda: self._present(text, by, service, people))

    def tap(self, service: str, people: int) -> Future[Answer]:
        """Answer an anonymous check-in; a second identical tap within 2 s is the same tap."""
        return self._store.submit(lambda: self._tap(service, people))

    def change_service(self, visit: bytes, service: str) -> Future[Answer]:
        """Count a visit of today for another service: a void and a new visit, in one transaction."""
        return self._store.submit(lambda: self._change_service(visit, service))

    def take_back(self, visit: bytes) -> Future[int]:
        """Void a visit of today and answer how many people were served at this point then."""
        return self._store.submit(lambda: self._take_back(visit))

    # What staff do

    def place(self, point: str) -> Future[None]:
        """Stand at another point from now on; earlier visits keep theirs."""
        return self._store.submit(lambda: self._place(point))

    def revoke(self, person: str, reason: str, by: str) -> Future[None]:
        """Accept the pass of ``person`` (``issuer:pass id``) no longer."""
        return self._store.submit(lambda: self._note(Revocation(person, reason, by)))

    def confirm_clock(self, by: str) -> Future[None]:
        """Trust the clock for this boot, since staff looked at it."""
        return self._store.submit(lambda: self._note(ClockConfirmed(by)))

    def redate(self, redate: Redate) -> Future[None]:
        """File entries under another day."""
        return self._store.submit(lambda: self._note(redate))

    def close_day(self, day: date, by: str) -> Future[Seal]:
        """Seal a day: vouch for all that was written up to now. What still comes for it reopens it.

        A day that is sealed already answers the seal that stands.

        The future raises :class:`ClockDoubtful` under a clock that isn't trusted, :class:`BadUsage` for a day that
        has not begun.
        """
        return self._store.submit(lambda: self._close_day(day, by))

    # What a hub is told and tells

    def identity(self) -> Future[tuple[str, bytes]]:
        """Answer the station and the device that every hash and signature names."""
        return self._store.submit(lambda: (self._desk.journal.station, self._desk.journal.device))

    def heads(self) -> Future[list[tuple[bytes, int, bytes]]]:
        """Answer each epoch with the number and hash of its last row, in the order in which they were opened."""
        return self._store.submit(self._desk.journal.heads)

    def rows_after(self, epoch: bytes, seq: int, limit: int) -> Future[list[Entry]]:
        """Answer up to ``limit`` rows of an epoch after number ``seq``."""
        return self._store.submit(lambda: self._desk.journal.rows_after(epoch, seq, limit))

    def hash_at(self, epoch: bytes, seq: int) -> Future[bytes | None]:
        """Answer the hash of a row, None where there is none."""
        return self._store.submit(lambda: self._desk.journal.hash_at(epoch, seq))

    def diverge(self, shared_seq: int, foreign: Sequence[Entry]) -> Future[None]:
        """Go on in a new epoch, since the hub knows other rows after ``shared_seq`` in this one."""
        return self._store.submit(lambda: self._diverge(shared_seq, foreign))

    def carry_over(self, epoch: bytes, shared_seq: int, foreign: Sequence[Entry]) -> Future[None]:
        """Write into the newest epoch what an older one and the hub have unlike each other after ``shared_seq``."""
        return self._store.submit(lambda: self._carry_over(epoch, shared_seq, foreign))

    def acknowledge(self, cursors: Sequence[tuple[bytes, int, int]]) -> Future[None]:
        """Note how far the hub has each epoch (acknowledged, safe); what is safe there tells no names here."""
        return self._store.submit(lambda: self._acknowledge(cursors))

    def set_right(self, hub_us: int) -> Future[bool]:
        """Compare the clock with the hub's, and answer whether it is trusted now."""
        return self._store.submit(lambda: self._set_right(hub_us))

    def learn(self, issuers: Issuers, revoked: Set[str]) -> Future[None]:
        """Trust these issuers from now on, and accept those persons' passes no longer."""
        return self._store.submit(lambda: self._learn(issuers, revoked))

    def plan_text(self, version: str) -> Future[str | None]:
        """Answer the text of a plan that visits were made under."""
        return self._store.submit(lambda: self._desk.journal.plans().get(version))

    # What is asked

    def headcount(self, day: date) -> Future[Headcount]:
        """Answer the numbers of a day, from the journal."""
        return self._store.submit(lambda: self._headcount(day))

    def revoked(self) -> Future[frozenset[str]]:
        """Answer the persons whose passes are accepted no longer."""
        return self._store.submit(lambda: frozenset(self._desk.revoked))

    def health(self) -> Future[DeskHealth]:
        """Answer how things are."""
        return self._store.submit(self._health)

    def verify(self) -> Future[Verification]:
        """Check the whole chain now."""
        return self._store.submit(self._verify)

    def check_structure(self) -> Future[str | None]:
        """Let SQLite check the file; for a minute in which nobody stands at the kiosk."""
        return self._store.submit(self._check_structure)

    def backup(self, target: Path) -> Future[None]:
        """Copy the journal while check-ins go on."""
        return self._store.submit(lambda: self._desk.journal.backup(target, self._store.run_waiting))

    def close(self) -> None:
        """Finish what waits and let go of the journal; may be called twice."""
        self._store.submit(self._desk.journal.close)
        self._store.close()

    # On the store thread

    def _open(self, folder: Path) -> _Desk:
        now = self._moment()
        journal = Journal(
            folder,
            station=self._post.plan.station.id,
            moment=now,
            fingerprint=fingerprint(),
            device=self._post.key.id if self._post.key is not None else None,
            floor_bytes=self._post.floor_bytes,
            ballast_bytes=self._post.ballast_bytes,
        )
        journal.keep_plan(self._post.plan.version, self._post.plan.text)
        placed = [Placed.decode(entry.body or b"").point for entry in journal.entries(kinds=[Kind.PLACED])]
        desk = _Desk(
            journal=journal,
            today=self._fold(journal, now.day),
            revoked=_revoked(journal) | self._post.revoked,
            newest_us=journal.newest_at_us(until=(self._post.plan.days[-1].date + _AROUND_PLAN).isoformat()),
            clock_is_confirmed=any(entry.boot_id == now.boot_id for entry in journal.entries(kinds=[Kind.CLOCK])),
            stands_at=placed[-1] if placed else None,
            sealed=set(_sealed(journal)),
        )
        self._desk = desk
        if self._clock_is_trusted(now):
            self._seal_past_days(now)
        self._store.run_between(self._verify_between())
        return desk

    @staticmethod
    def _fold(journal: Journal, day: str) -> Today:
        return Today.of(day, journal.entries(day=day, kinds=[Kind.VISIT, Kind.VOID]))

    def _moment(self) -> Moment:
        at_us = self._clock.now_us()
        day = self._post.plan.service_day_of(at_us)
        return Moment(at_us, self._clock.mono_us(), self._clock.boot_id, day.isoformat())

    def _write(self, bodies: Sequence[Body], now: Moment) -> tuple[Entry, ...]:
        """Append the entries and take them in, once they are durable."""
        desk, today = self._desk, self._today(now)
        reopened = [Reopen(day) for day in sorted(_days_touched(bodies, now) & desk.sealed)]
        written = desk.journal.append([Draft(body, now) for body in (*reopened, *bodies)])
        desk.sealed -= {reopen.reopened for reopen in reopened}
        if self._clock_is_trusted(now):
            desk.newest_us = max(desk.newest_us, now.at_us)
        for entry in written:
            today.add(entry)
        self._on_written()
        return written

    def _write_here(self, bodies: Sequence[Body], now: Moment) -> Entry:
        """Append what happened at this post and return the last entry; the first is told where the kiosk stands."""
        point = self._post.point
        placed = [] if self._desk.stands_at == point else [Placed(point, self._post.plan.version)]
        written = self._write([*placed, *bodies], now)
        self._desk.stands_at = point
        return written[-1]

    def _note(self, body: Body) -> None:
        self._write([body], self._moment())
        match body:
            case Revocation(person=person):
                self._desk.revoked.add(person)
            case ClockConfirmed():
                self._desk.clock_is_confirmed = True
            case _:
                pass

    def _clock_is_trusted(self, now: Moment) -> bool:
        """A kiosk without a hub trusts a clock that is not before its newest entry and within the plan's dates."""
        desk = self._desk
        return desk.clock_is_confirmed or (
            now.at_us >= desk.newest_us - _CLOCK_SLACK_US and _lies_within(self._post.plan, date.fromisoformat(now.day))
        )

    def _present(self, text: str, by: str, service: str | None, people: int) -> Answer:
        now = self._moment()
        today = self._today(now)
        known = Known(
            issuers=self._post.issuers,
            revoked=self._desk.revoked,
            last_here_s=lambda person: self._seconds_since_last_here(today, person, now),
            repeat_after_s=self._post.repeat_after_s,
            clock_is_trusted=self._clock_is_trusted(now),
            admits=self._post.admits,
        )
        decision = decide(text, known, now.at_us // 1_000_000)
        if isinstance(decision, Refused):
            self._write_here([Refusal(self._post.point, decision.reason)], now)
            return decision
        visit = self._visit(now, self._post.point, service, people, by, decision.person, decision.role)
        return self._welcome(self._write_here([visit], now))

    def _seconds_since_last_here(self, today: Today, person: str, now: Moment) -> int | None:
        standing = today.last_of(person, self._post.point)
        return None if standing is None else seconds_between(standing.moment, now)

    def _today(self, now: Moment) -> Today:
        if self._desk.today.day != now.day:
            self._desk.today = self._fold(self._desk.journal, now.day)
        return self._desk.today

    def _tap(self, service: str, people: int) -> Answer:
        now = self._moment()
        if self._desk.last_tap is not None:
            then, before = self._desk.last_tap
            same = (before.service, before.people) == (service, people) and before.id in self._today(now).visits
            if same and now.mono_us - then.mono_us < SAME_TAP_US:
                return before
        visit = self._visit(now, self._post.point, service, people, "tap")
        welcome = self._welcome(self._write_here([visit], now))
        self._desk.last_tap = now, welcome
        return welcome

    def _change_service(self, visit: bytes, service: str) -> Answer:
        now = self._moment()
        old = self._standing(visit, now).visit
        role = Role(old.role) if old.role is not None else None
        new = self._visit(now, old.point, service, old.people, old.by, old.person, role)
        void = Void((visit.hex(),), "another service", "visitor")
        return self._welcome(self._write([void, new], now)[-1])

    def _take_back(self, visit: bytes) -> int:
        now = self._moment()
        self._standing(visit, now)
        self._write([Void((visit.hex(),), "taken back", "visitor")], now)
        return self._desk.today.served[self._post.point]

    def _standing(self, visit: bytes, now: Moment) -> Standing:
        standing = self._today(now).visits.get(visit)
        if standing is None:
            raise NoSuchVisit(
                f"There is no visit {visit.hex()} of today that still stands. It may be taken back already."
            )
        return standing

    def _visit(
        self,
        now: Moment,
        point: str,
        service: str | None,
        people: int,
        by: str,
        person: str | None = None,
        role: Role | None = None,
    ) -> Visit:
        plan = self._post.plan
        day = date.fromisoformat(now.day)
        chosen = plan.point(point).default if service is None else service
        if chosen not in {offered.id for offered in plan.services_at(point, day)}:
            raise UnknownService(f"The service {chosen!r} isn't offered at {point} on {now.day}. See: kiosk plan show.")
        if not 1 <= people <= MAX_PEOPLE:
            raise BadUsage(f"A party of {people} can't check in at once; 1 to {MAX_PEOPLE} can.")
        return Visit(
            plan=plan.version,
            point=point,
            service=chosen,
            people=people,
            by=by,
            offset_min=plan.utc_offset_min(now.at_us),
            person=person,
            role=role,
            planned=plan.day(day) is not None,
            doubtful=not self._clock_is_trusted(now),
        )

    def _welcome(self, entry: Entry) -> Welcome:
        visit = Visit.decode(entry.body or b"")
        today = self._desk.today
        return Welcome(
            id=entry.id,
            service=visit.service,
            people=visit.people,
            by=visit.by,
            person=visit.person,
            points_today=today.points_of(visit.person) if visit.person is not None else (),
            served_today=today.served[visit.point],
            planned=visit.planned,
        )

    def _place(self, point: str) -> None:
        self._post.plan.point(point)
        self._note(Placed(point, self._post.plan.version))
        self._post = replace(self._post, point=point)
        self._desk.stands_at = point
        self._desk.last_tap = None

    def _close_day(self, day: date, by: str) -> Seal:
        now = self._moment()
        if day > date.fromisoformat(now.day):
            raise BadUsage(f"{day} has not begun by this kiosk's clock; it is {now.day}.")
        if not self._clock_is_trusted(now):
            raise ClockDoubtful(
                f"This kiosk's clock says {now.day}, and that is not sure: nothing is sealed. Look at date and time in "
                "the health details, or let the kiosk reach its hub."
            )
        if (standing := _sealed(self._desk.journal).get(day.isoformat())) is not None:
            return standing
        return self._seal(day.isoformat(), by, now)

    def _seal(self, day: str, by: str, now: Moment) -> Seal:
        journal, key = self._desk.journal, self._post.key
        if key is None:
            raise NoDeviceKey("This kiosk has no key of its own to seal with. Start it by: kiosk.")
        entries = journal.count_of_day(day)
        message = seal_message(journal.station, journal.device, day, journal.epoch, journal.seq, journal.head, entries)
        seal = Seal(day, journal.seq, journal.head.hex(), entries, key.sign(message).hex(), by)
        journal.append([Draft(seal, now)])
        self._desk.sealed.add(day)
        self._on_written()
        return seal

    def _seal_past_days(self, now: Moment) -> None:
        """Seal what nobody sealed: days of this epoch that are over."""
        if self._post.key is None:
            return
        journal = self._desk.journal
        rows = journal.database.execute(
            "SELECT DISTINCT day FROM entries WHERE epoch = ? AND day < ? AND kind IN ('visit', 'void', 'refusal')",
            [journal.epoch, now.day],
        )
        try:
            for day in sorted({str(row[0]) for row in rows} - self._desk.sealed):
                self._seal(day, "next start", now)
        except DiskFull:
            pass  # the kiosk starts and syncs all the same, and seals once there is room

    def _diverge(self, shared_seq: int, foreign: Sequence[Entry]) -> None:
        now = self._moment()
        self._desk.journal.diverge(shared_seq, foreign, now, fingerprint())
        self._start_over(now)

    def _carry_over(self, epoch: bytes, shared_seq: int, foreign: Sequence[Entry]) -> None:
        now = self._moment()
        if self._desk.journal.carry_over(epoch, shared_seq, foreign, self._desk.sealed, now):
            self._start_over(now)

    def _start_over(self, now: Moment) -> None:
        """Fold anew what is derived from the journal, after rows came in that nobody at this desk wrote."""
        desk = self._desk
        desk.today = self._fold(desk.journal, now.day)
        desk.sealed = set(_sealed(desk.journal))
        desk.revoked |= _revoked(desk.journal)
        self._on_written()

    def _acknowledge(self, cursors: Sequence[tuple[bytes, int, int]]) -> None:
        journal = self._desk.journal
        journal.note_cursors(cursors)
        for epoch, _, safe in cursors:
            journal.erase(epoch, safe)

    def _set_right(self, hub_us: int) -> bool:
        now = self._moment()
        if abs(now.at_us - hub_us) <= _CLOCK_SLACK_US:
            self._desk.clock_is_confirmed = True
            self._seal_past_days(now)
        return self._clock_is_trusted(now)

    def _learn(self, issuers: Issuers, revoked: Set[str]) -> None:
        self._post = replace(self._post, issuers=issuers)
        self._desk.revoked |= revoked

    def _headcount(self, day: date) -> Headcount:
        journal = self._desk.journal
        return count_day(journal.database, day, {version: load(text) for version, text in journal.plans().items()})

    def _verify_between(self) -> Iterator[None]:
        self._desk.verification = yield from self._desk.journal.verify()

    def _verify(self) -> Verification:
        checking = self._desk.journal.verify()
        try:
            while True:
                next(checking)
                self._store.run_waiting()
        except StopIteration as done:
            self._desk.verification = done.value
        assert self._desk.verification is not None
        return self._desk.verification

    def _check_structure(self) -> str | None:
        self._desk.structure_problem = self._desk.journal.quick_check()
        return self._desk.structure_problem

    def _health(self) -> DeskHealth:
        desk, now = self._desk, self._moment()
        saved = desk.journal.salvaged
        opened, opened_us = desk.journal.opened
        return DeskHealth(
            entries=desk.journal.count_entries(),
            seq=desk.journal.seq,
            epoch=desk.journal.epoch,
            free_bytes=desk.journal.space.free_bytes(),
            has_room=desk.journal.space.has_room,
            has_ballast=desk.journal.space.has_ballast,
            clock_is_trusted=self._clock_is_trusted(now),
            served_today=self._today(now).served[self._post.point],
            waiting=desk.journal.count_waiting(),
            verification=desk.verification,
            structure_problem=desk.structure_problem,
            salvaged=None
            if saved is None
            else f"{len(saved.kept) + len(saved.loose)} entries saved; see {saved.aside}",
            opened=opened,
            opened_us=opened_us,
        )


def _revoked(journal: Journal) -> set[str]:
    """Return the persons whose passes this journal says are accepted no longer."""
    entries = journal.entries(kinds=[Kind.REVOCATION])
    return {Revocation.decode(entry.body).person for entry in entries if entry.body is not None}


def _sealed(journal: Journal) -> dict[str, Seal]:
    """Return the seals of days that were sealed in the epoch that is written now, and not reopened."""
    sealed: dict[str, Seal] = {}
    for entry in journal.entries(kinds=[Kind.SEAL, Kind.REOPEN]):
        if entry.epoch != journal.epoch or entry.body is None:
            continue
        if entry.kind == Kind.SEAL:
            seal = Seal.decode(entry.body)
            sealed[seal.closed] = seal
        else:
            sealed.pop(Reopen.decode(entry.body).reopened, None)
    return sealed


def _days_touched(bodies: Sequence[Body], now: Moment) -> set[str]:
    """Return the days whose numbers these entries may change."""
    days = {now.day} if any(body.kind in (Kind.VISIT, Kind.VOID, Kind.REFUSAL) for body in bodies) else set()
    return days | {body.day for body in bodies if isinstance(body, Redate)}


def _lies_within(plan: Plan, day: date) -> bool:
    """Whether the day is one that this plan is used on: a month before its first service day to one after its last."""
    return plan.days[0].date - _AROUND_PLAN <= day <= plan.days[-1].date + _AROUND_PLAN
