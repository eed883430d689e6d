"""The one window: makes the models and the QML engine, and hands them to the application."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import shiboken6
import structlog
from PySide6.QtCore import QObject, QSize, QUrl, Signal
from PySide6.QtGui import QFont, QGuiApplication, QImage, QScreen
from PySide6.QtQml import QQmlApplicationEngine, QQmlError
from PySide6.QtQuick import QQuickWindow

from kiosk import paths
from kiosk.desktop import camera_picture  # noqa: F401  # QML finds CameraPicture once its module was imported
from kiosk.desktop.comfort import LOUDEST, Comfort
from kiosk.desktop.flow import TAP, ScreenFlow, Times
from kiosk.desktop.icons import PROVIDER, Icons
from kiosk.desktop.language import CHINESE, InBothLanguages, Language
from kiosk.desktop.models.camera_feed import CameraFeed
from kiosk.desktop.models.checked_in import CheckedIn
from kiosk.desktop.models.enrolment import Enrolment
from kiosk.desktop.models.health import Health
from kiosk.desktop.models.help_call import HelpCall
from kiosk.desktop.models.not_accepted import FRIENDLY, NotAccepted
from kiosk.desktop.models.services import Services
from kiosk.desktop.models.station_sign import StationSign
from kiosk.desktop.models.tap_form import TapForm
from kiosk.desktop.sounds import ACCEPTED, HELP, REFUSED, Sounds
from kiosk.desktop.touches import Touches
from kiosk.errors import KioskError

_log = structlog.get_logger()

_FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei UI", "PingFang SC")
_MM_PER_INCH = 25.4
_PIXELS_PER_MM_UNKNOWN = 96 / _MM_PER_INCH


class ScreensBroken(KioskError):
    """The QML files don't load: the installation is incomplete or damaged."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the settings say about the window."""

    full_screen: bool = True
    size: tuple[int, int] | None = None
    """Width and height of a window that isn't full screen, in pixels; None leaves it to the system."""
    diagonal_in: float = 0.0
    """The real size of the screen in inches; 0 trusts what the screen says."""
    lens: str = "above"
    """Where the lens is, seen from the screen: ``above``, ``below``, ``left`` or ``right``."""
    mirror: bool = True
    volume_percent: int = 70
    reduce_motion: bool = False


class Window(QObject):
    """All that a person meets, ready to be told what happens.

    The application calls ``show_…`` here and on the models, and connects to their requests: ``tap.confirmed``,
    ``checked_in.serviceWanted`` and ``takeBackWanted``, ``health.clockConfirmed``, ``restartWanted`` and
    ``shutDownWanted``. What concerns screens alone (flow, language, comfort, sounds) is wired here.
    """

    closed = Signal()
    """The person at a desk has closed the window."""
    touched = Signal()
    """Somebody has touched the screen, anywhere."""

    def __init__(
        self, look: Look | None = None, times: Times | None = None, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        """Load the screens and show them; a QGuiApplication must be there.

        Raises:
            ScreensBroken: the QML files don't load.
        """
        super().__init__()
        self._look = look or Look()
        self.language = Language(self)
        self.comfort = Comfort(self._look.volume_percent, self)
        self.flow = ScreenFlow(self._anything_to_forget, times, self)
        self.sign = StationSign(self.language, self)
        self.services = Services(self.language, self)
        self.camera = CameraFeed(self._look.lens, mirror=self._look.mirror, parent=self)
        self.tap = TapForm(self.language, self.services, self)
        self.checked_in = CheckedIn(self.language, self)
        self.not_accepted = NotAccepted(self)
        self.help = HelpCall(self)
        self.health = Health(self)
        self.enrolment = Enrolment(self)
        self._sounds = Sounds(self)
        self._engine = QQmlApplicationEngine()
        self.quick = self._load()
        self._wire(now_s)
        self._show()

    @property
    def chosen_service(self) -> str | None:
        """The id of the service that stands on the Tap screen: a code shown now counts for it."""
        return self.tap.service_id if self.flow.screen == TAP else None

    @property
    def chosen_people(self) -> int:
        """The party size that stands on the Tap screen, else 1."""
        return max(1, self.tap.people) if self.flow.screen == TAP else 1

    def show_welcome(
        self,
        service: InBothLanguages,
        people: int,
        *,
        after_tap: bool,
        points: Sequence[int] = (),
        lit: Sequence[int] = (),
    ) -> None:
        """Say welcome, at once and whatever is shown; arguments as in ``CheckedIn.show_welcome``."""
        self.checked_in.show_welcome(service, people, points=points, lit=lit)
        self.flow.show_welcome(after_tap=after_tap)
        self._play(ACCEPTED)

    def show_refusal(self, reason: str, *, since_s: int | None = None, until_s: int | None = None) -> None:
        """Say why a code isn't accepted, at once and whatever is shown; as in ``NotAccepted.show_refusal``."""
        self.not_accepted.show_refusal(reason, since_s=since_s, until_s=until_s)
        self.flow.show_refusal()
        self._play(ACCEPTED if reason in FRIENDLY else REFUSED)

    def show_taken_back(self) -> None:
        """Say that the visit was taken back, and go back to Ready as after a tap."""
        self.checked_in.show_taken_back()
        self.flow.show_welcome(after_tap=True)

    def grab(self) -> QImage:
        """Return what the window shows now."""
        return self.quick.grabWindow()

    def close(self) -> None:
        """Take the window away for good; the engine goes before the objects that it shows.

        They go here and now: left to Python they could go on another thread, where Qt's timers can't be stopped.
        """
        self._sounds.close()
        self.quick.close()
        shiboken6.delete(self._engine)
        shiboken6.delete(self)

    def _load(self) -> QQuickWindow:
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.setFont(QFont(_FONTS))
        self._engine.addImageProvider(PROVIDER, Icons())
        self._engine.warnings.connect(_log_warnings)
        self._engine.setInitialProperties(
            {
                "language": self.language,
                "comfort": self.comfort,
                "flow": self.flow,
                "sign": self.sign,
                "services": self.services,
                "camera": self.camera,
                "tap": self.tap,
                "checkedIn": self.checked_in,
                "notAccepted": self.not_accepted,
                "help": self.help,
                "health": self.health,
                "enrolment": self.enrolment,
                "pixelsPerMm": self._pixels_per_mm(application.primaryScreen()),
                "reduceMotion": self._look.reduce_motion,
            }
        )
        self._engine.load(QUrl.fromLocalFile(paths.UI / "Main.qml"))
        roots = self._engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise ScreensBroken(f"The screens in {paths.UI} don't load. Install the kiosk again.")
        return roots[0]

    def _wire(self, now_s: Callable[[], float]) -> None:
        touches = Touches(self.quick, now_s)
        touches.touched.connect(self.flow.touched)
        touches.touched.connect(self.touched)
        self.quick.closing.connect(self.closed)
        self.quick.screenChanged.connect(self._measure)
        self.language.changed.connect(self._engine.retranslate)
        self.flow.cleared.connect(self._forget)
        self.flow.screenChanged.connect(self._clear_form)
        self.help.openChanged.connect(self._call_for_help)
        self.health.leaveFullScreenWanted.connect(self.quick.showNormal)

    def _show(self) -> None:
        if self._look.size is not None:
            self.quick.resize(QSize(*self._look.size))
        if self._look.full_screen:
            self.quick.setGeometry(self.quick.screen().geometry())  # where no window manager does it
            self.quick.showFullScreen()
        else:
            self.quick.show()

    def _measure(self, screen: QScreen) -> None:
        self.quick.setProperty("pixelsPerMm", self._pixels_per_mm(screen))

    def _pixels_per_mm(self, screen: QScreen) -> float:
        pixels = screen.geometry()
        across = math.hypot(pixels.width(), pixels.height())
        if self._look.diagonal_in > 0:
            return across / (self._look.diagonal_in * _MM_PER_INCH)
        millimetres = screen.physicalSize()
        diagonal_mm = math.hypot(millimetres.width(), millimetres.height())
        return across / diagonal_mm if diagonal_mm > 0 else _PIXELS_PER_MM_UNKNOWN

    def _anything_to_forget(self) -> bool:
        return not (self.language.chinese and self.comfort.is_usual)

    def _forget(self) -> None:
        self.language.speak(CHINESE)
        self.comfort.clear()

    def _clear_form(self) -> None:
        if self.flow.screen != TAP:
            self.tap.clear()

    def _call_for_help(self) -> None:
        if self.help.open:
            self._play(HELP)

    def _play(self, chime: str) -> None:
        self._sounds.play(chime, self.comfort.volume / LOUDEST)


def _log_warnings(warnings: list[QQmlError]) -> None:
    for warning in warnings:
        _log.warning("screens", said=warning.toString())
