"""Which screen is shown, for how long, and when it goes back to the resting one."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.desktop.properties import Property

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

READY = "ready"
TAP = "tap"
CHECKED_IN = "checkedIn"
NOT_ACCEPTED = "notAccepted"
ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Times:
    """How long screens stay, in seconds (the figures of the experience table)."""

    after_tap_s: float = 2.5
    after_scan_s: float = 8.0
    refused_s: float = 15.0
    idle_s: float = 60.0
    enrolment_s: float = 900.0
    """The hub's code is good for as long; a coordinator may have to walk to another room meanwhile."""
    warning_s: float = 20.0


@QmlElement
class ScreenFlow(QObject):
    """The way through the visitor's screens.

    A screen that says an outcome goes back by itself; a touch holds it, and from then on the idle time counts, as it
    does wherever a person has changed something. ``cleared`` says that the person has left: whatever they chose or
    typed is forgotten by its owner. A step back is no leaving: the same person goes on in the language they chose.
    """

    screenChanged = Signal()
    sheetChanged = Signal()
    warningChanged = Signal()
    cleared = Signal()

    def __init__(
        self, anything_to_forget: Callable[[], bool], times: Times | None = None, parent: QObject | None = None
    ) -> None:
        """Ask ``anything_to_forget`` whether a person on Ready left a choice behind, which is worth a warning."""
        super().__init__(parent)
        self._anything_to_forget = anything_to_forget
        self._times = times or Times()
        self._screen = READY
        self._sheet = ""
        self._seconds_left = 0
        self._hold = QTimer(self, singleShot=True)
        self._hold.timeout.connect(self.leave)
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.warn)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count_down)

    @Property(str, notify=screenChanged)
    def screen(self) -> str:
        """``ready``, ``tap``, ``checkedIn`` or ``notAccepted``."""
        return self._screen

    @Property(str, notify=sheetChanged)
    def sheet(self) -> str:
        """What lies over it: ``services``, ``access``, ``staff``, ``health`` or ``enrolment``; empty is nothing."""
        return self._sheet

    @Property(int, notify=warningChanged)
    def secondsLeft(self) -> int:
        """Seconds until the kiosk goes back to Ready for want of a touch; 0 while there is no warning."""
        return self._seconds_left

    @Slot()
    def choose(self) -> None:
        """Show the Tap screen: a service was chosen."""
        self._show(TAP)
        self._stay()

    @Slot()
    def go_back(self) -> None:
        """Show Ready for the same person, who keeps language and text size."""
        self._show(READY)
        self._stay()

    @Slot()
    def leave(self) -> None:
        """Show Ready for the next person: everything that this one chose is forgotten."""
        self._show(READY)
        self._hold.stop()
        self._idle.stop()
        self.cleared.emit()

    @Slot(str)
    def open(self, sheet: str) -> None:
        """Lay a sheet over the screen."""
        self._set_sheet(sheet)
        self._stay()

    @Slot()
    def close(self) -> None:
        """Take the sheet away."""
        self._set_sheet("")
        self._stay()

    def show_welcome(self, *, after_tap: bool) -> None:
        """Show the Checked-in screen, at once and whatever was shown."""
        self._show(CHECKED_IN)
        self._go_back_in(self._times.after_tap_s if after_tap else self._times.after_scan_s)

    def show_refusal(self) -> None:
        """Show the Not-accepted screen, at once and whatever was shown."""
        self._show(NOT_ACCEPTED)
        self._go_back_in(self._times.refused_s)

    def touched(self) -> None:
        """Take note of a touch anywhere: it holds an outcome, and prolongs the idle time."""
        self._stay()

    def warn(self) -> None:
        """Ask whether somebody is still there, unless nobody left anything behind; without a touch, leave."""
        if self._screen == READY and not self._sheet and not self._anything_to_forget():
            return
        self._set_warning(max(1, round(self._times.warning_s)))
        self._hold.start(round(self._times.warning_s * 1000))

    def _show(self, screen: str) -> None:
        self._set_sheet("")
        self._set_warning(0)
        if screen != self._screen:
            self._screen = screen
            self.screenChanged.emit()

    def _set_sheet(self, sheet: str) -> None:
        if sheet != self._sheet:
            self._sheet = sheet
            self.sheetChanged.emit()

    def _go_back_in(self, seconds: float) -> None:
        self._idle.stop()
        self._hold.start(round(seconds * 1000))

    def _stay(self) -> None:
        self._hold.stop()
        self._set_warning(0)
        times = self._times
        self._idle.start(round((times.enrolment_s if self._sheet == ENROLMENT else times.idle_s) * 1000))

    def _count_down(self) -> None:
        self._set_warning(max(1, self._seconds_left - 1))

    def _set_warning(self, seconds: int) -> None:
        if seconds == 0:
            self._tick.stop()
        elif not self._tick.isActive():
            self._tick.start()
        if seconds != self._seconds_left:
            self._seconds_left = seconds
            self.warningChanged.emit()
