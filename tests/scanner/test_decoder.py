"""What can be read is read; what can't, or is no text, is never a crash and never a wrong text."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import qrcode
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kiosk.scanner import Decoder, PictureUnreadable, decode_picture, load_picture
from kiosk.scanner.decoder import Picture

from .conftest import code, hall


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
    decoder = Decoder()
    assert decoder.read(part) == ()
    assert decoder.failures == 1, "pyzbar raises on it, which is counted"
    assert [found.text for found in decoder.read(hall((code(pass_text), 400, 100)))] == [pass_text]


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


def bomb() -> bytes:
    """The head of a PNG that claims 60,000 × 60,000 pixels."""
    import struct
    import zlib

    head = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + bytes(20)


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", bomb()], ids=["0 bytes", "text", "cut", "bomb"]
)
def test_a_file_that_is_no_picture_is_refused_with_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(content)
    with pytest.raises(PictureUnreadable, match=r"picture\.png"):
        load_picture(file)


def test_a_missing_file_is_refused_with_words(tmp_path: Path) -> None:
    with pytest.raises(PictureUnreadable, match="nothing"):
        load_picture(tmp_path / "nothing.png")
