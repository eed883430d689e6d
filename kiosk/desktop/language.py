"""The language that the screens speak, switched while they are shown."""

from typing import Protocol

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk import paths
from kiosk.desktop.properties import Property
from kiosk.errors import KioskError

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

CHINESE = "zh_CN"
ENGLISH = "en"


class TranslationMissing(KioskError):
    """A language's file isn't where the product keeps it: the installation is incomplete."""


class InBothLanguages(Protocol):
    """A name as the station plan gives it."""

    @property
    def zh(self) -> str: ...  # noqa: D102
    @property
    def en(self) -> str: ...  # noqa: D102


@QmlElement
class Language(QObject):
    """Chinese by default, or English; the catalogues lie in ``assets/translations``."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogues = {code: self._load(code) for code in (CHINESE, ENGLISH)}
        self._code = ""
        self.speak(CHINESE)

    def _load(self, code: str) -> QTranslator:
        catalogue = QTranslator(self)
        file = paths.ASSETS / "translations" / f"kiosk_{code}.qm"
        if not catalogue.load(str(file)):
            raise TranslationMissing(f"{file} is missing or damaged. Install the kiosk again.")
        return catalogue

    @Property(bool, notify=changed)
    def chinese(self) -> bool:
        """Whether the screens speak Chinese now."""
        return self._code == CHINESE

    @Slot(str)
    def speak(self, code: str) -> None:
        """Speak ``zh_CN`` or ``en`` from now on; numbers and dates follow."""
        if code == self._code:
            return
        for each in self._catalogues.values():
            QCoreApplication.removeTranslator(each)
        QCoreApplication.installTranslator(self._catalogues[code])
        QLocale.setDefault(QLocale(code))
        self._code = code
        self.changed.emit()

    def pick(self, name: InBothLanguages | None) -> str:
        """Return the name in the language that is spoken; empty for no name."""
        if name is None:
            return ""
        return name.zh if self._code == CHINESE else name.en

    def pick_other(self, name: InBothLanguages | None) -> str:
        """Return the name in the language that is not spoken, for the smaller second line."""
        if name is None:
            return ""
        return name.en if self._code == CHINESE else name.zh
