"""What a plan file may say: one frozen value per TOML table, each key with its type and what to write there.

A field's description completes the sentence "Write …": it is what a person is told when the value doesn't fit.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator


class Kind(StrEnum):
    """The four kinds of service that the station sends out."""

    PARTY = "party"
    GOVERNMENT = "government"
    BUSINESS = "business"
    RESIDENTIAL = "residential"


class Form(StrEnum):
    """Whether a service is there on every day or on the service days that name it."""

    FIXED = "fixed"
    SPECIAL = "special"


class UnitForm(StrEnum):
    """Whether a unit is a committee, which hosts service days, or belongs to the alliance."""

    COMMITTEE = "committee"
    ALLIANCE = "alliance"


class Icon(StrEnum):
    """The pictures that a service's button can carry, drawn in ``assets/icons/<name>.svg``."""

    BOOK = "book"
    BRIEFCASE = "briefcase"
    CAMERA = "camera"
    CHAT = "chat"
    CUP = "cup"
    DOCUMENT = "document"
    FLAG = "flag"
    GLOBE = "globe"
    HEART = "heart"
    HOME = "home"
    MUSIC = "music"
    PALETTE = "palette"
    PEOPLE = "people"
    SCALES = "scales"
    SHIELD = "shield"
    TOOLS = "tools"


def _one_of(choices: type[StrEnum]) -> str:
    return "one of " + ", ".join(f'"{choice}"' for choice in choices)


def _zone(written: object) -> ZoneInfo:
    try:
        return ZoneInfo(written)  # type: ignore[arg-type]  # what isn't text raises too
    except (LookupError, OSError, TypeError, AttributeError) as cause:  # "Asia" is a folder: OSError
        raise ValueError from cause


def _cut_over(written: object) -> time:
    if not isinstance(written, str) or not re.fullmatch(r"(0[0-9]|1[01]):[0-5][0-9]", written):
        raise ValueError
    return time.fromisoformat(written)


def _tables_of(what: str) -> Any:
    return Field(description=f"one table for each {what}, at least one")


_EXAMPLE = "true if the name is made up as an example, else leave it out"
_ONE_LINE = r"^\S(.*\S)?$"
_T = TypeVar("_T")


def _some(rows: tuple[_T, ...]) -> tuple[_T, ...]:
    if not rows:
        raise ValueError
    return rows


def _by_date(days: "tuple[ServiceDay, ...]") -> "tuple[ServiceDay, ...]":
    return tuple(sorted(days, key=lambda day: day.date))


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(_Table):
    """A name in both languages, as it stands on buttons and in lists."""

    zh: str = Field(pattern=_ONE_LINE, description="the name in Chinese, on one line, with no space at either end")
    en: str = Field(pattern=_ONE_LINE, description="the name in English, on one line, with no space at either end")


class Entity(_Table):
    """Whatever is named by an id elsewhere in the plan or in the journal, where the id never changes."""

    id: str = Field(
        pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$",
        max_length=40,
        description="an id of letters, digits and single hyphens, 40 characters at most",
    )
    name: Name = Field(description='the name in both languages, as { zh = "…", en = "…" }')


class Station(Entity):
    """The place; its id goes into every hash of the journal."""


class Theme(Entity):
    """One of the characteristics that points are grouped by."""


class Project(Entity):
    """One project of the programme."""

    example: bool = Field(False, strict=True, description=_EXAMPLE)


class Unit(Entity):
    """A committee or an alliance unit."""

    form: UnitForm = Field(description=_one_of(UnitForm))
    batch: date | None = Field(
        None, strict=True, description="the day its batch was awarded, without quotes, as 2023-03-18"
    )
    example: bool = Field(False, strict=True, description=_EXAMPLE)


class Service(Entity):
    """One line of the published service list."""

    form: Form = Field(description=_one_of(Form))
    kind: Kind = Field(description=_one_of(Kind))
    icon: Icon = Field(description=_one_of(Icon))
    project: str | None = Field(None, description="the id of a project, or leave it out")


class Point(Entity):
    """A service point, with its fixed services in the order in which they are offered."""

    number: int = Field(strict=True, ge=1, le=99, description="the number on its sign, 1 to 99, without quotes")
    theme: str = Field(description="the id of a theme")
    services: Annotated[tuple[str, ...], AfterValidator(_some)] = Field(
        description='ids of fixed services, at least one, as ["…", "…"]'
    )
    default: str = Field(description="the id of the service that a scan counts for, one of this point's")


class ServiceDay(_Table):
    """One rotation activity: its date, whose turn it is, and its special services by point."""

    date: Annotated[date, Field(strict=True, description="a date without quotes, as 2023-03-18")]
    host: str = Field(description="the id of the committee whose turn it is")
    special: Mapping[str, tuple[str, ...]] = Field(
        {}, description='the special services of the day by point, as { P3 = ["…", "…"] }'
    )


class PlanFile(_Table):
    """Everything that a plan file says."""

    station: Station = Field(description='the station, as { id = "…", name = { zh = "…", en = "…" } }')
    time_zone: Annotated[ZoneInfo, PlainValidator(_zone)] = Field(description='an IANA time zone, as "Asia/Shanghai"')
    cut_over: Annotated[time, PlainValidator(_cut_over)] = Field(
        time(4), description='the time before noon at which a new service day begins, as "04:00"'
    )
    retention_days: int = Field(
        strict=True, ge=1, le=3650, description="how many days names and phone numbers are kept, 1 to 3650"
    )
    sample: bool = Field(False, strict=True, description="true for a plan to try the kiosk with, else leave it out")
    programme: Name = Field(description='the programme\'s name in both languages, as { zh = "…", en = "…" }')
    projects: tuple[Project, ...] = Field((), description="one table for each project of the programme")
    themes: Annotated[tuple[Theme, ...], AfterValidator(_some)] = _tables_of("theme")
    units: Annotated[tuple[Unit, ...], AfterValidator(_some)] = _tables_of("unit")
    services: Annotated[tuple[Service, ...], AfterValidator(_some)] = _tables_of("service")
    points: Annotated[tuple[Point, ...], AfterValidator(_some)] = _tables_of("point")
    days: Annotated[tuple[ServiceDay, ...], AfterValidator(_some), AfterValidator(_by_date)] = _tables_of("service day")
    """In order of date, however the file lists them."""
