"""The real Main.qml, offscreen, on a screen of a real size, driven by touch."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.desktop.flow import Times
from kiosk.desktop.models.health import Condition
from kiosk.desktop.models.services import Offer
from kiosk.desktop.window import Look, Window

PICTURES = Path(__file__).resolve().parents[2] / "build" / "screens"


@dataclass(frozen=True)
class Named:
    zh: str
    en: str


@dataclass(frozen=True)
class Screen:
    """A screen as it can be bought."""

    name: str
    width: int
    height: int
    inches: float

    @property
    def pixels_per_mm(self) -> float:
        return (self.width**2 + self.height**2) ** 0.5 / (self.inches * 25.4)

    @property
    def is_portrait(self) -> bool:
        return self.height > self.width


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
CONDITION = Condition(
    camera_works=True,
    pictures_a_second=30,
    free_disk_mb=41_234,
    disk_is_enough=True,
    entries=1_832,
    journal_is_whole=True,
    clock="2023-03-18 14:30",
    clock_is_trusted=False,
    plan="suzhou-center · 1f2e3d4c5b6a7988",
    program="0.1.0",
    waiting=0,
    hub_trouble="",
    minutes_since_contact=0,
)
OFFLINE = replace(
    CONDITION,
    waiting=1_204,
    hub_trouble="not_the_hub",
    minutes_since_contact=47,
    hub_is_well=False,
    alarm="differs",
    camera_works=False,
    camera_trouble="not_found",
    journal_is_whole=False,
    disk_is_enough=False,
)


def visible(item: QQuickItem) -> Iterator[QQuickItem]:
    """Yield the item and all within it that can be seen; findChildren doesn't know what a Repeater made."""
    if item.isVisible() and item.opacity() > 0:
        yield item
        for child in item.childItems():
            yield from visible(child)


class KioskOnScreen:
    """A window on a screen of a known size, with something to show, and a finger."""

    offers = OFFERS

    def __init__(self, screen: Screen, times: Times | None = None, **look) -> None:
        self.screen = screen
        self.now_s = 0.0
        seen = Look(full_screen=False, size=(screen.width, screen.height), reduce_motion=True, **look)
        self.window = Window(seen, times, now_s=lambda: self.now_s)
        self.window.quick.setProperty("pixelsPerMm", screen.pixels_per_mm)
        self.finger = QTest.createTouchDevice()
        window = self.window
        window.sign.show_place(
            Named("苏州中心党群服务站", "Suzhou Center Party-mass Service Station"),
            3,
            Named("便民服务点", "Everyday services"),
        )
        self.show_service_day()
        window.sign.show_served_today(1_284)
        window.services.show_offers(OFFERS)
        window.health.show_condition(CONDITION)
        self.view = view_of_a_hall()
        window.camera.show_frame(self.view)

    def show_service_day(self) -> None:
        self.window.sign.show_service_day(date(2023, 3, 18), Named("示例党工委01", "Example committee 01"))

    def show_no_service_day(self) -> None:
        host = Named("示例党工委02", "Example committee 02")
        self.window.sign.show_no_service_day(date(2023, 3, 19), date(2023, 4, 1), host)

    def speak(self, language: str) -> None:
        self.window.language.speak(language)

    def shown(self, name: str) -> list[QQuickItem]:
        """The visible items of this object name, what lies on top last."""
        return [item for item in visible(self.window.quick.contentItem()) if item.objectName() == name]

    def text(self, name: str) -> str:
        item = self.shown(name)[0]
        return item.property("text")

    def middle(self, name: str) -> QPoint:
        item = self.shown(name)[-1]
        return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()

    def touch(self, name: str) -> None:
        """Touch an item and let go, one second after whatever was before."""
        self.picture()  # layouts are done when a frame is drawn
        self.touch_at(self.middle(name))

    def touch_at(self, at: QPoint, after_s: float = 1.0) -> None:
        self.now_s += after_s
        self.press(at)
        self.release(at)

    def press(self, at: QPoint) -> None:
        QTest.touchEvent(self.window.quick, self.finger).press(0, at).commit()

    def slide(self, to: QPoint) -> None:
        QTest.touchEvent(self.window.quick, self.finger).move(0, to).commit()

    def release(self, at: QPoint) -> None:
        QTest.touchEvent(self.window.quick, self.finger).release(0, at).commit()

    def picture(self, name: str | None = None) -> QImage:
        """What the window shows now; kept as build/screens/<name>.png for looking at."""
        QGuiApplication.processEvents()
        self.window.grab()  # a first frame lays out, what that changed is laid out by a second
        image = self.window.grab()
        if name is not None:
            PICTURES.mkdir(parents=True, exist_ok=True)
            image.save(str(PICTURES / f"{name}.png"))
        return image


def view_of_a_hall() -> np.ndarray:
    """A camera's view: a grey wall over a floor."""
    rows = np.linspace(150, 70, 720, dtype=np.float32)[:, None]
    columns = 30 * np.cos(np.linspace(-1.4, 1.4, 1280, dtype=np.float32))[None, :]
    grey = rows + columns
    return np.ascontiguousarray(np.dstack([grey * 0.85, grey * 0.93, grey]).astype(np.uint8))


@pytest.fixture(scope="session")
def qapp_cls():
    return QGuiApplication


@pytest.fixture(params=[screen.name for screen in SCREENS])
def screen(request) -> Screen:
    return next(screen for screen in SCREENS if screen.name == request.param)


@pytest.fixture
def smallest_screen() -> Screen:
    return SCREENS[-1]


@pytest.fixture(params=["zh_CN", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture
def show(qtbot) -> Iterator[Callable[..., KioskOnScreen]]:
    """Shows a kiosk on a screen; it is closed at the end."""
    kiosks: list[KioskOnScreen] = []

    def show_on(screen: Screen = SCREENS[0], times: Times | None = None, **look) -> KioskOnScreen:
        kiosks.append(KioskOnScreen(screen, times, **look))
        qtbot.waitUntil(kiosks[-1].window.quick.isExposed)
        return kiosks[-1]

    yield show_on
    for kiosk in kiosks:
        kiosk.window.close()


@pytest.fixture
def kiosk(show) -> KioskOnScreen:
    """A kiosk with a 21.5-inch portrait screen."""
    return show()
