"""A finger that touches the running window, by the names that the screens give their controls."""

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest

from kiosk.errors import KioskError


class NothingToTouch(KioskError):
    """No control of that name is on the screen."""


class Finger:
    """Touches controls through real touch events."""

    def __init__(self, window: QQuickWindow) -> None:
        self._window = window
        self._device = QTest.createTouchDevice()

    def touch(self, name: str) -> None:
        """Press and release the visible control of that name.

        Raises:
            NothingToTouch: there is none.
        """
        at = self._find(name)
        self.press(at)
        self.release(at)

    def press_on(self, name: str) -> QPoint:
        """Press the visible control of that name and keep the finger there; returns where it is."""
        at = self._find(name)
        self.press(at)
        return at

    def press(self, at: QPoint) -> None:
        """Put the finger down."""
        QTest.touchEvent(self._window, self._device).press(0, at).commit()

    def release(self, at: QPoint) -> None:
        """Lift it."""
        QTest.touchEvent(self._window, self._device).release(0, at).commit()

    def _find(self, name: str) -> QPoint:
        # Delegates are children of the scene, not of an object: findChildren passes them over.
        waiting = [self._window.contentItem()]
        while waiting:
            item = waiting.pop()
            if item.isVisible():
                if item.objectName() == name:
                    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
                waiting += item.childItems()
        raise NothingToTouch(f"No control called {name!r} is on the screen.")
