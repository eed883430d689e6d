"""A hub on a server of its own: installed as the README says, into an empty environment, without Qt and OpenCV."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("hub-alone")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", home, cwd=ROOT)
    (wheel,) = home.glob("*.whl")
    venv.create(home / "venv", symlinks=os.name != "nt", with_pip=False)
    bin_folder = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", bin_folder / "python", "install", "--quiet")
    run(*pip, "--only-binary", ":all:", "--require-hashes", "--requirement", ROOT / "requirements" / "hub.txt")
    run(*pip, "--no-deps", wheel)
    return bin_folder


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.mark.timeout(600)
def test_a_hub_alone_serves_and_answers(commands: Path, tmp_path: Path) -> None:
    for library in ("PySide6", "cv2", "zxingcpp", "pyzbar", "sqlite_utils"):
        found = subprocess.run([commands / "python", "-c", f"import {library}"], capture_output=True, check=False)
        assert found.returncode, f"{library} is no part of a hub"
    port = free_port()
    hub = subprocess.Popen(
        [commands / "kiosk", "hub", "--dir", tmp_path, "--listen", f"127.0.0.1:{port}"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert hub.stdout is not None
        said = []
        while "Ready" not in (line := hub.stdout.readline()):
            assert line, hub.stderr and hub.stderr.read()
            said.append(line)
        assert any("First log-in: coordinator, password " in line for line in said)
        unchecked = ssl._create_unverified_context()
        url = f"https://127.0.0.1:{port}"
        assert urllib.request.urlopen(f"{url}/healthz", context=unchecked).read() == b"ok\n"
        assert b"suxin_quarantine" in urllib.request.urlopen(f"{url}/metrics", context=unchecked).read()
        code = run(commands / "kiosk", "hub", "enrol", "--point", "P7", "--dir", tmp_path)
        assert f"kiosk enrol --url {url} " in code
        assert '"lack": "no_device"' in run(
            commands / "kiosk", "hub", "day", "--day", "2023-03-18", "--dir", tmp_path, "--format", "json"
        )
    finally:
        hub.send_signal(signal.SIGTERM)
        _, err = hub.communicate(timeout=30)
    assert hub.returncode == 0, err
