"""The running kiosk: camera, front desk and screens, composed; the only place where their threads meet."""

import signal
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.control import Control
from kiosk.desktop.gui_thread import GuiThread
from kiosk.desktop.reader_keys import ReaderKeys
from kiosk.desktop.reception import Reception
from kiosk.desktop.watch import Watch
from kiosk.desktop.window import Look, Window
from kiosk.device.answers import answers
from kiosk.device.clock import Clock
from kiosk.device.front_desk import FrontDesk
from kiosk.device.workplace import Workplace
from kiosk.scanner import Frame, Scanner

RESTART = 75
"""The exit status that asks to be started again (EX_TEMPFAIL)."""


@dataclass(frozen=True, slots=True)
class Show:
    """How the kiosk is shown."""

    full_screen: bool = True
    is_demo: bool = False
    size: tuple[int, int] | None = None


class Application(QObject):
    """One kiosk, from its start to its close; :func:`qt_application` must be there.

    Args:
        workplace: plan, point, settings and folder.
        clock: the time.
        show: how it is shown.

    Raises:
        KioskError: the journal can't be served, or the screens don't load.
    """

    def __init__(self, workplace: Workplace, clock: Clock, show: Show) -> None:
        super().__init__()
        self._workplace = workplace
        settings = workplace.settings
        self._gui = GuiThread(self)
        self.desk = FrontDesk(workplace.journal_folder, workplace.post(), clock)
        try:
            self.scanner = Scanner(
                settings.camera,
                size=(settings.camera_width, settings.camera_height),
                on_frame=self._take_frame,
                on_code=lambda code, _at_s: self._gui.run(lambda: self.reception.present(code.text, "scan")),
            )
            self.window = Window(
                Look(
                    full_screen=show.full_screen,
                    size=show.size,
                    diagonal_in=settings.screen_diagonal_in,
                    lens=settings.lens,
                    mirror=settings.mirror,
                    volume_percent=settings.volume,
                    reduce_motion=settings.reduce_motion,
                )
            )
            self.reception = Reception(self.window, self.desk, workplace.plan, self._gui)
            self._keys = ReaderKeys(settings.reader_prefix, self)
            self._keys.read.connect(lambda text: self.reception.present(text, "reader"))
            self.watch = Watch(self.window, self.desk, self.scanner, workplace, clock, self._gui, is_demo=show.is_demo)
            self.control = Control(workplace.folder, answers(self.desk, is_sample=workplace.is_sample))
        except BaseException:
            self.desk.close()
            raise
        self._newest: Frame | None = None
        self._closed = False
        self.window.closed.connect(QGuiApplication.quit)
        self.window.health.restartWanted.connect(lambda: QGuiApplication.exit(RESTART))
        self.window.health.shutDownWanted.connect(QGuiApplication.quit)
        self.scanner.start()

    def close(self) -> None:
        """Stop camera, screens and front desk, in this order; may be called twice.

        What was accepted is on disk already.
        """
        if self._closed:
            return
        self._closed = True
        self.control.close()
        self.scanner.stop()
        self.watch.stop()
        self.window.close()
        self.desk.close()

    def _take_frame(self, frame: Frame) -> None:
        """Keep the newest frame for the screen; called on the camera thread."""
        waiting = self._newest is not None
        self._newest = frame
        if not waiting:
            self._gui.run(self._show_frame)

    def _show_frame(self) -> None:
        frame, self._newest = self._newest, None
        if frame is not None:
            self.window.camera.show_frame(frame.picture, [code.corners for code in frame.codes])


def run(application: Application) -> int:
    """Run until the kiosk is closed, and return its exit status; RESTART asks for another start."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: QGuiApplication.quit())
    # Python looks at its signals only when it runs: let it, now and then.
    awake = QTimer(application)
    awake.timeout.connect(lambda: None)
    awake.start(250)
    try:
        return QGuiApplication.exec()
    finally:
        application.close()


def qt_application() -> QGuiApplication:
    """Return the one Qt application of this process."""
    there = QGuiApplication.instance()
    return there if isinstance(there, QGuiApplication) else QGuiApplication(["kiosk"])
