"""What a presented code is, said to whoever looks after passes at a desk: as JSON, and in words."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from kiosk.domain.checkin import Admitted, Known, Reason, decide
from kiosk.domain.passes import Pass, plain_number, read
from kiosk.domain.roles import Role
from kiosk.keys import Issuers

_WRONG = {
    Reason.NOT_A_PASS: "This is no pass.",
    Reason.PUT_AWAY: "This is no pass, but a payment code or a web address.",
    Reason.DAMAGED: "It begins like a pass, but isn't one as its issuer wrote it. Read it anew, or issue a new pass.",
    Reason.UNKNOWN_ISSUER: "Its issuer isn't trusted here. To trust it, put its public key into keys/issuers.",
    Reason.EXPIRED: "It has expired.",
    Reason.NOT_YET_VALID: "It is not valid yet.",
    Reason.REVOKED: "It was revoked.",
}


@dataclass(frozen=True, slots=True)
class PassReport:
    """What a code turned out to be."""

    reason: Reason | None
    """Why it isn't valid; None when it is."""
    shown: Pass | None
    """The pass, if it is one that a trusted issuer signed."""

    @property
    def is_valid(self) -> bool:
        """Whether it is a pass that is valid now, in whatever role."""
        return self.reason is None

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values, always with the same keys: those of a pass are null when it is none."""
        shown = self.shown
        return {
            "valid": self.is_valid,
            "reason": self.reason,
            "role": shown and shown.role,
            "number": shown and plain_number(shown.id),
            "person": shown and shown.person,
            "not_before": shown and _moment(shown.not_before_s, UTC).isoformat(),
            "not_after": shown and _moment(shown.not_after_s, UTC).isoformat(),
        }

    def in_words(self, zone: tzinfo) -> str:
        """Return the report as sentences, with the times of ``zone``."""
        wrong = "" if self.reason is None else _WRONG[self.reason]
        if self.shown is None:
            return wrong
        first, end = (
            f"{_moment(at_s, zone):%Y-%m-%d %H:%M}" for at_s in (self.shown.not_before_s, self.shown.not_after_s)
        )
        what = f"A {self.shown.role}'s pass, number {plain_number(self.shown.id)}, valid from {first} to {end}."
        return f"{what} {wrong}".rstrip()


def describe(text: str, issuers: Issuers, revoked: Set[str], now_s: int) -> PassReport:
    """Return what the text is and whether it is valid at ``now_s`` (seconds since 1970, UTC), by the rules of check-in.

    ``revoked`` are the persons whose passes are known to be revoked. Takes any text and raises nothing.
    """
    anywhere = Known(
        issuers=issuers,
        revoked=revoked,
        last_here_s=lambda person: None,  # noqa: ARG005
        repeat_after_s=0,
        clock_is_trusted=True,
        admits=frozenset(Role),
    )
    shown = read(text, issuers)
    decided = decide(text, anywhere, now_s)
    return PassReport(
        reason=None if isinstance(decided, Admitted) else decided.reason,
        shown=shown if isinstance(shown, Pass) else None,
    )


def _moment(at_s: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at_s, UTC).astimezone(zone)
