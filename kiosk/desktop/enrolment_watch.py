"""Enrolment while the kiosk runs: the hub's code before the camera, six digits on the screen, a coordinator's word."""

import threading
from pathlib import Path

import structlog
from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.desktop.background import in_background
from kiosk.desktop.enrolling import confirmed_point, enrol
from kiosk.desktop.flow import ENROLMENT
from kiosk.desktop.gui_thread import GuiThread
from kiosk.desktop.uplink import standing
from kiosk.desktop.window import Window
from kiosk.errors import BadUsage, KioskError
from kiosk.keys.enrolment import looks_like_code
from kiosk.sync.connection import RefusedByHub, Unreachable
from kiosk.sync.enrolment import NotTheHub
from kiosk.sync.loop import SyncState

_log = structlog.get_logger()
_ASK_EVERY_MS = 2000
_ASK_AGAIN_AFTER_REFUSAL_MS = 300_000


class EnrolmentWatch(QObject):
    """Takes a presented enrolment code to its hub, and asks there until a coordinator has confirmed.

    An enrolment that an earlier start left waiting goes on by itself.

    Args:
        window: the screens.
        folder: the data folder.
        gui: brings the hub's answers back to this thread.
    """

    confirmed = Signal()
    """This kiosk is in service: plan and point of the hub lie in the folder, for the next start."""

    def __init__(self, window: Window, folder: Path, gui: GuiThread) -> None:
        super().__init__(window)
        self._window, self._folder, self._gui = window, folder, gui
        self._asked = ""
        self._one_at_a_time = threading.Lock()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self.state = standing(folder)
        """``trouble`` is ``not_enrolled``, ``not_confirmed`` or ``failed``, and empty once it is in service."""
        if self.state.trouble == "not_confirmed":
            window.enrolment.show_digits(self.state.message)
            self._timer.start(0)

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()

    def takes(self, text: str) -> bool:
        """Whether a presented text is an enrolment code, and this kiosk one that still needs it."""
        return self.state.trouble != "" and looks_like_code(text)

    def present(self, text: str) -> None:
        """Take an enrolment code to its hub; one that is shown again is the same."""
        self._window.flow.open(ENROLMENT)
        if text == self._asked:
            return
        self._asked = text
        self._window.enrolment.show_asking()
        answer = in_background("enrolment", lambda: self.enrol(text, None))
        self._gui.when_done(answer, lambda _: None, self._show_refusal)

    def enrol(self, code: str, url: str | None) -> str:
        """Ask a code's hub to be enrolled and return the six digits, which come on the screen too; from any thread.

        Raises:
            KioskError: as :func:`kiosk.desktop.enrolling.enrol`.
        """
        with self._one_at_a_time:
            digits = enrol(self._folder, code, url)
        self._gui.run(lambda: self._wait_for_word(digits))
        return digits

    def _wait_for_word(self, digits: str) -> None:
        self.state = SyncState("not_confirmed", digits)
        self._window.enrolment.show_digits(digits)
        self._window.flow.open(ENROLMENT)
        self._timer.start(_ASK_EVERY_MS)

    def _ask(self) -> None:
        self._gui.when_done(in_background("enrolment", self._confirmed), self._take_word, self._try_again)

    def _confirmed(self) -> bool:
        with self._one_at_a_time:
            return confirmed_point(self._folder) is not None

    def _take_word(self, is_confirmed: bool) -> None:
        if self.state.trouble == "":
            return
        if not is_confirmed:
            if self._window.enrolment.digits:
                self._window.enrolment.show_trouble("")
            self._timer.start(_ASK_EVERY_MS)
            return
        self._timer.stop()
        self.state = SyncState("")
        self.confirmed.emit()

    def _try_again(self, problem: BaseException) -> None:
        self._window.enrolment.show_trouble(_in_a_word(problem, of_usage="plan"))
        refused = isinstance(problem, RefusedByHub)
        self._timer.start(_ASK_AGAIN_AFTER_REFUSAL_MS if refused else _ASK_EVERY_MS)

    def _show_refusal(self, problem: BaseException) -> None:
        self._asked = ""
        self._window.enrolment.show_trouble(_in_a_word(problem, of_usage="damaged"))


def _in_a_word(problem: BaseException, of_usage: str) -> str:
    """Return what the sheet says; the log gets no more than that of what stood in the code."""
    match problem:
        case Unreachable(trouble=trouble):
            word = trouble
        case NotTheHub():
            word = "another_hub"
        case RefusedByHub():
            word = "refused"
        case BadUsage():
            word = of_usage
        case _:
            word = "failed"
    _log.warning("enrolment", trouble=word, exc_info=None if isinstance(problem, KioskError) else problem)
    return word
