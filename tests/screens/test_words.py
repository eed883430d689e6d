"""The translations are complete, compiled, and hold the glossary's words."""

import importlib.util
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_IN_CHINESE = ("来访", "通行码", "封存", "终端", "数据同步", "错误")
NOT_IN_ENGLISH = ("error", "user", "ticket", "record", "item")
NOT_FOR_VISITORS = ("后台", "上传", "hub", "upload")
FOR_STAFF = {"HealthSheet", "EnrolmentSheet"}


@pytest.fixture(scope="module")
def translate():
    """tools/translate.py, as a module."""
    spec = importlib.util.spec_from_file_location("translate", ROOT / "tools" / "translate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def catalogue(language: str) -> Path:
    return ROOT / "assets" / "translations" / f"kiosk_{language}.ts"


def messages(file: Path) -> dict[tuple[str, str, str], list[str]]:
    """Each text with its context and comment, and its translations; an unfinished one has none."""
    found = {}
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            key = (context.findtext("name"), message.findtext("source"), message.findtext("comment") or "")
            translation = message.find("translation")
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            found[key] = [] if translation.get("type") else forms
    return found


def test_every_text_is_translated(language) -> None:
    missing = [key for key, forms in messages(catalogue(language)).items() if not forms or not all(forms)]
    assert not missing


def test_the_catalogue_holds_the_texts_of_the_screens_and_no_others(language, translate, tmp_path) -> None:
    fresh = tmp_path / "fresh.ts"
    translate.collect(language, fresh)
    assert messages(fresh).keys() == messages(catalogue(language)).keys()


def test_the_compiled_catalogue_is_of_today(language, translate, tmp_path) -> None:
    fresh = tmp_path / "fresh.qm"
    translate.compile_to(fresh, catalogue(language))
    assert fresh.read_bytes() == catalogue(language).with_suffix(".qm").read_bytes()


def test_places_in_a_text_are_kept(language) -> None:
    for (_, source, comment), forms in messages(catalogue(language)).items():
        for place in ("%1", "%2"):
            if not comment.startswith("second line"):
                assert all((place in form) == (place in source) for form in forms), source


@pytest.mark.parametrize(("spoken", "unwanted"), [("zh_CN", NOT_IN_CHINESE), ("en", NOT_IN_ENGLISH)])
def test_words_that_people_should_not_meet_are_not_used(spoken, unwanted) -> None:
    said = " ".join(form for forms in messages(catalogue(spoken)).values() for form in forms).lower()
    assert [word for word in unwanted if word in said] == []


def test_visitors_meet_neither_the_hub_nor_uploads(language) -> None:
    found = messages(catalogue(language)).items()
    said = " ".join(form for (sheet, _, _), forms in found if sheet not in FOR_STAFF for form in forms).lower()
    assert [word for word in NOT_FOR_VISITORS if word in said] == []
