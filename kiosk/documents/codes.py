"""QR codes as grids of modules: what every picture and page with a code is drawn from."""

from kiosk.errors import BadUsage

QUIET_ZONE = 4
"""Light modules around a code, as ISO/IEC 18004 asks for."""


class TooLongForACode(BadUsage):
    """The text doesn't fit into a QR code."""


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the QR code of ``text`` row by row, quiet zone included; True is dark.

    Error correction is level M; mode and version are the smallest that hold the text whole, so the text of a pass
    becomes 49 × 49 modules: version 6 in alphanumeric mode.

    Raises:
        TooLongForACode: no QR code holds that much.
    """
    import qrcode
    from qrcode.exceptions import DataOverflowError

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text, optimize=0)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):
        raise TooLongForACode(f"A text of {len(text)} characters fits into no QR code. Shorten it.") from None
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def picture(text: str, pixels: int = 12) -> bytes:
    """Return the code as a PNG, each module so many pixels wide."""
    import io

    from PIL import Image

    grid = modules(text)
    image = Image.new("1", (len(grid), len(grid)), 1)
    image.putdata([0 if dark else 1 for row in grid for dark in row])
    out = io.BytesIO()
    image.resize((len(grid) * pixels,) * 2, Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


def terminal(text: str) -> str:
    """Return the code in half blocks, for a terminal: light on dark, so that a camera reads it off a dark screen."""
    grid = modules(text)
    rows = [*grid, (False,) * len(grid)] if len(grid) % 2 else list(grid)
    blocks = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return "\n".join(
        "".join(blocks[upper, lower] for upper, lower in zip(above, below, strict=True))
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )
