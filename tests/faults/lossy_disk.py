"""A disk that forgets what was not synced: a file system on which a power cut can be played.

    python tests/faults/lossy_disk.py MOUNTPOINT BACKING

Everything is kept twice: as programs see it, and as it would be found after a power cut. The rules are what POSIX
promises and no more, with two habits of ext4 that programs rightly count on:

- A write, or a change of size, is durable once its file was synced (``fsync``, ``fdatasync``); not before.
- A name (made, renamed or deleted) is durable once its folder was synced. Syncing a file makes its own name durable
  too, with the folders above it (ext4's first habit), but nobody else's.
- A rename is one step (the second habit): after a cut there is the old name or the new one, never both or neither.
  What the name stood for before stays until then. A file whose name is durable and whose bytes are not is empty.
- Modes and times are no matter.

BACKING is the folder behind it. What lies in it is there when the disk is mounted; each cut, and the end, write into
it what is there then, to be looked at after a failed test.

It is told what to do by lines on standard input and answers each with one line: ``cut N`` serves N more changes and
cuts the power before the next; from then on nothing works. ``on`` gives the power back: what was durable is there, and
whatever was open before can change nothing any more (EIO). The end of standard input unmounts the disk.

That nothing else is kept is the most that a disk can lose, not the worst: ``cut N SEED`` keeps some of the rest by
chance, sector by sector and name by name, in any order, as disks do that were busy writing.
"""

# ruff: noqa: ARG002 - the library passes more to each call than this disk asks for

import errno
import itertools
import os
import random
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

# Version 2 may be on a machine for other programs' sake; with its options this disk's would have to be spelt twice.
os.environ.setdefault("FUSE_LIBRARY_NAME", "fuse3")

import mfusepy

_SECTOR_BYTES = 512
_numbers = itertools.count(1)
_Node = TypeVar("_Node", bound="Node")


@dataclass(eq=False)
class Node:
    """A file or folder, and where it stands: as programs see it, and as the disk has it."""

    mode: int
    place: "Place | None" = None
    kept_place: "Place | None" = None
    number: int = field(default_factory=lambda: next(_numbers))


@dataclass(eq=False)
class File(Node):
    seen: bytearray = field(default_factory=bytearray)
    kept: bytearray = field(default_factory=bytearray)
    waiting: "list[Change]" = field(default_factory=list)
    """What was done since the last sync, in order."""

    def write(self, data: bytes, at: int) -> None:
        while data:
            room = _SECTOR_BYTES - at % _SECTOR_BYTES
            self._change(_writing(data[:room], at))
            data, at = data[room:], at + room

    def resize(self, size: int) -> None:
        self._change(_resizing(size))

    def _change(self, change: "Change") -> None:
        change(self.seen)
        self.waiting.append(change)

    def sync(self) -> None:
        for change in self.waiting:
            change(self.kept)
        self.waiting.clear()


@dataclass(eq=False)
class Folder(Node):
    seen: dict[str, Node] = field(default_factory=dict)
    kept: dict[str, Node] = field(default_factory=dict)


Place = tuple[Folder, str]
Change = Callable[[bytearray], None]


def _writing(data: bytes, at: int) -> Change:
    def write(content: bytearray) -> None:
        if at > len(content):
            content.extend(bytes(at - len(content)))
        content[at : at + len(data)] = data

    return write


def _resizing(size: int) -> Change:
    def resize(content: bytearray) -> None:
        del content[size:]
        content.extend(bytes(size - len(content)))

    return resize


class LossyDisk(mfusepy.Operations):
    """The file system's calls; one at a time, each in its ``turn``."""

    use_ns = True

    def __init__(self, backing: Path, say: Callable[[str], None]) -> None:
        self.turn = threading.Lock()
        self._say = say
        self._backing = backing
        self._root = Folder(stat.S_IFDIR | 0o755)
        self._handles: dict[int, tuple[Node, int]] = {}
        self._left_until_cut: int | None = None
        self._chance: random.Random | None = None
        self._has_power = True
        self._read_backing(self._root, backing)

    # Power

    def cut_after(self, changes: int, chance: random.Random | None) -> None:
        """Serve so many more changes, then cut the power; with a chance for what was not synced, or with none."""
        self._left_until_cut, self._chance = changes, chance
        if changes == 0:
            self._cut()

    def power_on(self) -> None:
        self._has_power = True

    def _cut(self) -> None:
        self._left_until_cut, self._has_power = None, False
        self._handles.clear()
        if self._chance is not None:
            _keep_some(self._root, self._chance)
        _forget(self._root)
        self.write_backing()
        self._say("cut")

    def _needs_power(self) -> None:
        if not self._has_power:
            raise OSError(errno.EIO, "the power is cut")

    def _changes_something(self) -> None:
        """Stand before every change: this may be the one that the cut prevents."""
        if self._left_until_cut == 0:
            self._cut()
        elif self._left_until_cut is not None:
            self._left_until_cut -= 1
        self._needs_power()

    # What is there

    def init_with_config(self, conn_info: Any, config_3: Any) -> None:
        assert config_3 is not None, "libfuse 3 is needed"
        # The system drops its pages of a file whenever it is opened; so none outlive a cut, and memory can be shared.
        config_3.use_ino = 1
        config_3.hard_remove = 1  # a deleted file that is open has no name; no hidden one either
        config_3.nullpath_ok = 1
        config_3.entry_timeout = config_3.attr_timeout = config_3.negative_timeout = 0
        self._say("mounted")

    def getattr(self, path: str | None, fh: int | None = None) -> dict[str, int]:
        self._needs_power()
        node = self._find(path or "") if fh is None else self._opened(fh, Node)
        size = len(node.seen) if isinstance(node, File) else 0
        links = 1 if isinstance(node, File) else 2
        owner = {"st_uid": os.getuid(), "st_gid": os.getgid()}
        return {"st_mode": node.mode, "st_ino": node.number, "st_nlink": links, "st_size": size, **owner}

    def opendir(self, path: str) -> int:
        self._needs_power()
        return self._handle(self._folder(path), os.O_RDONLY)

    def readdir(self, path: str | None, fh: int) -> Iterator[tuple[str, dict[str, int], int]]:
        folder = self._opened(fh, Folder)
        for name, node in {".": folder, "..": folder, **folder.seen}.items():
            yield name, {"st_mode": node.mode, "st_ino": node.number}, 0  # without a number it isn't listed

    def releasedir(self, path: str | None, fh: int) -> int:
        return self.release(path, fh)

    def statfs(self, path: str) -> dict[str, int]:
        """A disk with room: 64 GB."""
        blocks = {"f_blocks": 1 << 24, "f_bfree": 1 << 24, "f_bavail": 1 << 24}
        return {"f_bsize": 4096, "f_frsize": 4096, "f_namemax": 255, **blocks}

    def read(self, path: str | None, size: int, offset: int, fh: int) -> bytes:
        return bytes(self._opened(fh, File).seen[offset : offset + size])

    # Changes of files

    def open(self, path: str, flags: int) -> int:
        self._needs_power()
        file = self._find(path)
        if not isinstance(file, File):
            raise OSError(errno.EISDIR, path)
        if flags & os.O_TRUNC:
            self._changes_something()
            file.resize(0)
        return self._handle(file, flags)

    def create(self, path: str, mode: int, flags: int) -> int:
        return self._handle(self._make(path, File(stat.S_IFREG | mode)), flags)

    def write(self, path: str | None, data: bytes, offset: int, fh: int) -> int:
        self._changes_something()
        file = self._opened(fh, File)
        appends = self._handles[fh][1] & os.O_APPEND
        file.write(data, len(file.seen) if appends else offset)
        return len(data)

    def truncate(self, path: str | None, length: int, fh: int | None = None) -> int:
        self._changes_something()
        file = self._find(path or "") if fh is None else self._opened(fh, File)
        assert isinstance(file, File)
        file.resize(length)
        return 0

    def fsync(self, path: str | None, datasync: int, fh: int) -> int:
        self._changes_something()
        file = self._opened(fh, File)
        file.sync()
        if file.place is not None:
            _keep_name(file)
        return 0

    def release(self, path: str | None, fh: int) -> int:
        self._handles.pop(fh, None)
        return 0

    # Changes of names

    def mknod(self, path: str, mode: int, dev: int) -> int:
        """Make an empty file, or the socket by which a running kiosk is asked."""
        self._make(path, File(mode))
        return 0

    def mkdir(self, path: str, mode: int) -> int:
        self._make(path, Folder(stat.S_IFDIR | mode))
        return 0

    def unlink(self, path: str) -> int:
        self._changes_something()
        folder, name = self._place(path)
        folder.seen.pop(name).place = None
        return 0

    def rmdir(self, path: str) -> int:
        if self._folder(path).seen:
            raise OSError(errno.ENOTEMPTY, path)
        return self.unlink(path)

    def rename(self, old: str, new: str) -> int:
        self._changes_something()
        folder, name = self._place(old)
        target, new_name = self._place(new)
        replaced = target.seen.get(new_name)
        if isinstance(replaced, Folder) and replaced.seen:
            raise OSError(errno.ENOTEMPTY, new)
        node = folder.seen.pop(name)
        if replaced is not None:
            replaced.place = None
        target.seen[new_name] = node
        node.place = target, new_name
        return 0

    def fsyncdir(self, path: str | None, datasync: int, fh: int) -> int:
        self._changes_something()
        folder = self._opened(fh, Folder)
        for name, node in list(folder.kept.items()):
            if node.place is None:
                del folder.kept[name]
                node.kept_place = None
            else:
                _keep_name(node)
        for node in folder.seen.values():
            _keep_name(node)
        if folder is not self._root:
            _keep_name(folder)
        return 0

    def chmod(self, path: str, mode: int) -> int:
        self._needs_power()
        node = self._find(path)
        node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)
        return 0

    def chown(self, path: str, uid: int, gid: int) -> int:
        self._needs_power()
        return 0

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> int:
        self._needs_power()
        return 0

    # Finding

    def _handle(self, node: Node, flags: int) -> int:
        number = next(_numbers)
        self._handles[number] = node, flags
        return number

    def _opened(self, handle: int, kind: type[_Node]) -> _Node:
        """Return what was opened; if that was before a cut, it is no more."""
        if handle not in self._handles:
            raise OSError(errno.EIO, "it was opened before the power was cut")
        node = self._handles[handle][0]
        assert isinstance(node, kind)
        return node

    def _find(self, path: str) -> Node:
        node: Node = self._root
        for name in filter(None, path.split("/")):
            if not isinstance(node, Folder):
                raise OSError(errno.ENOTDIR, path)
            if name not in node.seen:
                raise OSError(errno.ENOENT, path)
            node = node.seen[name]
        return node

    def _folder(self, path: str) -> Folder:
        folder = self._find(path)
        if not isinstance(folder, Folder):
            raise OSError(errno.ENOTDIR, path)
        return folder

    def _place(self, path: str) -> Place:
        above, _, name = path.rpartition("/")
        return self._folder(above), name

    def _make(self, path: str, node: Node) -> Any:
        self._changes_something()
        folder, name = self._place(path)
        folder.seen[name] = node
        node.place = folder, name
        return node

    # The folder behind it

    def _read_backing(self, folder: Folder, backing: Path) -> None:
        for path in backing.iterdir():
            mode = path.stat().st_mode
            node: Node
            if path.is_dir():
                node = Folder(mode)
                self._read_backing(node, path)
            else:
                content = path.read_bytes()
                node = File(mode, seen=bytearray(content), kept=bytearray(content))
            node.place = node.kept_place = folder, path.name
            folder.seen[path.name] = folder.kept[path.name] = node

    def write_backing(self) -> None:
        """Leave in the folder behind what programs see now."""
        for path in self._backing.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        _write(self._root, self._backing)


def _keep_name(node: Node) -> None:
    """Make durable where the node stands, with the folders above it; the place it had before goes in the same step."""
    if node.place is None:  # the root, or a folder that was deleted meanwhile
        return
    if node.kept_place is not None:
        folder, name = node.kept_place
        if folder.kept.get(name) is node and node.kept_place != node.place:
            del folder.kept[name]
    folder, name = node.place
    before = folder.kept.get(name)
    folder.kept[name] = node
    node.kept_place = node.place
    if before is not None and before is not node and before.place is not None:
        _keep_name(before)  # it was renamed to make way, and that came first
    _keep_name(folder)


def _keep_some(folder: Folder, chance: random.Random) -> None:
    """Let the disk have written some of what it wasn't asked to be sure of."""
    for node in list(folder.seen.values()):
        if chance.random() < 0.5:
            _keep_name(node)
        if isinstance(node, Folder):
            _keep_some(node, chance)
        elif isinstance(node, File):
            node.waiting = [change for change in node.waiting if chance.random() < 0.5]
            node.sync()


def _forget(folder: Folder) -> None:
    """Go back to what is durable."""
    folder.seen = dict(folder.kept)
    for name, node in folder.seen.items():
        node.place = node.kept_place = folder, name
        if isinstance(node, Folder):
            _forget(node)
        elif isinstance(node, File):
            node.seen = bytearray(node.kept)
            node.waiting.clear()


def _write(folder: Folder, to: Path) -> None:
    for name, node in folder.seen.items():
        if isinstance(node, Folder):
            (to / name).mkdir()
            _write(node, to / name)
        elif isinstance(node, File) and stat.S_ISREG(node.mode):
            (to / name).write_bytes(node.seen)


class Mount(mfusepy.FUSE):
    """The library's loop, with two things that it leaves out."""

    operations: LossyDisk

    def _wrapper(self, func: Callable[..., object], *arguments: object, **named: object) -> object:
        """Let orders from standard input and calls of programs take turns."""
        with self.operations.turn:
            return super()._wrapper(func, *arguments, **named)

    def truncate_fuse_3(self, path: bytes | None, length: int, opened: Any) -> int:
        """Pass on by which open file it was asked, so that one from before a cut is told from others."""
        handle = opened.contents.fh if opened else None
        return self.operations.truncate(None if path is None else path.decode(), length, handle)


def _obey(disk: LossyDisk, mountpoint: Path, say: Callable[[str], None], orders: Iterator[str]) -> None:
    for order in orders:
        with disk.turn:
            match order.split():
                case ["cut", changes]:
                    disk.cut_after(int(changes), None)
                case ["cut", changes, seed]:
                    disk.cut_after(int(changes), random.Random(int(seed)))
                case ["on"]:
                    disk.power_on()
                    say("on")
                case _:
                    say(f"unknown: {order!r}")
    with disk.turn:
        disk.write_backing()
    subprocess.run(["fusermount3", "-u", "-z", mountpoint], check=False)
    os._exit(0)  # the loop goes on for as long as anybody holds a file open


def main(mountpoint: Path, backing: Path) -> None:
    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    disk = LossyDisk(backing, say)
    threading.Thread(target=_obey, args=(disk, mountpoint, say, sys.stdin), daemon=True).start()
    Mount(disk, str(mountpoint), foreground=True, nothreads=True, fsname="lossy_disk")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute())  # libfuse goes to another folder
