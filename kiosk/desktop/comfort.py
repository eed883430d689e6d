"""What a visitor may set for themselves: text size, contrast, where the controls lie, loudness."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.desktop.properties import Property

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

LOUDEST = 5


@QmlElement
class Comfort(QObject):
    """The choices on the accessibility panel, until the person has left."""

    changed = Signal()

    def __init__(self, volume_percent: int = 60, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._usual_volume = round(volume_percent / 100 * LOUDEST)
        self._large_text = False
        self._high_contrast = False
        self._low_controls = False
        self._volume = self._usual_volume

    @Property(bool, notify=changed)
    def largeText(self) -> bool:
        """Whether all text is 1.4 times as large."""
        return self._large_text

    @Property(bool, notify=changed)
    def highContrast(self) -> bool:
        """Whether the screens are black on white."""
        return self._high_contrast

    @Property(bool, notify=changed)
    def lowControls(self) -> bool:
        """Whether everything to touch lies in the lower third of a portrait screen."""
        return self._low_controls

    @Property(int, notify=changed)
    def volume(self) -> int:
        """Loudness in steps, 0 (silent) to ``loudest``."""
        return self._volume

    @Property(int, constant=True)
    def loudest(self) -> int:
        """The highest step of the volume."""
        return LOUDEST

    @property
    def is_usual(self) -> bool:
        """Whether nothing is set otherwise than for everybody."""
        chosen = self._large_text or self._high_contrast or self._low_controls
        return not chosen and self._volume == self._usual_volume

    @Slot(bool)
    def setLargeText(self, on: bool) -> None:
        """Show all text 1.4 times as large, or as usual."""
        self._large_text = on
        self.changed.emit()

    @Slot(bool)
    def setHighContrast(self, on: bool) -> None:
        """Show black on white, or the usual colours."""
        self._high_contrast = on
        self.changed.emit()

    @Slot(bool)
    def setLowControls(self, on: bool) -> None:
        """Bring what is touched into the lower third, or leave it where it is."""
        self._low_controls = on
        self.changed.emit()

    @Slot(int)
    def setVolume(self, step: int) -> None:
        """Set the loudness to a step; beyond either end it stays at that end."""
        self._volume = min(max(step, 0), LOUDEST)
        self.changed.emit()

    def clear(self) -> None:
        """Go back to the usual: the person has left."""
        self._large_text = self._high_contrast = self._low_controls = False
        self._volume = self._usual_volume
        self.changed.emit()
