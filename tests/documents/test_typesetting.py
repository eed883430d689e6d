"""Typesetting: Chinese is set in a Chinese face, or not at all."""

import pytest

from kiosk.documents import typesetting


def test_a_machine_without_a_chinese_font_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else typst would print empty boxes, and say nothing."""
    monkeypatch.setattr(typesetting, "_FACES", ("No Such Face",))
    monkeypatch.setattr(typesetting, "_fonts", typesetting._fonts.__wrapped__)  # what was found before is forgotten

    with pytest.raises(typesetting.NoChineseFont, match="fonts-noto-cjk"):
        typesetting.set_pdf("pass-sheet.typ", {"passes": []})
