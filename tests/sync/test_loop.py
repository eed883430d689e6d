"""The sync thread: one round at a time, a round on demand, and an end that waits for nobody."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kiosk.sync.client import Round
from kiosk.sync.connection import RefusedByHub, Unreachable
from kiosk.sync.loop import SyncLoop

DONE = Round(sent=1, waiting=0, next_in_s=3600.0, is_clone=False, diverged=False)
WAIT_S = 60.0


class Hub:
    """A client whose rounds last until they are let go, or fail."""

    def __init__(self) -> None:
        self.began, self.may_end = threading.Semaphore(0), threading.Event()
        self.hung_up = threading.Semaphore(0)
        self.rounds = self.at_once = self.most_at_once = self.closed = 0
        self.problem: Exception | None = None

    def round(self) -> Round:
        self.rounds += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.began.release()
        assert self.may_end.wait(WAIT_S)
        self.at_once -= 1
        if self.problem is not None:
            raise self.problem
        return DONE

    def close(self) -> None:
        self.closed += 1
        self.hung_up.release()


@pytest.fixture
def hub() -> Hub:
    return Hub()


@contextmanager
def running(hub: Hub) -> Iterator[SyncLoop]:
    loop = SyncLoop(lambda: hub)
    loop.start()
    try:
        yield loop
    finally:
        hub.may_end.set()
        loop.stop()


def in_thread(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_round_on_demand_waits_for_the_one_under_way(hub: Hub) -> None:
    with running(hub) as loop:
        assert hub.began.acquire(timeout=WAIT_S)
        asked = in_thread(loop.once)
        hub.may_end.set()
        asked.join()
        assert hub.rounds == 2
        assert hub.most_at_once == 1


def test_a_round_on_demand_says_what_it_came_to(hub: Hub) -> None:
    hub.may_end.set()
    with running(hub) as loop:
        assert loop.once() == DONE
        assert loop.state.trouble == ""
        assert loop.state.last_contact_s is not None


def test_a_round_on_demand_fails_in_words_and_the_loop_goes_on(hub: Hub) -> None:
    hub.problem = Unreachable("no_network", "no network")
    hub.may_end.set()
    with running(hub) as loop:
        with pytest.raises(Unreachable):
            loop.once()
        hub.problem = None
        assert loop.once() == DONE


def test_a_round_on_demand_ends_a_long_wait(hub: Hub) -> None:
    hub.problem = RefusedByHub("revoked", "no")  # tried again after five minutes
    hub.may_end.set()
    with running(hub) as loop:
        assert hub.hung_up.acquire(timeout=WAIT_S)
        hub.problem = None
        loop.once()
        for _ in range(3):  # the one that failed, the one that was asked for, and the loop's own, at once after it
            assert hub.began.acquire(timeout=WAIT_S)


def test_a_stop_that_may_not_wait_leaves_the_request_alone_and_nothing_comes_after_it(hub: Hub) -> None:
    with running(hub) as loop:
        assert hub.began.acquire(timeout=WAIT_S)
        loop.stop(timeout_s=0)
        assert not hub.closed, "it waited until the round was over"
        hub.may_end.set()
    assert hub.rounds == 1
    assert hub.closed == 1
