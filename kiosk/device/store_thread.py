"""One thread that owns the store: work arrives by queue, answers leave by future, checks run while nobody waits."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import TypeVar

import structlog

_T = TypeVar("_T")
_log = structlog.get_logger()


class StoreThread:
    """Runs jobs one after the other on a thread of its own, and background steps while there are none."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._background: list[Iterator[object]] = []
        self._thread = threading.Thread(target=self._run, name=name)
        self._closing = False
        self._letting_in = threading.Lock()
        self._thread.start()

    def submit(self, work: Callable[[], _T]) -> Future[_T]:
        """Return a future of what ``work`` returns or raises, run on the store thread."""
        answer: Future[_T] = Future()

        def job() -> None:
            try:
                result = work()
            except BaseException as problem:
                answer.set_exception(problem)
            else:
                answer.set_result(result)

        with self._letting_in:  # a job that came after the last one would never be answered
            if not self._closing:
                self._jobs.put(job)
                return answer
        answer.set_exception(RuntimeError("the store thread is closed"))
        return answer

    def run_between(self, steps: Iterator[object]) -> None:
        """Run the steps of an iterator one by one whenever no job waits; call on the store thread."""
        self._background.append(steps)

    def run_waiting(self) -> None:
        """Run the jobs that wait now, from within a long job on the store thread."""
        for _ in range(self._jobs.qsize()):
            job = self._jobs.get()
            if job is None:
                self._jobs.put(None)
                return
            job()

    def close(self) -> None:
        """Finish the jobs that wait and end the thread; may be called twice."""
        with self._letting_in:
            self._closing = True
            self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(block=not self._background)
            except queue.Empty:
                self._step()
                continue
            if job is None:
                return
            job()

    def _step(self) -> None:
        steps = self._background[0]
        try:
            next(steps)
        except StopIteration:
            self._background.remove(steps)
        except Exception:
            # A check that fails is a finding of its own and has been reported; check-ins go on.
            _log.exception("background work ended")
            self._background.remove(steps)
