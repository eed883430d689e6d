"""Watches over the running kiosk: the day, the clock, the camera, the disk and the hub; says what staff should know."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QObject, QTimer

from kiosk.desktop.gui_thread import GuiThread
from kiosk.desktop.models.health import Condition
from kiosk.desktop.models.services import Offer
from kiosk.desktop.window import Window
from kiosk.device.clock import Clock
from kiosk.device.front_desk import DeskHealth, FrontDesk
from kiosk.device.workplace import Workplace
from kiosk.domain import wire
from kiosk.domain.station import Form
from kiosk.scanner import Scanner, State, Status
from kiosk.sync.loop import SyncState

_LOOK_EVERY_MS = 1000
_ALARM_US = 24 * 3600 * 1_000_000
"""How long a new epoch is told of, as on the hub."""
_OFFLINE_S = 300.0
"""A hub that was away for longer is for staff to look at."""
_NO_FAULT = ("not_enrolled", "not_confirmed", "demo")
_AT_ONCE = ("clone", "refused")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the last look found."""

    camera: Status
    desk: DeskHealth

    @property
    def is_whole(self) -> bool:
        desk = self.desk
        checked = desk.verification is None or desk.verification.holds
        return desk.salvaged is None and desk.structure_problem is None and checked

    @property
    def has_room(self) -> bool:
        return self.desk.has_room and self.desk.has_ballast


class Watch(QObject):
    """Looks once a second, and at each change of the day.

    Args:
        window: the screens.
        desk: tells how the journal is.
        scanner: tells how the camera is.
        workplace: the plan and the point.
        clock: the time.
        gui: brings the front desk's answers back to this thread.
        hub: tells how sync and enrolment are.
        is_demo: whether this is a demonstration.
    """

    def __init__(
        self,
        window: Window,
        desk: FrontDesk,
        scanner: Scanner,
        workplace: Workplace,
        clock: Clock,
        gui: GuiThread,
        hub: Callable[[], SyncState],
        *,
        is_demo: bool,
    ) -> None:
        super().__init__(window)
        self._window, self._desk, self._scanner = window, desk, scanner
        self._workplace, self._clock, self._gui, self._is_demo = workplace, clock, gui, is_demo
        self._hub = hub
        self._day: date | None = None
        self._seen: _Seen | None = None
        self._help_is_wanted = window.help.open
        self._since_s = time.monotonic()
        self._version = _version()
        plan = workplace.plan
        point = plan.point(workplace.point)
        window.sign.show_place(plan.station.name, point.number, point.name)
        window.health.clockConfirmed.connect(lambda: desk.confirm_clock("staff"))
        window.help.openChanged.connect(self._hear_call)
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Look now."""
        today = self._workplace.plan.service_day_of(self._clock.now_us())
        if today != self._day:
            self._day = today
            self._show_day(today)
        if self._scanner.status().state in (State.GONE, State.ENDED):
            self._window.camera.show_gone()
        self._gui.when_done(self._desk.health(), self._show_health, lambda _: None)

    def report(self) -> wire.Health:
        """Return how the kiosk is, for its hub; may be called from any thread."""
        seen, now_us = self._seen, self._clock.now_us()
        if seen is None:
            return wire.Health(clock_us=now_us, program=self._version, help=self._help_is_wanted)
        return wire.Health(
            camera=str(seen.camera.state),
            free_mb=seen.desk.free_bytes // 1_000_000,
            disk_is_enough=seen.has_room,
            clock_us=now_us,
            clock_is_trusted=seen.desk.clock_is_trusted,
            journal_is_whole=seen.is_whole,
            program=self._version,
            entries=seen.desk.entries,
            help=self._help_is_wanted,
        )

    def _hear_call(self) -> None:
        self._help_is_wanted = self._window.help.open

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
        self._seen = seen = _Seen(self._scanner.status(), desk)
        camera, hub, plan, now_s = seen.camera, self._hub(), self._workplace.plan, time.monotonic()
        offset = timedelta(minutes=plan.utc_offset_min(self._clock.now_us()))
        local = datetime.fromtimestamp(self._clock.now_us() / 1e6, UTC) + offset
        hub_is_well = is_well(hub, self._since_s, now_s)
        alarm = _alarm(desk, self._clock.now_us())
        self._window.health.show_condition(
            Condition(
                camera_works=camera.state is State.LIVE,
                pictures_a_second=round(camera.frames_a_second),
                camera_trouble=camera.trouble or "",
                decode_ms=camera.decode_ms,
                undecodable=camera.failures,
                free_disk_mb=desk.free_bytes // 1_000_000,
                disk_is_enough=seen.has_room,
                entries=desk.entries,
                journal_is_whole=seen.is_whole,
                clock=f"{local:%Y-%m-%d %H:%M}",
                clock_is_trusted=desk.clock_is_trusted,
                plan=f"{plan.station.id} · {plan.version}",
                program=self._version,
                waiting=desk.waiting,
                hub_trouble=hub.trouble,
                hub_digits=hub.message if hub.trouble == "not_confirmed" else "",
                minutes_since_contact=-1 if hub.last_contact_s is None else int(now_s - hub.last_contact_s) // 60,
                hub_is_well=hub_is_well,
                alarm=alarm,
            )
        )
        works = camera.state in (State.STARTING, State.LIVE) and seen.has_room and seen.is_whole
        self._window.sign.show_condition(
            demo=self._is_demo,
            sample=self._workplace.is_sample,
            unwell=not (works and desk.clock_is_trusted and hub_is_well) or alarm != "",
            cannot_save=not desk.has_room,
        )
        self._window.sign.show_served_today(desk.served_today)


def is_well(hub: SyncState, since_s: float, now_s: float) -> bool:
    """Whether staff need not look after the hub: it was heard within five minutes, or isn't expected to be.

    Args:
        hub: how sync is.
        since_s: when this start was.
        now_s: now, both on ``time.monotonic``.
    """
    if hub.trouble in _NO_FAULT:
        return True
    if hub.trouble in _AT_ONCE:
        return False
    heard_s = since_s if hub.last_contact_s is None else hub.last_contact_s
    return now_s - heard_s <= _OFFLINE_S


def _alarm(desk: DeskHealth, now_us: int) -> str:
    """Return the word for an epoch that had to be opened lately; empty for none, or for one of everyday."""
    if now_us - desk.opened_us >= _ALARM_US:
        return ""
    words = {"salvaged": "salvaged", "restored": "restored", "differs from the hub": "differs"}
    return next((word for reason, word in words.items() if desk.opened.startswith(reason)), "")


def _version() -> str:
    from importlib.metadata import version

    return version("suxin-kiosk")
