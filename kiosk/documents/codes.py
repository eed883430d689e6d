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
