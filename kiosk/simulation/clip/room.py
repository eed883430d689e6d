"""The hall behind the people, as a camera that is focused on a hand's reach sees it: out of focus."""

import cv2
import numpy as np

from kiosk.simulation.clip.carriers import Floats
from kiosk.simulation.clip.motion import HEIGHT, WIDTH


def draw_room(seed: int) -> Floats:
    """Return the empty view, BGR, height × width × 3."""
    dice = np.random.default_rng([seed, 1_000_000])
    room = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    # Ceiling, wall and floor.
    cv2.rectangle(room, (0, 0), (WIDTH, HEIGHT), (142, 156, 166), cv2.FILLED)
    cv2.fillPoly(room, [np.array([(0, 0), (WIDTH, 0), (WIDTH, 120), (760, 165), (0, 105)])], (178, 188, 194))
    cv2.fillPoly(room, [np.array([(0, 720), (0, 500), (760, 490), (WIDTH, 560), (WIDTH, 720)])], (92, 112, 128))
    # A window front on one side, a wooden wall with a notice board on the other.
    for left in (-30, 150, 330):
        cv2.rectangle(room, (left, 150), (left + 150, 500), (228, 224, 208), cv2.FILLED)
    cv2.rectangle(room, (800, 130), (WIDTH, 560), (98, 126, 148), cv2.FILLED)
    cv2.rectangle(room, (910, 220), (1150, 400), (62, 66, 150), cv2.FILLED)
    cv2.rectangle(room, (930, 245), (1130, 380), (196, 204, 208), cv2.FILLED)
    # A counter, a plant.
    cv2.rectangle(room, (540, 400), (740, 500), (110, 136, 158), cv2.FILLED)
    cv2.rectangle(room, (530, 382), (750, 408), (205, 210, 212), cv2.FILLED)
    for x, y in dice.normal((770, 400), (32, 52), (40, 2)).astype(int):
        cv2.ellipse(room, (int(x), int(y)), (26, 9), float(dice.uniform(0, 180)), 0, 360, (72, 110, 78), cv2.FILLED)
    seen = cv2.GaussianBlur(room, (0, 0), 18).astype(np.float32)
    # Lamps: discs of confusion, brighter than anything around them.
    lamps: Floats = np.zeros((HEIGHT, WIDTH), np.float32)
    for x, y, radius in ((150, 40, 30), (420, 82, 24), (620, 120, 18), (840, 72, 26), (1110, 34, 33)):
        at = (x + int(dice.integers(-12, 12)), y + int(dice.integers(-8, 8)))
        cv2.circle(lamps, at, radius, 1.0, cv2.FILLED, cv2.LINE_AA)
    light = np.asarray(cv2.GaussianBlur(lamps, (0, 0), 5), np.float32)[..., None]
    seen += (np.array([236, 246, 252], np.float32) - seen) * 0.75 * light
    return np.asarray(seen * 0.92, np.float32)
