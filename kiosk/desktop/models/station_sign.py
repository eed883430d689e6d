"""The sign over every screen: station, day, host, point, people served, and how the kiosk is."""

from datetime import date

from PySide6.QtCore import QDate, QLocale, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.desktop.language import InBothLanguages, Language
from kiosk.desktop.properties import Property

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class StationSign(QObject):
    """What is true of the place and the day, whoever stands before the kiosk."""

    placeChanged = Signal()
    dayChanged = Signal()
    servedTodayChanged = Signal()
    conditionChanged = Signal()

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._station: InBothLanguages | None = None
        self._point: InBothLanguages | None = None
        self._number = 0
        self._day: date | None = None
        self._host: InBothLanguages | None = None
        self._next_day: date | None = None
        self._next_host: InBothLanguages | None = None
        self._served_today = 0
        self._demo = self._sample = self._unwell = self._cannot_save = False
        language.changed.connect(self.placeChanged)
        language.changed.connect(self.dayChanged)

    def show_place(self, station: InBothLanguages, number: int, point: InBothLanguages) -> None:
        """Say where this kiosk stands."""
        self._station, self._number, self._point = station, number, point
        self.placeChanged.emit()

    def show_service_day(self, day: date, host: InBothLanguages) -> None:
        """Say that ``day`` is a service day, and whose turn it is."""
        self._day, self._host, self._next_day, self._next_host = day, host, None, None
        self.dayChanged.emit()

    def show_no_service_day(self, day: date, next_day: date | None, next_host: InBothLanguages | None) -> None:
        """Say that ``day`` is none, and when the next is; None when the plan has no more."""
        self._day, self._host, self._next_day, self._next_host = day, None, next_day, next_host
        self.dayChanged.emit()

    def show_served_today(self, people: int) -> None:
        """Say how many people were served at this point today."""
        if people != self._served_today:
            self._served_today = people
            self.servedTodayChanged.emit()

    def show_condition(self, *, demo: bool, sample: bool, unwell: bool, cannot_save: bool) -> None:
        """Say what every screen must carry.

        ``demo`` and ``sample``: nothing counts as real. ``unwell``: something is for staff to look at, in the health
        details. ``cannot_save``: no visit can be taken now.
        """
        self._demo, self._sample, self._unwell, self._cannot_save = demo, sample, unwell, cannot_save
        self.conditionChanged.emit()

    @Property(str, notify=placeChanged)
    def station(self) -> str:
        """The station's name."""
        return self._language.pick(self._station)

    @Property(str, notify=placeChanged)
    def point(self) -> str:
        """The name of the point."""
        return self._language.pick(self._point)

    @Property(int, notify=placeChanged)
    def number(self) -> int:
        """The number of the point."""
        return self._number

    @Property(str, notify=dayChanged)
    def day(self) -> str:
        """The service day's date."""
        return self._written(self._day)

    @Property(str, notify=dayChanged)
    def host(self) -> str:
        """Whose turn it is today; empty on a day that is no service day."""
        return self._language.pick(self._host)

    @Property(bool, notify=dayChanged)
    def serviceDay(self) -> bool:
        """Whether today is a service day."""
        return self._host is not None

    @Property(str, notify=dayChanged)
    def nextDay(self) -> str:
        """The date of the next service day; empty when the plan has no more."""
        return self._written(self._next_day)

    @Property(str, notify=dayChanged)
    def nextHost(self) -> str:
        """Whose turn it is then."""
        return self._language.pick(self._next_host)

    @Property(int, notify=servedTodayChanged)
    def servedToday(self) -> int:
        """People served at this point today."""
        return self._served_today

    @Property(bool, notify=conditionChanged)
    def demo(self) -> bool:
        """Whether this is a demonstration."""
        return self._demo

    @Property(bool, notify=conditionChanged)
    def sample(self) -> bool:
        """Whether the kiosk runs on the sample plan for want of settings."""
        return self._sample

    @Property(bool, notify=conditionChanged)
    def unwell(self) -> bool:
        """Whether the health details hold something that staff should look at."""
        return self._unwell

    @Property(bool, notify=conditionChanged)
    def cannotSave(self) -> bool:
        """Whether no visit can be taken now."""
        return self._cannot_save

    def _written(self, day: date | None) -> str:
        if day is None:
            return ""
        locale = QLocale("zh_CN" if self._language.chinese else "en_GB")
        return locale.toString(QDate(day.year, day.month, day.day), "M月d日" if self._language.chinese else "d MMMM")
