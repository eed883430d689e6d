"""The pinned requirements: `make setup` installs what pyproject.toml asks for, in versions that can't change."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
KIOSK = ROOT / "requirements" / "kiosk.txt"
DEV = ROOT / "requirements" / "dev.txt"


@dataclass
class Pin:
    name: str
    version: Version
    hashes: int = 0


def pins(file: Path) -> list[Pin]:
    """Return what the file pins; a package may have one version for older Pythons and another for newer ones.

    A line that is neither a version nor its hash fails the test: no index, folder or address may stand there.
    """
    found: list[Pin] = []
    for line in file.read_text("utf-8").splitlines():
        if line.lstrip().startswith("#"):
            continue
        if pin := re.fullmatch(r"([a-z0-9-]+)==([0-9a-z.]+)(?: ; [^/\\]+)? \\", line):
            found.append(Pin(pin[1], Version(pin[2])))
        elif re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line):
            found[-1].hashes += 1
        else:
            pytest.fail(f"{file.name}: {line!r} is neither a pinned version nor its hash")
    return found


def unmet(requirement: str, by: list[Pin]) -> bool:
    wanted = Requirement(requirement)
    versions = [pin.version for pin in by if pin.name == canonicalize_name(wanted.name)]
    return not versions or not all(version in wanted.specifier for version in versions)


def asked_for(group: str) -> Iterator[str]:
    """Yield what a dependency group of pyproject.toml asks for, with the groups that it includes."""
    for entry in PYPROJECT["dependency-groups"][group]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from asked_for(entry["include-group"])


@pytest.mark.parametrize("file", [KIOSK, DEV], ids=lambda file: file.stem)
def test_every_pinned_version_has_a_hash(file: Path) -> None:
    assert [pin.name for pin in pins(file) if pin.hashes == 0] == []


def test_the_kiosk_is_given_all_it_asks_for() -> None:
    pinned = pins(KIOSK)

    assert [wanted for wanted in PYPROJECT["project"]["dependencies"] if unmet(wanted, pinned)] == []


def test_developers_are_given_all_they_ask_for() -> None:
    pinned = pins(DEV)

    assert [wanted for wanted in asked_for("dev") if unmet(wanted, pinned)] == []


def test_what_is_tested_is_what_is_served() -> None:
    """Developers run the very versions that a kiosk gets."""
    tested = {(pin.name, pin.version) for pin in pins(DEV)}

    assert [pin.name for pin in pins(KIOSK) if (pin.name, pin.version) not in tested] == []
