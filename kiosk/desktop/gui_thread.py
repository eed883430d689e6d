"""The way from the other threads to the GUI thread."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

_T = TypeVar("_T")


class GuiThread(QObject):
    """Runs what other threads hand over on the thread that made this object, in the order in which it came."""

    _handed_over = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._handed_over.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], object]) -> None:
        """Run ``work`` there soon; may be called from any thread."""
        self._handed_over.emit(work)

    def close(self) -> None:
        """Run nothing more: what comes still would find no screen. May be called twice."""
        self._closed = True

    def when_done(
        self, answer: Future[_T], on_result: Callable[[_T], object], on_problem: Callable[[BaseException], object]
    ) -> None:
        """Run one of two there once the future has its result or its problem."""

        def hand_over(done: Future[_T]) -> None:
            problem = done.exception()
            self.run((lambda: on_result(done.result())) if problem is None else (lambda: on_problem(problem)))

        answer.add_done_callback(hand_over)

    @Slot(object)
    def _run(self, work: Callable[[], object]) -> None:
        if not self._closed:
            work()
