"""What the commands share: options, how answers are printed, whom they ask."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk import control
from kiosk.errors import BadUsage

if TYPE_CHECKING:
    from kiosk.domain.headcount import Headcount

Dir = Annotated[
    Path | None,
    typer.Option("--dir", help="Data folder with settings, keys and journal. [env: KIOSK_DIR]", show_default=False),
]
PlanOption = Annotated[
    str | None, typer.Option("--plan", help="Station plan: a TOML file, or suzhou-center.", show_default=False)
]
PointOption = Annotated[str | None, typer.Option("--point", help="Service point, like P3.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


class Format(StrEnum):
    """How numbers are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]
DayOption = Annotated[str, typer.Option("--day", help="Service day, like 2023-03-18.")]


def headcount_of(folder: Path, day: date) -> "Headcount":
    """Return the numbers of a day, from the kiosk that runs on the folder or from its journal."""
    from kiosk.domain.headcount import Headcount

    return Headcount.from_json(ask_or_open(folder, "headcount", day=day.isoformat()))


def revoked_persons(folder: Path) -> frozenset[str]:
    """Return the persons whose passes the folder's journal says are revoked; nobody where there is none yet."""
    from kiosk.device.answers import NoJournal

    try:
        return frozenset(ask_or_open(folder, "revoked"))
    except NoJournal:
        return frozenset()


def ask_or_open(folder: Path, what: str, **arguments: Any) -> Any:
    """Ask the kiosk that runs on the folder; without one, do the same on its journal."""
    try:
        return control.ask(folder, what, **arguments)
    except control.NotRunning:
        from kiosk.device.answers import answer_without_kiosk

        return answer_without_kiosk(folder, what, **arguments)


def sync_now(folder: Path) -> Any:
    """Do one round with the hub: by the kiosk that runs on the folder, else from its journal."""
    try:
        return control.ask(folder, "sync")
    except control.NotRunning:
        from kiosk.desktop.uplink import sync_once

        return sync_once(folder)


def pass_text(shown: str) -> str:
    """Return the text of a pass: as it was typed, or read from the picture of that name."""
    file = Path(shown)
    try:
        is_file = file.is_file()
    except (OSError, ValueError):  # a text that can't be a file's name
        is_file = False
    if not is_file:
        return shown
    from kiosk.scanner import decode_picture

    text = decode_picture(file).text
    if text is None:
        raise BadUsage(f"No code can be read in {file}. Take a picture that shows the whole code, sharp and even.")
    return text


def read_day(text: str) -> date:
    """Return the day that was typed, or raise BadUsage."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadUsage(f"{text!r} is no day. Write it like 2023-03-18.") from None


def shown(value: object) -> str:
    """Return a value as a table shows it."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def print_json(value: object) -> None:
    """Print one JSON value on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def print_csv(names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows as CSV on standard output."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)


def print_table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows as a table on standard output."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*names, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*row)
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(table, soft_wrap=not console.is_terminal)


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error, and hand out what moves it on."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)
