"""Chimes: there are three, each its own, and a kiosk without a sound device works."""

import wave
from pathlib import Path

import pytest

from kiosk.desktop import sounds

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "sounds"


@pytest.mark.parametrize("chime", [sounds.ACCEPTED, sounds.REFUSED, sounds.HELP])
def test_each_chime_is_a_short_mono_file(chime) -> None:
    with wave.open(str(ASSETS / f"{chime}.wav")) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        assert sound.getnframes() / sound.getframerate() < 2
        assert any(sound.readframes(sound.getnframes()))


def test_success_and_failure_sound_different() -> None:
    files = [(ASSETS / f"{chime}.wav").read_bytes() for chime in (sounds.ACCEPTED, sounds.REFUSED, sounds.HELP)]
    assert len(set(files)) == 3


def test_without_a_sound_device_playing_is_silent_and_closing_ends(qapp) -> None:
    player = sounds.Sounds()
    player.play(sounds.ACCEPTED, 1.0)
    player.play("there-is-no-such-chime", 1.0)
    player.close()


def test_silence_is_not_played(qapp, monkeypatch) -> None:
    played: list[str] = []
    monkeypatch.setattr(sounds, "_play", lambda file, loudness: played.append(file.stem))
    player = sounds.Sounds()
    player.play(sounds.REFUSED, 0.0)
    player.play(sounds.ACCEPTED, 0.4)
    player.close()
    assert played == ["accepted"]


def test_the_stream_hands_out_every_sample_once_and_then_silence() -> None:
    from array import array
    from threading import Event

    played = Event()
    stream = sounds._stream(array("h", range(1, 11)), played)
    next(stream)
    assert list(stream.send(6)) == [1, 2, 3, 4, 5, 6]
    assert list(stream.send(6)) == [7, 8, 9, 10, 0, 0]
    assert not played.is_set()
    assert list(stream.send(6)) == [0] * 6
    assert list(stream.send(6)) == [0] * 6
    assert played.is_set()
