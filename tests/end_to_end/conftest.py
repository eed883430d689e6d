"""The command as people run it: a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def environment() -> dict[str, str]:
    """This environment, less the settings of whoever runs the tests, with a virtual screen."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
    return kept | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def kiosk(tmp_path: Path) -> Callable[..., Done]:
    """Runs ``kiosk`` with these arguments and the data folder ``tmp_path/data``, in ``tmp_path``."""

    def run(*arguments: str | Path) -> Done:
        command = [sys.executable, "-m", "kiosk", *map(str, arguments)]
        variables = environment() | {"KIOSK_DIR": str(tmp_path / "data")}
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=120, cwd=tmp_path, env=variables
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def start_kiosk(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts a kiosk on ``tmp_path/data`` and waits until it answers questions; stops it at the end."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str | Path) -> "subprocess.Popen[str]":
        from kiosk.control import FILE

        command = [sys.executable, "-m", "kiosk", "--dir", str(tmp_path / "data"), *map(str, arguments)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment())
        started.append(process)
        while not (tmp_path / "data" / FILE).exists():
            assert process.poll() is None, process.stderr and process.stderr.read()
            os.sched_yield()
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
