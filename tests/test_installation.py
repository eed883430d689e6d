"""The wheel: it carries all that the kiosk needs, and runs from an environment of its own in any folder."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TRAVELS_AS = {"kiosk": "kiosk", "ui": "kiosk/shipped/ui", "assets": "kiosk/shipped/assets"}
"""Folder of the checkout -> its place inside the wheel (see kiosk/paths.py)."""


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Return what the command printed; one that fails shows why."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a new environment: the wheel, and the libraries that the tests run with."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=os.name != "nt")
    commands = home / ("Scripts" if os.name == "nt" else "bin")
    run(sys.executable, "-m", "pip", "--python", commands / "python", "install", "--no-deps", "--no-index", wheel)
    (packages,) = home.rglob("site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return commands


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder that has nothing to do with the checkout, with no screen and no settings of this machine."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONPATH", *(key for key in os.environ if "KIOSK_" in key)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_wheel_carries_what_the_repository_holds_and_nothing_else(wheel: Path) -> None:
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *TRAVELS_AS, cwd=ROOT)
    files = [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]
    expected = {Path(TRAVELS_AS[file.parts[0]], *file.parts[1:]).as_posix() for file in files}

    carried = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert carried == expected


def test_the_installed_kiosk_finds_its_own_files(installed: Path, elsewhere: Path) -> None:
    """Not those of the checkout it was built from."""
    script = "from kiosk import paths; print(paths.UI / 'Main.qml'); print(paths.ASSETS / 'plans')"

    for path in map(Path, run(installed / "python", "-c", script).splitlines()):
        assert path.exists()
        assert path.is_relative_to(installed.parent)


def test_the_installed_command_explains_itself(installed: Path, elsewhere: Path) -> None:
    assert "demo" in run(installed / "kiosk", "--help")


def test_the_installed_demo_runs_from_any_folder(installed: Path, elsewhere: Path) -> None:
    run(installed / "kiosk", "demo")

    headcount = json.loads((elsewhere / "out/demo/headcount.json").read_text("utf-8"))
    assert headcount["people"] > 0
