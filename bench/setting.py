"""What the benchmarks stand on: a kiosk in a folder of its own, on a virtual screen, at 14:30 on the first day."""

import json
import os
import secrets
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import logs
from kiosk import settings as settings_file
from kiosk.device.clock import SystemClock
from kiosk.device.workplace import Workplace, make_issuer_key, open_workplace
from kiosk.domain.passes import issue
from kiosk.domain.roles import Role
from kiosk.keys import IssuerKey

if TYPE_CHECKING:
    from kiosk.desktop.application import Application

START_S = 1_679_121_000
"""18 March 2023, 14:30 in Suzhou."""


@contextmanager
def kiosk_folder() -> Iterator[tuple[Path, IssuerKey]]:
    """A data folder with the sample plan and an issuer's key, on the disk that the project lies on."""
    Path("out").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="out") as folder:
        path = Path(folder).absolute()
        settings_file.write(path, {"plan": "suzhou-center", "point": "P3", "screen_diagonal_in": "21.5"})
        yield path, make_issuer_key(path)


@contextmanager
def application(folder: Path, camera: str) -> Iterator["Application"]:
    """The real application on a virtual screen of 1080 × 1920 pixels, drawn by the software backend."""
    logs.write_to(folder)
    virtual_screen(folder)
    os.environ["KIOSK_CAMERA"] = camera
    from kiosk.desktop.application import Application, Show, qt_application

    qt_application()
    running = Application(open_workplace(folder), SystemClock(START_S * 1_000_000), Show(full_screen=True))
    try:
        yield running
    finally:
        running.close()


def virtual_screen(folder: Path) -> None:
    """Let Qt draw into memory."""
    screen = {"name": "bench", "x": 0, "y": 0, "width": 1080, "height": 1920, "logicalDpi": 96, "dpr": 1}
    config = folder / "screen.json"
    config.write_text(json.dumps({"screens": [screen]}))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"
    os.environ["QT_QUICK_BACKEND"] = "software"


def new_pass(key: IssuerKey) -> str:
    """Return the text of a fresh visitor's pass, valid on the day."""
    return issue(key, secrets.token_bytes(8), Role.VISITOR, START_S - 3600, START_S + 86_400)


def workplace(folder: Path) -> Workplace:
    """The folder, read."""
    return open_workplace(folder)


def spread_ms(seconds: Sequence[float]) -> dict[str, float]:
    """Return p50 and p99 in milliseconds, and how many there were."""
    hundredths = statistics.quantiles(seconds, n=100, method="inclusive")
    return {"p50_ms": round(hundredths[49] * 1000, 3), "p99_ms": round(hundredths[98] * 1000, 3), "n": len(seconds)}
