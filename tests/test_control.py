"""A command asks the running kiosk over a local socket; the answer, or why there is none, comes back."""

import json
import stat
import threading
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from kiosk import control
from kiosk.errors import BadUsage


def test_an_answer_and_a_refusal_come_back_with_their_exit_status(tmp_path: Path) -> None:
    def refuse() -> None:
        raise BadUsage("The day '2023-02-30' is no day.")

    running = control.Control(tmp_path, {"add": lambda first, second: first + second, "refuse": refuse})
    try:
        assert control.ask(tmp_path, "add", first=2, second=3) == 5
        with pytest.raises(control.Refusal, match="is no day") as raised:
            control.ask(tmp_path, "refuse")
        assert raised.value.exit_status == 2
        with pytest.raises(control.Refusal, match="could not answer"):
            control.ask(tmp_path, "something else")
        assert control.ask(tmp_path, "add", first=1, second=1) == 2, "it goes on after a question that failed"
    finally:
        running.close()


def test_without_a_running_kiosk_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(control.NotRunning):
        control.ask(tmp_path, "add")
    running = control.Control(tmp_path, {})
    address = (tmp_path / control.FILE).read_text()
    running.close()
    running.close()
    assert not (tmp_path / control.FILE).exists()
    (tmp_path / control.FILE).write_text(address)  # as a kill -9 leaves it
    with pytest.raises(control.NotRunning):
        control.ask(tmp_path, "add")


def test_only_the_folders_owner_can_ask(tmp_path: Path) -> None:
    running = control.Control(tmp_path, {"add": lambda: 1})
    try:
        file = tmp_path / control.FILE
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        port = json.loads(file.read_text())["port"]
        with pytest.raises(AuthenticationError):
            Client(("127.0.0.1", port), authkey=b"guess")
        assert control.ask(tmp_path, "add") == 1
    finally:
        running.close()


def test_a_long_answer_does_not_keep_others_waiting(tmp_path: Path) -> None:
    release = threading.Event()
    running = control.Control(tmp_path, {"long": lambda: release.wait(30), "short": lambda: "here"})
    try:
        answers: list[object] = []
        asking = threading.Thread(target=lambda: answers.append(control.ask(tmp_path, "long")))
        asking.start()
        assert control.ask(tmp_path, "short") == "here"
        release.set()
        asking.join()
        assert answers == [True]
    finally:
        running.close()
