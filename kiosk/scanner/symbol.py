"""What a QR symbol's modules say and zxing-cpp's Python binding doesn't: whether it is part of a longer text.

Figures and tables are those of ISO/IEC 18004:2015.
"""

import numpy as np
from numpy.typing import NDArray

Modules = NDArray[np.bool_]
"""Which modules are dark, by row and column, without the quiet zone."""

_STRUCTURED_APPEND = 0b0011  # mode indicator (table 2)
_FORMAT_AT = (*((8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)), *((row, 8) for row in (7, 5, 4, 3, 2, 1, 0)))
"""Where the format information stands, from its highest bit (figure 25)."""


def is_part(dark: Modules) -> bool:
    """Whether the symbol is one part of a structured append (chapter 8), and so no text of its own.

    The modules of a symbol that was seen in a mirror come transposed. Of both ways to look at them, the one in which
    the format information has fewer wrong bits is right.
    """
    upright = min((dark, dark.T), key=lambda way: _format_of(way)[0])
    _, mask = _format_of(upright)
    side = len(upright)
    mode = 0
    for row, column in ((side - 1, side - 1), (side - 1, side - 2), (side - 2, side - 1), (side - 2, side - 2)):
        mode = mode << 1 | (bool(upright[row, column]) != _is_flipped(mask, row, column))
    return mode == _STRUCTURED_APPEND


def _format_of(dark: Modules) -> tuple[int, int]:
    """Return how many bits of the format information are wrong, and which mask it names."""
    read = 0
    for row, column in _FORMAT_AT:
        read = read << 1 | bool(dark[row, column])
    return min(((read ^ word).bit_count(), number & 7) for number, word in enumerate(_FORMATS))


def _format_word(number: int) -> int:
    """Return the 15 bits that write down a level and mask (annex C: BCH with generator 0x537, then a mask)."""
    rest = number << 10
    for bit in range(4, -1, -1):
        if rest >> (10 + bit) & 1:
            rest ^= 0x537 << bit
    return (number << 10 | rest) ^ 0x5412


_FORMATS = tuple(_format_word(number) for number in range(32))


def _is_flipped(mask: int, i: int, j: int) -> bool:
    """Whether the mask flips the module in row i and column j (table 10)."""
    remainders = (
        (i + j) % 2,
        i % 2,
        j % 3,
        (i + j) % 3,
        (i // 2 + j // 3) % 2,
        i * j % 2 + i * j % 3,
        (i * j % 2 + i * j % 3) % 2,
        ((i + j) % 2 + i * j % 3) % 2,
    )
    return remainders[mask] == 0
