"""The rules of check-in: what was presented, what is known and the time make a visit or a refusal.

Pure: every case is a value, and the time is handed in. A refusal is an everyday event, no exception.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.passes import Damaged, Looks, NotAPass, Pass, UnknownIssuer, read
from kiosk.domain.roles import Role
from kiosk.keys import Issuers

MAX_PEOPLE = 99
SAME_TAP_US = 2_000_000
"""A second identical tap within this time is the same tap (a trembling finger)."""


class Reason(StrEnum):
    """Why a presented code earns no visit."""

    NOT_A_PASS = "not_a_pass"
    PUT_AWAY = "put_away"
    """A payment code or a web address."""
    DAMAGED = "damaged"
    UNKNOWN_ISSUER = "unknown_issuer"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    WRONG_ROLE = "wrong_role"
    ALREADY_CHECKED_IN = "already_checked_in"


@dataclass(frozen=True, slots=True)
class Refused:
    """No visit, and why."""

    reason: Reason
    since_s: int | None = None
    """Seconds since the pass expired, or since the visit that is already there."""
    until_s: int | None = None
    """Seconds until the pass becomes valid."""
    person: str | None = None
    """Whose pass it was, where that is known."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A pass that earns a visit here and now."""

    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class Known:
    """What this kiosk knows when a code is presented."""

    issuers: Issuers
    revoked: Set[str]
    """Persons whose pass was revoked."""
    last_here_s: Callable[[str], int | None]
    """Gives the seconds since a person's last visit at this point that still stands; None if there is none."""
    repeat_after_s: int
    clock_is_trusted: bool
    """While it is not, dates of validity don't refuse."""
    admits: Set[Role]
    """The roles that check in here."""


def decide(presented: str, known: Known, now_s: int) -> Admitted | Refused:
    """Return what the presented code earns at ``now_s`` (seconds since 1970, UTC).

    Of several true reasons the one is given that helps the person most: what the code is comes before whether it
    is valid, and "already checked in" last, since it is no fault.
    """
    match read(presented, known.issuers):
        case NotAPass(looks=looks):
            return Refused(Reason.NOT_A_PASS if looks is Looks.OTHER else Reason.PUT_AWAY)
        case Damaged():
            return Refused(Reason.DAMAGED)
        case UnknownIssuer():
            return Refused(Reason.UNKNOWN_ISSUER)
        case Pass() as shown:
            return _decide_pass(shown, known, now_s)


def _decide_pass(shown: Pass, known: Known, now_s: int) -> Admitted | Refused:
    person = shown.person
    if person in known.revoked:
        return Refused(Reason.REVOKED, person=person)
    if known.clock_is_trusted:
        if now_s >= shown.not_after_s:
            return Refused(Reason.EXPIRED, since_s=now_s - shown.not_after_s, person=person)
        if now_s < shown.not_before_s:
            return Refused(Reason.NOT_YET_VALID, until_s=shown.not_before_s - now_s, person=person)
    if shown.role not in known.admits:
        return Refused(Reason.WRONG_ROLE, person=person)
    ago_s = known.last_here_s(person)
    if ago_s is not None and ago_s < known.repeat_after_s:
        return Refused(Reason.ALREADY_CHECKED_IN, since_s=ago_s, person=person)
    return Admitted(person=person, role=shown.role)
