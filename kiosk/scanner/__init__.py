"""Turns light and keystrokes into text."""

from kiosk.scanner.camera import CameraNotFound, State, Trouble, has_camera
from kiosk.scanner.decoder import Code, Decoder, PictureUnreadable, Reading, decode_picture, load_picture
from kiosk.scanner.scanner import Frame, Scanner, Status
from kiosk.scanner.wedge import Key, Outcome, Read, Replay, Wedge

__all__ = [
    "CameraNotFound",
    "Code",
    "Decoder",
    "Frame",
    "Key",
    "Outcome",
    "PictureUnreadable",
    "Read",
    "Reading",
    "Replay",
    "Scanner",
    "State",
    "Status",
    "Trouble",
    "Wedge",
    "decode_picture",
    "has_camera",
    "load_picture",
]
