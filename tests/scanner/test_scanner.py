"""The camera thread on real files: in real time, newest first, never silent about what is wrong."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.scanner import CameraNotFound, Frame, Scanner, State, Trouble
from kiosk.scanner import scanner as scanner_module

from .conftest import NetworkCamera, clip, code, hall, jpeg


class Watched:
    """A scanner and what came from it."""

    def __init__(self, camera: str, on_frame: Callable[[Frame], None] = lambda frame: None) -> None:
        self.codes: list[str] = []
        self.frames: list[Frame] = []
        self.changed = threading.Condition()
        self._on_frame = on_frame
        self.scanner = Scanner(camera, (1280, 720), self._take_frame, self._take_code)
        self.scanner.start()

    def _take_frame(self, frame: Frame) -> None:
        self._on_frame(frame)
        with self.changed:
            self.frames.append(frame)
            self.changed.notify_all()

    def _take_code(self, found: object, _captured_s: float) -> None:
        self.codes.append(found.text)  # type: ignore[attr-defined]

    def until(self, state: State) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.scanner.status().state is state, timeout=30) or (
                self.scanner.status().state is state
            ), self.scanner.status()

    def until_ended(self) -> None:
        self.scanner._thread.join(30)
        assert self.scanner.status().state is State.ENDED


@pytest.fixture
def watch() -> Iterator[Callable[..., Watched]]:
    watched: list[Watched] = []

    def start(camera: Path | str, **more: Callable[[Frame], None]) -> Watched:
        watched.append(Watched(str(camera), **more))
        return watched[-1]

    yield start
    for each in watched:
        each.scanner.stop()


def test_a_clip_is_played_to_its_end_and_each_code_is_presented_once(
    tmp_path: Path, watch: Callable[..., Watched], pass_text: str
) -> None:
    one, two, empty = hall((code(pass_text), 400, 100)), hall((code("https://example.org"), 500, 200)), hall()
    seen = watch(clip(tmp_path / "clip.avi", [empty] * 5 + [one] * 10 + [empty] * 5 + [two] * 10))
    seen.until_ended()
    assert seen.codes == [pass_text, "https://example.org"]
    status = seen.scanner.status()
    assert (status.width, status.height, status.codes) == (1280, 720, 2)
    assert status.problem is None
    assert status.trouble is None
    assert any(found.text == pass_text for frame in seen.frames for found in frame.codes), "frames carry their codes"


def test_a_slow_screen_costs_frames_and_never_time(tmp_path: Path, watch: Callable[..., Watched]) -> None:
    pause = threading.Event()
    seen = watch(clip(tmp_path / "clip.avi", [hall()] * 30), on_frame=lambda _: pause.wait(0.15) and None)
    seen.until_ended()
    assert 5 <= len(seen.frames) < 20, "late pictures are passed over"
    assert len(seen.frames) + seen.scanner.status().passed_over == 30, "and counted"


def test_a_truncated_clip_is_played_as_far_as_it_goes(
    tmp_path: Path, watch: Callable[..., Watched], pass_text: str
) -> None:
    whole = clip(tmp_path / "clip.avi", [hall((code(pass_text), 400, 100))] * 40).read_bytes()
    (tmp_path / "cut.avi").write_bytes(whole[: len(whole) // 2])
    seen = watch(tmp_path / "cut.avi")
    seen.until_ended()
    assert seen.codes == [pass_text]
    assert seen.scanner.status().trouble is Trouble.NOT_PLAYABLE
    assert "breaks off after 20 of 40 pictures" in (seen.scanner.status().problem or "")


@pytest.mark.parametrize("content", [b"", b"no video at all" * 50])
def test_a_clip_that_is_none_is_told_in_words(tmp_path: Path, watch: Callable[..., Watched], content: bytes) -> None:
    (tmp_path / "clip.avi").write_bytes(content)
    seen = watch(tmp_path / "clip.avi")
    seen.until_ended()
    assert seen.scanner.status().trouble is Trouble.NOT_PLAYABLE
    assert "can't be played" in (seen.scanner.status().problem or "")


def test_a_folder_of_pictures_is_shown_in_order_and_bad_ones_are_passed_over(
    tmp_path: Path, watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.scanner.camera._PICTURE_SHOWN_S", 0.2)
    for number, text in enumerate(("one", "two")):
        cv2.imwrite(str(tmp_path / f"{number}.png"), hall((code(text), 300, 200)))
    (tmp_path / "01.png").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("no picture")
    seen = watch(tmp_path)
    seen.until_ended()
    assert seen.codes == ["one", "two"]
    assert seen.scanner.status().trouble is Trouble.UNREADABLE
    assert "1 of 3 pictures" in (seen.scanner.status().problem or "")


def test_pictures_of_different_sizes_follow_each_other(
    tmp_path: Path, watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.scanner.camera._PICTURE_SHOWN_S", 0.2)
    for number, (width, height) in enumerate([(1280, 720), (320, 240), (1, 1), (1920, 1080)]):
        picture = np.zeros((height, width), np.uint8)
        cv2.imwrite(str(tmp_path / f"{number}.png"), picture)
    cv2.imwrite(str(tmp_path / "9.png"), hall((code("last"), 300, 200)))
    seen = watch(tmp_path)
    seen.until_ended()
    assert seen.codes == ["last"]


def test_a_camera_that_is_not_there_is_looked_for_again_and_said_so(
    watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner_module, "FIRST_RETRY_S", 0.01)
    tried = threading.Semaphore(0)
    seen = watch("63")
    source = seen.scanner._source
    monkeypatch.setattr(source, "_open", lambda opened=source._open: (tried.release(), opened())[1])  # type: ignore[attr-defined]
    assert tried.acquire(timeout=30)
    assert tried.acquire(timeout=30), "again"
    status = seen.scanner.status()
    assert status.state is State.GONE
    assert status.trouble is Trouble.NOT_FOUND
    assert status.problem == "Camera not found. Check that its cable is plugged in."


def test_a_stream_that_breaks_off_is_taken_up_again_when_it_is_back(
    tmp_path: Path, watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch, pass_text: str
) -> None:
    monkeypatch.setattr(scanner_module, "FIRST_RETRY_S", 0.05)
    file = clip(tmp_path / "stream.avi", [hall((code(pass_text), 400, 100))] * 5)
    away = file.rename(tmp_path / "away.avi")
    seen = watch(f"file://{file}")
    while seen.scanner.status().state is not State.GONE:
        seen.scanner._stop.wait(0.01)
    away.rename(file)
    seen.until(State.LIVE)
    file.rename(away)
    while seen.scanner.status().state is not State.GONE:
        seen.scanner._stop.wait(0.01)
    assert seen.codes == [pass_text]
    assert "Check" in (seen.scanner.status().problem or "")


def test_what_a_slow_kiosk_shows_of_a_stream_is_new(
    watch: Callable[..., Watched], network_camera: Callable[..., NetworkCamera]
) -> None:
    camera = network_camera([jpeg(np.full((720, 1280), 2 * number, np.uint8)) for number in range(120)])
    busy = threading.Event()
    lags: list[int] = []

    def look(frame: Frame) -> None:
        lags.append(camera.taken - round(frame.picture.mean() / 2))
        if camera.taken >= 100:  # of 120: the last ones may come while nobody looks
            busy.set()
        busy.wait(0.15)

    watch(camera.address, on_frame=look)
    assert busy.wait(30)
    assert lags[-1] < 30, "at six looks a second, three seconds of stream are not a second late"


def test_torn_pictures_of_a_stream_are_no_reason_to_stop(
    watch: Callable[..., Watched], network_camera: Callable[..., NetworkCamera], pass_text: str
) -> None:
    whole = jpeg(hall((code(pass_text), 400, 100)))
    torn = [whole[: len(whole) // 3], whole[:100], b"", bytes(1000)]
    seen = watch(network_camera([jpeg(hall()), *torn, *[whole] * 30], hangs=True).address)
    with seen.changed:
        assert seen.changed.wait_for(lambda: seen.codes, timeout=30)
    assert seen.codes == [pass_text]
    assert seen.scanner.status().state is State.LIVE


def test_a_stream_that_falls_silent_is_told_and_asked_again(
    watch: Callable[..., Watched], network_camera: Callable[..., NetworkCamera], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.scanner.camera._SILENT_MS", 300)
    monkeypatch.setattr(scanner_module, "FIRST_RETRY_S", 0.05)
    camera = network_camera([jpeg(hall())] * 5, hangs=True)
    seen = watch(camera.address)
    while seen.scanner.status().trouble is not Trouble.STOPPED:
        seen.scanner._stop.wait(0.01)
    while camera.viewers < 2:
        seen.scanner._stop.wait(0.01)


def test_a_covered_lens_is_told_and_scanning_goes_on(
    tmp_path: Path, watch: Callable[..., Watched], pass_text: str
) -> None:
    told: list[Trouble | None] = []
    black, shown = np.zeros((720, 1280), np.uint8), hall((code(pass_text), 400, 100))
    file = clip(tmp_path / "clip.avi", [black] * 10 + [shown] * 10)
    seen = watch(file, on_frame=lambda _: told.append(seen.scanner.status().trouble))
    seen.until_ended()
    assert told[0] is Trouble.BLACK
    assert told[-1] is None
    assert seen.codes == [pass_text]


def test_a_camera_that_hangs_does_not_keep_the_kiosk_from_closing(
    watch: Callable[..., Watched], network_camera: Callable[..., NetworkCamera], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner_module, "_STOPPED_WITHIN_S", 0.1)
    monkeypatch.setattr("kiosk.scanner.camera._SILENT_MS", 60_000)
    camera = network_camera([jpeg(hall())] * 3, hangs=True)
    seen = watch(camera.address)
    with seen.changed:
        assert seen.changed.wait_for(lambda: len(seen.frames) == 3, timeout=30)
    seen.scanner.stop()
    assert seen.scanner._thread.is_alive(), "it waits for the camera yet"
    camera.close()
    seen.scanner._thread.join(30)
    assert len(seen.frames) == 3
    assert seen.scanner.status().state is State.LIVE, "nobody is told of a camera that was left"


def test_what_names_no_camera_is_refused_at_once() -> None:
    with pytest.raises(CameraNotFound, match=r"'nowhere\.mp4' is no number"):
        Scanner("nowhere.mp4", (1280, 720), lambda _: None, lambda *_: None)


def test_the_thread_survives_whatever_a_listener_does(
    tmp_path: Path, watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner_module, "FIRST_RETRY_S", 0.01)
    calls = []

    def fail_once(frame: Frame) -> None:
        calls.append(frame)
        if len(calls) == 1:
            raise RuntimeError("a fault of ours")

    file = clip(tmp_path / "clip.avi", [hall()] * 5)
    seen = watch(f"file://{file}", on_frame=fail_once)
    seen.until(State.LIVE)
    assert seen.frames, "it went on"
