"""Settings come from one declared model, say where they came from, and refuse what they don't know."""

from pathlib import Path

import pytest

from kiosk import settings
from kiosk.errors import BadUsage


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"KIOSK_{name.upper()}", raising=False)


def test_a_variable_wins_over_the_file_and_the_file_over_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text('point = "P4"\nvolume = 10\n')
    monkeypatch.setenv("KIOSK_VOLUME", "20")
    read = settings.read(tmp_path)
    assert (read.point, read.volume, read.repeat_after_min) == ("P4", 20, 30)
    sources = {one.name: one.source for one in settings.describe(tmp_path)}
    assert sources["point"] == str(tmp_path / "settings.toml")
    assert sources["volume"] == "KIOSK_VOLUME"
    assert sources["repeat_after_min"] == "default"


def test_every_setting_has_a_meaning_and_every_number_a_unit(tmp_path: Path) -> None:
    for one in settings.describe(tmp_path):
        assert one.meaning
        assert one.unit or not isinstance(one.default, int | float) or isinstance(one.default, bool), one.name


def test_all_mistakes_are_named_at_once_with_the_nearest_known_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text('piont = "P4"\nvolume = 1000\n')
    monkeypatch.setenv("KIOSK_LENSE", "above")
    with pytest.raises(BadUsage) as raised:
        settings.read(tmp_path)
    said = str(raised.value)
    assert "'piont'. Did you mean 'point'" in said
    assert "volume is 1000 and should be less than or equal to 100" in said
    assert "KIOSK_LENSE" in said
    assert "'lens'" in said


def test_a_file_that_is_no_toml_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("point = P4\n")
    with pytest.raises(BadUsage, match="line 1"):
        settings.read(tmp_path)


def test_writing_adds_what_is_missing_and_keeps_what_is_said(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('# mine\npoint = "P4"\n')
    settings.write(tmp_path, {"point": "P5", "plan": "suzhou-center"})
    read = settings.read(tmp_path)
    assert (read.point, read.plan) == ("P4", "suzhou-center")
    assert "# mine" in (tmp_path / "settings.toml").read_text()
