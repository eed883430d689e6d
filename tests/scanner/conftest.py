"""Pictures and clips with codes in them, drawn by the product's own code."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.documents.codes import modules
from kiosk.scanner.decoder import Picture


def code(text: str, pixels: int = 6) -> Picture:
    """The code of ``text`` alone, quiet zone included."""
    dark = np.array(modules(text))
    grey = np.where(dark, 25, 230).astype(np.uint8)
    return np.kron(grey, np.ones((pixels, pixels), np.uint8)).astype(np.uint8)


def hall(*placed: tuple[Picture, int, int], width: int = 1280, height: int = 720) -> Picture:
    """A camera's view with these codes in it, each at (left, top)."""
    picture = np.full((height, width), 120, np.uint8)
    for drawn, left, top in placed:
        picture[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return picture


def clip(file: Path, pictures: Sequence[Picture], frames_a_second: float = 30) -> Path:
    """A real video file of these pictures."""
    height, width = pictures[0].shape[:2]
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), frames_a_second, (width, height))
    for picture in pictures:
        writer.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    writer.release()
    return file


@pytest.fixture
def pass_text() -> str:
    """As long as a pass, in the same alphabet."""
    return "RRQXO8P600GK" + "AB:C%D/12 " * 14
