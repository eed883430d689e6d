"""The station's hub: one that runs on this machine, or a process of its own that can be killed and put back."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk import control
from kiosk.errors import KioskError
from kiosk.hub import backup as backups
from kiosk.hub.workplace import hub_folder

_STARTS_WITHIN_S = 60.0
_ASKED_AGAIN_S = 0.05


class HubFailed(KioskError):
    """The hub doesn't run, or doesn't start."""


class HubHere:
    """A hub that runs on a folder of this machine, asked as commands ask it.

    Args:
        folder: its data folder.
        url: where kiosks reach it.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    def ask(self, what: str, **arguments: Any) -> Any:
        """Return what the hub answers; waits for one that is just being started.

        Raises:
            HubFailed: none runs on the folder.
            control.Refusal: it could not do it.
        """
        until_s = time.monotonic() + _STARTS_WITHIN_S
        while True:
            try:
                return control.ask(hub_folder(self.folder), what, **arguments)
            except control.NotRunning:
                if time.monotonic() > until_s:
                    raise HubFailed(f"No hub runs on {self.folder}. Start it: kiosk hub --dir {self.folder}") from None
            time.sleep(_ASKED_AGAIN_S)


class OwnHub(HubHere):
    """A hub that is started here, in a process of its own.

    Args:
        folder: its data folder.
        database: its database's address; None is SQLite in the folder.
        now_us: the time that its clock shows when it is first started.
        log: a file for what it says.
    """

    def __init__(self, folder: Path, database: str | None, now_us: int, log: Path) -> None:
        self.port = free_port()
        super().__init__(folder, f"https://127.0.0.1:{self.port}")
        folder.mkdir(parents=True, exist_ok=True)
        self._database, self._log = database, log
        self._ahead_us = now_us - time.time_ns() // 1000
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and wait until it serves.

        Raises:
            HubFailed: it ended at once; its last words are told.
        """
        now = datetime.fromtimestamp((time.time_ns() // 1000 + self._ahead_us) / 1e6, UTC)
        command = [sys.executable, "-m", "kiosk", "hub", "--dir", str(self.folder), "--now", now.isoformat()]
        command += ["--listen", f"127.0.0.1:{self.port}", "--url", self.url]
        if self._database is not None:
            command += ["--database", self._database]
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                command, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("Ready."):
                return
        last = self._log.read_text("utf-8").strip().splitlines()[-1:] or ["it said nothing"]
        raise HubFailed(f"The hub didn't start: {last[0]}")

    def kill(self) -> None:
        """End it as a power cut would, in the middle of whatever it does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it properly; may be called twice."""
        self._end(signal.SIGTERM)

    def back_up(self, file: Path) -> None:
        """Copy its database while it runs.

        Raises:
            KioskError: it can't be done.
        """
        if self._database is None or self._database.startswith("sqlite"):
            self.ask("backup", file=str(file))
        else:
            _postgres("pg_dump", "--format=custom", f"--file={file}", self._postgres_url())

    def restore(self, file: Path) -> None:
        """Put an old copy in its database's place, while it doesn't run.

        Raises:
            KioskError: it can't be done.
        """
        if self._database is None or self._database.startswith("sqlite"):
            named = (self._database or f"sqlite:///{hub_folder(self.folder) / 'hub.db'}").removeprefix("sqlite:///")
            backups.restore(Path(named), file)
            return
        url = self._postgres_url()
        _postgres("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={url}", str(file))
        _postgres("psql", "--quiet", url, f"--command={_IS_A_COPY}")

    def _postgres_url(self) -> str:
        assert self._database is not None
        return self._database.replace("postgresql+psycopg://", "postgresql://")

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None


_IS_A_COPY = r"INSERT INTO hub_state (name, value) VALUES ('is_copy', '\x01') ON CONFLICT DO NOTHING"


def _postgres(*command: str) -> None:
    """Run one of PostgreSQL's own tools.

    Raises:
        HubFailed: it isn't installed, or failed.
    """
    if shutil.which(command[0]) is None:
        raise HubFailed(f"{command[0]} is not installed: a PostgreSQL hub is backed up and restored by it.")
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - named above
    if done.returncode:
        raise HubFailed(f"{command[0]} failed: {done.stderr.strip()}")


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
