"""The call for a volunteer, until one is there."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.desktop.properties import Property

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class HelpCall(QObject):
    """Whether somebody has asked for help at this kiosk; it outlasts every screen and time-out."""

    openChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = False

    @Property(bool, notify=openChanged)
    def open(self) -> bool:
        """Whether a volunteer is awaited."""
        return self._open

    @Slot()
    def ask(self) -> None:
        """Call a volunteer."""
        self._set(True)

    @Slot()
    def answer(self) -> None:
        """Say that a volunteer is there."""
        self._set(False)

    def _set(self, wanted: bool) -> None:
        if wanted != self._open:
            self._open = wanted
            self.openChanged.emit()
