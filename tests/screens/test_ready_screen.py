"""The resting screen: it shows what the camera sees, covers what is found, and offers the services."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

CODE = ((500, 150), (720, 160), (710, 370), (490, 360))


def with_code(view: np.ndarray) -> np.ndarray:
    """The view with a glaring red square in the place of a code: none of it may be seen."""
    seen = view.copy()
    seen[150:371, 490:721] = (0, 0, 255)
    return seen


def reddish(picture) -> int:
    colours = (QColor(picture.pixel(x, y)) for x in range(0, 1080, 4) for y in range(200, 800, 4))
    return sum(colour.red() > 180 and colour.green() < 60 for colour in colours)


def test_a_found_code_is_never_legible(kiosk) -> None:
    seen = with_code(kiosk.view)
    kiosk.window.camera.show_frame(seen)
    assert reddish(kiosk.picture()) > 0
    kiosk.window.camera.show_frame(seen, [CODE])
    assert reddish(kiosk.picture("ready-code-found")) == 0


@pytest.mark.parametrize("mirror", [True, False])
def test_the_cover_lies_where_the_code_is_shown(show, mirror) -> None:
    kiosk = show(mirror=mirror)
    seen = with_code(kiosk.view)
    kiosk.window.camera.show_frame(seen, [CODE])
    assert reddish(kiosk.picture()) == 0


def test_a_code_stays_covered_while_it_is_missed_for_a_moment(kiosk) -> None:
    seen = with_code(kiosk.view)
    kiosk.window.camera.show_frame(seen, [CODE])
    for _ in range(5):
        kiosk.window.camera.show_frame(seen)
    assert reddish(kiosk.picture()) == 0


def test_the_cover_goes_once_the_code_has_gone(kiosk) -> None:
    kiosk.window.camera.show_frame(kiosk.view, [CODE])
    for _ in range(30):
        kiosk.window.camera.show_frame(kiosk.view)
    assert kiosk.window.camera.covers == ()


def test_the_pictogram_goes_away_when_something_is_held_up(kiosk) -> None:
    assert kiosk.shown("pictogram")
    hand = kiosk.view.copy()
    hand[100:700, 300:1000] = 230
    for _ in range(90):  # three seconds
        kiosk.window.camera.show_frame(hand)
    assert not kiosk.shown("pictogram")


def test_the_pictogram_stays_while_the_light_changes_slowly(kiosk) -> None:
    for frame in range(200):
        kiosk.window.camera.show_frame(kiosk.view + np.uint8(frame // 5))
        assert kiosk.shown("pictogram")


def test_frames_of_any_size_and_kind_are_shown(kiosk) -> None:
    for frame in (np.zeros((480, 640), np.uint8), np.full((2, 2, 3), 255, np.uint8), kiosk.view[::3, ::2]):
        kiosk.window.camera.show_frame(frame)
        kiosk.picture()


@pytest.mark.parametrize(
    ("lens", "chinese"), [("above", "上方"), ("below", "下方"), ("left", "左侧"), ("right", "右侧")]
)
def test_an_arrow_and_the_words_point_to_the_lens(show, lens, chinese) -> None:
    kiosk = show(lens=lens)
    (arrow,) = kiosk.shown("arrow")
    assert arrow.property("name") == f"arrow-{lens}"
    assert chinese in kiosk.text("instruction")


def test_without_a_camera_it_says_so_and_the_buttons_grow(kiosk) -> None:
    kiosk.picture()
    (before,) = (button.height() for button in kiosk.shown("service-legal-advice"))
    kiosk.window.camera.show_gone()
    kiosk.picture("camera-gone")
    (after,) = (button.height() for button in kiosk.shown("service-legal-advice"))
    assert kiosk.text("camera-gone") == "摄像头暂时不能用"
    assert after > before


def test_on_a_day_that_is_no_service_day_it_says_when_the_next_is(kiosk) -> None:
    kiosk.show_no_service_day()
    assert "今天不是轮值活动日" in kiosk.text("day")
    assert "4月1日" in kiosk.text("notice")
    assert "示例党工委02" in kiosk.text("notice")
    kiosk.touch("service-legal-advice")
    assert kiosk.window.flow.screen == "tap"


def test_while_nothing_can_be_saved_no_service_can_be_chosen(kiosk, qtbot) -> None:
    kiosk.window.sign.show_condition(demo=False, sample=False, unwell=True, cannot_save=True)
    kiosk.picture()
    assert not kiosk.shown("service-legal-advice")
    kiosk.touch("ask-for-help")
    assert kiosk.window.help.open


def test_more_services_than_fit_come_on_pages_and_each_is_reached(show, smallest_screen) -> None:
    kiosk = show(smallest_screen)
    kiosk.speak("en")
    reached: set[str] = set()
    for _ in range(len(kiosk.offers)):
        kiosk.picture()
        reached |= {offer.id for offer in kiosk.offers if kiosk.shown(f"service-{offer.id}")}
        kiosk.touch("more-services")
    assert reached == {offer.id for offer in kiosk.offers}


def test_the_frame_lies_around_the_cover_and_nowhere_else(kiosk) -> None:
    kiosk.window.camera.show_frame(np.zeros((720, 1280), np.uint8), [CODE])
    picture = kiosk.picture()
    white = [
        (x, y) for x in range(60, 1020, 2) for y in range(190, 520, 2) if QColor(picture.pixel(x, y)).lightness() > 200
    ]
    left, right = min(x for x, _ in white), max(x for x, _ in white)
    assert right - left < 1.55 * 240
