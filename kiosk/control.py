"""The local socket by which a command asks the running kiosk, which alone holds its journal.

One question and one answer per connection, both JSON. It is a port of the loopback interface on every platform, since
the path of a Unix socket may have 108 bytes only and Windows has none; address and secret lie in a file of the data
folder that only its owner can read.
"""

import contextlib
import json
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

import structlog

from kiosk.errors import KioskError

FILE = "control.json"
_LOOPBACK = "127.0.0.1"
_log = structlog.get_logger()


class NotRunning(KioskError):
    """No kiosk runs on this data folder."""


class Refusal(KioskError):
    """The running kiosk could not do what it was asked; the message is its own."""


Answer = Callable[..., Any]
"""Takes the question's arguments by name and returns a JSON value, or raises a KioskError that is passed on."""


class Control:
    """The running side: answers questions until it is closed.

    Args:
        folder: the data folder that the address is left in.
        answers: what can be asked, by name.
    """

    def __init__(self, folder: Path, answers: Mapping[str, Answer]) -> None:
        self._answers = dict(answers)
        key = secrets.token_bytes(32)
        self._listener = Listener((_LOOPBACK, 0), authkey=key)
        self._file = folder / FILE
        address = {"port": self._listener.address[1], "key": key.hex()}
        _write_private(self._file, json.dumps(address))
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="control", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer no more; may be called twice."""
        if self._closing:
            return
        self._closing = True
        self._file.unlink(missing_ok=True)
        # accept() wakes up only by a connection.
        with contextlib.suppress(OSError, EOFError):
            Client(self._listener.address).close()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while not self._closing:
            try:
                connection = self._listener.accept()
            except (OSError, EOFError, AuthenticationError):
                continue  # somebody without the secret, or close()
            threading.Thread(target=self._answer, args=(connection,), name="control-answer", daemon=True).start()

    def _answer(self, connection: "Connection[Any, Any]") -> None:
        with connection, contextlib.suppress(OSError, EOFError):
            question = json.loads(connection.recv_bytes(1 << 20))
            try:
                answer = {"value": self._answers[question["what"]](**question["arguments"])}
            except KioskError as problem:
                answer = {"problem": str(problem), "exit_status": problem.exit_status}
            except Exception as problem:
                _log.exception("a question could not be answered", what=question.get("what"))
                answer = {"problem": f"The running kiosk could not answer: {problem}", "exit_status": 1}
            connection.send_bytes(json.dumps(answer).encode())


def ask(folder: Path, what: str, **arguments: Any) -> Any:
    """Return what the kiosk that runs on ``folder`` answers.

    Raises:
        NotRunning: no kiosk runs there.
        Refusal: it could not do it.
    """
    try:
        address = json.loads((folder / FILE).read_text("utf-8"))
        connection = Client((_LOOPBACK, address["port"]), authkey=bytes.fromhex(address["key"]))
    except (OSError, EOFError, ValueError, KeyError, AuthenticationError):
        raise NotRunning(f"No kiosk runs on {folder}.") from None
    with connection:
        connection.send_bytes(json.dumps({"what": what, "arguments": arguments}).encode())
        try:
            answer = json.loads(connection.recv_bytes())
        except (OSError, EOFError):
            raise NotRunning(f"The kiosk on {folder} was closed before it answered.") from None
    if "problem" in answer:
        refusal = Refusal(answer["problem"])
        refusal.exit_status = answer["exit_status"]
        raise refusal
    return answer["value"]


def _write_private(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
