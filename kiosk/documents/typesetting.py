"""Pages and pictures from the templates in ``assets/print/``, set by typst with the system's Chinese fonts."""

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from kiosk import paths
from kiosk.errors import KioskError

if TYPE_CHECKING:
    import typst

_FACES = (
    "Noto Sans CJK SC",  # Debian, Ubuntu
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",  # Windows
    "PingFang SC",  # macOS
    "Hiragino Sans GB",
    "Heiti SC",
)
"""Chinese faces that also have Latin letters, in the order of liking."""


class NoChineseFont(KioskError):
    """None of the faces with Chinese is installed."""


def set_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the template of that name, filled with ``data``, as a PDF.

    Raises:
        NoChineseFont: the system has none of the faces that are looked for.
    """
    return cast("bytes", _compiler(template, data).compile(format="pdf"))


def set_pictures(template: str, data: Mapping[str, Any], pixels_per_mm: float) -> tuple[bytes, ...]:
    """Return each page of the template of that name, filled with ``data``, as a PNG.

    Raises:
        NoChineseFont: the system has none of the faces that are looked for.
    """
    pages = _compiler(template, data).compile(format="png", ppi=pixels_per_mm * 25.4)
    return (pages,) if isinstance(pages, bytes) else tuple(pages or ())


def _compiler(template: str, data: Mapping[str, Any]) -> "typst.Compiler":
    import typst

    fonts, face = _fonts()
    folder = paths.ASSETS / "print"
    # A template gets only strings from outside.
    filled = {"data": json.dumps({"font": face, **data}, ensure_ascii=False)}
    return typst.Compiler(folder / template, root=folder, font_paths=fonts, sys_inputs=filled)


@cache
def _fonts() -> "tuple[typst.Fonts, str]":
    import typst

    fonts = typst.Fonts(include_embedded_fonts=False)
    installed = set(fonts.families())
    for face in _FACES:
        if face in installed:
            return fonts, face
    raise NoChineseFont(
        f"No Chinese font is installed. Install one of {', '.join(_FACES)}; on Debian: apt-get install fonts-noto-cjk"
    )
