"""One run of a kiosk's process, from its start to its end, as the one who started it sees it."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.simulation.station.kiosk_process import Spec


class KioskFailed(KioskError):
    """A kiosk's process ended that should not have."""


class KioskRun:
    """A kiosk's process.

    Args:
        spec: what it is to do.
        log: a file for what it says on standard error.
        advance: told of each person that has come.
        environment: settings, beside those of the data folder.
    """

    def __init__(
        self, spec: Spec, log: Path, advance: Callable[[int], object], environment: Mapping[str, str] | None = None
    ) -> None:
        self.came = spec.came
        self.trouble = ""
        """The newest that sync said."""
        self._log, self._advance = log, advance
        command = [sys.executable, "-m", "kiosk.simulation.station.kiosk_process", spec.written()]
        with log.open("a", encoding="utf-8") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**os.environ, **(environment or {})},
            )
        self.hear("ready")

    def tell(self, order: str) -> None:
        """Give an order; see :mod:`kiosk.simulation.station.kiosk_process`."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{order}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._failed() from None

    def hear(self, word: str) -> None:
        """Wait until it says that word.

        Raises:
            KioskFailed: it ended before.
        """
        while self._next() != word:
            pass

    def serve(self, until: int) -> None:
        """Let people come, and wait until so many have."""
        self.tell(f"until {until}")
        self.wait_until(until)

    def wait_until(self, came: int) -> None:
        """Wait until so many have come; more may have by then."""
        while self.came < came:
            self._next()

    def end(self) -> None:
        """Close it properly.

        Raises:
            KioskFailed: it ended otherwise.
        """
        self.tell("end")
        self._drain()
        if self._process.wait():
            raise self._failed()

    def kill(self) -> None:
        """Kill the process, whatever it does; may be called twice, and from another thread."""
        self._process.kill()

    def bury(self) -> None:
        """Take in what a killed process has said, and let go of it; may be called twice."""
        self._drain()
        self._process.wait()

    def _next(self) -> str:
        """Return the next line that it says, having taken in what it means."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._failed()
        self._take(line)
        return line.strip()

    def _take(self, line: str) -> None:
        word, _, rest = line.strip().partition(" ")
        match word:
            case "came":
                self._advance(int(rest) - self.came)
                self.came = int(rest)
            case "trouble":
                self.trouble = rest

    def _drain(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if self._process.stdout.closed:
            return
        for line in self._process.stdout:
            self._take(line)
        self._process.stdout.close()
        with suppress(BrokenPipeError):  # an order that it didn't live to hear
            self._process.stdin.close()

    def _failed(self) -> KioskFailed:
        status = self._process.wait()
        last = self._log.read_text("utf-8").strip().splitlines()[-1:] or ["it said nothing"]
        return KioskFailed(f"A kiosk's process ended with {status}: {last[0]} All of it is in {self._log}.")
