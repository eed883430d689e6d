"""Work that waits for the network, kept off the GUI thread."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_T = TypeVar("_T")


def in_background(name: str, work: Callable[[], _T]) -> Future[_T]:
    """Return a future of what ``work`` returns or raises, run on a thread of its own.

    No close waits for that thread: a network that hangs must not keep the kiosk from closing.
    """
    answer: Future[_T] = Future()

    def run() -> None:
        try:
            result = work()
        except BaseException as problem:
            answer.set_exception(problem)
        else:
            answer.set_result(result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return answer
