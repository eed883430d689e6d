"""Codes: what is drawn is what a reader reads."""

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.documents.codes import QUIET_ZONE, TooLongForACode, modules
from kiosk.domain.passes import issue
from kiosk.domain.roles import Role
from kiosk.keys import IssuerKey

PASS = issue(IssuerKey.new(), bytes(8), Role.VISITOR, 1679083200, 1710705600)


def scanned(grid: tuple[tuple[bool, ...], ...]) -> zxingcpp.Barcode:
    picture = np.where(np.array(grid), 0, 255).astype(np.uint8).repeat(4, 0).repeat(4, 1)
    [found] = zxingcpp.read_barcodes(picture)
    return found


@settings(max_examples=20)
@given(
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=1, max_size=154)
    | st.just("https://example.org/签到")
)
def test_a_reader_reads_what_was_drawn(text: str) -> None:
    assert scanned(modules(text)).text == text


def test_a_pass_is_drawn_as_version_6_at_level_m() -> None:
    """49 modules with the quiet zone: what cards and sheets are measured in, and what readers get from a distance."""
    grid = modules(PASS)

    assert {len(grid), *map(len, grid)} == {41 + 2 * QUIET_ZONE}
    assert scanned(grid).ec_level == "M"


def test_a_quiet_zone_surrounds_the_code() -> None:
    grid = np.array(modules(PASS))

    assert grid[QUIET_ZONE, QUIET_ZONE], "the finder pattern begins right inside"
    grid[QUIET_ZONE:-QUIET_ZONE, QUIET_ZONE:-QUIET_ZONE] = False
    assert not grid.any()


def test_a_text_that_fits_into_no_code_is_told() -> None:
    with pytest.raises(TooLongForACode, match="5000"):
        modules("x" * 5000)
