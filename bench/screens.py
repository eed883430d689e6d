"""The times of the experience table: how soon a touch shows, and how long screens stay."""

import json
import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QGuiApplication

from bench.setting import application, kiosk_folder, new_pass, spread_ms
from kiosk.desktop.flow import CHECKED_IN, NOT_ACCEPTED, READY, TAP
from kiosk.paths import ASSETS
from kiosk.simulation.finger import Finger

TOUCHES = 40


def seconds_until(condition: Callable[[], bool]) -> float:
    """Run the event loop until the condition holds."""
    start_s = time.monotonic()
    while not condition():
        QGuiApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    return time.monotonic() - start_s


def settle() -> None:
    """Wait until a touch is no second touch any more, and motion has ended."""
    at_s = time.monotonic() + 0.4
    seconds_until(lambda: time.monotonic() > at_s)


def main() -> None:
    """Print milliseconds and seconds beside what the table asks for."""
    with kiosk_folder() as (folder, key), application(folder, str(ASSETS / "clips" / "demo.avi")) as running:
        window = running.window
        seconds_until(lambda: window.camera.available)
        running.scanner.stop()  # from here on the screen changes by touch alone
        finger = Finger(window.quick)
        seconds_until(lambda: window.flow.screen == READY)
        drawn: list[float] = []
        window.quick.frameSwapped.connect(lambda: drawn.append(time.monotonic()))
        feedback_s = []
        for _ in range(TOUCHES):
            settle()
            drawn.clear()
            start_s = time.monotonic()
            at = finger.press_on("access")
            seconds_until(lambda: bool(drawn))
            feedback_s.append(drawn[0] - start_s)
            finger.release(at)
            seconds_until(lambda: window.flow.sheet != "")
            settle()
            finger.touch("close")
        service = running.desk._post.plan.point("P3").default
        settle()
        finger.touch(f"service-{service}")
        seconds_until(lambda: window.flow.screen == TAP)
        settle()
        finger.touch("confirm")
        seconds_until(lambda: window.flow.screen == CHECKED_IN)
        holds_s = {"after_a_tap": seconds_until(lambda: window.flow.screen == READY)}
        for name, text, screen in (("after_a_scan", None, CHECKED_IN), ("after_a_refusal", "no pass", NOT_ACCEPTED)):
            running.reception.present(text or new_pass(key), "scan")
            seconds_until(lambda screen=screen: window.flow.screen == screen)
            holds_s[name] = seconds_until(lambda: window.flow.screen == READY)
        finger.touch(f"service-{service}")
        seconds_until(lambda: window.flow.screen == TAP)
        idle_s = seconds_until(lambda: window.flow.secondsLeft > 0)
        warned_s = seconds_until(lambda: window.flow.screen == READY)
    print(
        json.dumps(
            {
                "touch_shows": {**spread_ms(feedback_s), "asked_ms": 50},
                "back_to_ready_s": {name: round(seconds, 2) for name, seconds in holds_s.items()},
                "asked_back_to_ready_s": {"after_a_tap": 2.5, "after_a_scan": 8, "after_a_refusal": 15},
                "idle_s": {"warned_after": round(idle_s, 1), "asked": 60},
                "warning_s": {"lasted": round(warned_s, 1), "asked": 20},
            }
        )
    )


if __name__ == "__main__":
    main()
