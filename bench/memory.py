"""Memory after 1,000 check-ins that were shown on the screen, and after 10,000."""

import gc
import json

import psutil
from PySide6.QtGui import QGuiApplication

from bench.setting import application, kiosk_folder, new_pass
from kiosk.paths import ASSETS

FIRST, LAST = 1_000, 10_000


def main() -> None:
    """Print the proportional set size at both counts."""
    with kiosk_folder() as (folder, key), application(folder, str(ASSETS / "clips" / "demo.avi")) as running:
        answers = 0

        def count(_: object) -> None:
            nonlocal answers
            answers += 1

        running.reception.answered.connect(count)
        pss = {}
        for number in range(1, LAST + 1):
            text = new_pass(key)
            running.reception.present(text, "scan")
            before = answers
            while answers == before:
                QGuiApplication.processEvents()
            if number in (FIRST, LAST):
                gc.collect()
                pss[number] = psutil.Process().memory_full_info().pss / 1e6
    figures = {f"pss_mb_after_{number}": round(mb, 1) for number, mb in pss.items()}
    print(json.dumps({**figures, "growth_mb": round(pss[LAST] - pss[FIRST], 1)}))


if __name__ == "__main__":
    main()
