"""Code readers that type what they read, caught before any screen sees their keys."""

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

from kiosk.scanner import Key, Outcome, Read, Replay, Wedge
from kiosk.scanner.wedge import HOLD_S


class ReaderKeys(QObject):
    """Watches all keys of the application; what a person typed is pressed again for whom it was meant.

    Args:
        prefix: what the reader types before each code; empty tells it by speed.
    """

    read = Signal(str)

    def __init__(self, prefix: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wedge = Wedge(prefix)
        self._replaying = False
        self._idle = QTimer(self, singleShot=True, interval=round(HOLD_S * 1000))
        self._idle.timeout.connect(lambda: self._decided(self._wedge.idle()))
        application = QGuiApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return True for keys that are held back."""
        if self._replaying or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        # A key press is offered to the window first and then to the item in focus: it counts once.
        if watched is not QGuiApplication.focusWindow() or not event.text():
            return False
        copy = event.clone()
        key = Key(event.text(), lambda: self._press_again(watched, copy))
        self._decided(self._wedge.key(key, time.monotonic()))
        if self._wedge.holds:
            self._idle.start()
        return True

    def _decided(self, outcomes: tuple[Outcome, ...]) -> None:
        for outcome in outcomes:
            match outcome:
                case Read(text=text):
                    self.read.emit(text)
                case Replay(keys=keys):
                    for key in keys:
                        key.replay()

    def _press_again(self, watched: QObject, event: QEvent) -> None:
        self._replaying = True
        try:
            QCoreApplication.sendEvent(watched, event)
        finally:
            self._replaying = False
