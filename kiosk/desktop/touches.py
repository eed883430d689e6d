"""The hand: each touch is counted once, and every touch is a sign that somebody is there."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QWindow

SECOND_TOUCH_S = 0.3
"""A touch that comes sooner than this after the last one is a trembling finger (experience.md)."""

_DOWN = (QEvent.Type.TouchBegin, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
_MOVE = (QEvent.Type.TouchUpdate, QEvent.Type.MouseMove)
_UP = (QEvent.Type.TouchEnd, QEvent.Type.TouchCancel, QEvent.Type.MouseButtonRelease)


class Touches(QObject):
    """Watches one window: swallows a second touch, and says of every other that it happened."""

    touched = Signal()

    def __init__(self, window: QWindow, now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._now_s = now_s
        self._last_s = float("-inf")
        self._swallowing = False
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Return True for an event that belongs to a second touch, so that nothing else sees it."""
        kind = event.type()
        if kind in _DOWN:
            self._swallowing = self._now_s() - self._last_s < SECOND_TOUCH_S
            if not self._swallowing:
                self.touched.emit()
            return self._swallowing
        if kind in _MOVE:
            return self._swallowing
        if kind in _UP:
            if self._swallowing:
                self._swallowing = False
                return True
            self._last_s = self._now_s()
        return False
