"""How long screens stay, and what is forgotten when a person leaves."""

import pytest

from kiosk.desktop.flow import ScreenFlow, Times

pytestmark = pytest.mark.usefixtures("qapp")  # timers need the application

NEVER_S = 3600.0


def flow_of(forget: bool = True, **times) -> ScreenFlow:
    usual = dict.fromkeys(("after_tap_s", "after_scan_s", "refused_s", "idle_s", "warning_s"), NEVER_S)
    return ScreenFlow(lambda: forget, Times(**usual | times))


def test_the_times_are_those_of_the_table() -> None:
    assert Times() == Times(after_tap_s=2.5, after_scan_s=8, refused_s=15, idle_s=60, warning_s=20)


@pytest.mark.parametrize(
    ("time", "show"),
    [
        ("after_tap_s", lambda flow: flow.show_welcome(after_tap=True)),
        ("after_scan_s", lambda flow: flow.show_welcome(after_tap=False)),
        ("refused_s", lambda flow: flow.show_refusal()),
    ],
)
def test_an_outcome_goes_back_to_ready_after_its_own_time(qtbot, time, show) -> None:
    flow = flow_of(**{time: 0.001})
    with qtbot.waitSignal(flow.cleared):
        show(flow)
        assert flow.screen != "ready"
    assert flow.screen == "ready"


def test_a_touch_holds_an_outcome_until_the_idle_time_is_over(qtbot) -> None:
    flow = flow_of(after_tap_s=0.05, idle_s=0.001, warning_s=NEVER_S)
    flow.show_welcome(after_tap=True)
    with qtbot.waitSignal(flow.warningChanged):
        flow.touched()
    assert flow.screen == "checkedIn"
    assert flow.secondsLeft > 0


def test_a_touch_prolongs_and_takes_the_warning_away(qtbot) -> None:
    flow = flow_of(warning_s=20)
    flow.choose()
    flow.warn()
    assert flow.secondsLeft == 20
    flow.touched()
    assert flow.secondsLeft == 0
    assert flow.screen == "tap"


def test_after_the_warning_the_person_has_left(qtbot) -> None:
    flow = flow_of(idle_s=0.001, warning_s=0.001)
    with qtbot.waitSignal(flow.cleared):
        flow.choose()
    assert (flow.screen, flow.secondsLeft) == ("ready", 0)


def test_the_resting_screen_warns_only_of_what_would_be_forgotten() -> None:
    untouched, changed = flow_of(forget=False), flow_of(forget=True)
    untouched.warn()
    changed.warn()
    assert untouched.secondsLeft == 0
    assert changed.secondsLeft > 0


def test_an_outcome_takes_a_warning_and_a_sheet_away() -> None:
    flow = flow_of()
    flow.open("access")
    flow.warn()
    flow.show_welcome(after_tap=False)
    assert (flow.sheet, flow.secondsLeft, flow.screen) == ("", 0, "checkedIn")


def test_leaving_clears_language_text_contrast_controls_volume_and_what_was_typed(kiosk) -> None:
    window = kiosk.window
    kiosk.touch("service-legal-advice")
    kiosk.touch("more")
    window.language.speak("en")
    window.comfort.setLargeText(True)
    window.comfort.setHighContrast(True)
    window.comfort.setLowControls(True)
    window.comfort.setVolume(0)
    window.flow.leave()
    assert window.language.chinese
    assert window.comfort.is_usual
    assert (window.comfort.largeText, window.comfort.highContrast, window.comfort.lowControls) == (False,) * 3
    assert window.tap.people == 1
    assert window.tap.service == ""


def test_a_step_back_keeps_what_the_same_person_chose(kiosk) -> None:
    kiosk.touch("language")
    kiosk.touch("service-legal-advice")
    kiosk.touch("more")
    kiosk.touch("last")
    assert not kiosk.window.language.chinese
    assert kiosk.window.tap.people == 1


def test_a_touch_on_the_glass_prolongs(kiosk) -> None:
    kiosk.touch("service-legal-advice")
    kiosk.window.flow.warn()
    assert kiosk.window.flow.secondsLeft == 20
    kiosk.touch("go-on")
    assert kiosk.window.flow.secondsLeft == 0
    assert kiosk.window.flow.screen == "tap"
