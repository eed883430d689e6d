"""Where pictures come from: a camera, or a video file, a folder of pictures or a stream in its place."""

import sys
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from kiosk.errors import BadUsage, KioskError
from kiosk.scanner.decoder import Picture, PictureUnreadable, load_picture

_PICTURE_SHOWN_S = 1.0
_PICTURE_FRAMES_A_SECOND = 10
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".gif"})

Wait = Callable[[float], bool]
"""Waits so many seconds, or until the scanner stops; True when it does."""


class CameraNotFound(BadUsage):
    """What the setting names is no camera, file, folder or stream."""


class Trouble(StrEnum):
    """What can be wrong with a source of pictures; the screens have words for each in both languages."""

    NOT_FOUND = "not_found"
    STOPPED = "stopped"
    """Pictures stopped coming."""
    NOT_PLAYABLE = "not_playable"
    """A file that is no video, or a broken one."""
    UNREADABLE = "unreadable"
    """Some pictures of a folder can't be read."""
    FAILED = "failed"
    """A driver or library failed in a way that nobody foresaw."""


class CameraGone(KioskError):
    """No picture came; the camera may come back."""

    def __init__(self, trouble: Trouble, said: str) -> None:
        super().__init__(said)
        self.trouble = trouble


class State(StrEnum):
    """How the camera is."""

    STARTING = "starting"
    LIVE = "live"
    GONE = "gone"
    """It is being looked for again and again."""
    ENDED = "ended"
    """A file or folder was played to its end."""


class Source(Protocol):
    """Something that pictures come from."""

    can_end: bool
    """Whether it is played once (a file or folder)."""

    def frames(self, wait: Wait) -> Iterator[Picture]:
        """Yield the newest picture each time, at the source's own pace, until it ends.

        Raises:
            CameraGone: pictures stopped coming, or never did.
        """
        ...


def source_of(named: str, size: tuple[int, int]) -> Source:
    """Return the source that a setting names: a camera's number, a file, a folder or a stream's address.

    Raises:
        CameraNotFound: it is none of these.
    """
    # OpenCV's own words about a missing camera would go to standard error.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    if named.isdigit():
        return _Live(int(named), size)
    if "://" in named:
        return _Live(named, size)
    path = Path(named)
    if path.is_dir():
        return _Folder(path)
    if path.is_file():
        return _Clip(path)
    raise CameraNotFound(
        f"The camera {named!r} is no number, and there is no such file or folder. "
        "Give 0 for the first camera, a video file, a folder of pictures, or an address like rtsp://…"
    )


def has_camera() -> bool:
    """Whether the first camera gives a picture."""
    try:
        next(source_of("0", (640, 480)).frames(lambda _: False))
    except CameraGone:
        return False
    return True


class _Live:
    """A camera, or a stream that never ends."""

    can_end = False

    def __init__(self, place: int | str, size: tuple[int, int]) -> None:
        self._place, self._size = place, size

    def frames(self, wait: Wait) -> Iterator[Picture]:
        capture = self._open()
        try:
            while not wait(0):
                # The driver keeps one picture: what is read is the newest.
                came, picture = capture.read()
                if not came:
                    raise CameraGone(Trouble.STOPPED, "Pictures stopped coming. Check the camera's cable.")
                yield np.asarray(picture, np.uint8)
        finally:
            capture.release()

    def _open(self) -> cv2.VideoCapture:
        system = cv2.CAP_V4L2 if sys.platform == "linux" and isinstance(self._place, int) else cv2.CAP_ANY
        capture = cv2.VideoCapture(self._place, system)
        if not capture.isOpened():
            capture.release()
            raise CameraGone(Trouble.NOT_FOUND, "Camera not found. Check that its cable is plugged in.")
        if isinstance(self._place, int):
            # Raw pictures of this size don't fit through USB 2 at 30 a second.
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._size[0])
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._size[1])
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        return capture


class _Clip:
    """A video file, played once in its own time; pictures that come too late are passed over."""

    can_end = True

    def __init__(self, file: Path) -> None:
        self._file = file

    def frames(self, wait: Wait) -> Iterator[Picture]:
        capture = cv2.VideoCapture(str(self._file))
        try:
            pace_s = 1 / (capture.get(cv2.CAP_PROP_FPS) or 30)
            number, shown = 0, 0
            start_s = time.monotonic()
            while capture.grab():
                number += 1
                ahead_s = start_s + number * pace_s - time.monotonic()
                if ahead_s < -pace_s:
                    continue
                if wait(max(0.0, ahead_s)):
                    return
                came, picture = capture.retrieve()
                if came:
                    shown += 1
                    yield np.asarray(picture, np.uint8)
            if shown == 0:
                raise CameraGone(
                    Trouble.NOT_PLAYABLE, f"{self._file.name} can't be played. Give a video file that is whole."
                )
        finally:
            capture.release()


class _Folder:
    """Pictures in the order of their names, each shown for a second as a camera would."""

    can_end = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def frames(self, wait: Wait) -> Iterator[Picture]:
        unreadable = 0
        files = sorted(file for file in self._folder.iterdir() if file.suffix.lower() in _PICTURES)
        for file in files:
            try:
                picture = load_picture(file)
            except PictureUnreadable:
                unreadable += 1
                continue
            for _ in range(round(_PICTURE_SHOWN_S * _PICTURE_FRAMES_A_SECOND)):
                if wait(1 / _PICTURE_FRAMES_A_SECOND):
                    return
                yield picture
        if unreadable or not files:
            raise CameraGone(
                Trouble.UNREADABLE, f"{unreadable} of {len(files)} pictures in {self._folder.name} can't be read."
            )
