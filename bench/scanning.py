"""From a frame that holds a readable code to the durable visit, and to the welcome on the screen.

200 passes move into view one after the other, on a clip at 1280 × 720 through the real camera path.
"""

import json
import time

from PySide6.QtGui import QGuiApplication

from bench.setting import application, kiosk_folder, spread_ms
from kiosk.device.front_desk import Welcome
from kiosk.scanner import Code, State
from kiosk.simulation.clip import presentations, write_clip

CODES = 200
SEED = 20231118


def main() -> None:
    """Print p50 and p99 of both, and how many of the codes were read."""
    with kiosk_folder() as (folder, key):
        write_clip(folder / "codes.avi", presentations(key, CODES, SEED), SEED, lambda _: None)
        with application(folder, str(folder / "codes.avi")) as running:
            captured_s: list[float] = []
            durable_s: list[float] = []
            drawn_s: list[float] = []
            waiting: list[float] = []
            take_code, present = running.scanner._on_code, running.desk.present

            def note_capture(code: Code, at_s: float) -> None:
                captured_s.append(at_s)
                take_code(code, at_s)

            def note_durable(*arguments: object, **more: object) -> object:
                began_s = captured_s[-1]
                answer = present(*arguments, **more)
                answer.add_done_callback(lambda _: durable_s.append(time.monotonic() - began_s))
                return answer

            def note_welcome(answer: object) -> None:
                if isinstance(answer, Welcome):
                    waiting.append(captured_s[-1])

            def note_drawn() -> None:
                drawn_s.extend(time.monotonic() - began_s for began_s in waiting)
                waiting.clear()

            running.scanner._on_code = note_capture
            running.desk.present = note_durable
            running.reception.answered.connect(note_welcome)
            running.window.quick.frameSwapped.connect(note_drawn)
            while running.scanner.status().state is not State.ENDED:
                QGuiApplication.processEvents()
                time.sleep(0.001)
            QGuiApplication.processEvents()
    print(
        json.dumps(
            {"shown": CODES, "read": len(captured_s), "durable": spread_ms(durable_s), "welcome": spread_ms(drawn_s)}
        )
    )


if __name__ == "__main__":
    main()
