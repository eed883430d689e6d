"""Clips stand in for a camera: what they show can be read, again and again the same, and the bundled one is as its
manifest says."""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import cycle
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk import paths
from kiosk.domain.checkin import Admitted, Known, decide
from kiosk.domain.passes import Damaged, Pass, read
from kiosk.domain.roles import Role
from kiosk.keys import Issuer, IssuerKey, Issuers
from kiosk.scanner import Decoder
from kiosk.simulation.clip import BRISK, Carrier, Shot, Trouble, presentations, render, write_clip
from kiosk.simulation.clip.bundled import ACCEPTED, plan_shots
from kiosk.simulation.clip.film import FRAMES_A_SECOND, NotFilmed

CLIPS = paths.ASSETS / "clips"
DEMO_AT_S = int(datetime(2023, 3, 18, 14, 30, tzinfo=timezone(timedelta(hours=8))).timestamp())
HALF_A_SECOND = FRAMES_A_SECOND // 2


@dataclass(frozen=True)
class Bundled:
    shots: list[dict]
    texts: list[set[str]]
    """What the scanner read in each frame."""
    size: tuple[int, int]
    frames_a_second: float


@pytest.fixture(scope="module")
def bundled() -> Bundled:
    video, decoder = cv2.VideoCapture(str(CLIPS / "demo.avi")), Decoder()
    size = int(video.get(cv2.CAP_PROP_FRAME_WIDTH)), int(video.get(cv2.CAP_PROP_FRAME_HEIGHT))
    rate, texts = video.get(cv2.CAP_PROP_FPS), []
    while (frame := video.read())[0]:
        texts.append({code.text for code in decoder.glance(np.asarray(frame[1], np.uint8))})
    video.release()
    return Bundled(tomllib.loads((CLIPS / "demo.toml").read_text("utf-8"))["shot"], texts, size, rate)


def test_every_bundled_code_is_read_within_half_a_second_of_being_wholly_in_view(bundled: Bundled) -> None:
    for shot in bundled.shots:
        first, last = shot["frames"]
        in_time = bundled.texts[first : min(first + HALF_A_SECOND, last + 1)]
        assert any(shot["text"] in texts for texts in in_time), shot


def test_the_bundled_clip_shows_no_code_that_its_manifest_does_not_tell_of(bundled: Bundled) -> None:
    told: list[set[str]] = [set() for _ in bundled.texts]
    for shot in bundled.shots:
        for frame in range(shot["frames"][0], shot["frames"][1] + 1):
            told[frame].add(shot["text"])
    assert all(texts <= there for texts, there in zip(bundled.texts, told, strict=True))


def test_the_rules_give_each_bundled_code_the_outcome_of_the_manifest(bundled: Bundled) -> None:
    visited_s: dict[str, int] = {}
    for shot in bundled.shots:
        now_s = DEMO_AT_S + shot["frames"][0] // FRAMES_A_SECOND

        def last_here_s(person: str, now_s: int = now_s) -> int | None:
            return now_s - visited_s[person] if person in visited_s else None

        known = Known(
            issuers=Issuers(Issuer.load(CLIPS / "demo.issuer.pem")),
            revoked=frozenset(),
            last_here_s=last_here_s,
            repeat_after_s=30 * 60,
            clock_is_trusted=True,
            admits=frozenset({Role.VISITOR}),
        )
        answer = decide(shot["text"], known, now_s)
        if isinstance(answer, Admitted):
            visited_s[answer.person] = now_s
        assert shot["outcome"] == (ACCEPTED if isinstance(answer, Admitted) else answer.reason)


def test_the_manifest_has_the_outcomes_that_the_demonstration_is_made_of(bundled: Bundled) -> None:
    key = IssuerKey.new()
    planned = [each.outcome for each in plan_shots(key, IssuerKey.new(), 1)]
    assert [shot["outcome"] for shot in bundled.shots] == planned
    assert planned.count(ACCEPTED) >= 7
    assert {shot["trouble"] for shot in bundled.shots} == {"none", *Trouble}
    assert {shot["carrier"] for shot in bundled.shots} == set(Carrier)


def test_between_two_bundled_codes_the_view_is_empty_long_enough_to_tell_them_apart(bundled: Bundled) -> None:
    left: dict[str, int] = {}
    before = 0
    for shot in bundled.shots:
        first, last = shot["frames"]
        assert first - before - 1 >= 0.4 * FRAMES_A_SECOND
        assert first - left.get(shot["text"], -1000) > 1.5 * FRAMES_A_SECOND
        before = left[shot["text"]] = last


def test_the_bundled_clip_is_as_a_webcam_sends_it_and_at_most_8_mb(bundled: Bundled) -> None:
    assert bundled.size == (1280, 720)
    assert bundled.frames_a_second == FRAMES_A_SECOND
    assert 20 <= len(bundled.texts) / FRAMES_A_SECOND <= 25
    assert (CLIPS / "demo.avi").stat().st_size <= 8_000_000


def test_no_private_key_lies_beside_the_bundled_clip() -> None:
    assert not [file for file in CLIPS.iterdir() if b"PRIVATE" in file.read_bytes()]


def test_a_code_can_be_read_on_every_carrier_in_every_trouble() -> None:
    conditions = zip(presentations(IssuerKey.new(), 7, seed=5), cycle(Carrier), (None, *Trouble), strict=False)
    shots = [Shot(passing.code, carrier, trouble, BRISK) for passing, carrier, trouble in conditions]
    decoder, was_read = Decoder(), set()
    for still in render(shots, seed=5):
        texts = {code.text for code in decoder.glance(still.picture)}
        was_read |= {number for number, shot in enumerate(shots) if shot.text in texts and still.shown == number}
    assert was_read == set(range(len(shots)))


def test_the_same_shots_and_seed_give_the_same_frames_and_another_seed_others() -> None:
    shots = [Shot("https://example.org/a", Carrier.PAPER, Trouble.NOISE, BRISK)]

    def frames(seed: int) -> list[bytes]:
        return [still.picture.tobytes() for still in render(shots, seed)]

    first = frames(3)
    assert first == frames(3)
    assert first != frames(4)


def test_presentations_are_different_valid_passes_and_the_same_for_a_key_and_seed() -> None:
    key = IssuerKey.new()
    shots = presentations(key, 24, seed=7)
    passes = [read(shot.text, Issuers(key.issuer)) for shot in shots]
    assert all(isinstance(shown, Pass) and shown.role is Role.VISITOR for shown in passes)
    assert all(isinstance(p, Pass) and p.not_before_s <= DEMO_AT_S < p.not_after_s for p in passes)
    assert len({shot.text for shot in shots}) == 24
    assert shots == presentations(key, 24, seed=7)
    assert {shot.trouble for shot in shots} == {None, *Trouble}


def test_the_changed_character_makes_a_pass_damaged_and_nothing_else() -> None:
    key = IssuerKey.new()
    shots = [each.shot for each in plan_shots(key, IssuerKey.new(), 1) if each.outcome == "damaged"]
    assert [read(shot.text, Issuers(key.issuer)) for shot in shots] == [Damaged()]


def test_a_written_clip_plays_and_tells_when_its_codes_are_in_view(tmp_path: Path) -> None:
    shots = [Shot("https://example.org/b", Carrier.PHONE, pace=BRISK)]
    shares: list[float] = []
    (appearance,) = write_clip(tmp_path / "clip.avi", shots, 2, shares.append)
    video, decoder = cv2.VideoCapture(str(tmp_path / "clip.avi")), Decoder()
    read_in = []
    for number in range(len(shares)):
        came, frame = video.read()
        assert came
        if decoder.glance(np.asarray(frame, np.uint8)):
            read_in.append(number)
    assert read_in
    assert appearance.first <= read_in[0] <= read_in[-1] <= appearance.last
    # It comes from outside the view and goes there again: the whole code is seen for less than the whole way.
    held, whole_way = (
        round(FRAMES_A_SECOND * seconds) for seconds in (BRISK.held_s, BRISK.held_s + 2 * BRISK.moving_s)
    )
    assert held <= appearance.last - appearance.first + 1 < whole_way
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)


def test_a_clip_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    nowhere = tmp_path / "missing" / "clip.avi"
    with pytest.raises(NotFilmed, match=re.escape(str(nowhere))):
        write_clip(nowhere, [], 1, lambda _: None)
