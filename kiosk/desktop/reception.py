"""What happens at the kiosk when a code is shown or a service is tapped: the front desk's answers, on the screens."""

import structlog
from PySide6.QtCore import QObject, Signal

from kiosk.desktop.gui_thread import GuiThread
from kiosk.desktop.window import Window
from kiosk.device.front_desk import Answer, FrontDesk, NoSuchVisit, Welcome
from kiosk.domain.checkin import Refused
from kiosk.domain.station import Plan

_log = structlog.get_logger()


class Reception(QObject):
    """Takes codes and touches to the front desk and shows what it answers.

    Args:
        window: the screens.
        desk: the one door.
        plan: for names.
        gui: brings the answers back to this thread.
    """

    answered = Signal(object)
    """The front desk's Answer, once it is on the screen's models."""
    failed = Signal(object)
    """The exception when nothing could be written; the screen says so already."""

    def __init__(self, window: Window, desk: FrontDesk, plan: Plan, gui: GuiThread) -> None:
        super().__init__(window)
        self._window, self._desk, self._plan, self._gui = window, desk, plan, gui
        self._welcome: Welcome | None = None
        window.tap.confirmed.connect(self._tap)
        window.checked_in.serviceWanted.connect(self._change_service)
        window.checked_in.takeBackWanted.connect(self._take_back)
        window.flow.cleared.connect(self._forget)

    def present(self, text: str, by: str) -> None:
        """Take a presented code to the front desk; ``by`` is ``scan`` or ``reader``."""
        answer = self._desk.present(text, by=by, service=self._window.chosen_service, people=self._window.chosen_people)
        self._gui.when_done(answer, self._show, self._cannot_save)

    def _tap(self, service: str, people: int) -> None:
        self._gui.when_done(self._desk.tap(service, people), self._show, self._cannot_save)

    def _change_service(self, service: str) -> None:
        if self._welcome is not None:
            changed = self._desk.change_service(self._welcome.id, service)
            self._gui.when_done(changed, self._show, self._cannot_save)

    def _take_back(self) -> None:
        if self._welcome is not None:
            taken = self._desk.take_back(self._welcome.id)
            self._gui.when_done(taken, self._show_taken_back, self._cannot_save)

    def _show(self, answer: Answer) -> None:
        match answer:
            case Welcome():
                self._show_welcome(answer)
            case Refused(reason=reason, since_s=since_s, until_s=until_s):
                self._forget()
                self._window.show_refusal(reason, since_s=since_s, until_s=until_s)
        self.answered.emit(answer)

    def _show_welcome(self, welcome: Welcome) -> None:
        self._welcome = welcome
        lit = [self._plan.point(point).number for point in welcome.points_today]
        self._window.show_welcome(
            self._plan.service(welcome.service).name,
            welcome.people,
            after_tap=welcome.by == "tap",
            points=[point.number for point in self._plan.points] if lit else (),
            lit=lit,
        )
        self._window.sign.show_served_today(welcome.served_today)

    def _show_taken_back(self, served_today: int) -> None:
        self._forget()
        self._window.show_taken_back()
        self._window.sign.show_served_today(served_today)

    def _cannot_save(self, problem: BaseException) -> None:
        if isinstance(problem, NoSuchVisit):  # two touches on "take it back": the first one did it
            return
        _log.error("nothing could be written", problem=str(problem))
        self._forget()
        self._window.show_refusal("cannot_save")
        self.failed.emit(problem)

    def _forget(self) -> None:
        self._welcome = None
