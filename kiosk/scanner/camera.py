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
from kiosk.scanner.capture import TORN_IN_A_ROW, frames_a_second, grab
from kiosk.scanner.decoder import Picture, PictureUnreadable, load_picture

_PICTURE_SHOWN_S = 1.0
_PICTURE_FRAMES_A_SECOND = 10
_SILENT_MS = 5_000
"""A stream that sends nothing for this long has stopped."""
_LAG_PACES = 4
"""When no picture had to be waited for in the time of so many, what comes has lain in a buffer."""
_CAUGHT_UP_S = 1.0
_FASTEST = 60
"""At most so much of a stream is passed over at once, and no camera sends more pictures a second."""
_WHOLE = 0.9
"""A clip that ends before this share of the pictures that its head names breaks off; some heads only estimate."""
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
    BLACK = "black"
    """Pictures come, but there is nothing to be seen in them."""
    NOT_PLAYABLE = "not_playable"
    """A file that is no video, or one that breaks off."""
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
    passed_over: int
    """Pictures that came and were not yielded: too late, torn, or unreadable."""

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
        self._caught_up_s = 0.0
        self.passed_over = 0

    def frames(self, wait: Wait) -> Iterator[Picture]:
        capture = self._open()
        pace_s = 1 / frames_a_second(capture)
        self._caught_up_s = time.monotonic()
        torn = 0
        try:
            while not wait(0):
                self._grab_newest(capture, pace_s)
                came, picture = capture.retrieve()
                if came:
                    torn = 0
                    yield np.asarray(picture, np.uint8)
                    continue
                torn += 1
                self.passed_over += 1
                if torn == TORN_IN_A_ROW:
                    raise CameraGone(Trouble.STOPPED, "Every picture came torn. Check the camera's cable.")
        finally:
            capture.release()

    def _grab_newest(self, capture: cv2.VideoCapture, pace_s: float) -> None:
        """Grab the next picture, and where that lags behind, the newest: the first that had to be waited for."""
        behind_s = min(time.monotonic() - self._caught_up_s, _CAUGHT_UP_S)
        older = round(behind_s * _FASTEST) if behind_s > _LAG_PACES * pace_s else 0
        for left in range(older, -1, -1):
            asked_s = time.monotonic()
            torn = grab(capture)
            if torn is None:
                raise CameraGone(Trouble.STOPPED, "Pictures stopped coming. Check the camera's cable.")
            self.passed_over += torn
            grabbed_s = time.monotonic()
            if grabbed_s - asked_s > pace_s / 2:
                self._caught_up_s = grabbed_s
                return
            self.passed_over += left > 0
        if older:
            self._caught_up_s = time.monotonic()

    def _open(self) -> cv2.VideoCapture:
        if isinstance(self._place, str):
            limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _SILENT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, _SILENT_MS]
            capture = cv2.VideoCapture(self._place, cv2.CAP_FFMPEG, limits)
        else:
            capture = cv2.VideoCapture(self._place, cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY)
        if not capture.isOpened():
            capture.release()
            raise CameraGone(Trouble.NOT_FOUND, "Camera not found. Check that its cable is plugged in.")
        if isinstance(self._place, int):
            # Raw pictures of this size don't fit through USB 2 at 30 a second.
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._size[0])
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._size[1])
            # One that is looked at and one that the driver fills; with a single one it fills only every second picture.
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 2)
        return capture


class _Clip:
    """A video file, played once in its own time; pictures that come too late are passed over."""

    can_end = True

    def __init__(self, file: Path) -> None:
        self._file = file
        self.passed_over = 0

    def frames(self, wait: Wait) -> Iterator[Picture]:
        capture = cv2.VideoCapture(str(self._file))
        try:
            pace_s = 1 / frames_a_second(capture)
            number = 0
            start_s = time.monotonic()
            while (torn := grab(capture)) is not None:
                self.passed_over += torn
                number += torn + 1
                ahead_s = start_s + number * pace_s - time.monotonic()
                if ahead_s < -pace_s:
                    self.passed_over += 1
                    continue
                if wait(max(0.0, ahead_s)):
                    return
                came, picture = capture.retrieve()
                if came:
                    yield np.asarray(picture, np.uint8)
                else:
                    self.passed_over += 1
            promised = round(capture.get(cv2.CAP_PROP_FRAME_COUNT))
            if number == 0:
                raise CameraGone(
                    Trouble.NOT_PLAYABLE, f"{self._file.name} can't be played. Give a video file that is whole."
                )
            if number < promised * _WHOLE:
                raise CameraGone(
                    Trouble.NOT_PLAYABLE,
                    f"{self._file.name} breaks off after {number} of {promised} pictures. "
                    "Give a video file that is whole.",
                )
        finally:
            capture.release()


class _Folder:
    """Pictures in the order of their names, each shown for a second as a camera would."""

    can_end = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.passed_over = 0

    def frames(self, wait: Wait) -> Iterator[Picture]:
        files = sorted(file for file in self._folder.iterdir() if file.suffix.lower() in _PICTURES)
        for file in files:
            try:
                picture = load_picture(file)
            except PictureUnreadable:
                self.passed_over += 1
                continue
            for _ in range(round(_PICTURE_SHOWN_S * _PICTURE_FRAMES_A_SECOND)):
                if wait(1 / _PICTURE_FRAMES_A_SECOND):
                    return
                yield picture
        if self.passed_over or not files:
            raise CameraGone(
                Trouble.UNREADABLE, f"{self.passed_over} of {len(files)} pictures in {self._folder.name} can't be read."
            )
