"""The health details for staff: how camera, disk, journal, hub, clock and plan are."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.desktop.properties import Property

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class Condition:
    """How the kiosk is, at one moment."""

    camera_works: bool
    pictures_a_second: int
    free_disk_mb: int
    disk_is_enough: bool
    entries: int
    journal_is_whole: bool
    clock: str
    """Date and time as this kiosk takes them to be, ``YYYY-MM-DD HH:MM``."""
    clock_is_trusted: bool
    plan: str
    """The station's id and the plan's version."""
    program: str
    """The version of this program."""
    camera_trouble: str = ""
    """A value of ``kiosk.scanner.Trouble``; empty while all is well."""
    decode_ms: float = 0.0
    """Mean time that a picture is looked at for codes."""
    undecodable: int = 0
    """Pictures on which a decoding library gave up."""
    waiting: int = 0
    """Entries that the hub doesn't have yet."""
    hub_trouble: str = "demo"
    """A word of :class:`kiosk.sync.loop.SyncState`, empty while all is well; ``demo`` where there can be no hub."""
    hub_digits: str = ""
    """To be compared with the hub's, while the enrolment waits for that."""
    minutes_since_contact: int = -1
    """Since the hub last answered; -1 when it hasn't since this start."""
    hub_is_well: bool = True
    """False for what staff should look at; a kiosk that nobody has enrolled is well."""
    alarm: str = ""
    """``salvaged``, ``restored`` or ``differs``: why the journal had to go on in a new epoch lately."""


_NOTHING_YET = Condition(
    camera_works=False,
    pictures_a_second=0,
    free_disk_mb=0,
    disk_is_enough=True,
    entries=0,
    journal_is_whole=True,
    clock="",
    clock_is_trusted=True,
    plan="",
    program="",
)


@QmlElement
class Health(QObject):
    """What the rows of the health details say, and what staff may ask for there."""

    conditionChanged = Signal()
    clockConfirmed = Signal()
    leaveFullScreenWanted = Signal()
    restartWanted = Signal()
    shutDownWanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = _NOTHING_YET

    def show_condition(self, now: Condition) -> None:
        """Say how the kiosk is."""
        if now != self._now:
            self._now = now
            self.conditionChanged.emit()

    @Property(bool, notify=conditionChanged)
    def cameraWorks(self) -> bool:
        """Whether pictures arrive."""
        return self._now.camera_works

    @Property(int, notify=conditionChanged)
    def picturesASecond(self) -> int:
        """How many pictures arrive in a second."""
        return self._now.pictures_a_second

    @Property(str, notify=conditionChanged)
    def cameraTrouble(self) -> str:
        """What is wrong with the camera, a value of ``kiosk.scanner.Trouble``; empty while all is well."""
        return self._now.camera_trouble

    @Property(float, notify=conditionChanged)
    def decodeMs(self) -> float:
        """Mean time that a picture is looked at for codes, in milliseconds."""
        return self._now.decode_ms

    @Property(int, notify=conditionChanged)
    def undecodable(self) -> int:
        """Pictures on which a decoding library gave up."""
        return self._now.undecodable

    @Property(int, notify=conditionChanged)
    def freeDiskMb(self) -> int:
        """Free disk space in megabytes."""
        return self._now.free_disk_mb

    @Property(bool, notify=conditionChanged)
    def diskIsEnough(self) -> bool:
        """Whether that is enough to take visits."""
        return self._now.disk_is_enough

    @Property(int, notify=conditionChanged)
    def entries(self) -> int:
        """Entries in the journal."""
        return self._now.entries

    @Property(int, notify=conditionChanged)
    def waiting(self) -> int:
        """Entries that the hub doesn't have yet."""
        return self._now.waiting

    @Property(str, notify=conditionChanged)
    def hubTrouble(self) -> str:
        """A word for how the hub is, empty while all is well; ``demo`` where there can be none."""
        return self._now.hub_trouble

    @Property(str, notify=conditionChanged)
    def hubDigits(self) -> str:
        """Six digits to be compared with the hub's."""
        return self._now.hub_digits

    @Property(int, notify=conditionChanged)
    def minutesSinceContact(self) -> int:
        """Since the hub last answered; -1 when it hasn't since this start."""
        return self._now.minutes_since_contact

    @Property(bool, notify=conditionChanged)
    def hubIsWell(self) -> bool:
        """Whether staff need not look after the hub."""
        return self._now.hub_is_well

    @Property(str, notify=conditionChanged)
    def alarm(self) -> str:
        """Why the journal had to go on in a new epoch lately; empty when it hadn't to."""
        return self._now.alarm

    @Property(bool, notify=conditionChanged)
    def journalIsWhole(self) -> bool:
        """Whether its chain held when the kiosk started."""
        return self._now.journal_is_whole

    @Property(str, notify=conditionChanged)
    def clock(self) -> str:
        """Date and time as this kiosk takes them to be."""
        return self._now.clock

    @Property(bool, notify=conditionChanged)
    def clockIsTrusted(self) -> bool:
        """Whether they are trusted."""
        return self._now.clock_is_trusted

    @Property(str, notify=conditionChanged)
    def plan(self) -> str:
        """The station's id and the plan's version."""
        return self._now.plan

    @Property(str, notify=conditionChanged)
    def program(self) -> str:
        """The version of this program."""
        return self._now.program

    @Slot()
    def confirmClock(self) -> None:
        """Say that date and time are right."""
        self.clockConfirmed.emit()

    @Slot()
    def leaveFullScreen(self) -> None:
        """Ask for a window instead of the full screen."""
        self.leaveFullScreenWanted.emit()

    @Slot()
    def restart(self) -> None:
        """Ask for the kiosk to start anew."""
        self.restartWanted.emit()

    @Slot()
    def shutDown(self) -> None:
        """Ask for the kiosk to stop."""
        self.shutDownWanted.emit()
