"""A walk through every screen of the running kiosk, by touch, with a picture of each."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.desktop.application import Application
from kiosk.desktop.flow import CHECKED_IN, NOT_ACCEPTED, READY, TAP
from kiosk.desktop.window import Window
from kiosk.domain.station import Service
from kiosk.errors import KioskError
from kiosk.scanner import State
from kiosk.simulation.finger import Finger

_LOOK_EVERY_MS = 50
_SETTLED_S = 0.5
"""Longer than any motion on the screens, and than the time in which a second touch is ignored."""
_BADGE_HELD_S = 2.2
_DAY_S = 86_400
_PATIENCE_S = 12.0
"""Longer than any screen stays by itself."""

Condition = Callable[[], bool]
Steps = Iterator[Condition]
"""Each step yields what must be true before the next one is done."""


class TimeMachine(Protocol):
    """A clock that can be moved on."""

    def skip(self, seconds: int) -> None:
        """Let so many seconds pass at once."""
        ...


class Album(QObject):
    """Pictures of the window, one for each screen, the first time that it is shown."""

    def __init__(self, window: Window, folder: Path) -> None:
        super().__init__(window)
        self._window, self._folder = window, folder
        window.flow.screenChanged.connect(self._take_soon)

    def take(self, name: str) -> None:
        """Save what the window shows now."""
        self._window.grab().save(str(self._folder / f"{name}.png"))

    def _take_soon(self) -> None:
        """Take an outcome's picture once its motion has settled, if it still stands then."""
        names = {CHECKED_IN: "checked-in", NOT_ACCEPTED: "not-accepted"}
        screen = self._window.flow.screen
        if screen not in names or (self._folder / f"{names[screen]}.png").exists():
            return

        def take_if_it_stands() -> None:
            if self._window.flow.screen == screen:
                self.take(names[screen])

        QTimer.singleShot(round(_SETTLED_S * 1000), self, take_if_it_stands)


class Walker(QObject):
    """Takes the steps one by one on the GUI thread and quits the application after the last.

    Args:
        steps: the walk.
        report: told after each look, for a progress bar.
    """

    def __init__(self, steps: Steps, report: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self.problem: Exception | None = None
        """Why the walk ended early."""
        self._steps, self._report = steps, report
        self._condition = next(steps)
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        self._report()
        try:
            if self._condition():
                self._condition = next(self._steps)
        except StopIteration:
            self._end()
        except Exception as problem:
            self.problem = problem
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        QGuiApplication.quit()


class WalkStopped(KioskError):
    """A screen that the walk waits for did not come."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A visitor's and a staff member's way through every screen.

    Args:
        application: the running kiosk.
        clock: its clock.
        album: takes the pictures.
        services: two services of the point, to be tapped.
    """

    application: Application
    clock: TimeMachine
    album: Album
    services: tuple[Service, Service]

    def steps(self) -> Steps:
        """Yield the steps: the clip to its end, two services tapped, then every other screen."""
        finger = Finger(self.application.window.quick)
        yield from self._watch_the_clip(finger)
        yield from self._tap_for_one(finger)
        yield from self._tap_for_a_group(finger)
        yield from self._open_and_close(finger)
        yield from self._look_at_the_health(finger)
        yield from self._wait_for_another_day()

    def _watch_the_clip(self, finger: Finger) -> Steps:
        window, scanner = self.application.window, self.application.scanner
        yield _soon(lambda: window.camera.available, "the camera's picture")
        yield from self._take("ready")
        yield lambda: scanner.status().state is State.ENDED
        yield _after(_SETTLED_S)
        if window.flow.screen != READY:
            finger.touch("done" if window.flow.screen == CHECKED_IN else "go-on")
        yield self._shows(READY)
        yield from self._take("camera-gone")

    def _tap_for_one(self, finger: Finger) -> Steps:
        finger.touch(f"service-{self.services[0].id}")
        yield self._shows(TAP)
        yield from self._take("tap")
        finger.touch("confirm")
        yield self._shows(CHECKED_IN)
        yield from self._take("checked-in-by-touch")
        finger.touch("other-service")
        yield from self._take("another-service")
        finger.touch("close")
        yield _after(_SETTLED_S)
        finger.touch("done")
        yield self._shows(READY)
        yield _after(_SETTLED_S)

    def _tap_for_a_group(self, finger: Finger) -> Steps:
        finger.touch(f"service-{self.services[1].id}")
        yield self._shows(TAP)
        for name in ("group", "digit-1", "digit-2"):
            yield _after(_SETTLED_S)
            finger.touch(name)
        yield from self._take("tap-group")
        finger.touch("confirm")
        yield self._shows(CHECKED_IN)
        yield self._shows(READY)

    def _open_and_close(self, finger: Finger) -> Steps:
        for name, picture, back in (
            ("access", "accessibility", "close"),
            ("last", "help", "volunteer-here"),
            ("language", "ready-english", "language"),
        ):
            yield _after(_SETTLED_S)
            finger.touch(name)
            yield from self._take(picture)
            finger.touch(back)

    def _look_at_the_health(self, finger: Finger) -> Steps:
        yield _after(_SETTLED_S)
        at = finger.press_on("badge")
        yield _after(_BADGE_HELD_S)
        finger.release(at)
        yield from self._take("staff")
        finger.touch("open-health")
        yield from self._take("health")
        finger.touch("close")

    def _wait_for_another_day(self) -> Steps:
        yield _after(_SETTLED_S)
        self.clock.skip(_DAY_S)
        self.application.watch.look()
        yield from self._take("no-service-day")

    def _take(self, picture: str) -> Steps:
        yield _after(_SETTLED_S)
        self.album.take(picture)

    def _shows(self, screen: str) -> Condition:
        flow = self.application.window.flow
        return _soon(lambda: flow.screen == screen, f"The screen {screen}")


def _after(seconds: float) -> Condition:
    until_s = time.monotonic() + seconds
    return lambda: time.monotonic() >= until_s


def _soon(condition: Condition, what: str) -> Condition:
    until_s = time.monotonic() + _PATIENCE_S

    def met() -> bool:
        if not condition() and time.monotonic() > until_s:
            raise WalkStopped(f"{what} did not come within {_PATIENCE_S:.0f} seconds.")
        return condition()

    return met
