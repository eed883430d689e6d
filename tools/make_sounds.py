"""Make the chimes in assets/sounds: python tools/make_sounds.py.

Accepted rises and is bright, refused falls and is low, help repeats: told apart without seeing the screen.
"""

import math
import struct
import wave
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "sounds"
RATE = 22_050
LOUDNESS = 0.5
# (start in s, frequency in Hz, length in s)
CHIMES = {
    "accepted": [(0.0, 659.3, 0.5), (0.14, 987.8, 0.75)],
    "refused": [(0.0, 392.0, 0.45), (0.2, 293.7, 0.7)],
    "help": [(0.0, 784.0, 0.4), (0.25, 784.0, 0.4), (0.5, 1046.5, 0.8)],
}


def bell(frequency: float, length: float, at: float) -> float:
    """Return the height of a struck bell's sound ``at`` seconds after the stroke."""
    if not 0 <= at < length:
        return 0.0
    attack = min(1.0, at / 0.006)
    fade = math.exp(-5 * at / length) * (1 - at / length)
    partials = ((1, 1.0), (2, 0.35), (3.01, 0.12))
    return attack * fade * sum(share * math.sin(2 * math.pi * frequency * n * at) for n, share in partials)


def main() -> None:
    """Write one WAV file for each chime: mono, 16 bits."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, notes in CHIMES.items():
        length = max(start + note for start, _, note in notes)
        samples = [
            LOUDNESS * sum(bell(frequency, note, i / RATE - start) for start, frequency, note in notes)
            for i in range(round(length * RATE))
        ]
        with wave.open(str(FOLDER / f"{name}.wav"), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(b"".join(struct.pack("<h", round(max(-1, min(1, s)) * 32_767)) for s in samples))


if __name__ == "__main__":
    main()
