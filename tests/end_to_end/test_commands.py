"""Each command as a person types it: what it prints, where, and its exit status."""

import json
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Done

Kiosk = Callable[..., Done]
DAY = "2023-03-18"


def test_a_pass_is_issued_read_and_revoked(tmp_path: Path, kiosk: Kiosk) -> None:
    assert kiosk("keys", "new").status == 0
    again = kiosk("keys", "new")
    assert (again.status, "left as it is" in again.err) == (1, True)
    key = tmp_path / "data" / "keys" / "issuer.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    issued = kiosk("pass", "issue", "--role", "visitor", "--count", "3", "--out", "passes", "--sheet")
    assert (issued.status, issued.out) == (0, "")
    pictures = sorted((tmp_path / "passes").glob("*.png"))
    assert len(pictures) == 3
    assert (tmp_path / "passes" / "passes.pdf").read_bytes().startswith(b"%PDF")

    read = kiosk("pass", "read", "--json", pictures[0])
    assert read.status == 0, read
    assert (read.json["valid"], read.json["role"], read.json["reason"]) == (True, "visitor", None)
    assert kiosk("pass", "read", pictures[0]).out.startswith("A visitor's pass")

    assert kiosk("simulate", "--visitors", "1").status == 0  # a journal to write into
    revoked = kiosk("pass", "revoke", pictures[0], "--reason", "lost", "--by", "coordinator")
    assert (revoked.status, revoked.out) == (0, "")
    after = kiosk("pass", "read", "--json", pictures[0])
    assert (after.status, after.json["reason"]) == (1, "revoked")
    assert kiosk("pass", "read", pictures[1]).status == 0, "the others stay valid"


@pytest.mark.parametrize("text", ["https://example.org", "RRQXO8P600GKnonsense", "", "你好", "x" * 5000])
def test_what_is_no_pass_has_status_1(kiosk: Kiosk, text: str) -> None:
    read = kiosk("pass", "read", "--json", "--", text)
    assert (read.status, read.json["valid"]) == (1, False)


def test_pictures_are_decoded_one_line_each(tmp_path: Path, kiosk: Kiosk) -> None:
    kiosk("keys", "new")
    kiosk("pass", "issue", "--role", "volunteer", "--out", "passes")
    [picture] = (tmp_path / "passes").glob("*.png")
    (tmp_path / "empty.png").write_bytes(b"")
    done = kiosk("decode", "--json", picture, "empty.png", "missing.png")
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [line["path"] for line in lines] == [str(picture), "empty.png", "missing.png"]
    assert lines[0]["text"].startswith("RRQXO8P600GK")
    assert lines[0]["ms"] > 0
    assert [line["text"] for line in lines[1:]] == [None, None]
    assert done.status == 1
    assert "Traceback" not in done.err
    assert kiosk("decode", picture).status == 0


def test_settings_are_one_json_value_with_their_sources(tmp_path: Path, kiosk: Kiosk) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.toml").write_text('point = "P5"\n')
    found = kiosk("settings", "--json").json
    assert found["point"]["value"] == "P5"
    assert found["point"]["source"].endswith("settings.toml")
    assert "point" in kiosk("settings").out
    (tmp_path / "data" / "settings.toml").write_text("colour = 1\n")
    wrong = kiosk("settings")
    assert (wrong.status, wrong.out) == (2, "")
    assert "'colour'" in wrong.err


def test_a_plan_is_checked_and_shown(tmp_path: Path, kiosk: Kiosk) -> None:
    assert kiosk("plan", "check", "suzhou-center").status == 0
    shown = kiosk("plan", "show", "suzhou-center", "--day", DAY, "--format", "json")
    assert {"P1", "P12"} <= {row["point"] for row in shown.json}
    assert "法律咨询" in kiosk("plan", "show", "suzhou-center", "--day", DAY).out
    assert kiosk("plan", "show", "suzhou-center", "--format", "csv").out.count("\n") > 12
    (tmp_path / "mine.toml").write_text("points = 3\ncolour = 1\n")
    checked = kiosk("plan", "check", "mine.toml")
    assert checked.status == 1
    assert "points" in checked.out
    assert "colour" in checked.out
    missing = kiosk("plan", "check", "nowhere.toml")
    assert (missing.status, "suzhou-center" in missing.err) == (2, True)
    assert kiosk("plan", "show", "suzhou-center", "--day", "18 March").status == 2


def test_a_simulated_day_is_counted_as_its_generator_counted_it(tmp_path: Path, kiosk: Kiosk) -> None:
    truth = kiosk("simulate", "--visitors", "120", "--seed", "7")
    assert truth.status == 0, truth.err
    counted = kiosk("headcount", "--day", DAY, "--format", "json")
    assert counted.json == truth.json
    assert counted.json["visits"] > 0
    assert kiosk("headcount", "--day", DAY, "--format", "csv").out.startswith("\ufeff")
    assert str(truth.json["people"]) in kiosk("headcount", "--day", DAY).out
    assert kiosk("headcount", "--day", "2023-02-30").status == 2


def test_a_journal_is_verified_and_its_breaks_are_named(tmp_path: Path, kiosk: Kiosk) -> None:
    none = kiosk("journal", "verify")
    assert (none.status, "no journal" in none.err) == (1, True)
    kiosk("simulate", "--visitors", "20")
    assert kiosk("journal", "verify", "--json").json["holds"] is True
    kiosk("journal", "backup", "copy.db")
    assert kiosk("journal", "verify", "copy.db").status == 0
    db = sqlite3.connect(tmp_path / "copy.db")
    db.execute("DROP TRIGGER entries_are_never_changed")
    db.execute("UPDATE entries SET at_us = at_us + 1 WHERE seq = 5")
    db.commit()
    db.close()
    broken = kiosk("journal", "verify", "--json", "copy.db")
    assert (broken.status, broken.json["holds"]) == (1, False)
    assert "entry 5" in broken.json["breaks"][0]


def test_entries_are_filed_under_another_day(kiosk: Kiosk) -> None:
    kiosk("simulate", "--visitors", "30")
    before = kiosk("headcount", "--day", DAY, "--format", "json").json
    found = kiosk("journal", "verify", "--json").json
    epoch = found["epochs"][0]["epoch"]
    who = ("--by", "coordinator", "--reason", "flat battery")
    moved = kiosk(
        "journal", "redate", "--epoch", epoch, "--from", "1", "--to", str(found["entries"]), "--day", "2023-04-01", *who
    )
    assert moved.status == 0, moved.err
    assert kiosk("headcount", "--day", DAY, "--format", "json").json["visits"] == 0
    after = kiosk("headcount", "--day", "2023-04-01", "--format", "json").json
    assert after["people"] == before["people"]


def test_while_a_kiosk_runs_the_commands_ask_it(
    tmp_path: Path, kiosk: Kiosk, start_kiosk: Callable[..., "subprocess.Popen[str]"]
) -> None:
    truth = kiosk("simulate", "--visitors", "40").json
    running = start_kiosk("--windowed")
    assert kiosk("headcount", "--day", DAY, "--format", "json").json == truth
    assert kiosk("journal", "verify", "--json").json["holds"] is True
    assert kiosk("journal", "backup", "copy.db").status == 0
    assert kiosk("journal", "verify", "copy.db").status == 0
    second = kiosk("--windowed")
    assert (second.status, second.out) == (1, "")
    assert "is running" in second.err
    assert kiosk("simulate", "--visitors", "5", "--day", "2023-04-01").status == 1
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 0
    assert kiosk("headcount", "--day", DAY, "--format", "json").json == truth, "and without it the journal itself"


def test_on_the_sample_plan_nothing_is_counted_as_real(
    tmp_path: Path, kiosk: Kiosk, start_kiosk: Callable[..., "subprocess.Popen[str]"]
) -> None:
    start_kiosk("--windowed")
    asked = kiosk("headcount", "--day", DAY)
    assert (asked.status, asked.out) == (1, "")
    assert "nothing is counted" in asked.err
    assert not (tmp_path / "data" / "journal").exists()


def test_bad_usage_has_status_2_and_names_the_value(kiosk: Kiosk) -> None:
    for arguments, named in (
        (["--point", "P99"], "P99"),
        (["--plan", "nowhere.toml"], "nowhere.toml"),
        (["pass", "issue", "--role", "mayor", "--out", "x"], "mayor"),
        (["fly"], "fly"),
    ):
        done = kiosk(*arguments)
        assert (done.status, done.out) == (2, "")
        assert named in done.err
        assert "Traceback" not in done.err
