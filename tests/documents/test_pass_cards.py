"""Pass cards: what people hold is readable, by a scanner and by them."""

from datetime import date, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from kiosk import paths
from kiosk.documents.pass_cards import Card, NotWritten, _filling, issue_cards, pictures, write_pictures, write_sheet
from kiosk.documents.typesetting import set_pictures
from kiosk.domain.checkin import Admitted, Known, Reason, Refused, decide
from kiosk.domain.passes import Pass, plain_number, read
from kiosk.domain.roles import Role
from kiosk.domain.station import load
from kiosk.keys import IssuerKey, Issuers

PLAN = load((paths.ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
KEY = IssuerKey.new()
FIRST_DAY = date(2023, 3, 18)
MODULE = 18
"""Pixels a module in a picture."""


def cards(count: int, role: Role = Role.VISITOR, days: int = 7) -> tuple[Card, ...]:
    return issue_cards(KEY, role, count, PLAN, FIRST_DAY, days)


def opened(png: bytes) -> NDArray[np.uint8]:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    return picture.astype(np.uint8)


def texts(picture: NDArray[np.uint8]) -> set[str]:
    """Every QR code on it; among many on one page the reader misses one now and then, at one size or another."""
    sizes = (picture, np.ascontiguousarray(picture[::2, ::2]), np.ascontiguousarray(picture[::3, ::3]))
    return {code.text for size in sizes for code in zxingcpp.read_barcodes(size, zxingcpp.BarcodeFormat.QRCode)}


def test_no_two_passes_of_a_batch_share_id_or_number() -> None:
    issued = cards(200)

    assert len({card.text for card in issued}) == len({card.number for card in issued}) == 200
    assert list(issued) == sorted(issued, key=lambda card: card.number)


@pytest.mark.parametrize("role", Role)
def test_a_card_says_what_its_code_says(role: Role) -> None:
    [card] = cards(1, role)

    shown = read(card.text, Issuers(KEY.issuer))

    assert isinstance(shown, Pass)
    assert card.role == shown.role == role
    assert card.number == plain_number(shown.id)
    assert card.station == PLAN.station.name
    assert (card.first_day, card.last_day) == (FIRST_DAY, date(2023, 3, 24))


def test_a_pass_is_valid_on_its_service_days_and_not_around_them() -> None:
    """A visit after midnight is filed under the day before: the pass of that day must hold until the cut-over."""
    [card] = cards(1, days=2)
    shown = read(card.text, Issuers(KEY.issuer))
    assert isinstance(shown, Pass)

    days = [PLAN.service_day_of(at_s * 1_000_000) for at_s in (shown.not_before_s - 1, shown.not_before_s)]
    days += [PLAN.service_day_of(at_s * 1_000_000) for at_s in (shown.not_after_s - 1, shown.not_after_s)]

    assert days == [FIRST_DAY + timedelta(n) for n in (-1, 0, 1, 2)]


def test_the_code_of_a_picture_is_read_and_stands_free() -> None:
    [card] = cards(1)
    [png] = pictures([card])
    picture = opened(png)

    assert texts(picture) == {card.text}
    [code] = zxingcpp.read_barcodes(picture)
    corner = code.position.top_left
    around = picture[
        corner.y - 4 * MODULE : corner.y + 45 * MODULE, corner.x - 4 * MODULE : corner.x + 45 * MODULE
    ].copy()
    around[4 * MODULE : 45 * MODULE, 4 * MODULE : 45 * MODULE] = 255
    assert (around == 255).all(), "something is printed in the quiet zone"


def test_the_modules_of_a_picture_are_sharp() -> None:
    """A module that falls between pixels is blurred, and lost first on a bad screen."""
    [png] = pictures(cards(1))
    picture = opened(png)
    [code] = zxingcpp.read_barcodes(picture)
    corner = code.position.top_left

    inside = picture[corner.y : corner.y + 41 * MODULE, corner.x : corner.x + 41 * MODULE]

    assert set(np.unique(inside)) == {0, 255}


def test_every_role_looks_different() -> None:
    seen = {opened(next(pictures(cards(1, role))))[5 * MODULE, 4 * MODULE].item() for role in Role}

    assert len(seen) == len(Role)


def test_a_long_station_name_stays_on_its_card() -> None:
    [card] = cards(1)
    name = PLAN.station.name.model_copy(update={"zh": "苏州" * 40, "en": "Suzhou " * 40})
    long = Card(card.text, card.role, card.number, card.first_day, card.last_day, name)
    [png] = pictures([long])

    edge = opened(png)
    edge[2 * MODULE : -2 * MODULE, 2 * MODULE : -2 * MODULE] = 255
    assert (edge == 255).all()
    assert texts(opened(png)) == {card.text}


def test_a_sheet_holds_every_pass_nine_a_page() -> None:
    """Nothing here can look at a PDF; the same template set as pictures can be looked at."""
    issued = cards(10)

    pages = [opened(page) for page in set_pictures("pass-sheet.typ", _filling(issued), pixels_per_mm=10)]

    assert [len(texts(page)) for page in pages] == [9, 1]
    assert texts(pages[0]) | texts(pages[1]) == {card.text for card in issued}
    assert {page.shape for page in pages} == {(2970, 2100)}, "A4"


def test_each_pass_is_written_under_its_role_and_number(tmp_path: Path) -> None:
    issued = cards(21, Role.VOLUNTEER)
    steps: list[int] = []

    files = write_pictures(issued, tmp_path / "new" / "passes", steps.append)

    assert [file.name for file in files] == [f"volunteer-{card.number.replace(' ', '')}.png" for card in issued]
    assert [texts(opened(file.read_bytes())) for file in files] == [{card.text} for card in issued]
    assert steps == [1] * 21


def test_a_sheet_is_written_as_pdf(tmp_path: Path) -> None:
    write_sheet(cards(1), tmp_path / "new" / "sheet.pdf")

    assert (tmp_path / "new" / "sheet.pdf").read_bytes().startswith(b"%PDF-")


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "passes").write_text("a file where the folder should be")

    with pytest.raises(NotWritten, match="can't be written"):
        write_pictures(cards(1), tmp_path / "passes", lambda done: None)


def test_what_was_issued_is_admitted_on_its_day_and_expires() -> None:
    [card] = cards(1, days=1)
    known = Known(
        issuers=Issuers(KEY.issuer),
        revoked=frozenset(),
        last_here_s=lambda person: None,
        repeat_after_s=1800,
        clock_is_trusted=True,
        admits={Role.VISITOR},
    )
    afternoon_s = 1679121000  # 18 March 2023, 14:30 in Suzhou

    assert isinstance(decide(card.text, known, afternoon_s), Admitted)
    refused = decide(card.text, known, afternoon_s + 86_400)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.EXPIRED
