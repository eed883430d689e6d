"""Room on the disk: a floor under which nothing is accepted, and a ballast that can be thrown off.

A disk that fills up during a service day first costs the ballast, which buys hours; only then does the kiosk stop
accepting, while there is still room to close the journal properly.
"""

import os
import shutil
from pathlib import Path

from kiosk.errors import KioskError

_CHUNK_BYTES = 1 << 20


class DiskFull(KioskError):
    """Free space is under the floor; nothing was written."""


class Space:
    """Watches the free space of the disk that holds ``folder``.

    Args:
        folder: the journal's folder.
        floor_bytes: free space under which nothing is accepted.
        ballast_bytes: size of the file of random bytes that is thrown off first.
    """

    def __init__(self, folder: Path, floor_bytes: int, ballast_bytes: int) -> None:
        self._folder = folder
        self._floor_bytes = floor_bytes
        self._ballast = folder / "ballast"
        self._ballast_bytes = ballast_bytes

    def free_bytes(self) -> int:
        """Return the bytes that are free on the disk."""
        return shutil.disk_usage(self._folder).free

    @property
    def has_room(self) -> bool:
        """Whether free space is at the floor or above."""
        return self.free_bytes() >= self._floor_bytes

    @property
    def has_ballast(self) -> bool:
        """Whether the ballast is still aboard, or none is wanted; when not, the disk was nearly full."""
        return not self._ballast_bytes or self._ballast.exists()

    def take_ballast(self) -> None:
        """Write the ballast if it isn't there and there is ample room: twice its size above the floor."""
        if self.has_ballast or self.free_bytes() < self._floor_bytes + 2 * self._ballast_bytes:
            return
        part = self._ballast.with_suffix(".part")
        with part.open("wb") as file:
            for start in range(0, self._ballast_bytes, _CHUNK_BYTES):
                # Random, so that a compressing or thin file system gives the room for real.
                file.write(os.urandom(min(_CHUNK_BYTES, self._ballast_bytes - start)))
        part.replace(self._ballast)

    def require(self) -> None:
        """Make sure that there is room for an entry, throwing off the ballast when it comes to that.

        Raises:
            DiskFull: free space is under the floor, without the ballast too.
        """
        if self.has_room:
            return
        self._ballast.unlink(missing_ok=True)
        if not self.has_room:
            raise DiskFull(
                f"The disk is full: {self.free_bytes() // 1_000_000} MB are free in {self._folder}, "
                f"{self._floor_bytes // 1_000_000} MB are needed. Delete files that are not the kiosk's; "
                "nothing that was accepted is lost."
            )
