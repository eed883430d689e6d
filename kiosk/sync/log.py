"""What the client asks of the log that it sends: a kiosk's journal, or a hub's copies of its devices' journals."""

from collections.abc import Sequence
from typing import Protocol

from kiosk.domain.entries import Entry
from kiosk.domain.wire import Cursor, Health, Pulled


class Log(Protocol):
    """One device's log; every call may wait for the store."""

    station: str
    device: bytes
    point: str

    def heads(self) -> Sequence[tuple[bytes, int, bytes]]:
        """Return each epoch with the number and hash of its last row, in the order in which they were opened."""
        ...

    def sign_head(self, epoch: bytes, seq: int, hash_: bytes) -> bytes:
        """Return the device's signature over a head."""
        ...

    def rows_after(self, epoch: bytes, seq: int, limit: int) -> Sequence[Entry]:
        """Return up to ``limit`` rows of an epoch after number ``seq``."""
        ...

    def hash_at(self, epoch: bytes, seq: int) -> bytes | None:
        """Return the hash of a row, None where there is none."""
        ...

    def diverge(self, shared_seq: int, foreign: Sequence[Entry]) -> None:
        """Go on in a new epoch, since the hub knows other rows after ``shared_seq`` in the newest one."""
        ...

    def carry_over(self, epoch: bytes, shared_seq: int, foreign: Sequence[Entry]) -> None:
        """Write into the newest epoch what an older one and the hub have unlike each other after ``shared_seq``."""
        ...

    def acknowledge(self, cursors: Sequence[Cursor]) -> None:
        """Note how far the hub has each epoch."""
        ...

    def set_right(self, hub_us: int) -> bool:
        """Compare the clock with the hub's, and return whether it is trusted."""
        ...

    def close_day(self, day: str) -> None:
        """Seal a day that a coordinator asks to be closed; does nothing when that can't be done now."""
        ...

    def take(self, pulled: Pulled) -> None:
        """Keep what was pulled, and go by it."""
        ...

    def plan_version(self) -> str:
        """Return the version of the plan that this device has."""
        ...

    def plan_text(self, version: str) -> str | None:
        """Return a plan that visits were made under."""
        ...

    def health(self) -> Health:
        """Return how the device is."""
        ...
