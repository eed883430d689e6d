"""Chimes for what happened, heard as well as seen."""

import array
import queue
import sys
import threading
import wave
from collections.abc import Generator
from pathlib import Path

import structlog
from PySide6.QtCore import QObject

from kiosk import paths

ACCEPTED = "accepted"
REFUSED = "refused"
HELP = "help"

_log = structlog.get_logger()


class Sounds(QObject):
    """Plays chimes on a thread of its own; a kiosk with no sound device is simply silent."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: queue.SimpleQueue[tuple[str, float] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._play_all, name="sounds", daemon=True)
        self._thread.start()

    def play(self, chime: str, loudness: float) -> None:
        """Play a chime as soon as the one before it has ended; ``loudness`` is 0 (nothing is played) to 1."""
        if loudness > 0:
            self._wanted.put((chime, loudness))

    def close(self) -> None:
        """Stop once the chime that is being played has ended."""
        self._wanted.put(None)
        self._thread.join()

    def _play_all(self) -> None:
        is_heard = True
        while (wanted := self._wanted.get()) is not None:
            chime, loudness = wanted
            try:
                _play(paths.ASSETS / "sounds" / f"{chime}.wav", loudness)
                is_heard = True
            except Exception as cause:  # whatever a sound driver does, check-ins go on, and the next chime is tried
                if is_heard:
                    _log.info("no sound", chime=chime, cause=str(cause))
                is_heard = False


def _play(file: Path, loudness: float) -> None:
    """Play a mono WAV of 16 bits to its end.

    Raises:
        miniaudio.MiniaudioError: there is no sound device, or it refuses.
    """
    import miniaudio

    with wave.open(str(file)) as sound:
        rate = sound.getframerate()
        samples = array.array("h", sound.readframes(sound.getnframes()))
    played = threading.Event()
    with miniaudio.PlaybackDevice(nchannels=1, sample_rate=rate, backends=_backends()) as device:
        stream = _stream(array.array("h", (round(sample * loudness) for sample in samples)), played)
        next(stream)
        device.start(stream)
        played.wait(timeout=5)


def _backends() -> list[object] | None:
    """Return which sound systems to try; None is all.

    Without a sound card ALSA writes thirty lines to standard error each time it is asked.
    """
    import miniaudio

    if sys.platform == "linux" and not any(Path("/dev/snd").glob("pcm*p")):
        return [miniaudio.Backend.PULSEAUDIO]
    return None


def _stream(samples: "array.array[int]", played: threading.Event) -> Generator["array.array[int]", int, None]:
    """Hand out as many samples as the device asks for, then silence."""
    at = 0
    wanted = yield array.array("h")
    while True:
        part = samples[at : at + wanted]
        at += wanted
        if at > len(samples) + wanted:  # the device has asked again: it holds all of it
            played.set()
        part.extend([0] * (wanted - len(part)))
        wanted = yield part
