"""Pictures and clips with codes in them, drawn by the product's own code."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


def faint(picture: Picture) -> Picture:
    """The same with a twentieth of its contrast: pyzbar reads codes in it, zxing-cpp doesn't."""
    return (120 + (picture.astype(np.float64) - 120) / 20).astype(np.uint8)


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


FRAMES_A_SECOND = 30


class NetworkCamera(ThreadingHTTPServer):
    """A camera on the network: JPEG pictures over HTTP, in its own time, whether or not anybody keeps up."""

    def __init__(self, pictures: Sequence[bytes], *, hangs: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.pictures, self.hangs = pictures, hangs
        self.off = threading.Event()
        self.viewers = 0
        self._began_s = 0.0
        self._thread = threading.Thread(target=self.serve_forever)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/camera.mjpg"

    @property
    def taken(self) -> int:
        """How many pictures the camera has taken since somebody looked."""
        return min(len(self.pictures), int((time.monotonic() - self._began_s) * FRAMES_A_SECOND))

    def send(self, put: Callable[[bytes], object]) -> None:
        self.viewers += 1
        self._began_s = time.monotonic()
        for number, picture in enumerate(self.pictures):
            if self.off.wait(max(0.0, self._began_s + number / FRAMES_A_SECOND - time.monotonic())):
                return
            put(b"--next\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(picture) + picture + b"\r\n")
        if self.hangs:
            self.off.wait()

    def close(self) -> None:
        self.off.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Answer(BaseHTTPRequestHandler):
    server: NetworkCamera

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        with contextlib.suppress(OSError):  # nobody looks any more
            self.server.send(self.wfile.write)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def network_camera() -> Iterator[Callable[..., NetworkCamera]]:
    cameras: list[NetworkCamera] = []

    def start(pictures: Sequence[bytes], *, hangs: bool = False) -> NetworkCamera:
        cameras.append(NetworkCamera(pictures, hangs=hangs))
        return cameras[-1]

    yield start
    for camera in cameras:
        camera.close()


def jpeg(picture: Picture) -> bytes:
    return cv2.imencode(".jpg", picture)[1].tobytes()
