"""The QML files themselves: what qmllint says, and where looks may be decided."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "ui").rglob("*.qml"))


def test_qmllint_has_nothing_to_say() -> None:
    lint = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "qml_check.py")], capture_output=True, text=True, check=False
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr


@pytest.mark.parametrize("file", [file for file in FILES if file.parent.name != "theme"], ids=lambda file: file.name)
def test_colours_and_durations_are_the_themes(file) -> None:
    text = file.read_text("utf-8")
    assert not re.findall(r'"#[0-9A-Fa-f]{3,8}"', text)
    assert not re.findall(r"(?:duration|interval): \d", text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_says_what_it_is(file) -> None:
    assert "/*!" in file.read_text("utf-8")


def test_every_icon_that_is_named_is_there() -> None:
    named = {
        name
        for file in FILES
        for name in re.findall(r'(?:iconName|[a-z]*Icon|name): "([a-z-]*[a-z])"', file.read_text("utf-8"))
    }
    drawn = {file.stem for file in (ROOT / "assets" / "icons").glob("*.svg")}
    assert named <= drawn


def test_every_service_icon_of_the_plan_is_drawn() -> None:
    from kiosk.domain.station import Icon

    drawn = {file.stem for file in (ROOT / "assets" / "icons").glob("*.svg")}
    assert {str(icon) for icon in Icon} <= drawn
