"""What no file of the repository may hold."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# In pieces, so that this file doesn't hold them itself.
NEVER = {
    "a registry's host": [
        "".join(pieces).encode()
        for pieces in [
            ("pypi", ".org"),
            ("python", "hosted.org"),
            ("registry.", "npmjs"),
            ("deb.", "debian.org"),
            ("security.", "debian.org"),
        ]
    ],
    "a private key": [b"".join(pieces) for pieces in [(b"PRIVATE", b" KEY-----"), (b"OPENSSH", b" PRIVATE KEY")]],
}


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """All files that are, or by the next commit may be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("what", NEVER)
def test_no_file_holds(what: str, files: list[Path]) -> None:
    found = [file for file in files if any(piece in file.read_bytes() for piece in NEVER[what])]

    assert found == []


def test_no_file_is_larger_than_the_clip_may_be(files: list[Path]) -> None:
    """8 MB: what is larger is made by a script or doesn't belong here."""
    assert [file for file in files if file.stat().st_size > 8_000_000] == []
