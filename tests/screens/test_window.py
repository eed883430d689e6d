"""The window as a whole: its size in millimetres, its screens at every scale, its end."""

import gc
import weakref

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from kiosk import paths
from kiosk.desktop.window import Look, ScreensBroken, Window


def test_the_screen_s_size_can_be_corrected(qapp) -> None:
    pixels = QGuiApplication.primaryScreen().geometry()
    window = Window(Look(full_screen=False, diagonal_in=10.0))
    across = (pixels.width() ** 2 + pixels.height() ** 2) ** 0.5
    assert window.quick.property("pixelsPerMm") == pytest.approx(across / 254)
    window.close()


def test_full_screen_covers_the_screen(qapp) -> None:
    window = Window(Look(full_screen=True))
    assert window.quick.geometry() == QGuiApplication.primaryScreen().geometry()
    window.close()


def test_staff_with_a_keyboard_reach_the_details_too(kiosk, qtbot) -> None:
    kiosk.window.quick.requestActivate()
    qtbot.waitUntil(kiosk.window.quick.isActive)
    QTest.keyClick(
        kiosk.window.quick, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert kiosk.window.flow.sheet == "staff"


def test_opened_and_closed_it_leaves_nothing_behind(qapp) -> None:
    gone = []
    for _ in range(5):
        window = Window(Look(full_screen=False))
        window.show_refusal("damaged")
        gone.append(weakref.ref(window))
        window.close()
        del window
    gc.collect()
    assert [each for each in gone if each() is not None] == []


@pytest.mark.qt_log_ignore("Main.qml", "failed to load component")
def test_broken_screens_are_told_in_words(qapp, monkeypatch, tmp_path) -> None:
    (tmp_path / "Main.qml").write_text("no screen at all", "utf-8")
    monkeypatch.setattr(paths, "UI", tmp_path)
    with pytest.raises(ScreensBroken, match="Install the kiosk again"):
        Window(Look(full_screen=False))


def test_the_sample_plan_s_offers_are_shown(kiosk) -> None:
    from kiosk.desktop.models.services import Offer
    from kiosk.domain.station import Form, load

    plan = load((paths.ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
    for point in plan.points:
        services = plan.services_at(point.id, plan.days[0].date)
        offers = [Offer(each.id, each.name, each.icon, special=each.form is Form.SPECIAL) for each in services]
        kiosk.window.services.show_offers(offers)
        kiosk.picture()
        assert kiosk.text(f"service-{point.default}") == plan.service(point.default).name.zh
