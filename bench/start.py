"""From the start of the process to the first frame that was looked at for codes."""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from bench.setting import kiosk_folder, virtual_screen
from kiosk.paths import ASSETS

STARTS = 5


def seconds_to_first_frame(folder: Path) -> float:
    """Start a kiosk, wait until its log says that the camera is live, and stop it."""
    log = folder / "logs" / "kiosk.log"
    log.unlink(missing_ok=True)
    start_s = time.time()
    kiosk = subprocess.Popen([sys.executable, "-m", "kiosk", "--dir", str(folder)])
    while not (lives := [line for line in lines(log) if line.get("state") == "live"]):
        time.sleep(0.01)
        if kiosk.poll() is not None:
            raise SystemExit("the kiosk ended before its first frame")
    kiosk.send_signal(signal.SIGTERM)
    kiosk.wait()
    return datetime.fromisoformat(lives[0]["timestamp"]).timestamp() - start_s


def lines(log: Path) -> list[dict[str, str]]:
    """Return what the log says so far."""
    try:
        return [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    except (OSError, ValueError):
        return []


def main() -> None:
    """Print the median of a few starts; the first of them also makes the folder's first journal."""
    with kiosk_folder() as (folder, _):
        virtual_screen(folder)
        os.environ["KIOSK_CAMERA"] = str(ASSETS / "clips" / "demo.avi")
        times = [seconds_to_first_frame(folder) for _ in range(STARTS)]
    print(json.dumps({"first_s": round(times[0], 2), "median_s": round(statistics.median(times), 2), "n": STARTS}))


if __name__ == "__main__":
    main()
