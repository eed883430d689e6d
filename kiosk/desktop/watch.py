"""Watches over the running kiosk: the day, the clock, the camera and the disk, and says what staff should know."""

from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QObject, QTimer

from kiosk.desktop.gui_thread import GuiThread
from kiosk.desktop.models.health import Condition
from kiosk.desktop.models.services import Offer
from kiosk.desktop.window import Window
from kiosk.device.clock import Clock
from kiosk.device.front_desk import DeskHealth, FrontDesk
from kiosk.device.workplace import Workplace
from kiosk.domain.station import Form
from kiosk.scanner import Scanner, State

_LOOK_EVERY_MS = 1000
_QUIET_MS = 60_000
"""Nobody has stood at the kiosk for this long: time to let SQLite check its file."""


class Watch(QObject):
    """Looks once a second, and at each change of the day."""

    def __init__(
        self,
        window: Window,
        desk: FrontDesk,
        scanner: Scanner,
        workplace: Workplace,
        clock: Clock,
        gui: GuiThread,
        *,
        is_demo: bool,
    ) -> None:
        super().__init__(window)
        self._window, self._desk, self._scanner = window, desk, scanner
        self._workplace, self._clock, self._gui, self._is_demo = workplace, clock, gui, is_demo
        self._day: date | None = None
        plan = workplace.plan
        point = plan.point(workplace.point)
        window.sign.show_place(plan.station.name, point.number, point.name)
        window.health.clockConfirmed.connect(lambda: desk.confirm_clock("staff"))
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(desk.check_structure)
        self._quiet.start()
        window.flow.screenChanged.connect(self._quiet.start)
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._quiet.stop()

    def look(self) -> None:
        """Look now."""
        today = self._workplace.plan.service_day_of(self._clock.now_us())
        if today != self._day:
            self._day = today
            self._show_day(today)
        if self._scanner.status().state in (State.GONE, State.ENDED):
            self._window.camera.show_gone()
        self._gui.when_done(self._desk.health(), self._show_health, lambda _: None)

    def _show_day(self, today: date) -> None:
        plan, sign = self._workplace.plan, self._window.sign
        service_day = plan.day(today)
        if service_day is not None:
            sign.show_service_day(today, plan.unit(service_day.host).name)
        else:
            following = plan.next_day(today)
            if following is None:
                sign.show_no_service_day(today, None, None)
            else:
                sign.show_no_service_day(today, following.date, plan.unit(following.host).name)
        offers = plan.services_at(self._workplace.point, today)
        self._window.services.show_offers(
            [Offer(one.id, one.name, one.icon, special=one.form is Form.SPECIAL) for one in offers]
        )

    def _show_health(self, desk: DeskHealth) -> None:
        camera = self._scanner.status()
        plan = self._workplace.plan
        offset = timedelta(minutes=plan.utc_offset_min(self._clock.now_us()))
        local = datetime.fromtimestamp(self._clock.now_us() / 1e6, UTC) + offset
        is_whole = (
            desk.salvaged is None
            and desk.structure_problem is None
            and (desk.verification is None or desk.verification.holds)
        )
        camera_works = camera.state is State.LIVE
        enough = desk.has_room and desk.has_ballast
        self._window.health.show_condition(
            Condition(
                camera_works=camera_works,
                pictures_a_second=round(camera.frames_a_second),
                camera_trouble=camera.trouble or "",
                decode_ms=camera.decode_ms,
                undecodable=camera.failures,
                free_disk_mb=desk.free_bytes // 1_000_000,
                disk_is_enough=enough,
                entries=desk.entries,
                journal_is_whole=is_whole,
                clock=f"{local:%Y-%m-%d %H:%M}",
                clock_is_trusted=desk.clock_is_trusted,
                plan=f"{plan.station.id} · {plan.version}",
                program=_version(),
            )
        )
        self._window.sign.show_condition(
            demo=self._is_demo,
            sample=self._workplace.is_sample,
            unwell=not (camera.state in (State.STARTING, State.LIVE) and enough and is_whole and desk.clock_is_trusted),
            cannot_save=not desk.has_room,
        )
        self._window.sign.show_served_today(desk.served_today)


def _version() -> str:
    from importlib.metadata import version

    return version("suxin-kiosk")
