"""The camera thread: captures, decodes and hands on, for ever; one frame at a time, always the newest."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from kiosk.scanner.camera import CameraGone, Source, State, Trouble, source_of
from kiosk.scanner.decoder import Code, Decoder, Picture
from kiosk.scanner.presence import Presence

_log = structlog.get_logger()

FIRST_RETRY_S, LAST_RETRY_S = 1.0, 10.0
_MEASURED_FRAMES = 30
_STOPPED_WITHIN_S = 2.0
"""A driver that hangs for longer is left behind."""
_LOOKED_AT_EVERY = 16
_BLACK = 10
"""Mean brightness, of 255, under which there is nothing to be seen; a phone's screen alone is brighter."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture and the codes that were found in it."""

    picture: Picture
    codes: tuple[Code, ...]
    captured_s: float
    """When it was there, on ``time.monotonic``."""


@dataclass(frozen=True, slots=True)
class Status:
    """How the scanner is."""

    state: State
    trouble: Trouble | None
    """What is wrong; None while all is well."""
    problem: str | None
    """The same in English words, with the value that it was about."""
    width: int
    height: int
    frames: int
    passed_over: int
    """Frames that came and were not looked at: too late, torn, or unreadable."""
    frames_a_second: float
    decode_ms: float
    """Mean time over the last frames from a picture to its codes."""
    codes: int
    """Codes that were presented."""
    failures: int
    """Pictures on which a decoding library gave up."""


class Scanner:
    """Watches one source on a thread of its own.

    Args:
        camera: a camera's number, a video file, a folder of pictures, or a stream's address.
        size: the picture's width and height that a camera is asked for, in pixels.
        on_frame: called on the camera thread with each frame.
        on_code: called on the camera thread with each code that is newly held up, and when its frame was captured.

    Raises:
        CameraNotFound: ``camera`` names nothing that could be one.
    """

    def __init__(
        self,
        camera: str,
        size: tuple[int, int],
        on_frame: Callable[[Frame], object],
        on_code: Callable[[Code, float], object],
    ) -> None:
        self._source: Source = source_of(camera, size)
        self._on_frame, self._on_code = on_frame, on_code
        self._decoder = Decoder()
        self._presence = Presence()
        self._state = State.STARTING
        self._trouble: Trouble | None = None
        self._problem: str | None = None
        self._size = (0, 0)
        self._frames = self._codes = 0
        self._times: deque[tuple[float, float]] = deque(maxlen=_MEASURED_FRAMES)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; may be called twice, or before the start. No listener is called afterwards."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_STOPPED_WITHIN_S)

    def status(self) -> Status:
        """Return how the scanner is; may be called from any thread."""
        times = tuple(self._times)
        span_s = times[-1][0] - times[0][0] if len(times) > 1 else 0.0
        is_live = self._state is State.LIVE
        return Status(
            state=self._state,
            trouble=self._trouble,
            problem=self._problem,
            width=self._size[0],
            height=self._size[1],
            frames=self._frames,
            passed_over=self._source.passed_over,
            frames_a_second=(len(times) - 1) / span_s if is_live and span_s > 0 else 0.0,
            decode_ms=sum(decode_s for _, decode_s in times) / len(times) * 1000 if times else 0.0,
            codes=self._codes,
            failures=self._decoder.failures,
        )

    def _run(self) -> None:
        retry_s = FIRST_RETRY_S
        while not self._stop.is_set():
            before = self._frames
            self._watch()
            if self._stop.is_set():
                return
            if self._source.can_end:
                self._become(State.ENDED)
                return
            self._become(State.GONE)
            if self._frames > before:
                retry_s = FIRST_RETRY_S
            self._stop.wait(retry_s)
            retry_s = min(retry_s * 2, LAST_RETRY_S)

    def _watch(self) -> None:
        """Take pictures until they end or stop coming."""
        try:
            for picture in self._source.frames(self._stop.wait):
                if self._stop.is_set():
                    return
                self._take(picture)
            self._trouble = self._problem = None
        except CameraGone as gone:
            self._trouble, self._problem = gone.trouble, str(gone)
        except Exception as problem:
            # Whatever a driver or decoder does, the kiosk goes on looking.
            _log.exception("scanning failed")
            self._trouble = Trouble.FAILED
            self._problem = f"Scanning failed ({type(problem).__name__}) and starts again."

    def _take(self, picture: Picture) -> None:
        captured_s = time.monotonic()
        codes = self._decoder.glance(picture)
        self._times.append((captured_s, time.monotonic() - captured_s))
        self._frames += 1
        self._size = (picture.shape[1], picture.shape[0])
        is_black = picture[::_LOOKED_AT_EVERY, ::_LOOKED_AT_EVERY].mean() < _BLACK
        self._trouble = Trouble.BLACK if is_black else None
        self._problem = "The camera's picture is black. Is something before its lens?" if is_black else None
        self._become(State.LIVE)
        presented = self._presence.present(codes, self._size, captured_s)
        if presented is not None:
            self._codes += 1
            self._on_code(presented, captured_s)
        self._on_frame(Frame(picture, codes, captured_s))

    def _become(self, state: State) -> None:
        if state is not self._state:
            _log.info("camera", state=str(state), trouble=self._trouble)
            self._state = state
