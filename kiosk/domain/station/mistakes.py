"""What is wrong in a plan file, told so that whoever wrote it can mend it."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kiosk.domain.station.tables import PlanFile
from kiosk.errors import BadUsage

_MISSING = "(missing)"
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend in a plan file."""

    key: str
    """Where it stands, as ``points[2].default``; tables are counted from 0. ``line 7`` when the file is no TOML."""
    value: str
    """What stands there, nearly as TOML writes it, cut to 60 characters; or ``(missing)``."""
    mend: str
    """What to do, in one or two sentences."""

    def __str__(self) -> str:
        return f"{self.key}: {self.value}\n    {self.mend}"


class PlanMistakes(BadUsage):
    """The text is no usable plan; ``mistakes`` holds everything that was found, never just the first."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        count = "1 mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        super().__init__("\n".join((f"The station plan has {count}:", *map(str, self.mistakes))))


def path(*steps: str | int) -> str:
    """Return the steps into a file as a key path: ``points[2].default``, a key with odd characters in quotes."""
    return "".join(_step(step) for step in steps).removeprefix(".")


def written(value: object) -> str:
    """Return a value nearly as TOML writes it, cut to stand in a sentence."""
    text = json.dumps(value, ensure_ascii=False, default=_as_toml)
    if isinstance(value, date):
        text = value.isoformat()
    return shortened(text)


def shortened(text: str) -> str:
    """Return the text, cut to 60 characters."""
    return text if len(text) <= 60 else text[:59] + "…"


def did_you_mean(wrong: object, known: Iterable[str]) -> str:
    """Return "Did you mean …?" with the nearest of the known words, or all of them if none is near and they are few."""
    import difflib

    by_folded = {word.casefold(): word for word in known}
    near = difflib.get_close_matches(str(wrong).casefold(), by_folded, n=1)
    if near:
        return f'Did you mean "{by_folded[near[0]]}"?'
    if 0 < len(by_folded) <= 20:
        return "Known here: " + ", ".join(f'"{word}"' for word in by_folded.values()) + "."
    return ""


def of_validation(refused: ValidationError) -> list[Mistake]:
    """Return pydantic's findings about a :class:`PlanFile` in plain words."""
    return [_mistake(found) for found in refused.errors(include_url=False)]


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _BARE_KEY.fullmatch(step) else f".{written(step)}"


def _mistake(found: ErrorDetails) -> Mistake:
    key = path(*found["loc"])
    if found["type"] == "extra_forbidden":
        known = _keys_beside(found["loc"])
        return Mistake(key, written(found["input"]), f"There is no such key. {did_you_mean(found['loc'][-1], known)}")
    annotation, description = _declared(found["loc"])
    if found["type"] == "missing":
        return Mistake(key, _MISSING, f"Add it: {description}.")
    hint = _nearest_choice(found["input"], annotation)
    return Mistake(key, written(found["input"]), f"Write {description}. {hint}".rstrip())


def _declared(steps: Sequence[str | int]) -> tuple[Any, str]:
    """Return type and description of the innermost declared field on the way."""
    table: type[BaseModel] | None = PlanFile
    annotation: Any = PlanFile
    description = "a station plan"
    for step in steps:
        if isinstance(step, str):
            if table is None:
                break
            field = table.model_fields[step]
            annotation, description = field.annotation, field.description or ""
            table = _table_in(annotation)
    return annotation, description


def _keys_beside(steps: Sequence[str | int]) -> Iterable[str]:
    annotation, _ = _declared(steps[:-1])
    table = _table_in(annotation)
    return table.model_fields if table else ()


def _table_in(annotation: Any) -> type[BaseModel] | None:
    """Return the table that a field holds, alone or in a row of them."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def _nearest_choice(wrong: object, annotation: Any) -> str:
    if not isinstance(wrong, str) or not isinstance(annotation, type):
        return ""
    if issubclass(annotation, StrEnum):
        return did_you_mean(wrong, annotation)
    if issubclass(annotation, ZoneInfo):
        return did_you_mean(wrong, available_timezones())
    return ""


def _as_toml(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
