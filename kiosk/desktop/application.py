"""The running kiosk: camera, front desk, hub and screens, composed; the only place where their threads meet."""

import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from kiosk.control import Control
from kiosk.desktop.enrolment_watch import EnrolmentWatch
from kiosk.desktop.flow import ENROLMENT
from kiosk.desktop.gui_thread import GuiThread
from kiosk.desktop.quiet import Quiet
from kiosk.desktop.reader_keys import ReaderKeys
from kiosk.desktop.reception import Reception
from kiosk.desktop.uplink import sync_loop
from kiosk.desktop.watch import Watch
from kiosk.desktop.window import Look, Window
from kiosk.device.answers import answers
from kiosk.device.clock import Clock
from kiosk.device.front_desk import FrontDesk
from kiosk.device.workplace import Workplace
from kiosk.errors import KioskError
from kiosk.scanner import Frame, Scanner
from kiosk.sync.loop import NotReady, SyncLoop, SyncState

RESTART = 75
"""The exit status that asks to be started again (EX_TEMPFAIL)."""
_WAIT_FOR_HUB_S = 1.0
"""So long a request to the hub may go on when the kiosk is closed; what it would have brought comes next time."""


class NoHubHere(KioskError):
    """A demonstration or a sample has no hub to send anything to."""


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

    restartAsked = Signal()
    """The kiosk ends to be started again."""

    def __init__(self, workplace: Workplace, clock: Clock, show: Show) -> None:
        super().__init__()
        self._workplace, self._is_demo = workplace, show.is_demo
        settings = workplace.settings
        self._gui = GuiThread(self)
        self.sync: SyncLoop | None = None
        self.desk = FrontDesk(workplace.journal_folder, workplace.post(), clock, self._send_soon)
        try:
            self.scanner = Scanner(
                settings.camera,
                size=(settings.camera_width, settings.camera_height),
                on_frame=self._take_frame,
                on_code=lambda code, _at_s: self._gui.run(lambda: self._present(code.text, "scan")),
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
            self._keys.read.connect(lambda text: self._present(text, "reader"))
            self.quiet = Quiet(self.window)
            self.enrolment = None if show.is_demo else EnrolmentWatch(self.window, workplace.folder, self._gui)
            self.watch = Watch(
                self.window, self.desk, self.scanner, workplace, clock, self._gui, self._hub, is_demo=show.is_demo
            )
            if not show.is_demo and not workplace.is_sample:
                self.sync = sync_loop(self.desk, workplace, self.watch.report, self._take_plan)
            self.control = Control(workplace.folder, self._answers())
        except BaseException:
            self.desk.close()
            raise
        self._newest: Frame | None = None
        self._closed = False
        # exit(), not quit(): that closes the windows first, under the feet of a frame that is still to be drawn.
        self.window.closed.connect(lambda: self._end(0))
        self.restartAsked.connect(lambda: self._end(RESTART))
        self.window.health.restartWanted.connect(self.restartAsked)
        self.window.health.shutDownWanted.connect(lambda: self._end(0))
        self.window.help.openChanged.connect(self._send_soon)
        self.quiet.began.connect(self.desk.check_structure)
        if self.enrolment is not None:
            self.enrolment.confirmed.connect(self._come_into_service)
        self._start_sync()
        self.scanner.start()

    def close(self) -> None:
        """Stop camera, screens, sync and front desk, in this order; may be called twice.

        What was accepted is on disk already. Sync asks the front desk, so it ends before it; nobody below waits for
        this thread.
        """
        if self._closed:
            return
        self._closed = True
        if self.sync is not None:
            self.sync.stop(timeout_s=0)  # it ends while the others are closed
        self.control.close()
        self.scanner.stop()
        self.watch.stop()
        self.quiet.stop()
        if self.enrolment is not None:
            self.enrolment.stop()
        self._gui.close()
        self.window.close()
        if self.sync is not None:
            self.sync.stop(_WAIT_FOR_HUB_S)
        self.desk.close()

    def _end(self, status: int) -> None:
        """Let :func:`run` return; once closed there is nothing to end, and Qt would end the next event loop instead."""
        if not self._closed:
            QGuiApplication.exit(status)

    # Codes and pictures

    def _present(self, text: str, by: str) -> None:
        """Take a presented text where it belongs: an enrolment code to its hub, everything else to the reception."""
        if self.enrolment is not None and self.enrolment.takes(text):
            self.enrolment.present(text)
        else:
            self.reception.present(text, by)

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

    # The hub

    def _answers(self) -> dict[str, Callable[..., Any]]:
        """Return what commands may ask; they are answered on threads of their own."""
        desk = answers(self.desk, is_sample=self._workplace.is_sample)
        return {**desk, "sync": self._sync_now, "enrol": self._enrol}

    def _sync_now(self) -> dict[str, int]:
        hub = self._hub()
        if hub.trouble in ("not_enrolled", "not_confirmed"):
            raise NotReady(hub.trouble, "This kiosk has no hub yet. Enrol it, or confirm it there: kiosk hub devices.")
        if self.sync is None:
            raise NoHubHere("What happens on the sample plan, or in a demonstration, is sent nowhere.")
        done = self.sync.once()
        return {"sent": done.sent, "waiting": done.waiting}

    def _enrol(self, code: str, url: str | None) -> str:
        if self.enrolment is None:
            raise NoHubHere("A demonstration has no hub.")
        return self.enrolment.enrol(code, url)

    def _hub(self) -> SyncState:
        """Return how the hub is: enrolment comes first, sync after it."""
        if self.enrolment is None:
            return SyncState("demo")
        if self.enrolment.state.trouble or self.sync is None:
            return self.enrolment.state
        return self.sync.state

    def _start_sync(self) -> None:
        """Start sync once the kiosk is in service; until then it asks whether it is, and two must not ask at once."""
        if self.sync is not None and self.enrolment is not None and not self.enrolment.state.trouble:
            self.sync.start()

    def _send_soon(self) -> None:
        """Wake sync; called from any thread."""
        if self.sync is not None:
            self.sync.wake()

    def _come_into_service(self) -> None:
        """Start again with the hub's plan and point: now, if staff stand here for it, else when nobody does."""
        if self.window.flow.sheet == ENROLMENT:
            self.restartAsked.emit()
        else:
            self._start_sync()
            self.quiet.then(self.restartAsked.emit)

    def _take_plan(self) -> None:
        """Start again with the plan that was pulled, when nobody stands here; called on the sync thread."""
        self._gui.run(lambda: self.quiet.then(self.restartAsked.emit))


def run(application: Application) -> int:
    """Run until the kiosk is closed, and return its exit status; RESTART asks for another start."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: QGuiApplication.exit(0))
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
