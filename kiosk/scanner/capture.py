"""What OpenCV's capture leaves to be found out: a torn picture from the end, a pace that can be from one that can't."""

import time

import cv2

TORN_IN_A_ROW = 30
"""After so many, nothing whole is waited for any more."""
_AT_ONCE_S = 1.0
_USUAL = 30.0


def grab(capture: cv2.VideoCapture) -> int | None:
    """Grab the next picture and return how many torn ones came before it; None when nothing comes any more.

    OpenCV gives the same answer to a picture that it can't decode, to the end and to silence. After a torn picture the
    next one may be whole; at the end the answer stays; and silence is known by the seconds that it takes.
    """
    for torn in range(TORN_IN_A_ROW):
        asked_s = time.monotonic()
        if capture.grab():
            return torn
        if time.monotonic() - asked_s > _AT_ONCE_S:
            return None
    return None


def frames_a_second(capture: cv2.VideoCapture) -> float:
    """Return the source's pace, or a usual one where it names none that can be."""
    named = capture.get(cv2.CAP_PROP_FPS)
    return named if 1 <= named <= 240 else _USUAL
