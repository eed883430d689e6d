"""What a visitor does on Tap, Checked in, Not accepted and the sheets, by touch."""

import pytest
from PySide6.QtCore import QPoint

from kiosk.domain.checkin import Reason


def test_two_touches_check_one_person_in(kiosk, qtbot) -> None:
    kiosk.touch("service-business-setup")
    assert kiosk.text("chosen") == "企业开办"
    with qtbot.waitSignal(kiosk.window.tap.confirmed) as confirmed:
        kiosk.touch("confirm")
    assert confirmed.args == ["business-setup", 1]


def test_a_code_shown_on_tap_counts_for_the_chosen_service(kiosk) -> None:
    assert kiosk.window.chosen_service is None
    kiosk.touch("service-business-setup")
    kiosk.touch("more")
    assert (kiosk.window.chosen_service, kiosk.window.chosen_people) == ("business-setup", 2)
    kiosk.touch("last")
    assert (kiosk.window.chosen_service, kiosk.window.chosen_people) == (None, 1)


def test_people_are_counted_from_1_to_9(kiosk) -> None:
    kiosk.touch("service-legal-advice")
    kiosk.touch("fewer")
    assert kiosk.text("people") == "1"
    for _ in range(10):
        kiosk.touch("more")
    assert kiosk.text("people") == "9"
    kiosk.touch("fewer")
    assert kiosk.text("people") == "8"


def test_a_group_is_typed_up_to_99(kiosk, qtbot) -> None:
    kiosk.touch("service-legal-advice")
    kiosk.touch("group")
    (confirm,) = kiosk.shown("confirm")
    assert not confirm.isEnabled()
    for key in ("digit-0", "digit-3", "digit-4", "digit-5"):
        kiosk.touch(key)
    assert kiosk.text("people") == "34"
    kiosk.touch("erase")
    kiosk.touch("digit-7")
    with qtbot.waitSignal(kiosk.window.tap.confirmed) as confirmed:
        kiosk.touch("confirm")
    assert confirmed.args == ["legal-advice", 37]


def test_another_service_can_be_chosen_before_confirming(kiosk) -> None:
    kiosk.touch("service-legal-advice")
    kiosk.touch("more")
    kiosk.touch("other-service")
    kiosk.touch("service-look-around")
    assert (kiosk.text("chosen"), kiosk.text("people")) == ("随便看看", "2")


def test_a_control_acts_on_release_and_not_when_the_finger_slides_off(kiosk) -> None:
    kiosk.picture()
    at = kiosk.middle("service-legal-advice")
    kiosk.press(at)
    assert kiosk.window.flow.screen == "ready"
    kiosk.release(at)
    assert kiosk.window.flow.screen == "tap"
    kiosk.touch("last")
    kiosk.now_s += 1
    kiosk.picture()
    kiosk.press(at)
    kiosk.slide(QPoint(5, 5))
    kiosk.release(QPoint(5, 5))
    assert kiosk.window.flow.screen == "ready"


@pytest.mark.parametrize(("after_s", "people"), [(0.1, "2"), (0.29, "2"), (0.31, "3")])
def test_a_second_touch_within_300_ms_is_ignored(kiosk, after_s, people) -> None:
    kiosk.touch("service-legal-advice")
    kiosk.touch("more")
    kiosk.touch_at(kiosk.middle("more"), after_s)
    assert kiosk.text("people") == people


def test_checked_in_says_for_which_service_and_lights_the_windows(kiosk) -> None:
    kiosk.window.show_welcome(kiosk.offers[0].name, 1, after_tap=False, points=range(1, 13), lit=[1, 3, 7])
    assert kiosk.text("title") == "欢迎您"
    assert "法律咨询" in kiosk.text("sentence")
    assert "3 扇花窗" in kiosk.text("lit")


def test_without_a_pass_no_windows_are_shown(kiosk) -> None:
    kiosk.window.show_welcome(kiosk.offers[0].name, 3, after_tap=True)
    kiosk.picture()
    assert "3 位" in kiosk.text("sentence")
    assert not kiosk.shown("lit")


def test_after_check_in_the_service_can_be_changed(kiosk, qtbot) -> None:
    kiosk.window.show_welcome(kiosk.offers[0].name, 1, after_tap=False)
    kiosk.touch("other-service")
    with qtbot.waitSignal(kiosk.window.checked_in.serviceWanted) as wanted:
        kiosk.touch("service-notary")
    assert wanted.args == ["notary"]
    assert (kiosk.window.flow.screen, kiosk.window.flow.sheet) == ("checkedIn", "")


def test_a_mistake_is_taken_back(kiosk, qtbot) -> None:
    kiosk.window.show_welcome(kiosk.offers[0].name, 1, after_tap=False)
    with qtbot.waitSignal(kiosk.window.checked_in.takeBackWanted):
        kiosk.touch("take-back")
    kiosk.window.show_taken_back()
    kiosk.picture()
    assert kiosk.text("title") == "已撤销"
    assert not kiosk.shown("take-back")


def test_done_brings_the_next_person_to_ready(kiosk) -> None:
    kiosk.window.show_welcome(kiosk.offers[0].name, 1, after_tap=False)
    kiosk.touch("done")
    assert kiosk.window.flow.screen == "ready"


def test_every_reason_has_words_of_its_own(kiosk, language) -> None:
    kiosk.speak(language)
    said = set()
    for reason in (*Reason, "cannot_save"):
        kiosk.window.show_refusal(reason, since_s=250, until_s=100_000)
        kiosk.picture()
        assert kiosk.text("title")
        said.add((kiosk.text("title"), kiosk.text("sentence")))
    assert len(said) == len(Reason) + 1


def test_already_checked_in_is_friendly_and_says_how_long_ago(kiosk) -> None:
    kiosk.window.show_refusal("already_checked_in", since_s=250)
    kiosk.picture("already-checked-in")
    assert kiosk.text("title") == "您已签到，请进"
    assert "4 分钟" in kiosk.text("sentence")
    assert not kiosk.shown("help")


def test_a_touch_takes_a_refusal_away(kiosk) -> None:
    kiosk.window.show_refusal("damaged")
    kiosk.picture()
    kiosk.touch_at(kiosk.middle("title"))
    assert kiosk.window.flow.screen == "ready"


def test_the_next_code_takes_over_at_once(kiosk) -> None:
    kiosk.window.show_refusal("damaged")
    kiosk.window.show_welcome(kiosk.offers[0].name, 1, after_tap=False)
    assert kiosk.window.flow.screen == "checkedIn"
    kiosk.touch("other-service")
    kiosk.window.show_refusal("expired")
    assert (kiosk.window.flow.screen, kiosk.window.flow.sheet) == ("notAccepted", "")


@pytest.mark.parametrize("at", ["ready", "tap", "checkedIn", "notAccepted"])
def test_language_changes_at_once_on_every_screen(kiosk, at) -> None:
    if at == "tap":
        kiosk.touch("service-legal-advice")
    elif at == "checkedIn":
        kiosk.window.show_welcome(kiosk.offers[0].name, 1, after_tap=False)
    elif at == "notAccepted":
        kiosk.window.show_refusal("damaged")
    words = {"ready": "instruction", "tap": "chosen", "checkedIn": "title", "notAccepted": "title"}[at]
    chinese, sign = kiosk.text(words), kiosk.text("station")
    kiosk.touch("language")
    assert kiosk.text(words) != chinese
    assert kiosk.text("station") != sign
    kiosk.touch("language")
    assert kiosk.text(words) == chinese


def test_large_text_is_larger_by_the_figure(kiosk) -> None:
    kiosk.picture()
    before = kiosk.shown("instruction")[0].property("font").pixelSize()
    kiosk.touch("access")
    kiosk.touch("large-text")
    after = kiosk.shown("instruction")[0].property("font").pixelSize()
    assert after / before == pytest.approx(1.4, abs=0.02)


def test_the_accessibility_panel_sets_contrast_and_volume(kiosk) -> None:
    kiosk.touch("access")
    kiosk.touch("high-contrast")
    kiosk.touch("softer")
    kiosk.touch("close")
    assert kiosk.window.comfort.highContrast
    assert kiosk.window.comfort.volume == 3
    assert kiosk.window.flow.sheet == ""


def test_low_controls_are_offered_on_portrait_screens_only(show, screen) -> None:
    kiosk = show(screen)
    kiosk.touch("access")
    kiosk.picture()
    assert bool(kiosk.shown("low-controls")) == screen.is_portrait


def test_a_call_for_help_stays_until_a_volunteer_is_there(kiosk) -> None:
    kiosk.touch("last")
    kiosk.picture()
    assert kiosk.shown("help-called")
    kiosk.window.flow.leave()
    kiosk.picture()
    assert kiosk.shown("help-called")
    kiosk.touch("volunteer-here")
    kiosk.picture()
    assert not kiosk.shown("help-called")


@pytest.mark.parametrize(("demo", "sample", "mark"), [(True, False, "演示"), (False, True, "示例")])
def test_every_screen_is_marked_while_nothing_counts(kiosk, demo, sample, mark) -> None:
    kiosk.window.sign.show_condition(demo=demo, sample=sample, unwell=False, cannot_save=False)
    kiosk.window.help.ask()
    shows = (
        kiosk.window.flow.go_back,
        lambda: (kiosk.window.tap.choose("notary"), kiosk.window.flow.choose()),
        lambda: kiosk.window.show_welcome(kiosk.offers[0].name, 1, after_tap=False),
        lambda: kiosk.window.show_refusal("damaged"),
    )
    for show_screen in shows:
        show_screen()
        kiosk.picture()
        assert kiosk.text("mark") == mark


def test_the_badge_held_for_its_time_opens_the_staff_entry_and_then_the_details(kiosk, qtbot) -> None:
    from PySide6.QtCore import QObject

    kiosk.picture()
    (badge,) = kiosk.shown("badge")
    hold = badge.findChild(QObject, "hold")
    assert hold.property("interval") == 2000
    kiosk.touch("badge")
    assert kiosk.window.flow.sheet == ""
    hold.setProperty("interval", 1)
    kiosk.now_s += 1
    kiosk.press(kiosk.middle("badge"))
    qtbot.waitUntil(lambda: kiosk.window.flow.sheet == "staff")
    kiosk.release(kiosk.middle("badge"))
    kiosk.touch("open-health")
    assert kiosk.window.flow.sheet == "health"


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("confirm-clock", "clockConfirmed"),
        ("leave-full-screen", "leaveFullScreenWanted"),
        ("restart", "restartWanted"),
        ("shut-down", "shutDownWanted"),
    ],
)
def test_staff_can_ask_for(kiosk, qtbot, button, signal) -> None:
    kiosk.window.flow.open("health")
    with qtbot.waitSignal(getattr(kiosk.window.health, signal)):
        kiosk.touch(button)
