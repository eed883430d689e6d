"""The running application and a real hub: what arrives by itself, enrolment before the camera, restarts."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import control
from kiosk.desktop.application import RESTART
from kiosk.desktop.watch import is_well
from kiosk.device import pulled
from kiosk.device.journal.restoring import restore
from kiosk.device.workplace import open_workplace
from kiosk.domain.checkin import Reason, Refused
from kiosk.domain.entries import Kind, Refusal
from kiosk.domain.station import load
from kiosk.keys.enrolment import new_code
from kiosk.sync.loop import SyncState

from .conftest import Running
from .hub import RunningHub, hanging

Run = Callable[..., Running]
ShowPictures = Callable[..., None]


def until(kiosk: Running, true: Callable[[], object]) -> None:
    kiosk.qtbot.waitUntil(lambda: bool(true()), timeout=30_000)


# Sync


def test_a_check_in_reaches_the_hub_by_itself(tmp_path: Path, hub: RunningHub, run: Run) -> None:
    hub.take_in(tmp_path)
    kiosk = run()
    until(kiosk, lambda: kiosk.window.health.minutesSinceContact == 0)
    kiosk.show(kiosk.new_pass())
    kiosk.until("checkedIn")
    until(kiosk, lambda: hub.visits() == 1)
    until(kiosk, lambda: kiosk.window.health.hubTrouble == "" and kiosk.window.health.waiting == 0)
    assert kiosk.window.health.minutesSinceContact == 0
    assert kiosk.window.health.hubIsWell


def test_a_call_for_help_and_how_the_kiosk_is_reach_the_hub(tmp_path: Path, hub: RunningHub, run: Run) -> None:
    hub.take_in(tmp_path)
    kiosk = run()
    until(kiosk, lambda: kiosk.application.watch.report().camera == "ended")  # the folder in its place is empty
    kiosk.window.help.ask()
    until(kiosk, lambda: hub.health().get("help") is True)
    said = hub.health()
    assert said["camera"] == "ended"
    assert said["free_mb"]
    assert said["journal_is_whole"] is True
    assert said["program"] == kiosk.window.health.program
    kiosk.window.help.answer()
    until(kiosk, lambda: hub.health().get("help") is False)


def test_one_round_can_be_asked_for(tmp_path: Path, hub: RunningHub, run: Run) -> None:
    hub.take_in(tmp_path)
    kiosk = run()
    kiosk.show(kiosk.new_pass())
    kiosk.until("checkedIn")
    assert control.ask(tmp_path, "sync")["waiting"] == 0
    assert hub.visits() == 1


def test_a_kiosk_without_a_hub_says_so_in_words(tmp_path: Path, run: Run) -> None:
    kiosk = run()
    with pytest.raises(control.Refusal, match="no hub yet"):
        control.ask(tmp_path, "sync")
    until(kiosk, lambda: kiosk.window.health.hubTrouble == "not_enrolled")
    assert kiosk.window.health.hubIsWell


def test_closing_does_not_wait_for_a_hub_that_hangs(tmp_path: Path, hub: RunningHub, run: Run) -> None:
    hub.take_in(tmp_path)
    hub.stop()
    with hanging(hub.port) as asked:
        kiosk = run()
        until(kiosk, asked.is_set)
        kiosk.application.close()
        sync = next(thread for thread in threading.enumerate() if thread.name == "sync")
        assert sync.is_alive(), "closing waited until the request was given up"
    sync.join()


# Enrolment


def test_a_code_before_the_camera_enrols_and_the_kiosk_starts_again(
    tmp_path: Path, hub: RunningHub, run: Run, show_pictures: ShowPictures
) -> None:
    show_pictures(hub.new_code("P7").qr_text())
    kiosk = run(is_sample=True)
    until(kiosk, lambda: kiosk.window.enrolment.digits)
    (waiting,) = hub.hub.pending(hub.hub.station)
    assert kiosk.window.flow.sheet == "enrolment"
    assert kiosk.window.enrolment.digits == waiting.six_digits
    assert not kiosk.answers
    until(kiosk, lambda: kiosk.window.health.hubDigits == waiting.six_digits)
    hub.confirm()
    assert kiosk.exit_status() == RESTART
    kiosk.application.close()
    workplace = open_workplace(tmp_path)
    assert (workplace.is_sample, workplace.point) == (False, "P7")


def test_a_code_shown_twice_is_asked_about_once(hub: RunningHub, run: Run) -> None:
    kiosk = run(is_sample=True)
    text = hub.new_code().qr_text()
    kiosk.application._present(text, "scan")
    until(kiosk, lambda: kiosk.window.enrolment.digits)
    kiosk.window.flow.close()
    kiosk.application._present(text, "scan")
    assert kiosk.window.flow.sheet == "enrolment"
    assert kiosk.window.enrolment.digits
    assert not kiosk.window.enrolment.asking


def test_an_enrolment_that_an_earlier_start_left_waiting_goes_on(tmp_path: Path, hub: RunningHub, run: Run) -> None:
    first = run(is_sample=True)
    control.ask(tmp_path, "enrol", code=hub.new_code().typed(), url=hub.hub.url)
    until(first, lambda: first.window.flow.sheet == "enrolment")
    first.application.close()
    kiosk = run(is_sample=True)
    hub.confirm()
    kiosk.let_a_minute_pass()
    assert kiosk.exit_status() == RESTART


def test_a_kiosk_that_has_its_hub_takes_an_enrolment_code_for_a_foreign_one(
    tmp_path: Path, hub: RunningHub, run: Run
) -> None:
    hub.take_in(tmp_path)
    kiosk = run()
    text = hub.new_code().qr_text()
    kiosk.application._present(text, "scan")
    kiosk.until("notAccepted")
    (answer,) = kiosk.answers
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_A_PASS
    rows = kiosk.desk.rows_after(kiosk.desk.health().result().epoch, 0, 100).result()
    (refusal,) = [row for row in rows if row.kind == Kind.REFUSAL]
    assert refusal.body == Refusal("P3", Reason.NOT_A_PASS).encode()
    assert not hub.hub.pending(hub.hub.station)


@pytest.mark.parametrize("trouble", ["no_network", "refused", "another_hub", "damaged"])
def test_what_is_wrong_with_a_code_is_said_on_the_sheet(hub: RunningHub, run: Run, trouble: str) -> None:
    fingerprint = hub.hub.keys.authority.fingerprint
    texts = {
        "no_network": new_code("https://127.0.0.1:1", fingerprint).qr_text(),
        "refused": new_code(hub.hub.url, fingerprint).qr_text(),
        "another_hub": new_code(hub.hub.url, bytes(32)).qr_text(),
        "damaged": "SUXIN-HUB:0",
    }
    kiosk = run(is_sample=True)
    kiosk.application._present(texts[trouble], "scan")
    until(kiosk, lambda: kiosk.window.enrolment.trouble == trouble)
    assert kiosk.window.flow.sheet == "enrolment"
    kiosk.touch("close")
    assert kiosk.window.flow.sheet == ""
    assert kiosk.window.health.hubTrouble in ("demo", "not_enrolled")


def test_the_sheet_stays_while_nobody_touches_it_and_closes_for_a_visitor(hub: RunningHub, run: Run) -> None:
    kiosk = run()
    kiosk.application._present(hub.new_code().qr_text(), "scan")
    until(kiosk, lambda: kiosk.window.enrolment.digits)
    assert kiosk.window.flow._idle.interval() == 900_000
    kiosk.show(kiosk.new_pass())
    kiosk.until("checkedIn")
    assert kiosk.window.flow.sheet == ""


# A new plan


def test_a_new_plan_restarts_the_kiosk_once_nobody_stands_there(tmp_path: Path, hub: RunningHub, run: Run) -> None:
    hub.take_in(tmp_path)
    kiosk = run()
    text = hub.hub.plan(hub.hub.station).text
    with hub.hub.store.begin() as connection:
        hub.hub._adopt(connection, load(text.replace("便民", "惠民", 1)))
    kiosk.touch("service-legal-advice")
    kiosk.until("tap")
    restarts: list[bool] = []
    kiosk.application.restartAsked.connect(lambda: restarts.append(True))
    control.ask(tmp_path, "sync")
    given = pulled.read(tmp_path)
    assert given is not None
    assert given.plan_version == hub.hub.plan(hub.hub.station).version != kiosk.application._workplace.plan.version
    until(kiosk, lambda: kiosk.application.quiet._waiting)
    kiosk.application.quiet._begin()
    assert not restarts, "somebody was choosing"
    kiosk.window.flow.leave()
    kiosk.let_a_minute_pass()
    assert kiosk.exit_status() == RESTART
    assert open_workplace(tmp_path).plan.version == given.plan_version


def test_a_plan_without_this_kiosk_s_point_leaves_the_one_before(tmp_path: Path, hub: RunningHub, run: Run) -> None:
    hub.take_in(tmp_path)
    kiosk = run()
    before = kiosk.application._workplace.plan.version
    text = hub.hub.plan(hub.hub.station).text
    with hub.hub.store.begin() as connection:
        hub.hub._adopt(connection, load(re.sub(r"\bP3\b", "P30", text)))
    control.ask(tmp_path, "sync")
    assert open_workplace(tmp_path).plan.version == before
    kiosk.show(kiosk.new_pass())
    kiosk.until("checkedIn")
    until(kiosk, lambda: hub.visits() == 1)


# What staff should know


def test_a_journal_that_goes_on_from_a_backup_is_told(tmp_path: Path, run: Run) -> None:
    first = run()
    until(first, lambda: first.window.health.entries)
    assert first.window.health.alarm == ""
    first.desk.backup(tmp_path / "copy.db").result()
    first.application.close()
    restore(tmp_path / "journal", tmp_path / "copy.db")
    kiosk = run()
    until(kiosk, lambda: kiosk.window.health.alarm == "restored")
    assert kiosk.window.sign.unwell


def test_an_epoch_that_differs_from_the_hub_is_told_while_the_kiosk_runs(run: Run) -> None:
    kiosk = run()
    kiosk.show(kiosk.new_pass())
    kiosk.until("checkedIn")
    kiosk.desk.diverge(1, []).result()
    until(kiosk, lambda: kiosk.window.health.alarm == "differs")
    assert kiosk.window.sign.unwell


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (SyncState(""), True),
        (SyncState("not_enrolled"), True),
        (SyncState("not_confirmed", "123 456"), True),
        (SyncState("demo"), True),
        (SyncState("clone", last_contact_s=1000.0), False),
        (SyncState("refused", last_contact_s=1000.0), False),
        (SyncState("no_network", last_contact_s=700.0), True),
        (SyncState("no_network", last_contact_s=699.0), False),
        (SyncState("starting"), True),
    ],
)
def test_a_hub_is_for_staff_to_look_at_after_five_minutes_or_at_once(state: SyncState, *, expected: bool) -> None:
    assert is_well(state, since_s=900.0, now_s=1000.0) is expected


def test_a_hub_that_never_answered_counts_from_the_start() -> None:
    assert not is_well(SyncState("no_network"), since_s=0.0, now_s=301.0)
