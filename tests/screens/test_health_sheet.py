"""The health details: every row is told once, in words, on however many pages it takes."""

from dataclasses import replace

import pytest

from .conftest import CONDITION, OFFLINE, visible

TROUBLES = (
    "starting", "not_enrolled", "not_confirmed", "no_network", "not_the_hub", "busy", "hub_trouble", "refused",
    "clone", "failed",
)  # fmt: skip


def open_details(kiosk, condition) -> None:
    kiosk.window.health.show_condition(condition)
    kiosk.window.flow.open("health")
    kiosk.picture()


def texts(kiosk) -> list[str]:
    items = visible(kiosk.window.quick.contentItem())
    return [item.property("text") for item in items if item.inherits("QQuickText") and item.property("text")]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_is_wrong_with_the_hub_is_said_in_words(kiosk, language, trouble) -> None:
    kiosk.speak(language)
    open_details(kiosk, replace(CONDITION, hub_trouble="", minutes_since_contact=-1))
    before = set(texts(kiosk))
    open_details(kiosk, replace(CONDITION, hub_trouble=trouble, hub_digits="493 017", minutes_since_contact=-1))
    new = set(texts(kiosk)) - before
    if trouble == "starting":
        assert not new  # what it says before the first answer came
    else:
        assert len(new) == 1
    assert ("493 017" in "".join(new)) == (trouble == "not_confirmed")


@pytest.mark.parametrize("alarm", ["salvaged", "restored", "differs"])
def test_a_new_epoch_is_the_first_thing_that_is_said(kiosk, alarm) -> None:
    open_details(kiosk, CONDITION)
    before = set(texts(kiosk))
    open_details(kiosk, replace(CONDITION, alarm=alarm))
    assert len(set(texts(kiosk)) - before) == 2  # label and words


def test_a_demo_says_nothing_of_a_hub(kiosk) -> None:
    open_details(kiosk, replace(CONDITION, hub_trouble="demo"))
    assert not {"站务后台", "上传"} & set(texts(kiosk))


def test_the_pages_show_every_row_once(show, smallest_screen) -> None:
    kiosk = show(smallest_screen)
    open_details(kiosk, OFFLINE)
    labels = ["新纪元", "摄像头", "扫码", "磁盘", "条目", "日志", "上传", "站务后台", "时钟", "方案", "版本"]
    told: list[str] = []
    while not set(labels) <= set(told):
        told += [text for text in texts(kiosk) if text in labels]
        assert len(told) == len(set(told)), "a row came twice before all had come"
        kiosk.touch("more-rows")
        kiosk.picture()
    assert told == labels


def test_a_page_that_is_no_longer_there_gives_way(show, smallest_screen) -> None:
    kiosk = show(smallest_screen)
    open_details(kiosk, OFFLINE)
    kiosk.touch("more-rows")
    kiosk.touch("more-rows")
    open_details(kiosk, replace(CONDITION, clock_is_trusted=True))
    assert "版本" in texts(kiosk)
