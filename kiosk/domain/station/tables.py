"""What a plan file may say: one frozen value per TOML table, each key with its type and what to write there.

A field's description completes the sentence "Write …": it is what a person is told when the value doesn't fit.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import Annotated
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
    if not isinstance(written, str) or not re.fullmatch(r"(0\d|1[01]):[0-5]\d", written):
        raise ValueError
    return time.fromisoformat(written)


def _by_date(days: "tuple[ServiceDay, ...]") -> "tuple[ServiceDay, ...]":
    return tuple(sorted(days, key=lambda day: day.date))


_ID_FORM = r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"
Id = Annotated[
    str,
    Field(pattern=_ID_FORM, max_length=40, description="an id of letters, digits and single hyphens, 40 at most"),
]
Words = Annotated[str, Field(pattern=r"^\S(.*\S)?$", description="words on one line, with no space at either end")]
Example = Annotated[
    bool, Field(strict=True, description="true if the name is made up as an example, else leave it out")
]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(_Table):
    """A name in both languages, as it stands on buttons and in lists."""

    zh: Words
    en: Words


Named = Annotated[Name, Field(description='the name in both languages, as { zh = "…", en = "…" }')]


class Station(_Table):
    """The place; its id goes into every hash of the journal and never changes."""

    id: Id
    name: Named


class Theme(_Table):
    """One of the characteristics that points are grouped by."""

    id: Id
    name: Named


class Project(_Table):
    """One project of the programme."""

    id: Id
    name: Named
    example: Example = False


class Unit(_Table):
    """A committee or an alliance unit."""

    id: Id
    name: Named
    form: UnitForm = Field(description=_one_of(UnitForm))
    batch: date | None = Field(
        None, strict=True, description="the day its batch was awarded, without quotes, as 2023-03-18"
    )
    example: Example = False


class Service(_Table):
    """One line of the published service list."""

    id: Id
    name: Named
    form: Form = Field(description=_one_of(Form))
    kind: Kind = Field(description=_one_of(Kind))
    icon: Icon = Field(description=_one_of(Icon))
    project: str | None = Field(None, description="the id of a project, or leave it out")


class Point(_Table):
    """A service point, with its fixed services in the order in which they are offered."""

    id: Id
    number: int = Field(strict=True, ge=1, le=99, description="the number on its sign, 1 to 99")
    name: Named
    theme: str = Field(description="the id of a theme")
    services: tuple[str, ...] = Field(min_length=1, description='ids of fixed services, as ["…", "…"]')
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
    programme: Named
    projects: tuple[Project, ...] = Field((), description="one table for each project of the programme")
    themes: tuple[Theme, ...] = Field(min_length=1, description="one table for each theme, at least one")
    units: tuple[Unit, ...] = Field(min_length=1, description="one table for each unit, at least one")
    services: tuple[Service, ...] = Field(min_length=1, description="one table for each service, at least one")
    points: tuple[Point, ...] = Field(min_length=1, description="one table for each point, at least one")
    days: Annotated[tuple[ServiceDay, ...], AfterValidator(_by_date)] = Field(
        min_length=1, description="one table for each service day, at least one"
    )
    """In order of date, however the file lists them."""
