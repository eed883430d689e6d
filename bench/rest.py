"""What the kiosk costs while nobody stands before it: 30 frames a second of 1280 × 720, looked at and shown."""

import json
from pathlib import Path

import cv2
import numpy as np
import psutil
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from bench.setting import application, kiosk_folder

FRAMES = 30 * 16
WARM_MS, MEASURED_MS = 4_000, 10_000


def write_empty_hall(file: Path) -> None:
    """Write a clip of a soft background with a sensor's noise, and no code."""
    chance = np.random.default_rng(1)
    ground = cv2.GaussianBlur(chance.integers(0, 255, (720, 1280, 3)).astype(np.uint8), (0, 0), 12)
    ground = cv2.normalize(ground, None, 60, 190, cv2.NORM_MINMAX).astype(np.int16)
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 30, (1280, 720))
    noise = [chance.normal(0, 3, ground.shape).astype(np.int16) for _ in range(8)]
    for number in range(FRAMES):
        writer.write(np.clip(ground + noise[number % 8], 0, 255).astype(np.uint8))
    writer.release()


def main() -> None:
    """Print the share of one core, and the memory."""
    with kiosk_folder() as (folder, _):
        write_empty_hall(folder / "hall.avi")
        with application(folder, str(folder / "hall.avi")) as running:
            process = psutil.Process()
            process.cpu_percent()
            QTimer.singleShot(WARM_MS, process.cpu_percent)
            figures = {}

            def measure() -> None:
                status = running.scanner.status()
                figures.update(
                    core_percent=process.cpu_percent(),
                    frames_a_second=round(status.frames_a_second, 1),
                    decode_ms=round(status.decode_ms, 2),
                    pss_mb=round(process.memory_full_info().pss / 1e6, 1),
                )
                QGuiApplication.quit()

            QTimer.singleShot(WARM_MS + MEASURED_MS, measure)
            QGuiApplication.exec()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
