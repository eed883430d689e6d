"""Moments on a station's wall clock."""

from datetime import UTC, datetime, timedelta

from kiosk.domain.station import Plan

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local(plan: Plan, at_us: int) -> datetime:
    """Return the moment (microseconds since 1970, UTC) as the plan's time zone writes it."""
    return (_EPOCH + timedelta(microseconds=at_us)).astimezone(plan.time_zone)
