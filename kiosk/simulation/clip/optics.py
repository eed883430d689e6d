"""What light, lens and sensor make of a scene."""

from dataclasses import astuple, dataclass, replace

import cv2
import numpy as np

from kiosk.scanner.decoder import Picture
from kiosk.simulation.clip.carriers import Floats
from kiosk.simulation.clip.motion import HEIGHT, WIDTH, Matrix
from kiosk.simulation.clip.shots import Trouble

_SHARP = 0.8
"""Blur of a lens in focus: the standard deviation in pixels."""
_NOISE_FIELDS = 6


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a frame is taken."""

    light: float
    """On what doesn't shine itself; 1 is the hall by day."""
    exposure_s: float
    blur: float
    """Standard deviation in pixels."""
    noise: float
    """Standard deviation at middle grey, of 255."""
    glare: float
    """How far its spot is blown out, from 0 to 1."""


_USUAL = Conditions(light=1.0, exposure_s=0.008, blur=_SHARP, noise=1.2, glare=0.0)
_WORST = {
    Trouble.MOTION: replace(_USUAL, exposure_s=0.016),
    Trouble.DEFOCUS: replace(_USUAL, blur=1.9),
    Trouble.GLARE: replace(_USUAL, glare=0.95),
    Trouble.NOISE: replace(_USUAL, light=0.85, noise=8.0),
    Trouble.LOW_LIGHT: replace(_USUAL, light=0.3, exposure_s=0.014, noise=4.5),
}
"""The troubles of light and lens; the others lie in how the code is held."""


def conditions(trouble: Trouble | None, share: float) -> Conditions:
    """Return how a frame is taken while a trouble is there to the share of 0 (not at all) to 1."""
    there = _WORST.get(trouble, _USUAL) if trouble else _USUAL
    return Conditions(*(a + share * (b - a) for a, b in zip(astuple(_USUAL), astuple(there), strict=True)))


def smeared(layer: Floats, way: Matrix) -> Floats:
    """Return the layer as it looks when it moves by ``way`` (x and y in pixels) during the exposure."""
    length = float(np.hypot(*way))
    if length < 1:
        return layer
    reach = int(np.ceil(length / 2)) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    # OpenCV takes the ends of a line in 64ths of a pixel.
    start, end = ([round(64 * (reach + sign * part / 2)) for part in way] for sign in (-1, 1))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA, shift=6)
    return np.asarray(cv2.filter2D(layer, -1, kernel / kernel.sum(), borderType=cv2.BORDER_CONSTANT), np.float32)


def add_glare(frame: Floats, at: Matrix, radius: float, strength: float) -> None:
    """Blow out a soft oval spot of the frame, in place: a lamp that is reflected."""
    x = np.arange(WIDTH, dtype=np.float32)[None, :] - np.float32(at[0])
    y = np.arange(HEIGHT, dtype=np.float32)[:, None] - np.float32(at[1])
    along, across = x * 0.87 + y * 0.5, y * 0.87 - x * 0.5
    spot = np.exp(-np.square(np.square(along / (2.2 * radius)) + np.square(across / radius)))
    frame += (255 - frame) * np.float32(strength) * spot[..., None]


class Sensor:
    """Turns light into pixels, with noise.

    Args:
        seed: of the noise.
    """

    def __init__(self, seed: int) -> None:
        self._dice = np.random.default_rng([seed, 2_000_000])
        shape = (HEIGHT + 64, WIDTH + 64, 3)
        # Neighbouring pixels share some noise, since each sees one colour alone.
        self._fields = [
            cv2.GaussianBlur(self._dice.standard_normal(shape, np.float32), (0, 0), 0.6) * np.float32(1.9)
            for _ in range(_NOISE_FIELDS)
        ]

    def take(self, frame: Floats, noise: float) -> Picture:
        """Return the frame as bytes."""
        field = self._fields[self._dice.integers(_NOISE_FIELDS)]
        top, left = self._dice.integers(64, size=2)
        # Light itself is noisy: its noise grows with its root.
        grain = np.sqrt(frame / 160 + np.float32(0.2))
        grain *= field[top : top + HEIGHT, left : left + WIDTH]
        grain *= np.float32(noise)
        return np.asarray(cv2.add(frame, grain, dtype=cv2.CV_8U), np.uint8)
