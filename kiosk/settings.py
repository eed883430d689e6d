"""Every setting of the kiosk: declared once, with its unit, default and meaning.

A value comes from ``settings.toml`` in the data folder, or from a ``KIOSK_…`` environment variable, which wins; an
option of the command line (``--plan``, ``--point`` …) wins over both.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from kiosk.errors import BadUsage

FILE = "settings.toml"
_PREFIX = "KIOSK_"
_FOLDER_VARIABLE = "KIOSK_DIR"


class LensSide(StrEnum):
    """Where the camera's lens is, seen from the screen."""

    ABOVE = "above"
    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"


class Settings(BaseSettings):
    """The settings of one kiosk; never changed once read."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    plan: str | None = Field(
        None, description="station plan: a TOML file, or the name of one that ships (suzhou-center); none is the sample"
    )
    point: str | None = Field(None, description="id of the service point where this kiosk stands; none is the first")
    camera: str = Field("0", description="camera by number, or a video file, picture folder or stream address instead")
    camera_width: int = Field(
        1280, ge=320, le=3840, description="width of the camera's picture", json_schema_extra={"unit": "px"}
    )
    camera_height: int = Field(
        720, ge=240, le=2160, description="height of the camera's picture", json_schema_extra={"unit": "px"}
    )
    lens: LensSide = Field(
        LensSide.ABOVE, description="where the lens is, seen from the screen: above, below, left, right"
    )
    mirror: bool = Field(True, description="show the camera's picture as a mirror does; reading is not affected")
    screen_diagonal_in: float = Field(
        0.0,
        ge=0,
        le=100,
        description="real size of the screen; 0 trusts what the screen says",
        json_schema_extra={"unit": "inch"},
    )
    volume: int = Field(
        70, ge=0, le=100, description="loudness of the sounds; 0 is silent", json_schema_extra={"unit": "%"}
    )
    reduce_motion: bool = Field(False, description="no moving pictures on the screens")
    repeat_after_min: int = Field(
        30,
        ge=0,
        le=1440,
        description="the same pass counts again at this point after",
        json_schema_extra={"unit": "min"},
    )
    reader_prefix: str = Field(
        "", max_length=8, description="what a code reader types before each code; none tells it by speed"
    )
    free_floor_mb: int = Field(
        64, ge=1, description="free disk space under which nothing is accepted", json_schema_extra={"unit": "MB"}
    )
    ballast_mb: int = Field(
        32,
        ge=0,
        description="disk space kept back for the day when the disk fills up",
        json_schema_extra={"unit": "MB"},
    )


@dataclass(frozen=True, slots=True)
class Described:
    """One setting as ``kiosk settings`` prints it."""

    name: str
    value: Any
    unit: str | None
    default: Any
    meaning: str
    source: str
    """``default``, the settings file, or the name of an environment variable."""


def read(folder: Path) -> Settings:
    """Return the settings of the kiosk whose data folder is ``folder``.

    Raises:
        BadUsage: the file or a variable holds an unknown key or a value that doesn't fit; all are named at once.
    """
    values, sources = _gather(folder)
    try:
        return Settings.model_validate(values)
    except ValidationError as cause:
        wrong = "\n".join(_in_words(dict(problem), sources) for problem in cause.errors())
        raise BadUsage(wrong) from None


def describe(folder: Path) -> tuple[Described, ...]:
    """Return every setting with its value and where the value came from.

    Raises:
        BadUsage: as :func:`read`.
    """
    settings = read(folder)
    _, sources = _gather(folder)
    return tuple(
        Described(
            name=name,
            value=getattr(settings, name),
            unit=str(field.json_schema_extra["unit"]) if isinstance(field.json_schema_extra, dict) else None,
            default=field.default,
            meaning=field.description or "",
            source=sources.get(name, "default"),
        )
        for name, field in Settings.model_fields.items()
    )


def write(folder: Path, values: Mapping[str, str]) -> None:
    """Add settings to the file of ``folder``, for a folder that a command sets up; what the file says already stays."""
    path = folder / FILE
    said = _read_file(path)
    lines = [f'{name} = "{value}"' for name, value in values.items() if name not in said]
    if lines:
        folder.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text("\n".join([*before.splitlines(), *lines, ""]), "utf-8")


def _gather(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values that were given, and where each came from."""
    path = folder / FILE
    file = _read_file(path)
    environment = EnvSettingsSource(Settings)()
    unknown = {
        variable.removeprefix(_PREFIX).lower(): os.environ[variable]
        for variable in os.environ
        if variable.startswith(_PREFIX)
        and variable != _FOLDER_VARIABLE
        and variable.removeprefix(_PREFIX).lower() not in Settings.model_fields
    }
    sources = dict.fromkeys(file, str(path))
    sources |= {name: f"{_PREFIX}{name.upper()}" for name in [*environment, *unknown]}
    return {**file, **environment, **unknown}, sources


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        raise BadUsage(f"{path} is not TOML as it should be: {cause}. Mend that line.") from None


def _in_words(problem: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    """Return what is wrong with one value, and what to do."""
    name = str(problem["loc"][0])
    source = sources.get(name, "command line")
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, Settings.model_fields, n=1, cutoff=0)
        return f"{source}: there is no setting {name!r}. Did you mean {near[0]!r}? All are shown by: kiosk settings."
    said = str(problem["msg"]).removeprefix("Input should be ")
    return f"{source}: {name} is {problem['input']!r} and should be {said}."
