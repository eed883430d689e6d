"""Codes and touches at the running application: what the screen says and what the journal holds."""

import itertools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk import control
from kiosk.desktop import reader_keys
from kiosk.device.front_desk import Welcome
from kiosk.domain.checkin import Reason, Refused
from kiosk.domain.passes import issue
from kiosk.domain.roles import Role
from kiosk.keys import IssuerKey

from .conftest import START_S, Running

Run = Callable[..., Running]


def test_codes_before_the_camera_become_a_welcome_and_a_friendly_refusal(
    tmp_path: Path, run: Run, show_pictures: Callable[..., None]
) -> None:
    from kiosk.device.workplace import make_issuer_key

    key = make_issuer_key(tmp_path)
    text = issue(key, bytes(8), Role.VISITOR, START_S - 3600, START_S + 86_400)
    show_pictures(text, "https://example.org/menu")
    kiosk = run()
    kiosk.qtbot.waitUntil(lambda: len(kiosk.answers) == 2, timeout=15_000)
    welcome, refused = kiosk.answers
    assert isinstance(welcome, Welcome)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.PUT_AWAY
    kiosk.until("notAccepted")
    assert kiosk.window.not_accepted.reason == "put_away"
    assert kiosk.headcount() == {"people": 1, "visits": 1, "visitors": 1, "anonymous": 0}
    kiosk.qtbot.waitUntil(lambda: not kiosk.window.camera.available, timeout=15_000)


def test_the_next_code_takes_over_at_once(run: Run) -> None:
    kiosk = run()
    kiosk.show(kiosk.new_pass())
    kiosk.until("checkedIn")
    kiosk.show("something else")
    kiosk.until("notAccepted")
    kiosk.show(kiosk.new_pass())
    kiosk.until("checkedIn")
    assert kiosk.headcount()["visits"] == 2
    assert kiosk.window.sign.servedToday == 2


def test_two_touches_check_in_without_a_code(run: Run) -> None:
    kiosk = run()
    kiosk.touch("service-legal-advice")
    kiosk.until("tap")
    kiosk.touch("more")
    kiosk.touch("confirm")
    kiosk.until("checkedIn")
    assert kiosk.headcount() == {"people": 2, "visits": 1, "visitors": 0, "anonymous": 1}


def test_a_service_touched_before_the_code_is_shown_counts(run: Run) -> None:
    kiosk = run()
    other = kiosk.application._workplace.plan.services_at("P3", date(2023, 3, 18))[1].id
    kiosk.touch(f"service-{other}")
    kiosk.until("tap")
    kiosk.show(kiosk.new_pass())
    kiosk.until("checkedIn")
    [welcome] = kiosk.answers
    assert isinstance(welcome, Welcome)
    assert welcome.service == other


def test_another_service_and_take_it_back(run: Run) -> None:
    kiosk = run()
    other = kiosk.application._workplace.plan.services_at("P3", date(2023, 3, 18))[1].id
    kiosk.show(kiosk.new_pass())
    kiosk.until("checkedIn")
    kiosk.touch("other-service")
    kiosk.touch(f"service-{other}")
    kiosk.qtbot.waitUntil(lambda: len(kiosk.answers) == 2, timeout=5_000)
    counted = kiosk.desk.headcount(date(2023, 3, 18)).result()
    assert counted.total["visits"] == 1
    assert list(counted.by["service"]) == [other]
    kiosk.touch("take-back")
    kiosk.qtbot.waitUntil(lambda: kiosk.window.checked_in.takenBack, timeout=5_000)
    assert kiosk.headcount() == {"people": 0, "visits": 0, "visitors": 0, "anonymous": 0}
    assert kiosk.window.sign.servedToday == 0


def test_when_nothing_can_be_written_the_screen_says_so_and_does_not_welcome(run: Run) -> None:
    kiosk = run()
    kiosk.desk._desk.journal.space._floor_bytes = 1 << 60
    kiosk.show(kiosk.new_pass())
    kiosk.until("notAccepted")
    assert kiosk.window.not_accepted.reason == "cannot_save"
    assert kiosk.answers == []
    kiosk.qtbot.waitUntil(lambda: kiosk.window.sign.cannotSave, timeout=5_000)


def test_a_reader_that_types_is_understood(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.count()  # a reader's speed, however busy this machine is
    monkeypatch.setattr(reader_keys, "time", SimpleNamespace(monotonic=lambda: next(ticks) / 1000))
    kiosk = run()
    kiosk.window.quick.requestActivate()
    kiosk.qtbot.waitUntil(kiosk.window.quick.isActive)
    for character in kiosk.new_pass():
        QTest.sendKeyEvent(QTest.KeyAction.Click, kiosk.window.quick, Qt.Key.Key_A, character, Qt.KeyboardModifier(0))
    QTest.keyClick(kiosk.window.quick, Qt.Key.Key_Return)
    kiosk.until("checkedIn")
    assert kiosk.answers[0].by == "reader"  # type: ignore[union-attr]


def test_a_volunteers_pass_and_a_strangers_pass_are_told_apart(run: Run) -> None:
    kiosk = run()
    stranger = issue(IssuerKey.new(), bytes(8), Role.VISITOR, START_S, START_S + 60)
    for text, reason in ((kiosk.new_pass(Role.VOLUNTEER), "wrong_role"), (stranger, "unknown_issuer")):
        kiosk.show(text)
        kiosk.qtbot.waitUntil(lambda reason=reason: kiosk.window.not_accepted.reason == reason, timeout=5_000)


def test_a_day_that_is_no_service_day_says_so_and_still_accepts(run: Run) -> None:
    kiosk = run(at_s=START_S + 86_400)
    assert not kiosk.window.sign.serviceDay
    assert kiosk.window.sign.nextDay
    kiosk.touch("service-legal-advice")
    kiosk.until("tap")
    kiosk.touch("confirm")
    kiosk.until("checkedIn")
    [welcome] = kiosk.answers
    assert isinstance(welcome, Welcome)
    assert not welcome.planned


def test_a_doubtful_clock_is_shown_until_staff_confirm_it(run: Run) -> None:
    kiosk = run(at_s=START_S + 5 * 365 * 86_400)
    kiosk.qtbot.waitUntil(lambda: not kiosk.window.health.clockIsTrusted, timeout=5_000)
    assert kiosk.window.sign.unwell
    kiosk.window.health.confirmClock()
    kiosk.qtbot.waitUntil(lambda: kiosk.window.health.clockIsTrusted, timeout=5_000)


def test_commands_are_answered_while_it_runs_and_not_after(tmp_path: Path, run: Run) -> None:
    kiosk = run()
    kiosk.show(kiosk.new_pass())
    kiosk.until("checkedIn")
    assert control.ask(tmp_path, "headcount", day="2023-03-18")["visits"] == 1
    kiosk.application.close()
    with pytest.raises(control.NotRunning):
        control.ask(tmp_path, "headcount", day="2023-03-18")
