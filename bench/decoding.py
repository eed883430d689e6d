"""Plain pyzbar and this project's decoder on the same frames: the sample clip's."""

import json
import time

import cv2
from pyzbar import pyzbar

from kiosk.paths import ASSETS
from kiosk.scanner import Decoder


def main() -> None:
    """Print frames with a text, mean milliseconds, and the ratio of the means."""
    frames = []
    capture = cv2.VideoCapture(str(ASSETS / "clips" / "demo.avi"))
    while True:
        came, picture = capture.read()
        if not came:
            break
        frames.append(picture)
    decoder = Decoder()
    read = {"pyzbar": 0, "kiosk": 0}
    spent_s = {"pyzbar": 0.0, "kiosk": 0.0}
    for frame in frames:
        start_s = time.perf_counter()
        read["kiosk"] += bool(decoder.glance(frame))
        spent_s["kiosk"] += time.perf_counter() - start_s
        start_s = time.perf_counter()
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        read["pyzbar"] += bool(pyzbar.decode(grey, symbols=[pyzbar.ZBarSymbol.QRCODE]))
        spent_s["pyzbar"] += time.perf_counter() - start_s
    figures = {
        name: {"frames_read": read[name], "mean_ms": round(spent_s[name] / len(frames) * 1000, 2)} for name in read
    }
    ratio = spent_s["kiosk"] / spent_s["pyzbar"]
    print(json.dumps({"frames": len(frames), **figures, "kiosk_over_pyzbar": round(ratio, 2)}))


if __name__ == "__main__":
    main()
