"""How the enrolment of this kiosk is, for the staff who hold the hub's code up to its camera."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.desktop.properties import Property

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Enrolment(QObject):
    """What the enrolment sheet says: the hub is asked, six digits are to be compared, or what is wrong."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asking = False
        self._digits = ""
        self._trouble = ""

    def show_asking(self) -> None:
        """Say that the hub is being asked."""
        self._show(asking=True, digits="", trouble="")

    def show_digits(self, digits: str) -> None:
        """Say which six digits a coordinator has to compare."""
        self._show(asking=False, digits=digits, trouble="")

    def show_trouble(self, trouble: str) -> None:
        """Say what is wrong, in a word of the enrolment watch; empty is nothing. Digits that are shown stay."""
        self._show(asking=False, digits=self._digits, trouble=trouble)

    @Property(bool, notify=changed)
    def asking(self) -> bool:
        """Whether the hub's answer is awaited."""
        return self._asking

    @Property(str, notify=changed)
    def digits(self) -> str:
        """The six digits; empty while there are none."""
        return self._digits

    @Property(str, notify=changed)
    def trouble(self) -> str:
        """A word for what is wrong; empty while all is well."""
        return self._trouble

    def _show(self, *, asking: bool, digits: str, trouble: str) -> None:
        if (asking, digits, trouble) != (self._asking, self._digits, self._trouble):
            self._asking, self._digits, self._trouble = asking, digits, trouble
            self.changed.emit()
