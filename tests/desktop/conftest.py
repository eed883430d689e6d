"""The real application on a virtual screen, with a folder of pictures as its camera and a real journal."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from kiosk import settings
from kiosk.desktop.application import Application, Show
from kiosk.device.clock import SystemClock
from kiosk.device.front_desk import Answer
from kiosk.device.workplace import make_issuer_key, open_workplace
from kiosk.documents.codes import modules
from kiosk.domain.passes import issue
from kiosk.domain.roles import Role
from kiosk.keys import IssuerKey
from kiosk.simulation.finger import Finger

from .hub import RunningHub

START_S = 1_679_121_000  # 18 March 2023, 14:30 in Suzhou


class Running:
    """An application and what people do at it."""

    def __init__(
        self, folder: Path, qtbot: QtBot, at_s: int = START_S, *, is_sample: bool = False, **more: str
    ) -> None:
        self.folder, self.qtbot = folder, qtbot
        (folder / "camera").mkdir(parents=True, exist_ok=True)
        placed = {} if is_sample else {"plan": "suzhou-center", "point": "P3"}
        settings.write(folder, {**placed, "camera": str(folder / "camera"), **more})
        key = folder / "keys" / "issuer.pem"
        self.key = IssuerKey.load(key) if key.exists() else make_issuer_key(folder)
        self.answers: list[Answer] = []
        self.application = Application(
            open_workplace(folder), SystemClock(at_s * 1_000_000), Show(full_screen=False, size=(1080, 1920))
        )
        self.window = self.application.window
        self.desk = self.application.desk
        self.application.reception.answered.connect(self.answers.append)
        self._finger = Finger(self.window.quick)
        qtbot.waitUntil(self.window.quick.isExposed)

    def new_pass(self, role: Role = Role.VISITOR) -> str:
        return issue(self.key, secrets.token_bytes(8), role, START_S - 3600, START_S + 86_400)

    def show(self, text: str) -> None:
        """Present a code as if the camera had read it."""
        self.application.reception.present(text, "scan")

    def exit_status(self) -> int:
        """Let the application run until it ends by itself; -1 when it doesn't."""
        never_longer = QTimer(singleShot=True, interval=60_000)
        never_longer.timeout.connect(lambda: QGuiApplication.exit(-1))
        never_longer.start()
        try:
            return QGuiApplication.exec()
        finally:
            never_longer.stop()

    def let_a_minute_pass(self) -> None:
        """Let the application believe, once it runs, that nobody has touched it for a minute."""
        quiet = self.application.quiet
        quiet._timer.stop()
        QTimer.singleShot(0, quiet._begin)

    def until(self, screen: str) -> None:
        self.qtbot.waitUntil(lambda: self.window.flow.screen == screen, timeout=10_000)

    def touch(self, name: str) -> None:
        self._finger.touch(name)
        self.qtbot.wait(320)  # a second touch within 300 ms is ignored

    def headcount(self) -> dict[str, int]:
        from datetime import date

        return dict(self.desk.headcount(date(2023, 3, 18)).result().total)


def picture_of(text: str) -> np.ndarray:
    drawn = np.kron(np.where(np.array(modules(text)), 25, 230).astype(np.uint8), np.ones((6, 6), np.uint8))
    picture = np.full((720, 1280), 120, np.uint8)
    picture[100 : 100 + drawn.shape[0], 400 : 400 + drawn.shape[1]] = drawn
    return picture


@pytest.fixture
def run(tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start(**more: object) -> Running:
        started.append(Running(tmp_path, qtbot, **more))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for running in started:
        running.application.close()


@pytest.fixture
def hub(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningHub]:
    """A hub on loopback, at the kiosks' time; what reaches it comes because it happened, not because time is over."""
    monkeypatch.setattr("kiosk.hub.service._HEARTBEAT_S", 3600.0)
    running = RunningHub(tmp_path_factory.mktemp("hub"), lambda: START_S * 1_000_000)
    yield running
    running.stop()


@pytest.fixture
def show_pictures(tmp_path: Path) -> Callable[..., None]:
    """Lays pictures of these codes into the folder that stands for the camera."""

    def lay(*texts: str) -> None:
        (tmp_path / "camera").mkdir(exist_ok=True)
        for number, text in enumerate(texts):
            cv2.imwrite(str(tmp_path / "camera" / f"{number}.png"), picture_of(text))

    return lay
