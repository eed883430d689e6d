"""From the text of a plan file to a plan, or to everything that is wrong with it."""

import re
import tomllib
from typing import Any

from pydantic import ValidationError

from kiosk.domain.station.agreement import disagreements
from kiosk.domain.station.mistakes import Mistake, PlanMistakes, of_validation, shortened
from kiosk.domain.station.plan import Plan
from kiosk.domain.station.tables import PlanFile


def load(text: str) -> Plan:
    """Return the plan that a TOML text describes.

    Raises:
        PlanMistakes: with all mistakes at once, each with its key, its value and what to do; of a text that is no
            TOML, the line where reading stopped.
    """
    tables = _tables(text)
    mistakes = list(disagreements(tables))
    try:
        contents = PlanFile.model_validate(tables)
    except ValidationError as refused:
        mistakes = of_validation(refused) + mistakes
    if mistakes:
        raise PlanMistakes(mistakes)
    return Plan.model_construct(text=text, **dict(contents))


def _tables(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))  # Windows' Notepad puts a byte order mark there
    except RecursionError as cause:
        raise PlanMistakes([_no_toml(text, "it is nested too deeply")]) from cause
    except ValueError as cause:  # besides tomllib's own: int() refuses a number of more than 4,300 digits
        raise PlanMistakes([_no_toml(text, str(cause))]) from cause


def _no_toml(text: str, reason: str) -> Mistake:
    lines = text.split("\n")
    place = re.search(r" \(at line (\d+), column \d+\)$", reason)
    number = int(place[1]) if place else len(lines)
    said = reason[: place.start()] if place else reason
    return Mistake(
        key=f"line {number}",
        value=shortened(lines[number - 1].strip()),
        mend=f"This is no TOML: {said}. How it is written: https://toml.io",
    )
