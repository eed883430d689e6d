"""From shots to frames, and to a video file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from kiosk.errors import KioskError
from kiosk.scanner.decoder import Picture
from kiosk.simulation.clip.carriers import PIXELS_PER_MM, Face, Floats, faces
from kiosk.simulation.clip.motion import HEIGHT, WIDTH, Motion, Pose, project
from kiosk.simulation.clip.optics import Conditions, Sensor, add_glare, conditions, smeared
from kiosk.simulation.clip.room import draw_room
from kiosk.simulation.clip.shots import Shot

FRAMES_A_SECOND = 30
_QUANTISATION = ([24] + [64] * 63, [30] + [128] * 63)
"""Of brightness and colour. The tables that quality levels stand for make soft walls into steps at this size; these
spend more on them and less on detail: 14 % smaller files at the same signal-to-noise ratio."""
_BEFORE_S, _AFTER_S = 0.6, 0.6
"""The empty hall at a clip's beginning and end."""


class NotFilmed(KioskError):
    """A clip can't be written to where it was asked for."""


@dataclass(frozen=True, slots=True)
class Still:
    """One frame of a clip."""

    picture: Picture
    """BGR, 720 × 1280 × 3."""
    shown: int | None
    """Which of the shots (from 0) has its code, quiet zone included, wholly in the frame."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """When a code can be seen in a clip."""

    shot: Shot
    first: int
    """The first frame (from 0) with the whole code in view."""
    last: int
    """The last one."""


def render(shots: Sequence[Shot], seed: int) -> Iterator[Still]:
    """Yield the frames, 1280 × 720, 30 a second, of the shots one after another.

    Same shots and seed, same frames. Without a shot it is the empty hall for a moment.
    """
    room, sensor = draw_room(seed), Sensor(seed)

    def empty(seconds: float) -> Iterator[Still]:
        for _ in range(round(seconds * FRAMES_A_SECOND)):
            yield Still(sensor.take(room, conditions(None, 0.0).noise), None)

    yield from empty(_BEFORE_S)
    for number, (shot, face) in enumerate(zip(shots, faces(shots, seed), strict=True)):
        scene = _Scene(shot, face, np.random.default_rng([seed, number, 1]))
        for frame in range(round((2 * shot.pace.moving_s + shot.pace.held_s) * FRAMES_A_SECOND)):
            at_s = (frame + 0.5) / FRAMES_A_SECOND
            taken = scene.conditions(at_s)
            is_shown = scene.shows_whole_code(at_s)
            yield Still(sensor.take(scene.draw(room, taken, at_s), taken.noise), number if is_shown else None)
        yield from empty(shot.pace.gap_s)
    yield from empty(_AFTER_S)


def write_clip(
    path: Path, shots: Sequence[Shot], seed: int, progress: Callable[[float], object]
) -> tuple[Appearance, ...]:
    """Write the shots as a Motion JPEG video (``.avi``) and return when each can be seen.

    Args:
        path: the file; one that is there is replaced.
        shots: what is held up.
        seed: decides how.
        progress: called after each frame with the share that is done, from 0 to 1.

    Raises:
        NotFilmed: the file can't be written.
    """
    # OpenCV's own compression can't be told how hard: 20 s would be 25 MB. So the frames come to it compressed.
    ready_made = [cv2.VIDEOWRITER_PROP_RAW_VIDEO, 1, cv2.VIDEOWRITER_PROP_KEY_INTERVAL, 1]
    fourcc = cv2.VideoWriter.fourcc(*"MJPG")
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, fourcc, FRAMES_A_SECOND, (WIDTH, HEIGHT), ready_made)
    if not writer.isOpened():
        raise NotFilmed(f"The clip can't be written to {path}. Choose a file in a folder that is there.")
    lengths = [2 * shot.pace.moving_s + shot.pace.held_s + shot.pace.gap_s for shot in shots]
    total = (_BEFORE_S + _AFTER_S + sum(lengths)) * FRAMES_A_SECOND
    seen: dict[int, list[int]] = {}
    for number, still in enumerate(render(shots, seed)):
        writer.write(_compressed(still.picture))
        if still.shown is not None:
            seen.setdefault(still.shown, []).append(number)
        progress(min(1.0, (number + 1) / total))
    writer.release()
    return tuple(Appearance(shots[shot], frames[0], frames[-1]) for shot, frames in seen.items())


def _compressed(picture: Picture) -> Picture:
    """Return the frame as a JPEG, one row of bytes."""
    jpeg = BytesIO()
    rgb = Image.fromarray(np.ascontiguousarray(picture[..., ::-1]))
    rgb.save(jpeg, "JPEG", qtables=_QUANTISATION, subsampling="4:2:0", optimize=True)
    return np.frombuffer(jpeg.getbuffer(), np.uint8)[None]


class _Scene:
    """One shot before the camera."""

    def __init__(self, shot: Shot, face: Face, dice: np.random.Generator) -> None:
        self._shot, self._face = shot, face
        self._motion = Motion(shot, dice)
        self._glare_mm = face.code.mean(axis=0) + dice.uniform(-9, 9, 2)
        width, height = face.size_mm
        self._outline = (
            np.array([(-width, -height), (width, -height), (width, height), (-width, height)], np.float32) / 2
        )

    def conditions(self, at_s: float) -> Conditions:
        return conditions(self._shot.trouble, self._motion.nearness(at_s))

    def shows_whole_code(self, at_s: float) -> bool:
        corners = project(self._face.code, self._motion.pose(at_s))
        return bool((corners >= 0).all() and (corners <= (WIDTH - 1, HEIGHT - 1)).all())

    def draw(self, room: Floats, taken: Conditions, at_s: float) -> Floats:
        """Return the light that falls on the sensor."""
        frame = room * np.float32(taken.light)
        pose = self._motion.pose(at_s)
        half_s = taken.exposure_s / 2
        middle = self._face.code.mean(axis=0, keepdims=True)
        way = (
            project(middle, self._motion.pose(at_s + half_s))[0] - project(middle, self._motion.pose(at_s - half_s))[0]
        )
        outline = project(self._outline, pose)
        margin = float(np.hypot(*way)) / 2 + 4 * taken.blur + 2
        left, top = np.maximum(np.floor(outline.min(axis=0) - margin), 0).astype(int)
        right, bottom = np.minimum(np.ceil(outline.max(axis=0) + margin), (WIDTH, HEIGHT)).astype(int)
        if left < right and top < bottom:
            layer = smeared(self._layer(pose, taken, (left, top, right, bottom)), way)
            layer = np.asarray(cv2.GaussianBlur(layer, (0, 0), taken.blur), np.float32)
            part = frame[top:bottom, left:right]
            part += layer[..., :3] - part * layer[..., 3:]
        if taken.glare:
            spot = project(self._glare_mm[None], pose)[0]
            add_glare(frame, spot, float(np.ptp(outline, axis=0).min()) * 0.07, taken.glare)
        return frame

    def _layer(self, pose: Pose, taken: Conditions, box: tuple[int, int, int, int]) -> Floats:
        """Return the carrier alone, in a part of the frame (left, top, right, bottom)."""
        left, top, right, bottom = box
        # What faces the lamps above is brighter.
        light = taken.light * float(np.clip(0.95 + 0.3 * np.sin(pose.pitch), 0.7, 1.08))
        lit = cv2.scaleAdd(self._face.reflecting, light, self._face.shining)
        width, height = self._face.size_mm
        to_mm = np.array([[1 / PIXELS_PER_MM, 0, -width / 2], [0, 1 / PIXELS_PER_MM, -height / 2], [0, 0, 1]])
        to_part = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]])
        matrix = to_part @ pose.projection() @ to_mm
        return np.asarray(cv2.warpPerspective(lit, matrix, (right - left, bottom - top)), np.float32)
