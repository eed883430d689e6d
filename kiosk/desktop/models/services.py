"""The services on offer at this point today, as buttons."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtQml import QmlElement

from kiosk.desktop.language import InBothLanguages, Language

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_ROLES = ("serviceId", "name", "picture", "special")


@dataclass(frozen=True, slots=True)
class Offer:
    """One service as it stands on a button."""

    id: str
    name: InBothLanguages
    icon: str
    """The name of a picture in ``assets/icons``."""
    special: bool
    """Whether it is on offer today only."""


@QmlElement
class Services(QAbstractListModel):
    """The offers, the default one first."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._offers: tuple[Offer, ...] = ()
        language.changed.connect(self._say_again)

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Put these services on the buttons."""
        self.beginResetModel()
        self._offers = tuple(offers)
        self.endResetModel()

    def find(self, service_id: str) -> Offer | None:
        """Return the offer of this id, None if it isn't on offer today."""
        return next((offer for offer in self._offers if offer.id == service_id), None)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return how many services are on offer."""
        return 0 if parent.isValid() else len(self._offers)

    def roleNames(self) -> dict[int, QByteArray]:
        """Return the names under which QML asks."""
        return {Qt.ItemDataRole.UserRole + i: QByteArray(name.encode()) for i, name in enumerate(_ROLES)}

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return one value of one offer."""
        offer = self._offers[index.row()]
        match role - Qt.ItemDataRole.UserRole:
            case 0:
                return offer.id
            case 1:
                return self._language.pick(offer.name)
            case 2:
                return offer.icon
            case 3:
                return offer.special
        return None

    def _say_again(self) -> None:
        if self._offers:
            self.dataChanged.emit(self.index(0), self.index(len(self._offers) - 1))
