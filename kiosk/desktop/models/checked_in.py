"""The Checked-in screen: welcome, for which service, and what may still be changed."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.desktop.language import InBothLanguages, Language
from kiosk.desktop.properties import Property

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class CheckedIn(QObject):
    """The welcome that is shown; what staff or journal know of it stays with them."""

    shownChanged = Signal()
    serviceWanted = Signal(str)
    """The id of the service that the person chose instead."""
    takeBackWanted = Signal()

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._service: InBothLanguages | None = None
        self._people = 1
        self._points: list[int] = []
        self._lit: list[int] = []
        self._taken_back = False
        language.changed.connect(self.shownChanged)

    def show_welcome(
        self,
        service: InBothLanguages,
        people: int,
        *,
        points: Sequence[int] = (),
        lit: Sequence[int] = (),
    ) -> None:
        """Say that the check-in holds.

        ``points``: the numbers of all points; ``lit``: of those that this person visited today. None for a tap.
        """
        self._service, self._people = service, people
        self._points, self._lit = list(points), list(lit)
        self._taken_back = False
        self.shownChanged.emit()

    def show_service(self, service: InBothLanguages) -> None:
        """Say that the same visit counts for this service now."""
        self._service = service
        self.shownChanged.emit()

    def show_taken_back(self) -> None:
        """Say that the visit was taken back."""
        self._taken_back = True
        self.shownChanged.emit()

    @Property(str, notify=shownChanged)
    def service(self) -> str:
        """The service that the visit counts for."""
        return self._language.pick(self._service)

    @Property(str, notify=shownChanged)
    def otherService(self) -> str:
        """Its name in the other language."""
        return self._language.pick_other(self._service)

    @Property(int, notify=shownChanged)
    def people(self) -> int:
        """Party size."""
        return self._people

    @Property("QVariantList", notify=shownChanged)
    def points(self) -> list[int]:
        """The numbers of the points that can be visited; empty when nothing is known of the person's day."""
        return self._points

    @Property("QVariantList", notify=shownChanged)
    def lit(self) -> list[int]:
        """The numbers of those that were visited today."""
        return self._lit

    @Property(bool, notify=shownChanged)
    def takenBack(self) -> bool:
        """Whether the visit was taken back."""
        return self._taken_back

    @Slot(str)
    def wantService(self, service_id: str) -> None:
        """Ask for another service."""
        self.serviceWanted.emit(service_id)

    @Slot()
    def takeBack(self) -> None:
        """Ask for the visit to be taken back."""
        self.takeBackWanted.emit()
