"""From a picture to the texts of the QR codes in it: zxing-cpp first, pyzbar on what it misses."""

import math
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from pyzbar import pyzbar

from kiosk.errors import KioskError
from kiosk.scanner.symbol import Modules, is_part

Picture = NDArray[np.uint8]
"""Grey (height, width) or BGR (height, width, 3)."""
Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]

_MOST_PIXELS = 64_000_000
"""A picture that claims more is refused before memory is taken."""
_ROUND = 6
"""Live, what half the size doesn't show is looked for in turns, once in so many pictures each: in a noisy one of
1280 x 720 the look at half the size takes 0.1 ms, at full size 3 ms, inverted too 5 ms, and pyzbar's 4 ms."""
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)


class PictureUnreadable(KioskError):
    """A file can't be read as a picture."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read."""

    text: str
    corners: Corners
    """In pixels of the picture, from the one at the symbol's top left, clockwise."""

    @property
    def size(self) -> float:
        """The length of its longest side, in pixels."""
        around = zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True)
        return max(math.hypot(ax - bx, ay - by) for (ax, ay), (bx, by) in around)

    @property
    def middle(self) -> tuple[float, float]:
        """Where its middle is, in pixels of the picture."""
        return sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a still picture."""

    text: str | None
    ms: float
    """Wall time from the loaded picture to the answer."""


class Decoder:
    """Reads QR codes (model 2; neither Micro QR nor rMQR) and counts what went wrong on the way."""

    def __init__(self) -> None:
        self._missed = 0
        self.failures = 0
        """Pictures on which a library gave up with an exception; scanning goes on."""

    def glance(self, picture: Picture) -> tuple[Code, ...]:
        """Return the codes in one of many pictures that follow each other: cheap, and never raises."""
        grey = _grey(picture)
        half = _halved(grey)
        found = self._zxing(half, 2.0)
        if found:
            return found
        self._missed += 1
        match self._missed % _ROUND:
            case 1 | 5:
                return self._zxing(grey, 1.0, invert=False)
            case 3:
                return self._zxing(grey, 1.0)
            case 0:
                return self._zbar(half, 2.0)
            case _:
                return ()

    def read(self, picture: Picture) -> tuple[Code, ...]:
        """Return the codes in a still picture, trying everything; never raises."""
        grey = _grey(picture)
        for attempt in self._attempts(grey):
            if attempt:
                return attempt
        return ()

    def _attempts(self, grey: Picture) -> Iterator[tuple[Code, ...]]:
        yield self._zxing(_halved(grey), 2.0)
        yield self._zxing(grey, 1.0)
        yield self._zbar(grey, 1.0)

    def _zxing(self, grey: Picture, scale: float, *, invert: bool = True) -> tuple[Code, ...]:
        try:
            found = zxingcpp.read_barcodes(
                grey,
                formats=_FORMATS,
                try_invert=invert,
                text_mode=zxingcpp.TextMode.Plain,
            )
            whole = [barcode for barcode in found if not is_part(_modules(barcode))]
        except (ValueError, RuntimeError, MemoryError):
            self.failures += 1
            return ()
        return tuple(Code(barcode.text, _corners_of(barcode.position, scale)) for barcode in whole)

    def _zbar(self, grey: Picture, scale: float) -> tuple[Code, ...]:
        try:
            found = pyzbar.decode(grey, symbols=[pyzbar.ZBarSymbol.QRCODE])
        except (ValueError, pyzbar.PyZbarError):
            # It raises on a structured-append code, which is no text anyway.
            self.failures += 1
            return ()
        # Bytes that are not ASCII have been changed on the way: what the text was can't be known.
        return tuple(
            Code(
                symbol.data.decode("ascii"),
                _four([(scale * p.x, scale * p.y) for p in symbol.polygon], symbol.rect, scale),
            )
            for symbol in found
            if symbol.data and symbol.data.isascii()
        )


def load_picture(file: Path) -> Picture:
    """Return the picture in a file, grey, upright as its EXIF says.

    Raises:
        PictureUnreadable: it can't be read, is no picture, or claims more than 64 million pixels.
    """
    try:
        if _pixels_claimed(file) > _MOST_PIXELS:
            raise PictureUnreadable(f"{file} claims more than 64 million pixels. Give a smaller picture.")
        picture = cv2.imdecode(np.fromfile(file, np.uint8), cv2.IMREAD_GRAYSCALE)
    except PictureUnreadable:
        raise
    except Exception as cause:  # each format's reader has exceptions of its own
        raise PictureUnreadable(f"{file} can't be read as a picture ({cause}).") from None
    if picture is None:
        raise PictureUnreadable(f"{file} can't be read as a picture. Give a PNG or JPEG that is whole.")
    return np.asarray(picture, np.uint8)


def decode_picture(file: Path) -> Reading:
    """Return the first text in a picture's file, and how long it took to find.

    Raises:
        PictureUnreadable: as :func:`load_picture`.
    """
    picture = load_picture(file)
    start = time.perf_counter()
    codes = Decoder().read(picture)
    ms = (time.perf_counter() - start) * 1000
    return Reading(codes[0].text if codes else None, ms)


def _pixels_claimed(file: Path) -> int:
    from PIL import Image

    with warnings.catch_warnings():
        # Pillow warns of large pictures, which are refused here, and of tags that no code depends on.
        warnings.simplefilter("ignore")
        with Image.open(file) as header:
            return header.width * header.height


def _grey(picture: Picture) -> Picture:
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def _halved(grey: Picture) -> Picture:
    height, width = grey.shape
    if min(height, width) < 64:
        return grey
    return np.asarray(cv2.resize(grey, (width // 2, height // 2), interpolation=cv2.INTER_AREA), np.uint8)


def _modules(barcode: zxingcpp.Barcode) -> Modules:
    drawn: Picture = np.array(barcode.to_image(scale=1, add_quiet_zones=False), np.uint8)
    return drawn < 128


def _corners_of(position: zxingcpp.Position, scale: float) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    first, second, third, fourth = ((scale * point.x, scale * point.y) for point in points)
    return first, second, third, fourth


def _four(polygon: list[tuple[float, float]], rect: pyzbar.Rect, scale: float) -> Corners:
    """Return the polygon's corners, or those of its bounds where it has not four."""
    if len(polygon) == 4:
        return polygon[0], polygon[1], polygon[2], polygon[3]
    left, top = rect.left * scale, rect.top * scale
    right, bottom = left + rect.width * scale, top + rect.height * scale
    return (left, top), (right, top), (right, bottom), (left, bottom)
