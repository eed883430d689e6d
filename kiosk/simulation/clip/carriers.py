"""Phones and sheets of paper with a code on them, seen straight from the front."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.documents.codes import modules
from kiosk.documents.pass_cards import Card, pictures
from kiosk.simulation.clip.shots import Carrier, Shot

Floats = NDArray[np.float32]

PIXELS_PER_MM = 7
_CARD_MM = (63.0, 87.75)
"""As in ``assets/print/pass-card.typ``: 56 × 78 modules."""
_MODULE_MM = _CARD_MM[0] / 56
_CODE_BOX_MODULES = (3.5, 13.0, 52.5, 62.0)
"""Left, top, right and bottom of the code with its quiet zone on the card."""
_PHONE_MM = (71.0, 148.0)
_SHEET_MM = (92.0, 128.0)
_CARD_ON_SHEET = 1.2


@dataclass(frozen=True, slots=True)
class Face:
    """The front of a carrier."""

    shining: Floats
    """What a screen sends out itself: BGR, already times opacity, and the opacity from 0 to 1; height × width × 4."""
    reflecting: Floats
    """What is seen of the rest in full light, in the same form; its fourth channel is 0."""
    code: Floats
    """The corners of the code's quiet zone in mm from the face's middle, clockwise from the top left: 4 × 2."""

    @property
    def size_mm(self) -> tuple[float, float]:
        """Its width and height."""
        height, width = self.shining.shape[:2]
        return width / PIXELS_PER_MM, height / PIXELS_PER_MM


def faces(shots: Sequence[Shot], seed: int) -> Iterator[Face]:
    """Yield the face of each shot."""
    cards = pictures([shot.code for shot in shots if isinstance(shot.code, Card)])
    for number, shot in enumerate(shots):
        dice = np.random.default_rng([seed, number])
        print_out = _decoded(next(cards)) if isinstance(shot.code, Card) else _leaflet(shot.code)
        yield _phone(print_out, dice) if shot.carrier is Carrier.PHONE else _sheet(print_out, dice)


def _decoded(png: bytes) -> Floats:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(picture, np.float32)


def _leaflet(text: str) -> Floats:
    """Return an advertiser's card with a code, laid out like a pass but for its colours."""
    pixels = 16  # a module of the card
    page = np.full((78 * pixels, 56 * pixels, 3), 250, np.uint8)
    cv2.rectangle(page, (0, 0), (56 * pixels, 11 * pixels), (150, 110, 30), cv2.FILLED)
    cv2.circle(page, (7 * pixels, 11 * pixels // 2), 3 * pixels, (235, 240, 245), cv2.FILLED, cv2.LINE_AA)
    for line, width in enumerate((26, 34, 20)):
        top = (65 + 4 * line) * pixels
        cv2.rectangle(
            page, (6 * pixels, top), ((6 + width) * pixels, top + 3 * pixels // 2), (170, 165, 160), cv2.FILLED
        )
    left, top, right, bottom = (round(edge * pixels) for edge in _CODE_BOX_MODULES)
    dark = np.array(modules(text), np.uint8)
    code = cv2.resize(250 - 225 * dark, (right - left, bottom - top), interpolation=cv2.INTER_NEAREST)
    page[top:bottom, left:right] = code[..., None]
    return page.astype(np.float32)


def _phone(shown: Floats, dice: np.random.Generator) -> Face:
    width, height = _PHONE_MM
    face = _Face(_PHONE_MM)
    face.paint(_PHONE_MM, 10.5, (52, 50, 48))
    face.paint((width - 1.2, height - 1.2), 9.9, (20, 18, 18))
    is_dark = dice.random() < 0.5
    screen = (width - 5.5, height - 5.5)
    face.paint(screen, 8.0, (26, 22, 22) if is_dark else (238, 234, 232), glow=1.0)
    ink = (225, 222, 220) if is_dark else (40, 36, 36)
    top = -height / 2 + 7.2
    face.paint((20.0, 4.6), 2.3, (10, 9, 9), at=(0, top))
    for across, long in ((-25.5, 7.0), (21.5, 2.2), (25.5, 4.2)):  # clock, signal, battery
        face.paint((long, 2.0), 0.6, ink, at=(across, top), glow=1.0)
    face.paint((24.0, 1.0), 0.5, ink, at=(0, height / 2 - 5.6), glow=1.0)
    face.put(shown, _CARD_MM, 2.5, at=(0, -4.0))
    return face.done(_code_corners(1.0, (0, -4.0)))


def _sheet(printed: Floats, dice: np.random.Generator) -> Face:
    face = _Face(_SHEET_MM)
    face.paint(_SHEET_MM, 0.4, (226, 233, 236))
    at = (float(dice.uniform(-3, 3)), float(dice.uniform(-4, 4)))
    face.print(printed, (_CARD_MM[0] * _CARD_ON_SHEET, _CARD_MM[1] * _CARD_ON_SHEET), at)
    rows, columns = face.colour.shape[:2]
    across = np.linspace(-1, 1, columns, dtype=np.float32)[None, :, None]
    down = np.linspace(-1, 1, rows, dtype=np.float32)[:, None, None]
    # A sheet in the hand is bent a little, and was folded once.
    bend = 1 - 0.05 * np.square(across - np.float32(dice.uniform(-0.8, 0.8))) - 0.04 * down
    fold = 1 - 0.06 * np.exp(-np.square((down - np.float32(dice.uniform(-0.1, 0.1))) / 0.012))
    fibres = cv2.GaussianBlur(dice.standard_normal((rows, columns)).astype(np.float32), (0, 0), 1.5)
    face.colour *= bend * fold * (1 + 0.02 * fibres[..., None])
    return face.done(_code_corners(_CARD_ON_SHEET, at))


class _Face:
    """A face while it is drawn; all lengths in mm from its middle."""

    def __init__(self, size_mm: tuple[float, float]) -> None:
        width, height = (round(side * PIXELS_PER_MM) for side in size_mm)
        self.colour: Floats = np.zeros((height, width, 3), np.float32)
        self._opacity: Floats = np.zeros((height, width), np.float32)
        self._glow: Floats = np.zeros((height, width), np.float32)

    def paint(
        self,
        size: tuple[float, float],
        radius: float,
        colour: tuple[int, int, int],
        at: tuple[float, float] = (0.0, 0.0),
        glow: float = 0.0,
    ) -> None:
        """Fill a rectangle with round corners."""
        self._lay(np.asarray(colour, np.float32), self._rounded(size, radius, at), glow)

    def put(self, picture: Floats, size: tuple[float, float], radius: float, at: tuple[float, float]) -> None:
        """Show a picture on a screen."""
        # A screen's white is a little blue, and its black is not quite black.
        lit = self._fitted(picture, size, at) * np.array([0.97, 0.94, 0.93], np.float32) + 8
        self._lay(lit, self._rounded(size, radius, at), 1.0)

    def print(self, picture: Floats, size: tuple[float, float], at: tuple[float, float]) -> None:
        """Print a picture: ink takes light away, and never all of it."""
        self.colour *= 0.16 + 0.84 * self._fitted(picture, size, at) / 255

    def done(self, code: Floats) -> Face:
        glow = self._glow[..., None]
        colour = self.colour * self._opacity[..., None]
        shining = np.dstack([colour * glow, self._opacity])
        return Face(shining, np.dstack([colour * (1 - glow), np.zeros_like(self._opacity)]), code)

    def _lay(self, colour: Floats, mask: Floats, glow: float) -> None:
        self.colour += (colour - self.colour) * mask[..., None]
        self._opacity = np.maximum(self._opacity, mask)
        self._glow += (np.float32(glow) - self._glow) * mask

    def _rounded(self, size: tuple[float, float], radius: float, at: tuple[float, float]) -> Floats:
        """Return 1 inside a rectangle with round corners, 0 outside, and the share inside on its edge."""
        rows, columns = self._opacity.shape
        x = np.abs((np.arange(columns) + 0.5 - columns / 2) / PIXELS_PER_MM - at[0]) - size[0] / 2 + radius
        y = np.abs((np.arange(rows) + 0.5 - rows / 2) / PIXELS_PER_MM - at[1]) - size[1] / 2 + radius
        outside = np.hypot(np.maximum(x, 0)[None, :], np.maximum(y, 0)[:, None])
        inside = np.minimum(np.maximum(x[None, :], y[:, None]), 0)
        share: Floats = np.clip(0.5 - (outside + inside - radius) * PIXELS_PER_MM, 0, 1).astype(np.float32)
        return share

    def _fitted(self, picture: Floats, size: tuple[float, float], at: tuple[float, float]) -> Floats:
        """Return the picture in its place on a white face."""
        rows, columns = self._opacity.shape
        width, height = (round(side * PIXELS_PER_MM) for side in size)
        left, top = (
            round(columns / 2 + at[0] * PIXELS_PER_MM - width / 2),
            round(rows / 2 + at[1] * PIXELS_PER_MM - height / 2),
        )
        whole = np.full((rows, columns, 3), 255, np.float32)
        whole[top : top + height, left : left + width] = cv2.resize(
            picture, (width, height), interpolation=cv2.INTER_AREA
        )
        return whole


def _code_corners(scale: float, at: tuple[float, float]) -> Floats:
    left, top, right, bottom = (edge * _MODULE_MM * scale for edge in _CODE_BOX_MODULES)
    x, y = at[0] - _CARD_MM[0] * scale / 2, at[1] - _CARD_MM[1] * scale / 2
    return np.array(
        [(x + a, y + b) for a, b in ((left, top), (right, top), (right, bottom), (left, bottom))], np.float32
    )
