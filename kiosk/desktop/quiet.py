"""When nobody stands at the kiosk: the time for what would be in their way."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.desktop.flow import READY
from kiosk.desktop.window import Window

_QUIET_MS = 60_000


class Quiet(QObject):
    """Knows when nobody has stood at the kiosk for a minute: Ready, nothing over it, no touch, no call for help."""

    began = Signal()
    """Such a time begins; emitted once for each."""

    def __init__(self, window: Window, quiet_ms: int = _QUIET_MS) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[Callable[[], object]] = []
        self._timer = QTimer(self, singleShot=True, interval=quiet_ms)
        self._timer.timeout.connect(self._begin)
        for stirred in (window.touched, window.flow.screenChanged, window.flow.sheetChanged, window.help.openChanged):
            stirred.connect(self._timer.start)
        self._timer.start()

    def stop(self) -> None:
        """Wait no more; may be called twice."""
        self._timer.stop()
        self._waiting.clear()

    def then(self, work: Callable[[], object]) -> None:
        """Do this now if nobody stands here, else as soon as nobody does."""
        self._waiting.append(work)
        if not self._timer.isActive():
            self._do()

    def _begin(self) -> None:
        flow = self._window.flow
        if flow.screen != READY or flow.sheet or flow.secondsLeft or self._window.help.open:
            self._timer.start()
            return
        self.began.emit()
        self._do()

    def _do(self) -> None:
        waiting, self._waiting = self._waiting, []
        for work in waiting:
            work()
