"""The Tap screen: a chosen service, how many people, one confirm."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.desktop.language import Language
from kiosk.desktop.models.services import Offer, Services
from kiosk.desktop.properties import Property

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

MOST_WITHOUT_DIGITS = 9
MOST = 99


@QmlElement
class TapForm(QObject):
    """What a visitor without a code fills in; a code shown now counts for the chosen service instead."""

    serviceChanged = Signal()
    peopleChanged = Signal()
    confirmed = Signal(str, int)
    """The service's id and the party size, once the person confirms."""

    def __init__(self, language: Language, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._services = services
        self._offer: Offer | None = None
        self._people = 1
        self._digits: str | None = None
        language.changed.connect(self.serviceChanged)

    @Slot(str)
    def choose(self, service_id: str) -> None:
        """Put this service on the form; the party size stays."""
        self._offer = self._services.find(service_id)
        self.serviceChanged.emit()

    def clear(self) -> None:
        """Forget the service and the party size."""
        self._offer = None
        self._digits = None
        self._set_people(1)
        self.serviceChanged.emit()

    @property
    def service_id(self) -> str | None:
        """The chosen service, None while none is chosen."""
        return self._offer.id if self._offer else None

    @Property(str, notify=serviceChanged)
    def service(self) -> str:
        """The chosen service's name."""
        return self._language.pick(self._offer.name) if self._offer else ""

    @Property(str, notify=serviceChanged)
    def otherService(self) -> str:
        """Its name in the other language."""
        return self._language.pick_other(self._offer.name) if self._offer else ""

    @Property(str, notify=serviceChanged)
    def icon(self) -> str:
        """The picture that stands for it."""
        return self._offer.icon if self._offer else ""

    @Property(int, notify=peopleChanged)
    def people(self) -> int:
        """Party size; 0 while the digits of a group are still to come."""
        return self._people

    @Property(bool, notify=peopleChanged)
    def group(self) -> bool:
        """Whether the party size is typed, up to 99."""
        return self._digits is not None

    @Property(bool, notify=peopleChanged)
    def canAdd(self) -> bool:
        """Whether one more fits without typing."""
        return self._people < MOST_WITHOUT_DIGITS

    @Slot(int)
    def add(self, more: int) -> None:
        """Count so many people more (or fewer), within 1 to 9."""
        self._digits = None
        self._set_people(min(max(self._people + more, 1), MOST_WITHOUT_DIGITS))

    @Slot(bool)
    def openDigits(self, group: bool) -> None:
        """Start typing the size of a group, or go back to counting one by one."""
        self._digits = "" if group else None
        self._set_people(0 if group else 1)

    @Slot(str)
    def type(self, digit: str) -> None:
        """Add a digit to the size of the group; a third one is ignored."""
        if self._digits is not None and len(self._digits + digit) <= len(str(MOST)):
            self._digits = (self._digits + digit).lstrip("0")
            self._set_people(int(self._digits or 0))

    @Slot()
    def erase(self) -> None:
        """Take the last digit away."""
        if self._digits:
            self._digits = self._digits[:-1]
            self._set_people(int(self._digits or 0))

    @Slot()
    def confirm(self) -> None:
        """Check in with what stands on the form."""
        if self._offer and self._people:
            self.confirmed.emit(self._offer.id, self._people)

    def _set_people(self, people: int) -> None:
        self._people = people
        self.peopleChanged.emit()
