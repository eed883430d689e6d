"""What can be read is read; what can't, or is no text, is never a crash and never a wrong text."""

import contextlib
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
import qrcode
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pyzbar import pyzbar

from kiosk.scanner import Decoder, PictureUnreadable, decode_picture, load_picture
from kiosk.scanner.decoder import _ROUND, Picture

from .conftest import code, faint, hall


def read(picture: Picture) -> list[str]:
    return [found.text for found in Decoder().read(picture)]


def test_a_pass_is_read_and_its_corners_are_where_it_is(pass_text: str) -> None:
    drawn = code(pass_text)
    [found] = Decoder().glance(hall((drawn, 400, 100)))
    assert found.text == pass_text
    quiet = 4 * 6
    inside = drawn.shape[0] - quiet
    assert found.corners[0] == pytest.approx((400 + quiet, 100 + quiet), abs=8)
    assert found.corners[2] == pytest.approx((400 + inside, 100 + inside), abs=8)
    assert found.size == pytest.approx(inside - quiet, abs=10)


@pytest.mark.parametrize("turn", [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180])
def test_turned_coloured_and_inverted_codes_are_read(pass_text: str, turn: int) -> None:
    picture = cv2.rotate(hall((code(pass_text), 400, 100)), turn)
    assert read(np.asarray(picture)) == [pass_text]
    assert read(np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))) == [pass_text]
    assert read(np.asarray(255 - picture)) == [pass_text]


def test_several_codes_are_all_read(pass_text: str) -> None:
    assert set(read(hall((code("one", 6), 50, 50), (code("two", 6), 700, 300)))) == {"one", "two"}


def structured_append(text: str, part: int, parts: int) -> Picture:
    """One part of a text that was split over several codes (ISO/IEC 18004, 8.1)."""
    made = qrcode.QRCode(version=2, error_correction=qrcode.ERROR_CORRECT_M, border=4)

    buffer = qrcode.util.BitBuffer()
    buffer.put(3, 4)
    buffer.put(part, 4)
    buffer.put(parts - 1, 4)
    buffer.put(0x5A, 8)
    buffer.put(4, 4)
    buffer.put(len(text), 8)
    for byte in text.encode():
        buffer.put(byte, 8)
    buffer.put(0, 4)
    while len(buffer) % 8:
        buffer.put_bit(False)
    for n in range(28 - len(buffer) // 8):
        buffer.put((0xEC, 0x11)[n % 2], 8)
    made.data_cache = qrcode.util.create_bytes(buffer, qrcode.base.rs_blocks(2, qrcode.ERROR_CORRECT_M))
    made.makeImpl(False, 3)
    dark = np.array(made.get_matrix())
    return np.kron(np.where(dark, 0, 255).astype(np.uint8), np.ones((6, 6), np.uint8)).astype(np.uint8)


def test_one_part_of_a_split_text_is_no_text_and_scanning_goes_on(pass_text: str) -> None:
    part = hall((structured_append("SPLIT IN TWO", 0, 2), 400, 100))
    raw = zxingcpp.read_barcodes(part)
    assert [found.text for found in raw] == ["SPLIT IN TWO"], "the library takes the part for the whole"
    assert read(part[:, ::-1].copy()) == [], "nor is it one in a mirror"
    assert read(255 - part) == []
    decoder = Decoder()
    assert decoder.read(part) == ()
    assert decoder.failures == 1, "pyzbar raises on it, which is counted"
    assert [found.text for found in decoder.read(hall((code(pass_text), 400, 100)))] == [pass_text]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="ascii", min_codepoint=32), min_size=1, max_size=60), st.booleans())
def test_a_whole_text_is_never_taken_for_a_part(text: str, in_mirror: bool) -> None:
    picture = hall((code(text, 4), 300, 100), width=800, height=480)
    assert read(picture[:, ::-1].copy() if in_mirror else picture) == [text]


def test_what_zxing_misses_is_left_to_pyzbar(pass_text: str) -> None:
    picture = faint(hall((code(pass_text), 400, 100)))
    assert zxingcpp.read_barcodes(picture) == []
    assert read(picture) == [pass_text]
    decoder = Decoder()
    assert [pass_text] in [[found.text for found in decoder.glance(picture)] for _ in range(_ROUND)]


def test_what_pyzbar_may_have_changed_is_no_text() -> None:
    made = zxingcpp.create_barcode("服务".encode(), zxingcpp.BarcodeFormat.QRCode)
    picture = faint(hall((np.array(made.to_image(scale=6), np.uint8), 400, 100)))
    [changed] = pyzbar.decode(picture)
    assert changed.data.decode() != "服务"
    assert read(picture) == []


def test_a_code_too_small_for_half_the_size_is_found_within_a_round(pass_text: str) -> None:
    picture = hall((code(pass_text, 2), 401, 101))
    assert read(cv2.resize(picture, (640, 360), interpolation=cv2.INTER_AREA).astype(np.uint8)) == []
    decoder = Decoder()
    assert [pass_text] in [[found.text for found in decoder.glance(picture)] for _ in range(_ROUND)]


def test_other_kinds_of_code_are_no_text() -> None:
    for kind in ("MicroQRCode", "RMQRCode", "Aztec", "DataMatrix"):
        made = zxingcpp.create_barcode("12345", getattr(zxingcpp.BarcodeFormat, kind))
        drawn = np.array(made.to_image(scale=6), np.uint8)
        assert read(hall((drawn, 300, 200))) == [], kind


def test_bytes_that_are_no_text_are_a_text_all_the_same() -> None:
    made = zxingcpp.create_barcode(bytes(range(256)), zxingcpp.BarcodeFormat.QRCode)
    [text] = read(hall((np.array(made.to_image(scale=4), np.uint8), 300, 100)))
    assert len(text) >= 200


@settings(max_examples=40, deadline=None)
@given(arrays.arrays(np.uint8, st.sampled_from([(1, 1), (2, 3), (63, 64), (64, 200), (40, 40, 3), (480, 640)])))
def test_any_picture_of_any_size_is_answered(picture: Picture) -> None:
    decoder = Decoder()
    assert isinstance(decoder.read(picture), tuple)
    for _ in range(7):  # pyzbar has its turn, too
        assert isinstance(decoder.glance(picture), tuple)


def test_black_torn_and_noisy_frames_have_no_text(pass_text: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (720, 1280)).astype(np.uint8)
    torn = hall((code(pass_text), 400, 100))
    torn[250:] = np.roll(torn[250:], 300, axis=1)
    for picture in (np.zeros((720, 1280), np.uint8), noise, torn):
        assert read(picture) == []


def test_a_still_is_decoded_from_its_file(tmp_path: Path, pass_text: str) -> None:
    file = tmp_path / "名片.png"
    file.write_bytes(cv2.imencode(".png", hall((code(pass_text), 400, 100)))[1].tobytes())
    reading = decode_picture(file)
    assert reading.text == pass_text
    assert reading.ms > 0


def claims(width: int, height: int) -> bytes:
    """The head of a PNG of so many pixels, and none of them."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b""))


@pytest.mark.parametrize("side", [8_001, 10_000, 60_000])
def test_a_picture_that_claims_too_much_is_refused_before_memory_is_taken(tmp_path: Path, side: int) -> None:
    file = tmp_path / "bomb.png"
    file.write_bytes(claims(side, side))
    with pytest.raises(PictureUnreadable, match=r"million pixels|exceeds limit"):
        load_picture(file)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([".png", ".jpg", ".bmp", ".webp", ".tiff", ".jp2", ".avif", ".pgm"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
    st.floats(0, 1),
)
def test_a_damaged_file_is_read_or_refused(
    tmp_path: Path, kind: str, changes: list[tuple[float, int]], kept: float
) -> None:
    content = bytearray(cv2.imencode(kind, code("12345", 3))[1].tobytes())
    for where, byte in changes:
        content[int(where**3 * len(content))] = byte
    file = tmp_path / f"picture{kind}"
    file.write_bytes(content[: round(kept**0.2 * len(content))])
    with contextlib.suppress(PictureUnreadable):
        assert load_picture(file).ndim == 2


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"], ids=["0 bytes", "text", "cut"])
def test_a_file_that_is_no_picture_is_refused_with_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(content)
    with pytest.raises(PictureUnreadable, match=r"picture\.png"):
        load_picture(file)


def test_a_missing_file_is_refused_with_words(tmp_path: Path) -> None:
    with pytest.raises(PictureUnreadable, match="nothing"):
        load_picture(tmp_path / "nothing.png")
