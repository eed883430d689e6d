"""On a real screen: an X server with no window manager, as a kiosk PC without a desktop has it."""

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from .conftest import environment

PAPER = (0xF0, 0xF6, 0xFA)  # blue, green, red


@dataclass(frozen=True)
class Screen:
    display: str
    memory: Path

    def picture(self) -> np.ndarray:
        """What the screen shows, from the X server's own memory (X11/XWDFile.h)."""
        raw = self.memory.read_bytes()
        header = struct.unpack(">25I", raw[:100])
        size, width, height, line, colours = header[0], header[4], header[5], header[12], header[19]
        pixels = np.frombuffer(raw, np.uint8, height * line, size + 12 * colours)
        return pixels.reshape(height, line)[:, : width * 4].reshape(height, width, 4)[:, :, :3]


@pytest.fixture(params=[(1080, 1920), (1280, 800)], ids=["portrait", "landscape"])
def screen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Screen]:
    assert shutil.which("Xvfb"), "make setup installs Xvfb"
    width, height = request.param
    memory = tmp_path / "x"
    memory.mkdir()
    read, write = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            f"{width}x{height}x24",
            "-fbdir",
            memory,
            "-nolisten",
            "tcp",
        ],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as number:
        display = f":{number.readline().strip()}"
    yield Screen(display, memory / "Xvfb_screen0")
    server.terminate()
    server.wait()


def test_in_service_the_kiosk_fills_the_screen_and_ends_when_it_is_told(screen: Screen, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "camera").mkdir(parents=True)
    (folder / "settings.toml").write_text(f'plan = "suzhou-center"\npoint = "P3"\ncamera = "{folder / "camera"}"\n')
    variables = environment() | {"DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"}
    kiosk = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "--dir", folder], env=variables, stderr=subprocess.PIPE, text=True
    )
    try:
        deadline_s = time.monotonic() + 60
        while not fills(screen.picture()):
            assert kiosk.poll() is None, kiosk.stderr and kiosk.stderr.read()
            assert time.monotonic() < deadline_s, "the paper never reached all four corners"
            os.sched_yield()
        kiosk.send_signal(signal.SIGTERM)
        assert kiosk.wait(30) == 0
        log = [json.loads(line) for line in (folder / "logs" / "kiosk.log").read_text("utf-8").splitlines()]
        assert [line for line in log if line["level"] in ("warning", "error")] == []
    finally:
        kiosk.kill()
        kiosk.communicate()


def fills(picture: np.ndarray) -> bool:
    return all(tuple(picture[row, column]) == PAPER for row in (2, -3) for column in (2, -3))
