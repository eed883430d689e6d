"""What people at a kiosk do in a day: they show passes, tap, err, think better of it and come again.

What they mean to do is what the truth holds; what the kiosk answers is only checked against it.
"""

import heapq
import itertools
import random
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from kiosk.device.front_desk import Answer, Post, Welcome
from kiosk.domain.checkin import SAME_TAP_US, Reason
from kiosk.domain.passes import ID_BYTES, issue
from kiosk.domain.roles import Role
from kiosk.errors import KioskError
from kiosk.keys import IssuerKey, Issuers
from kiosk.simulation.truth import Happened, Truth

SECOND_US = 1_000_000
_SIGNATURE_FROM = 60
"""From this character on, a pass is its signature: what is changed there is damage and nothing else."""
_FROM_POINT_TO_POINT = 0.3
_FOREIGN = {
    Reason.PUT_AWAY: ("https://example.org/menu", "281234567890123456", "weixin://pay/1"),
    Reason.NOT_A_PASS: ("你好", "BOOK 42", ""),
}


class Contradicted(KioskError):
    """The kiosk answered otherwise than the rules say: a mistake in this program."""


class Desk(Protocol):
    """What people do at a kiosk; see :class:`kiosk.device.front_desk.FrontDesk`."""

    def present(self, text: str, *, by: str = "scan", service: str | None = None, people: int = 1) -> Future[Answer]:
        """Answer a presented code."""
        ...

    def tap(self, service: str, people: int) -> Future[Answer]:
        """Answer an anonymous check-in."""
        ...

    def change_service(self, visit: bytes, service: str) -> Future[Answer]:
        """Count a visit for another service."""
        ...

    def take_back(self, visit: bytes) -> Future[int]:
        """Void a visit."""
        ...

    def place(self, point: str) -> Future[None]:
        """Stand at another point."""
        ...

    def revoke(self, person: str, reason: str, by: str) -> Future[None]:
        """Accept a pass no longer."""
        ...


class SteppedClock:
    """A clock that stands until it is moved on, on a machine that was just started.

    Args:
        at_us: the moment (µs since 1970, UTC).
        ahead_us: how far the clock goes wrong.
    """

    def __init__(self, at_us: int, ahead_us: int = 0) -> None:
        self._at_us = self._started_us = at_us
        self.ahead_us = ahead_us
        self.boot_id = secrets.token_bytes(16)

    def now_us(self) -> int:
        """Return microseconds since 1970, UTC, as the clock shows them."""
        return self._at_us + self.ahead_us

    def mono_us(self) -> int:
        """Return microseconds since the clock was made."""
        return self._at_us - self._started_us

    def wait_until(self, at_us: int) -> None:
        """Let time pass, until the clock shows that moment."""
        self._at_us = at_us - self.ahead_us


@dataclass(frozen=True, slots=True)
class Held:
    """A pass in somebody's hand."""

    id: bytes
    text: str


@dataclass(slots=True)
class People:
    """The people of one day, what they mean to do next, and the kiosk that they come to."""

    desk: Desk
    clock: SteppedClock
    post: Post
    day: date
    key: IssuerKey
    chance: random.Random
    closes_us: int
    truth: Truth = field(default_factory=Truth)
    point: str = ""
    held: list[Held] = field(default_factory=list)
    """Passes that came today."""
    revoked: set[bytes] = field(default_factory=set)
    here: dict[tuple[bytes, str], Happened] = field(default_factory=dict)
    """The newest visit that stands, by pass and point."""
    last_tap: Happened | None = None
    passes: list[Held] = field(default_factory=list)
    """Of people who go from point to point and have not been here."""
    in_vain: Sequence[Reason] = tuple(reason for reason in Reason if reason is not Reason.ALREADY_CHECKED_IN)
    """Why some are refused."""
    _next: list[tuple[int, int, Callable[[], None]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def schedule(self, at_us: int, step: Callable[[], None]) -> None:
        """Let something happen then, unless the doors are shut by then."""
        if at_us < self.closes_us:
            heapq.heappush(self._next, (at_us, next(self._numbers), step))

    def live(self) -> None:
        """Let everything happen that was planned, and what comes of it."""
        while self._next:
            at_us, _, step = heapq.heappop(self._next)
            self.clock.wait_until(at_us)
            step()

    def move(self, point: str) -> None:
        """Carry the kiosk to a point."""
        self.desk.place(point).result()
        self.point, self.last_tap = point, None

    def come(self) -> None:
        """Let one person, or party, come to the kiosk."""
        [step] = self.chance.choices((self._with_a_pass, self._without_a_pass, self._in_vain), (70, 24, 6))
        step()

    def come_again(self, held: Held, visit: Happened) -> None:
        """Let somebody come whose visit was before the kiosk was last started."""
        self.here[held.id, visit.point] = visit
        self._show(held)

    def _with_a_pass(self) -> None:
        if self.passes and self.chance.random() < _FROM_POINT_TO_POINT:
            self._show(self.passes.pop())
            return
        held = self._new_pass()
        self.held.append(held)
        self._show(held)

    def _show(self, held: Held) -> None:
        service = self.chance.choice(self._services(self.point)) if self.chance.random() < 0.2 else None
        people = self.chance.randint(2, 5) if self.chance.random() < 0.1 else 1
        answer = self.desk.present(held.text, service=service, people=people).result()
        before = self.here.get((held.id, self.point))
        if held.id in self.revoked:
            _check(answer, Reason.REVOKED)
        elif before is not None and self.clock.now_us() - before.at_us < self.post.repeat_after_s * SECOND_US:
            _check(answer, Reason.ALREADY_CHECKED_IN)
        else:
            self._welcomed(answer, service or self.post.plan.point(self.point).default, people, held.id)
            match self.chance.random():
                case share if share < 0.06:
                    self._later(10, 240, lambda: self._show(held))  # after any change of mind
                case share if share < 0.3:
                    self._later(300, 5 * 3600, lambda: self._show(held))
                case _:
                    pass

    def _without_a_pass(self) -> None:
        service, people = self.chance.choice(self._services(self.point)), self._party()
        while self._looks_like_last_tap(service, people):  # what this person did would count as a trembling finger
            people = self._party()
        tap = self._welcomed(self.desk.tap(service, people).result(), service, people, None)
        self.last_tap = tap
        if self.chance.random() < 0.05:
            self._later(0.2, 1.5, lambda: self._tremble(tap))

    def _tremble(self, tap: Happened) -> None:
        if self.last_tap is tap and tap in self.truth.visits:
            _check(self.desk.tap(tap.service, tap.people).result(), None)

    def _looks_like_last_tap(self, service: str, people: int) -> bool:
        tap = self.last_tap
        return (
            tap is not None
            and (tap.service, tap.people) == (service, people)
            and self.clock.now_us() - tap.at_us < SAME_TAP_US
        )

    def _party(self) -> int:
        return self.chance.randint(10, 99) if self.chance.random() < 0.02 else self.chance.choice((1, 1, 1, 2, 2, 3, 9))

    def _in_vain(self) -> None:
        now_s = self.clock.now_us() // SECOND_US // 60 * 60
        reason = self.chance.choice(self.in_vain)
        match reason:
            case Reason.EXPIRED:
                text = self._new_pass(end_s=now_s - 3600).text
            case Reason.NOT_YET_VALID:
                text = self._new_pass(begin_s=now_s + 3600).text
            case Reason.WRONG_ROLE:
                text = self._new_pass(role=self.chance.choice((Role.VOLUNTEER, Role.COORDINATOR))).text
            case Reason.UNKNOWN_ISSUER:
                text = self._new_pass(key=_stranger(self.post.issuers)).text
            case Reason.DAMAGED:
                whole = self._new_pass().text
                at = self.chance.randrange(_SIGNATURE_FROM, len(whole))
                text = whole[:at] + ("A" if whole[at] != "A" else "B") + whole[at + 1 :]
            case Reason.REVOKED:
                lost = self.chance.choice(self.held) if self.held else self._new_pass()
                self.desk.revoke(f"{self.key.issuer.id.hex()}:{lost.id.hex()}", "lost", "coordinator").result()
                self.revoked.add(lost.id)
                text = lost.text
            case _:
                text = self.chance.choice(_FOREIGN[reason])
        _check(self.desk.present(text).result(), reason)

    def _welcomed(self, answer: Answer, service: str, people: int, person: bytes | None) -> Happened:
        """Remember what was welcomed; some change their mind about it."""
        visit = Happened(self.clock.now_us(), self.point, service, people, person)
        welcome = self._remember(answer, visit)
        match self.chance.random():
            case share if share < 0.04:
                self._later(1, 5, lambda: self._take_back(welcome, visit))
            case share if share < 0.09:
                self._later(1, 5, lambda: self._change(welcome, visit))
            case _:
                pass
        return visit

    def _take_back(self, welcome: Welcome, visit: Happened) -> None:
        self.desk.take_back(welcome.id).result()
        self._forget(visit)

    def _change(self, welcome: Welcome, visit: Happened) -> None:
        others = [service for service in self._services(visit.point) if service != visit.service]
        if not others:
            return
        service = self.chance.choice(others)
        answer = self.desk.change_service(welcome.id, service).result()
        self._forget(visit)
        self._remember(answer, Happened(self.clock.now_us(), visit.point, service, visit.people, visit.person))

    def _remember(self, answer: Answer, visit: Happened) -> Welcome:
        welcome = _check(answer, None)
        assert welcome is not None
        self.truth.visits.add(visit)
        if visit.person is not None:
            self.here[visit.person, visit.point] = visit
        return welcome

    def _forget(self, visit: Happened) -> None:
        self.truth.visits.remove(visit)
        if visit.person is not None:
            del self.here[visit.person, visit.point]

    def _later(self, least_s: float, most_s: float, step: Callable[[], None]) -> None:
        self.schedule(self.clock.now_us() + round(self.chance.uniform(least_s, most_s) * SECOND_US), step)

    def _services(self, point: str) -> list[str]:
        return [service.id for service in self.post.plan.services_at(point, self.day)]

    def _new_pass(
        self,
        key: IssuerKey | None = None,
        role: Role = Role.VISITOR,
        begin_s: int | None = None,
        end_s: int | None = None,
    ) -> Held:
        month_s = round(timedelta(days=30).total_seconds())
        closes_s = self.closes_us // SECOND_US
        pass_id = secrets.token_bytes(ID_BYTES)  # another day of the same seed has other people
        return Held(
            pass_id, issue(key or self.key, pass_id, role, begin_s or closes_s - month_s, end_s or closes_s + month_s)
        )


def _check(answer: Answer, expected: Reason | None) -> Welcome | None:
    """Return the welcome, or nothing where a refusal was to be.

    Raises:
        Contradicted: it is the other, or a refusal for another reason.
    """
    if isinstance(answer, Welcome):
        if expected is None:
            return answer
    elif answer.reason is expected:
        return None
    raise Contradicted(f"The kiosk answered {answer}; by the rules it was to be {expected or 'a welcome'}.")


def _stranger(issuers: Issuers) -> IssuerKey:
    """Return a key whose id of 2 bytes isn't trusted: under a trusted one a pass would be told as damaged."""
    while issuers.of((stranger := IssuerKey.new()).issuer.key_id):
        pass
    return stranger
