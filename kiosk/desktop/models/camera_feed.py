"""What the camera sees, and whether somebody holds something up to it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QImage, QPolygonF
from PySide6.QtQml import QmlElement

from kiosk.desktop.properties import Property

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

Corners = Sequence[tuple[float, float]]
"""The four corners of a found code, in pixels of the picture."""

_KEEP_COVER_FRAMES = 12
"""A code that is not found in one frame is covered all the same: it is still in view, only blurred."""
_SAMPLE_EVERY = 32
_HELD_UP_DIFFERENCE = 18.0
"""Mean difference from the usual view, of 255, from which something is taken to be held up."""
_GET_USED = 0.02
"""How much of each frame goes into the usual view: the light of the day comes and goes slowly."""
_GET_USED_WHILE_HELD_UP = 0.002
"""What is held up is not usual so soon; a chair that was moved is, after some 20 seconds."""


@QmlElement
class CameraFeed(QObject):
    """The newest frame and the codes found in it."""

    framed = Signal()
    availableChanged = Signal()
    heldUpChanged = Signal()

    def __init__(self, lens: str, *, mirror: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lens = lens
        self._mirror = mirror
        self._available = False
        self._held_up = False
        self._usual: NDArray[np.float32] | None = None
        self._since_found = 0
        self.image = QImage()
        self.covers: tuple[QPolygonF, ...] = ()

    def show_frame(self, picture: NDArray[np.uint8], codes: Sequence[Corners] = ()) -> None:
        """Show a frame (grey, or BGR), with the corners of each code found in it."""
        picture = np.ascontiguousarray(picture)
        height, width = picture.shape[:2]
        is_grey = picture.ndim == 2
        form = QImage.Format.Format_Grayscale8 if is_grey else QImage.Format.Format_BGR888
        self.image = QImage(picture.data, width, height, picture.strides[0], form)
        self._frame = picture  # QImage borrows the memory
        if codes:
            self.covers = tuple(QPolygonF([QPointF(x, y) for x, y in corners]) for corners in codes)
            self._since_found = 0
        elif self.covers:
            self._since_found += 1
            if self._since_found > _KEEP_COVER_FRAMES:
                self.covers = ()
        self._set_available(True)
        self._set_held_up(bool(self.covers) or self._differs(picture))
        self.framed.emit()

    def show_gone(self) -> None:
        """Say that no pictures arrive."""
        self.image, self.covers, self._usual = QImage(), (), None
        self._set_held_up(False)
        self._set_available(False)
        self.framed.emit()

    @Property(bool, notify=availableChanged)
    def available(self) -> bool:
        """Whether pictures arrive."""
        return self._available

    @Property(bool, notify=heldUpChanged)
    def heldUp(self) -> bool:
        """Whether something is held up to the camera."""
        return self._held_up

    @Property(str, constant=True)
    def lens(self) -> str:
        """Where the lens is, seen from the screen: ``above``, ``below``, ``left`` or ``right``."""
        return self._lens

    @Property(bool, constant=True)
    def mirror(self) -> bool:
        """Whether the picture is shown as in a mirror."""
        return self._mirror

    def _differs(self, picture: NDArray[np.uint8]) -> bool:
        """Return whether the middle of the picture is unlike what it usually is."""
        height, width = picture.shape[:2]
        middle = picture[height // 5 : -height // 5 : _SAMPLE_EVERY, width // 4 : -width // 4 : _SAMPLE_EVERY]
        now: NDArray[Any] = middle.astype(np.float32)
        if self._usual is None or self._usual.shape != now.shape:
            self._usual = now
            return False
        is_held_up = float(np.abs(now - self._usual).mean()) > _HELD_UP_DIFFERENCE
        self._usual += (_GET_USED_WHILE_HELD_UP if is_held_up else _GET_USED) * (now - self._usual)
        return is_held_up

    def _set_available(self, available: bool) -> None:
        if available != self._available:
            self._available = available
            self.availableChanged.emit()

    def _set_held_up(self, held_up: bool) -> None:
        if held_up != self._held_up:
            self._held_up = held_up
            self.heldUpChanged.emit()
