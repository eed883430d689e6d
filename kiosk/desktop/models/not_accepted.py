"""The Not-accepted screen: what is wrong with the presented code, never what it says."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.desktop.properties import Property

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

CANNOT_SAVE = "cannot_save"
FRIENDLY = frozenset({"already_checked_in"})
"""Reasons that are no fault: the person is fine, and the screen says so."""


@QmlElement
class NotAccepted(QObject):
    """The reason that is shown; its words are QML's."""

    shownChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reason = ""
        self._minutes = 0
        self._days = 0

    def show_refusal(self, reason: str, *, since_s: int | None = None, until_s: int | None = None) -> None:
        """Say why, by a value of ``kiosk.domain.checkin.Reason``, and how long ago or ahead where that is known."""
        self._reason = reason
        self._minutes = (since_s or 0) // 60
        self._days = -(-(until_s or 0) // 86_400)
        self.shownChanged.emit()

    def show_cannot_save(self) -> None:
        """Say that nothing can be taken now."""
        self.show_refusal(CANNOT_SAVE)

    @Property(str, notify=shownChanged)
    def reason(self) -> str:
        """A value of ``Reason``, or ``cannot_save``."""
        return self._reason

    @Property(bool, notify=shownChanged)
    def friendly(self) -> bool:
        """Whether nothing is wrong: the person may go ahead."""
        return self._reason in FRIENDLY

    @Property(int, notify=shownChanged)
    def minutes(self) -> int:
        """Full minutes since the visit that is already there."""
        return self._minutes

    @Property(int, notify=shownChanged)
    def days(self) -> int:
        """Days until the pass becomes valid, the begun one counted."""
        return self._days
