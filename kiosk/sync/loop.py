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
        self._hurry = threading.Event()
        """Ends a wait between two tries."""
        self._stop = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._client: Asks | None = None
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Something was written: send it soon. May be called from any thread."""
        self._wake.set()

    def once(self) -> Round:
        """Do a round now, after the one that is under way, and return what it came to. May be called from any thread.

        Raises:
            KioskError: it can't be done now; the loop goes on trying.
        """
        done = self._round()
        self._hurry.set()
        return done

    def stop(self, timeout_s: float | None = None) -> None:
        """End the thread after the request that is under way; may be called twice.

        With ``timeout_s`` no longer than that is waited for a hub that hangs: the thread ends by itself once the
        request has, and does nothing more.
        """
        self._stop.set()
        self._wake.set()
        self._hurry.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            self._go_round()
        finally:
            with self._one_at_a_time:
                self._hang_up()

    def _go_round(self) -> None:
        while not self._stop.is_set():
            retrying = Retrying(
                retry=retry_if_exception_type(Exception),
                wait=_wait_s,
                sleep=self._rest,
                stop=stop_when_event_set(self._stop),
                before_sleep=self._note,
            )
            try:
                done: Round = retrying(self._round)
            except RetryError:
                return
            self._sleep(done.next_in_s)

    def _round(self) -> Round:
        with self._one_at_a_time:
            if self._stop.is_set():
                raise NotReady("stopping", "The kiosk is closing.")
            if self._client is None:
                self._client = self._connect()
            try:
                done = self._client.round()
            except BaseException:
                self._hang_up()
                raise
            trouble = "clone" if done.is_clone else ""
            self.state = SyncState(trouble, "Another machine writes as this kiosk." if done.is_clone else "", _now_s())
            return done

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _note(self, call: RetryCallState) -> None:
        cause = call.outcome.exception() if call.outcome else None
        trouble, message = _in_words(cause)
        if trouble != self.state.trouble:
            _log.warning("sync", trouble=trouble, said=message)
        if trouble == "failed":
            _log.error("sync failed", exc_info=cause)
        self.state = replace(self.state, trouble=trouble, message=message)

    def _rest(self, seconds: float) -> None:
        """Wait before another try, unless the hub was reached meanwhile."""
        self._hurry.wait(seconds)
        self._hurry.clear()

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
