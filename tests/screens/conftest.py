"""The real Main.qml, offscreen, on a screen of a real size, driven by touch."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, QPointF
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.desktop.flow import Times
from kiosk.desktop.models.services import Offer
from kiosk.desktop.window import Look, Window

PICTURES = Path(__file__).resolve().parents[2] / "build" / "screens"


@dataclass(frozen=True)
class Named:
    zh: str
    en: str


@dataclass(frozen=True)
class Screen:
    name: str
    width: int
    height: int
    inches: float

    @property
    def pixels_per_mm(self) -> float:
        return (self.width**2 + self.height**2) ** 0.5 / (self.inches * 25.4)


SCREENS = (
    Screen("portrait-21", 1080, 1920, 21.5),
    Screen("portrait-15", 1080, 1920, 15.6),
    Screen("landscape-21", 1920, 1080, 21.5),
    Screen("landscape-15", 1920, 1080, 15.6),
    Screen("landscape-10", 1280, 800, 10.1),
)

OFFERS = (
    Offer("legal-advice", Named("法律咨询", "Legal advice"), "scales", special=False),
    Offer("notary", Named("公证预约", "Notary booking"), "document", special=True),
    Offer("health-clinic", Named("健康义诊", "Free clinic"), "heart", special=True),
    Offer("business-setup", Named("企业开办", "Start a business"), "briefcase", special=False),
    Offer("party-members", Named("党员服务", "For Party members"), "flag", special=False),
    Offer("look-around", Named("随便看看", "Just looking"), "cup", special=False),
)


class Kiosk:
    """A window on a screen of a known size, and a finger."""

    def __init__(self, screen: Screen, qtbot, times: Times | None = None, **look) -> None:
        self.screen = screen
        self.now_s = 0.0
        self._qtbot = qtbot
        self.window = Window(
            Look(full_screen=False, size=(screen.width, screen.height), **look), times, now_s=lambda: self.now_s
        )
        self.window.quick.setProperty("pixelsPerMm", screen.pixels_per_mm)
        self._finger = QTest.createTouchDevice()
        sign = self.window.sign
        sign.show_place(
            Named("苏州中心党群服务站", "Suzhou Center Party-mass Service Station"),
            3,
            Named("便民服务点", "Everyday services"),
        )
        sign.show_service_day(date(2023, 3, 18), Named("示例党工委01", "Example committee 01"))
        sign.show_served_today(1284)
        self.window.services.show_offers(OFFERS)
        self.window.camera.show_frame(view())
        qtbot.waitUntil(self.window.quick.isExposed)

    def find(self, name: str) -> QQuickItem:
        found = [item for item in self.window.quick.findChildren(QObject, name) if isinstance(item, QQuickItem)]
        seen = [item for item in found if item.isVisible()]
        assert seen, f"nothing called {name} is shown"
        return seen[0]

    def touch(self, name: str) -> None:
        item = self.find(name)
        at = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        self.touch_at(at)

    def touch_at(self, at: QPoint, *, after_s: float = 1.0) -> None:
        self.now_s += after_s
        QTest.touchEvent(self.window.quick, self._finger).press(0, at).commit()
        QTest.touchEvent(self.window.quick, self._finger).release(0, at).commit()

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self._qtbot.wait(1)
        self.window.grab().save(str(PICTURES / f"{name}.png"))


def view() -> np.ndarray:
    """A camera's view of a hall: a grey gradient with a floor."""
    rows = np.linspace(150, 70, 720, dtype=np.float32)[:, None]
    columns = 30 * np.cos(np.linspace(-1.4, 1.4, 1280, dtype=np.float32))[None, :]
    grey = (rows + columns).astype(np.uint8)
    return np.ascontiguousarray(np.dstack([grey * 0.85, grey * 0.93, grey]).astype(np.uint8))


@pytest.fixture
def show(qtbot) -> Iterator[Callable[..., Kiosk]]:
    shown: list[Kiosk] = []

    def show_on(screen: Screen = SCREENS[0], times: Times | None = None, **look) -> Kiosk:
        shown.append(Kiosk(screen, qtbot, times, **look))
        return shown[-1]

    yield show_on
    for kiosk in shown:
        kiosk.window.close()
