"""A power cut takes everything that was not synced: whoever was welcomed before it is still there.

``kill -9`` can't show this, since the system keeps what a killed process wrote. So the writer runs under strace, and
the files are put together again from its system calls alone, with only those writes that were synced before the cut.
"""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from kiosk.device.journal import Journal, Moment
from kiosk.device.machine import fingerprint
from kiosk.domain.entries import Kind

WRITER = Path(__file__).with_name("writer.py")
WELCOMES, CUTS = 150, 12
CALL = re.compile(r'^\d+ +(pwrite64|write)\(\d+<([^>]*)>, "((?:\\x[0-9a-f]{2})*)", \d+(?:, (\d+))?\) += \d+$')
GONE = re.compile(r'^\d+ +unlink\("([^"]*)"\) += 0$')
SYNC = re.compile(r"^\d+ +(?:fdatasync|fsync)\(\d+<([^>]*)>\) += 0$")


@dataclass(frozen=True)
class Write:
    file: str
    data: bytes
    at: int


@dataclass(frozen=True)
class Sync:
    file: str


@dataclass(frozen=True)
class Gone:
    """A file was deleted; a disk forgets no such thing that was asked before a later sync."""

    file: str


@dataclass(frozen=True)
class Welcome:
    visit: str


Call = Write | Sync | Gone | Welcome


def calls(trace: Path) -> Iterator[Call]:
    for line in trace.read_text().splitlines():
        if synced := SYNC.match(line):
            yield Sync(file_name(synced[1]))
        elif gone := GONE.match(line):
            yield Gone(file_name(gone[1]))
        elif made := CALL.match(line):
            data = unescaped(made[3])
            if made[1] == "pwrite64":
                yield Write(file_name(made[2]), data, int(made[4]))
            elif re.fullmatch(rb"[0-9a-f]{32} \d+\n", data):
                yield Welcome(data[:32].decode())


def file_name(path: str) -> str:
    return Path(unescaped(path).decode()).name


def unescaped(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@pytest.fixture(scope="module")
def happened(tmp_path_factory: pytest.TempPathFactory) -> list[Call]:
    """What the writer asked of the system, in order, until it had welcomed a good many."""
    assert shutil.which("strace"), "make setup installs strace"
    folder = tmp_path_factory.mktemp("cut")
    trace = folder / "trace"
    command = ["strace", "-f", "-y", "-xx", "-s", "100000", "-e", "trace=pwrite64,write,fdatasync,fsync,unlink"]
    command += ["-e", "signal=none", "-o", str(trace), sys.executable, str(WRITER), str(folder / "journal")]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for _ in range(1 + WELCOMES):  # it says first that it is open
        assert writer.stdout.readline()
    [traced] = psutil.Process(writer.pid).children()
    traced.kill()  # strace writes down the rest and ends with it
    writer.communicate()
    return list(calls(trace))


def disk_after(happened: list[Call]) -> dict[str, bytearray]:
    """What a disk holds that forgets every write that was not synced."""
    disk: dict[str, bytearray] = {}
    waiting: dict[str, list[Write]] = {}
    for call in happened:
        match call:
            case Write(file=file):
                waiting.setdefault(file, []).append(call)
            case Sync(file=file):
                for write in waiting.pop(file, []):
                    content = disk.setdefault(file, bytearray())
                    content.extend(bytes(max(0, write.at + len(write.data) - len(content))))
                    content[write.at : write.at + len(write.data)] = write.data
            case Gone(file=file):
                disk.pop(file, None)
                waiting.pop(file, None)
            case Welcome():
                pass
    return disk


def test_whoever_was_welcomed_before_a_power_cut_is_in_the_journal_after_it(
    tmp_path: Path, happened: list[Call]
) -> None:
    said = [number for number, call in enumerate(happened) if isinstance(call, Welcome)]
    assert len(said) >= WELCOMES - 1  # of the last one strace may not have seen the end
    now = Moment(1_679_121_000_000_000, 0, bytes(16), "2023-03-18")
    for cut in random.Random(1).sample(said, CUTS):
        before = happened[: cut + 1]
        welcomed = {call.visit for call in before if isinstance(call, Welcome)}
        folder = tmp_path / str(cut)
        folder.mkdir()
        for file, content in disk_after(before).items():
            if file.startswith("journal.db"):
                (folder / file).write_bytes(content)
        journal = Journal(folder, station="suzhou-center", moment=now, fingerprint=fingerprint(), ballast_bytes=0)
        try:
            found = {entry.id.hex() for entry in journal.entries(kinds=[Kind.VISIT])}
            assert welcomed <= found, f"{len(welcomed - found)} of {len(welcomed)} are lost"
            assert journal.salvaged is None, "a power cut is no damage"
        finally:
            journal.close()
