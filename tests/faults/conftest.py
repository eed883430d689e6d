"""Disks that fail in the ways that disks fail, each in a folder of its own, so that tests may run side by side."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SERVER = Path(__file__).with_name("lossy_disk.py")


class LossyDisk:
    """A mounted disk that loses at a power cut whatever was not synced; by which rules, says ``lossy_disk.py``.

    Whatever process is to be tested (a writer, ``python -m kiosk``, a hub) gets a folder under ``path`` as its data
    folder and is handed to :meth:`cut`, once for each power cut::

        hub = subprocess.Popen([sys.executable, "-m", "kiosk", "hub", "--dir", lossy_disk.path / "hub"])
        ...
        lossy_disk.cut(hub, after=chance.randrange(2000))
        # hub is dead, and under lossy_disk.path lies what a disk would have kept: start it again, and look.

    The test itself may read and write under ``path`` as well, SQLite included.
    """

    def __init__(self, path: Path, server: "subprocess.Popen[str]") -> None:
        self.path = path
        self._server = server

    def cut(self, *processes: "subprocess.Popen[str]", after: int = 0, torn: int | None = None) -> None:
        """Cut the power, end these processes as the cut does, and give the power back.

        Args:
            processes: what ran on the machine. None of them sees the disk again, so none can go on with what it
                remembers and the disk forgot; what they said before can still be read from their pipes.
            after: how many more changes (writes, syncs, names made or deleted) the disk serves before the cut; waits
                until somebody has asked for them. 0 is at once.
            torn: a seed by which some of what was not synced is kept all the same, sector by sector; None keeps none.
        """
        self._order(f"cut {after}" if torn is None else f"cut {after} {torn}", "cut")
        for process in processes:
            process.kill()
            process.wait()
        self._order("on", "on")

    def _order(self, order: str, answer: str) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(f"{order}\n")
        self._server.stdin.flush()
        assert self._server.stdout.readline() == f"{answer}\n"


@contextmanager
def mounted(folder: Path) -> Iterator[LossyDisk]:
    """Mount a lossy disk at ``folder/disk``, and unmount it whatever happens; ``folder/backing`` shows what it kept."""
    disk, backing = folder / "disk", folder / "backing"
    disk.mkdir()
    backing.mkdir()
    with (folder / "disk.log").open("w+") as log:
        server = subprocess.Popen(
            [sys.executable, SERVER, disk, backing],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            if server.stdout.readline() != "mounted\n":
                server.wait()
                log.seek(0)
                pytest.fail(
                    f"No lossy disk could be mounted at {disk}, so no power cut was tested. It takes /dev/fuse, the "
                    f"Debian package fuse3 (make setup) and, without fuse3's own right to mount, root.\n{log.read()}"
                )
            yield LossyDisk(disk, server)
            log.seek(0)
            assert log.read() == "", "the disk itself had no fault"
        finally:
            server.stdin.close()  # it unmounts itself, also when these tests were killed
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
            server.stdout.close()
            if _is_mounted(disk):
                subprocess.run(["fusermount3", "-u", "-z", disk], check=True)


@pytest.fixture
def lossy_disk(tmp_path: Path) -> Iterator[LossyDisk]:
    """A disk for power cuts, in ``tmp_path``."""
    if sys.platform != "linux":
        pytest.skip(f"{sys.platform} has no FUSE of its own; power cuts are tested on Linux")
    with mounted(tmp_path) as disk:
        yield disk


class SmallDisk:
    """A mounted ext4 disk of 64 MB, and the other files on it, which are not the kiosk's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._others = path / "others"

    @property
    def free_bytes(self) -> int:
        return shutil.disk_usage(self.path).free

    def fill(self, *, leaving: int) -> None:
        """Let other files grow until no more than so many bytes are free."""
        step = 1 << 20
        with self._others.open("ab") as others:
            while (too_many := self.free_bytes - leaving) > 0 and step > 0:
                try:
                    os.posix_fallocate(others.fileno(), others.seek(0, os.SEEK_END), min(too_many, step))
                except OSError as cause:
                    if cause.errno != errno.ENOSPC:
                        raise
                    step //= 2  # the file system needs some of it for itself

    def clear(self) -> None:
        """Delete the other files."""
        self._others.unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk to fill, in ``tmp_path``."""
    if sys.platform != "linux":
        pytest.skip(f"{sys.platform} mounts no ext4; full disks are tested on Linux")
    if os.getuid() != 0:
        pytest.skip("only root may mount a disk's image; full disks are tested as root")
    image, disk = tmp_path / "small_disk.img", tmp_path / "small_disk"
    disk.mkdir()
    with image.open("wb") as file:
        file.truncate(64 << 20)
    for command in (["mkfs.ext4", "-q", "-m", "0", "-b", "4096", image], ["mount", "-o", "loop", image, disk]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.fail(
                f"No small disk could be mounted at {disk}, so no full disk was tested. It takes the Debian package "
                f"e2fsprogs (make setup) and a machine that lets root mount by loop devices.\n{done.stderr}"
            )
    try:
        yield SmallDisk(disk)
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
        image.unlink()


def _is_mounted(path: Path) -> bool:
    """Whether anything is mounted there; asked of the system, since a mount whose server died answers nothing."""
    lines = Path("/proc/self/mounts").read_text("utf-8").splitlines()
    return str(path) in {line.split()[1].replace("\\040", " ") for line in lines}
