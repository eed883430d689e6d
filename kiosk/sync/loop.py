"""The sync thread: round after round, at once when something was written, later and later while the hub is away."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import structlog
from tenacity import (
    RetryCallState,
    RetryError,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_when_event_set,
    wait_random_exponential,
)

from kiosk.errors import KioskError
from kiosk.sync.client import Round
from kiosk.sync.connection import RefusedByHub, Unreachable

_log = structlog.get_logger()
_LONGEST_WAIT_S = 300.0
_REFUSED_WAIT_S = 300.0
_GATHER_S = 0.3
"""So long more entries are waited for before they are sent."""
_jittered = wait_random_exponential(multiplier=1, max=_LONGEST_WAIT_S)
"""Full jitter from 1 s to 5 min, so that twelve kiosks don't all come back in the same second."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """How sync is, for the health details."""

    trouble: str = "starting"
    """A word: empty while all is well, ``starting``, ``not_enrolled``, ``not_confirmed``, ``no_network``,
    ``not_the_hub``, ``busy``, ``hub_trouble``, ``refused``, ``clone`` or ``failed``."""
    message: str = ""
    """The same in an English sentence."""
    last_contact_s: float | None = None
    """When the hub last answered, on ``time.monotonic``."""


class Asks(Protocol):
    """What the loop runs: :class:`Client`, or a hub's own for the hub above it."""

    def round(self) -> Round:
        """Do one round."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


class SyncLoop:
    """Runs rounds on a thread of its own until it is stopped; it never ends by an error.

    Args:
        connect: returns a client that is ready to ask; called anew after each failure, since what it stands on (the
            enrolment, the clock) may have changed.
    """

    def __init__(self, connect: Callable[[], Asks]) -> None:
        self._connect = connect
        self.state = SyncState()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._client: Asks | None = None
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Something was written: send it soon. May be called from any thread."""
        self._wake.set()

    def stop(self) -> None:
        """End the thread after the request that is under way; may be called twice."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            retrying = Retrying(
                retry=retry_if_exception_type(Exception),
                wait=_wait_s,
                sleep=sleep_using_event(self._stop),
                stop=stop_when_event_set(self._stop),
                before_sleep=self._note,
            )
            try:
                done: Round = retrying(self._round)
            except RetryError:
                return
            trouble = "clone" if done.is_clone else ""
            self.state = SyncState(trouble, "Another machine writes as this kiosk." if done.is_clone else "", _now_s())
            self._sleep(done.next_in_s)

    def _round(self) -> Round:
        if self._stop.is_set():
            raise NotReady("stopping", "The kiosk is closing.")
        if self._client is None:
            self._client = self._connect()
        try:
            return self._client.round()
        except BaseException:
            self._client.close()
            self._client = None
            raise

    def _note(self, call: RetryCallState) -> None:
        cause = call.outcome.exception() if call.outcome else None
        trouble, message = _in_words(cause)
        if trouble != self.state.trouble:
            _log.warning("sync", trouble=trouble, said=message)
        if trouble == "failed":
            _log.error("sync failed", exc_info=cause)
        self.state = replace(self.state, trouble=trouble, message=message)

    def _sleep(self, seconds: float) -> None:
        """Sleep until something is written, and a moment longer, since more may follow."""
        if self._wake.wait(seconds):
            self._stop.wait(_GATHER_S)
        self._wake.clear()


class NotReady(KioskError):
    """There is no hub to ask yet."""

    def __init__(self, trouble: str, message: str) -> None:
        super().__init__(message)
        self.trouble = trouble


class _Stopped(Exception):
    """The loop was told to stop."""


def _wait_s(call: RetryCallState) -> float:
    cause = call.outcome.exception() if call.outcome else None
    if isinstance(cause, RefusedByHub):
        return _REFUSED_WAIT_S
    if isinstance(cause, NotReady):
        return 2.0
    if isinstance(cause, Unreachable) and cause.retry_after_s is not None:
        return min(cause.retry_after_s, _LONGEST_WAIT_S) + _jittered(call) / 10
    return max(0.2, _jittered(call))


def _in_words(cause: BaseException | None) -> tuple[str, str]:
    match cause:
        case Unreachable() | NotReady():
            return cause.trouble, str(cause)
        case RefusedByHub():
            return "refused", str(cause)
        case KioskError():
            return "hub_trouble", str(cause)
        case _:
            return "failed", f"Sync failed ({type(cause).__name__}) and starts again."


def _now_s() -> float:
    return time.monotonic()
