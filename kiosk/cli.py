"""The command ``kiosk``: each command a few lines that call a room, whose libraries load only then.

JSON is one value on standard output and nothing else; progress and logs go to standard error. The exit status is 0,
1 (it can't be done now, or the answer is no) or 2 (bad usage).
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from kiosk import control, paths
from kiosk.domain.roles import Role
from kiosk.errors import BadUsage, KioskError

if TYPE_CHECKING:
    from kiosk.domain.headcount import Headcount

app = typer.Typer(
    name="kiosk",
    help="Check-in kiosk for walk-up public service. Without a command it starts the kiosk.",
    no_args_is_help=False,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
plan_app = typer.Typer(help="Check and show station plans.", no_args_is_help=True)
pass_app = typer.Typer(help="Issue, read and revoke passes.", no_args_is_help=True)
keys_app = typer.Typer(help="Make the key that signs passes.", no_args_is_help=True)
journal_app = typer.Typer(help="Verify, back up and mend the journal.", no_args_is_help=True)
app.add_typer(plan_app, name="plan")
app.add_typer(pass_app, name="pass")
app.add_typer(keys_app, name="keys")
app.add_typer(journal_app, name="journal")

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


def main() -> NoReturn:
    """Run the command line."""
    try:
        app(standalone_mode=True)
    except KioskError as problem:
        typer.echo(str(problem), err=True)
        raise SystemExit(problem.exit_status) from None
    except BrokenPipeError:  # the reader of our output has left
        raise SystemExit(1) from None
    raise SystemExit(0)


# The kiosk


@app.callback()
def start(
    context: typer.Context,
    folder: Dir = None,
    plan: PlanOption = None,
    point: PointOption = None,
    windowed: Annotated[bool, typer.Option("--windowed", help="In a window instead of the full screen.")] = False,
) -> None:
    """Start the kiosk, or run one of the commands below."""
    from kiosk import logs

    if context.invoked_subcommand is not None:
        logs.write_to_terminal()
        return
    from kiosk.desktop.application import RESTART, Application, Show, qt_application, run
    from kiosk.device.clock import SystemClock
    from kiosk.device.workplace import open_workplace

    where = paths.data_folder(folder)
    try:
        control.ask(where, "headcount", day="2000-01-01")
    except control.NotRunning:
        pass
    except control.Refusal:
        raise _Running(where) from None
    else:
        raise _Running(where)
    workplace = open_workplace(where, plan, point)
    logs.write_to(where)
    qt_application()
    status = run(Application(workplace, SystemClock(), Show(full_screen=not windowed)))
    if status == RESTART:
        import os

        os.execv(sys.executable, [sys.executable, "-m", "kiosk", *sys.argv[1:]])  # noqa: S606 - this very program
    raise typer.Exit(status)


class _Running(KioskError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"A kiosk is running on {folder} already. Close it first, or choose another folder with --dir."
        )


@app.command()
def demo(
    clip: Annotated[Path | None, typer.Option("--clip", help="Another video file in the camera's place.")] = None,
) -> None:
    """Show the main job: codes before a camera become visits, and a headcount counts them."""
    from kiosk.simulation.demo import run_demo

    run_demo(clip, Path("out", "demo"))


@app.command()
def simulate(
    visitors: Annotated[int, typer.Option("--visitors", min=1, help="How many people come.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed is the same day.")] = 1,
    folder: Dir = None,
    day: Annotated[str | None, typer.Option("--day", help="Service day; the plan's first one by default.")] = None,
) -> None:
    """Write a journal as a service day would, and print the true counts as JSON."""
    from kiosk.simulation.service_day import simulate_day

    where = paths.data_folder(folder)
    with _progress("visitors", visitors) as advance:
        counts = simulate_day(where, visitors, seed, _day(day) if day else None, advance)
    _print_json(counts)


# Numbers and settings


@app.command()
def headcount(day: DayOption, folder: Dir = None, form: FormatOption = Format.TABLE) -> None:
    """Count the people, visits and visitors of a day, from the journal."""
    from kiosk.device.workplace import open_workplace
    from kiosk.documents.headcount_files import COLUMNS, as_csv, rows

    where = paths.data_folder(folder)
    counted = _headcount(where, _day(day))
    match form:
        case Format.JSON:
            _print_json(counted.as_json())
        case Format.CSV:
            typer.echo(as_csv(counted, open_workplace(where).plan), nl=False)
        case Format.TABLE:
            _print_table(COLUMNS, list(rows(counted, open_workplace(where).plan)))


@app.command()
def settings(folder: Dir = None, as_json: AsJson = False) -> None:
    """Print every setting with its value, unit, meaning and where the value came from."""
    from kiosk.settings import describe

    described = describe(paths.data_folder(folder))
    if as_json:
        _print_json(
            {
                one.name: {"value": one.value, "unit": one.unit, "meaning": one.meaning, "source": one.source}
                for one in described
            }
        )
        return
    _print_table(
        ("setting", "value", "unit", "meaning", "source"),
        [(one.name, _shown(one.value), one.unit or "", one.meaning, one.source) for one in described],
    )


@app.command()
def decode(files: Annotated[list[Path], typer.Argument(help="Pictures.")], as_json: AsJson = False) -> None:
    """Read the codes in still pictures: one line a picture."""
    from kiosk.scanner import PictureUnreadable, decode_picture

    read = 0
    for file in files:
        text, ms, problem = None, None, "no code can be read"
        try:
            reading = decode_picture(file)
            text, ms = reading.text, round(reading.ms, 3)
        except PictureUnreadable as cause:
            problem = str(cause)
            typer.echo(problem, err=True)
        read += text is not None
        if as_json:
            _print_json({"path": str(file), "text": text, "ms": ms})
        else:
            typer.echo(f"{file}: {problem if text is None else text}")
    if read < len(files):
        raise typer.Exit(1)


# Plans


@plan_app.command("check")
def check_plan(file: Annotated[str, typer.Argument(help="A TOML file, or the name of a plan that ships.")]) -> None:
    """Check a station plan and print every mistake, with the key, the value and the mend."""
    from kiosk.device.workplace import read_plan
    from kiosk.domain.station import PlanMistakes

    try:
        read = read_plan(file)
    except PlanMistakes as found:
        typer.echo(str(found))
        raise typer.Exit(1) from None
    typer.echo(
        f"{file} is right: {len(read.points)} points, {len(read.services)} services, {len(read.days)} service days."
    )


@plan_app.command("show")
def show_plan(
    file: Annotated[str, typer.Argument(help="A TOML file, or the name of a plan that ships.")],
    day: Annotated[str | None, typer.Option("--day", help="The list of one service day.")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the service list: which service is offered at which point."""
    from dataclasses import asdict, fields

    from kiosk.device.workplace import read_plan
    from kiosk.domain.station import ListedService, service_list

    listed = service_list(read_plan(file), _day(day) if day else None)
    names = tuple(field.name for field in fields(ListedService))
    match form:
        case Format.JSON:
            _print_json([asdict(one) for one in listed])
        case Format.CSV:
            _print_csv(names, [[getattr(one, name) for name in names] for one in listed])
        case Format.TABLE:
            _print_table(names, [[_shown(getattr(one, name)) for name in names] for one in listed])


# Keys and passes


@keys_app.command("new")
def new_key(folder: Dir = None) -> None:
    """Make the key that signs passes, and trust it here."""
    from kiosk.device.workplace import make_issuer_key

    where = paths.data_folder(folder)
    key = make_issuer_key(where)
    typer.echo(f"Made the key of issuer {key.issuer.id.hex()} in {where}. Keep it secret, and keep a copy of it.")


@pass_app.command("issue")
def issue_passes(
    role: Annotated[Role, typer.Option("--role", help="What the passes let their holders do.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the pictures.")],
    count: Annotated[int, typer.Option("--count", min=1, max=10_000, help="How many.")] = 1,
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="For how many days they are valid.")] = 366,
    sheet: Annotated[bool, typer.Option("--sheet", help="Also a PDF to print.")] = False,
    folder: Dir = None,
) -> None:
    """Issue passes, valid from today on: one picture each, and a sheet to print."""
    from kiosk.device.clock import SystemClock
    from kiosk.device.workplace import load_issuer_key, open_workplace
    from kiosk.documents.pass_cards import issue_cards, write_pictures, write_sheet

    where = paths.data_folder(folder)
    plan = open_workplace(where).plan
    today = plan.service_day_of(SystemClock().now_us())
    cards = issue_cards(load_issuer_key(where), role, count, plan, today, days)
    with _progress("passes", count) as advance:
        write_pictures(cards, out, advance)
    if sheet:
        write_sheet(cards, out / "passes.pdf")
    typer.echo(f"{count} passes lie in {out}.", err=True)


@pass_app.command("read")
def read_pass(
    shown: Annotated[str, typer.Argument(metavar="FILE|TEXT", help="A picture of a pass, or its text.")],
    folder: Dir = None,
    as_json: AsJson = False,
) -> None:
    """Say what a pass is and whether it is valid now, or what is wrong with it."""
    from kiosk.device.clock import SystemClock
    from kiosk.device.workplace import ISSUERS, open_workplace
    from kiosk.domain.pass_report import describe
    from kiosk.keys import Issuers

    where = paths.data_folder(folder)
    now_s = SystemClock().now_us() // 1_000_000
    report = describe(_pass_text(shown), Issuers.load(where / ISSUERS), _revoked(where), now_s)
    if as_json:
        _print_json(report.as_json())
    else:
        typer.echo(report.in_words(open_workplace(where).plan.time_zone))
    if not report.is_valid:
        raise typer.Exit(1)


@pass_app.command("revoke")
def revoke_pass(
    shown: Annotated[str, typer.Argument(metavar="FILE|TEXT", help="A picture of the pass, or its text.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for the journal.")],
    by: Annotated[str, typer.Option("--by", help="Who decided it.")],
    folder: Dir = None,
) -> None:
    """Accept a pass no longer at this kiosk."""
    from kiosk.device.workplace import ISSUERS
    from kiosk.domain.passes import Pass, read
    from kiosk.keys import Issuers

    where = paths.data_folder(folder)
    found = read(_pass_text(shown), Issuers.load(where / ISSUERS))
    if not isinstance(found, Pass):
        raise BadUsage("That is no pass of an issuer that is trusted here: there is nothing to revoke.")
    _ask_or_open(where, "revoke", person=found.person, reason=reason, by=by)
    typer.echo(f"The pass {found.id.hex()} is accepted no longer.", err=True)


# The journal


@journal_app.command("verify")
def verify_journal(
    file: Annotated[Path | None, typer.Argument(help="A backup; the data folder's journal by default.")] = None,
    folder: Dir = None,
    as_json: AsJson = False,
) -> None:
    """Check the whole chain and say where it breaks."""
    from kiosk.device.journal import verify_file
    from kiosk.device.workplace import journal_folder

    where = paths.data_folder(folder)
    try:
        if file is not None:
            raise control.NotRunning
        found: dict[str, Any] = control.ask(where, "verify")
    except control.NotRunning:
        found = verify_file(file or journal_folder(where)).as_json()
    if as_json:
        _print_json(found)
    else:
        typer.echo(
            "\n".join(found["breaks"])
            or f"The chain holds: {found['entries']} entries in {len(found['epochs'])} epochs."
        )
    if not found["holds"]:
        raise typer.Exit(1)


@journal_app.command("backup")
def back_up_journal(
    file: Annotated[Path, typer.Argument(help="The backup; must not exist yet.")], folder: Dir = None
) -> None:
    """Copy the journal, also while the kiosk runs."""
    _ask_or_open(paths.data_folder(folder), "backup", file=str(file.absolute()))
    typer.echo(f"The journal is copied to {file}.", err=True)


@journal_app.command("redate")
def redate_entries(
    epoch: Annotated[str, typer.Option("--epoch", help="The epoch, in hex.")],
    first: Annotated[int, typer.Option("--from", min=1, help="The first entry.")],
    last: Annotated[int, typer.Option("--to", min=1, help="The last entry.")],
    day: DayOption,
    by: Annotated[str, typer.Option("--by", help="Who decided it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for the journal.")],
    folder: Dir = None,
) -> None:
    """File entries that were written under a wrong day under the right one."""
    values = {"epoch": epoch, "first": first, "last": last, "day": _day(day).isoformat(), "by": by, "reason": reason}
    _ask_or_open(paths.data_folder(folder), "redate", **values)
    typer.echo(f"Entries {first} to {last} are filed under {day}.", err=True)


# What the commands share


def _headcount(folder: Path, day: date) -> "Headcount":
    from kiosk.domain.headcount import Headcount

    return Headcount.from_json(_ask_or_open(folder, "headcount", day=day.isoformat()))


def _revoked(folder: Path) -> frozenset[str]:
    """Return the persons whose passes the folder's journal says are revoked; nobody where there is none yet."""
    from kiosk.device.answers import NoJournal

    try:
        return frozenset(_ask_or_open(folder, "revoked"))
    except NoJournal:
        return frozenset()


def _ask_or_open(folder: Path, what: str, **arguments: Any) -> Any:
    """Ask the kiosk that runs on the folder; without one, do the same on its journal."""
    try:
        return control.ask(folder, what, **arguments)
    except control.NotRunning:
        from kiosk.device.answers import answer_without_kiosk

        return answer_without_kiosk(folder, what, **arguments)


def _pass_text(shown: str) -> str:
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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadUsage(f"{text!r} is no day. Write it like 2023-03-18.") from None


def _shown(value: object) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def _print_csv(names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)


def _print_table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*names, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*row)
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(table, soft_wrap=not console.is_terminal)


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error, and hand out what moves it on."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)
