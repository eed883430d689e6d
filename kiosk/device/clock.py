"""The time as this kiosk sees it: a wall clock that may be wrong, and a monotonic one that is not."""

import hashlib
import time
import uuid
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """What the front desk asks for the time."""

    @property
    def boot_id(self) -> bytes:
        """16 bytes that stay the same until the machine starts anew."""
        ...

    def now_us(self) -> int:
        """Return microseconds since 1970, UTC: a claim, since a PC's clock may be wrong."""
        ...

    def mono_us(self) -> int:
        """Return microseconds that only ever grow within one boot."""
        ...


class SystemClock:
    """The machine's own clock, or one that runs on from another moment.

    Args:
        start_us: the moment that it shows when it is made (microseconds since 1970, UTC); None is the machine's.
    """

    def __init__(self, start_us: int | None = None) -> None:
        self._ahead_us = 0 if start_us is None else start_us - time.time_ns() // 1000
        self.boot_id = _boot_id()

    def now_us(self) -> int:
        """Return microseconds since 1970, UTC."""
        return time.time_ns() // 1000 + self._ahead_us

    def mono_us(self) -> int:
        """Return microseconds on the machine's monotonic clock."""
        return time.monotonic_ns() // 1000


def _boot_id() -> bytes:
    """Return Linux's boot id; elsewhere one made of the moment at which the machine was started, to the minute."""
    try:
        return uuid.UUID(_BOOT_ID.read_text().strip()).bytes
    except (OSError, ValueError):
        started_min = round((time.time() - time.monotonic()) / 60)
        return hashlib.sha256(f"boot/{started_min}".encode()).digest()[:16]
