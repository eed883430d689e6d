"""How a carrier is brought before the camera, held, and taken away."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.simulation.clip.shots import Carrier, Shot, Trouble

WIDTH, HEIGHT = 1280, 720
_FOCAL = 1050.0
"""In pixels: a webcam that sees 63 degrees."""

Matrix = NDArray[np.float64]
Points = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a carrier is: mm and radians, x to the right, y down, z away from the camera."""

    x: float
    y: float
    z: float
    pitch: float
    yaw: float
    roll: float

    def projection(self) -> Matrix:
        """Return the 3 × 3 matrix that takes mm on the face to pixels of the frame."""
        (sin_a, sin_b, sin_c), (cos_a, cos_b, cos_c) = (f([self.pitch, self.yaw, self.roll]) for f in (np.sin, np.cos))
        about_x = np.array([[1, 0, 0], [0, cos_a, -sin_a], [0, sin_a, cos_a]])
        about_y = np.array([[cos_b, 0, sin_b], [0, 1, 0], [-sin_b, 0, cos_b]])
        about_z = np.array([[cos_c, -sin_c, 0], [sin_c, cos_c, 0], [0, 0, 1]])
        turned = about_y @ about_x @ about_z
        lens = np.array([[_FOCAL, 0, WIDTH / 2], [0, _FOCAL, HEIGHT / 2], [0, 0, 1]])
        return np.asarray(lens @ np.column_stack([turned[:, 0], turned[:, 1], (self.x, self.y, self.z)]))


def project(points_mm: Points, pose: Pose) -> Matrix:
    """Return where points on the face (n × 2) stand in the frame, in pixels."""
    homogeneous = np.column_stack([points_mm, np.ones(len(points_mm))]) @ pose.projection().T
    return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:])


class Motion:
    """The way of one carrier, by the seconds since its presentation began.

    Args:
        shot: what is held up.
        dice: decides where from, where to, and how it is held.
    """

    def __init__(self, shot: Shot, dice: np.random.Generator) -> None:
        self._pace = shot.pace
        is_phone = shot.carrier is Carrier.PHONE
        turn = np.radians([20, 20, 12]) * dice.uniform(-0.7, 0.7, 3)
        if shot.trouble is Trouble.TILT:
            # Strongly about one of the two axes that foreshorten the code.
            turn[dice.integers(2)] = np.radians(dice.uniform(36, 44)) * dice.choice((-1, 1))
        self._rest = Pose(
            x=float(dice.uniform(-60, 60)),
            y=float(dice.uniform(-8, 8)),
            z=float(dice.uniform(240, 285) if is_phone else dice.uniform(265, 315)),
            pitch=float(turn[0]),
            yaw=float(turn[1]),
            roll=float(turn[2]),
        )
        self._from, self._to = (_out_of_view(dice) for _ in range(2))
        self._phases = dice.uniform(0, 2 * np.pi, 5)
        self._shake_mm = 17.0 if shot.trouble is Trouble.MOTION else 0.0

    def nearness(self, at_s: float) -> float:
        """Return 1 while it is held, 0 while it is out of view, and between them on the way."""
        pace = self._pace
        arriving, leaving = at_s / pace.moving_s, (pace.moving_s * 2 + pace.held_s - at_s) / pace.moving_s
        return float(np.clip(min(arriving, leaving), 0, 1))

    def pose(self, at_s: float) -> Pose:
        """Return where the carrier is."""
        far = (1 - self.nearness(at_s)) ** 1.8
        away = self._from if at_s < self._pace.moving_s + self._pace.held_s / 2 else self._to
        # A hand trembles at about 5 Hz and drifts more slowly.
        slow, drift, quick, turn, shake = np.sin(np.array([2.1, 2.9, 31.0, 3.7, 10.0]) * at_s + self._phases)
        rest = self._rest
        return Pose(
            x=float(rest.x + 2.0 * slow + 0.12 * quick + self._shake_mm * shake + far * away[0]),
            y=float(rest.y + 1.6 * drift + 0.12 * quick + 0.3 * self._shake_mm * shake + far * away[1]),
            z=float(rest.z + 2.5 * drift + 25 * far),
            pitch=float(rest.pitch + 0.012 * turn - 0.2 * far * np.sign(away[1])),
            yaw=float(rest.yaw + 0.012 * slow + 0.25 * far * np.sign(away[0])),
            roll=float(rest.roll + 0.008 * drift + 0.15 * far),
        )


def _out_of_view(dice: np.random.Generator) -> tuple[float, float]:
    """Return a way to the left, to the right, or down, long enough that nothing is seen any more."""
    side = dice.integers(4)
    if side < 2:
        return (-330.0 if side else 330.0, float(dice.uniform(0, 60)))
    return (float(dice.uniform(-60, 60)), 215.0)
