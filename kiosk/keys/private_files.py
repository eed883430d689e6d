"""Private files: only their owner can read them, they are written whole or not at all, and never overwritten."""

import os
import stat
import tempfile
from pathlib import Path

from kiosk.errors import KioskError


class KeyUnusable(KioskError):
    """A key's file can't be read or written, holds no such key, or is open to others."""


class KeyMissing(KeyUnusable):
    """There is no such file."""


class KeyExists(KeyUnusable):
    """A file is where a new one was to be written; it was left as it is."""


def write_private(file: Path, content: bytes, *, already: str, what: str = "The key") -> None:
    """Write a new file that only its owner can read: whole or not at all.

    Args:
        file: Its place; the folder is made if there is none.
        content: Its bytes.
        already: The words for a file that exists.
        what: What it is, at the beginning of a sentence.

    Raises:
        KeyExists: the file exists; it is never overwritten.
        KeyUnusable: it can't be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=".")  # for its owner alone
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            _name(Path(unfinished), file)
        except FileExistsError:
            raise KeyExists(already) from None
        finally:
            Path(unfinished).unlink(missing_ok=True)
    except OSError as cause:
        raise KeyUnusable(f"{what} can't be written to {file}: {cause.strerror}.") from None


def read_private(file: Path, *, missing: str, what: str = "The key") -> bytes:
    """Return the bytes of a file that only its owner can read.

    Raises:
        KeyMissing: there is none; ``missing`` are the words for that.
        KeyUnusable: it can't be read, or others may read it.
    """
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        content = file.read_bytes()
    except FileNotFoundError:
        raise KeyMissing(missing) from None
    except OSError as cause:
        raise KeyUnusable(f"{what} {file} can't be read: {cause.strerror}.") from None
    if os.name == "posix" and mode & 0o077:
        raise KeyUnusable(
            f"Others may read {what[0].lower()}{what[1:]} {file} (its mode is {mode:03o}). Close it: chmod 600 {file}"
        )
    return content


def _name(unfinished: Path, file: Path) -> None:
    """Give a finished file its name, which nothing may have yet."""
    try:
        os.link(unfinished, file)  # a rename would overwrite
    except FileExistsError:
        raise
    except OSError:  # a stick with FAT knows no links: take the name first, then put the file in its place
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        unfinished.replace(file)
