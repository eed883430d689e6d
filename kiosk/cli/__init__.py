"""The command ``kiosk``: each command a few lines that call a room, whose libraries load only then.

JSON is one value on standard output and nothing else; progress and logs go to standard error. The exit status is 0,
1 (it can't be done now, or the answer is no) or 2 (bad usage).
"""

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from kiosk import control, paths
from kiosk.cli.hub import hub_app
from kiosk.cli.shared import (
    AsJson,
    DayOption,
    Dir,
    Format,
    FormatOption,
    PlanOption,
    PointOption,
    ask_or_open,
    headcount_of,
    pass_text,
    print_csv,
    print_json,
    print_table,
    progress,
    read_day,
    revoked_persons,
    shown,
    sync_now,
)
from kiosk.domain.roles import Role
from kiosk.errors import BadUsage, KioskError

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
day_app = typer.Typer(help="Close a service day at this kiosk.", no_args_is_help=True)
app.add_typer(day_app, name="day")
app.add_typer(hub_app, name="hub")


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
    kiosks: Annotated[int, typer.Option("--kiosks", min=1, help="How many kiosks, each a process of its own.")] = 12,
    hub: Annotated[
        str | None, typer.Option("--hub", help="Simulate a whole station: the address of its hub, or auto.")
    ] = None,
    hub_folder: Annotated[
        Path | None, typer.Option("--hub-dir", help="That hub's data folder, by which kiosks are enrolled.")
    ] = None,
    database: Annotated[str | None, typer.Option("--database", help="The database of --hub auto.")] = None,
    faults: Annotated[str | None, typer.Option("--faults", help="What goes wrong: all, or kinds by name.")] = None,
) -> None:
    """Write a journal as a service day would, and print the true counts as JSON; or a whole station's, with its hub."""
    where = paths.data_folder(folder)
    when = read_day(day) if day else None
    if hub is None:
        if hub_folder is not None or database is not None or faults is not None:
            raise BadUsage("--hub-dir, --database and --faults are for a whole station: give --hub URL, or --hub auto.")
        from kiosk.simulation.service_day import simulate_day

        with progress("visitors", visitors) as advance:
            counts = simulate_day(where, visitors, seed, when, advance)
        print_json(counts)
        return
    from kiosk.simulation.station.faults import read_faults
    from kiosk.simulation.station.opening import StationDay
    from kiosk.simulation.station.run import simulate_station

    asked = StationDay(where, kiosks, visitors, seed, when, hub, hub_folder, database, read_faults(faults))
    with progress("visitors", visitors) as advance:
        found = simulate_station(asked, advance)
    print_json(found.as_json())
    for one in found.missing:
        typer.echo(f"{one['point']}: {one['lack']}, {one['entries']} entries, {one['device']}", err=True)
    if not (found.is_equal and found.is_complete):
        raise typer.Exit(1)


# Numbers and settings


@app.command()
def headcount(day: DayOption, folder: Dir = None, form: FormatOption = Format.TABLE) -> None:
    """Count the people, visits and visitors of a day, from the journal."""
    from kiosk.device.workplace import open_workplace
    from kiosk.documents.headcount_files import COLUMNS, as_csv, rows

    where = paths.data_folder(folder)
    counted = headcount_of(where, read_day(day))
    match form:
        case Format.JSON:
            print_json(counted.as_json())
        case Format.CSV:
            typer.echo(as_csv(counted, open_workplace(where).plan), nl=False)
        case Format.TABLE:
            print_table(COLUMNS, list(rows(counted, open_workplace(where).plan)))


@app.command()
def settings(folder: Dir = None, as_json: AsJson = False) -> None:
    """Print every setting with its value, unit, meaning and where the value came from."""
    from kiosk.settings import describe

    described = describe(paths.data_folder(folder))
    if as_json:
        print_json(
            {
                one.name: {"value": one.value, "unit": one.unit, "meaning": one.meaning, "source": one.source}
                for one in described
            }
        )
        return
    print_table(
        ("setting", "value", "unit", "meaning", "source"),
        [(one.name, shown(one.value), one.unit or "", one.meaning, one.source) for one in described],
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
            print_json({"path": str(file), "text": text, "ms": ms})
        else:
            typer.echo(f"{file}: {problem if text is None else text}")
    if read < len(files):
        raise typer.Exit(1)


# The hub


@app.command("enrol")
def enrol_here(
    code: Annotated[str, typer.Argument(help="What kiosk hub enrol printed.")],
    url: Annotated[str | None, typer.Option("--url", help="The hub's address, beside a typed code.")] = None,
    folder: Dir = None,
) -> None:
    """Give this kiosk its hub; a coordinator compares six digits and confirms."""
    from kiosk.desktop.enrolling import enrol, wait_until_confirmed

    where = paths.data_folder(folder)
    try:
        digits = control.ask(where, "enrol", code=code, url=url)
    except control.NotRunning:
        digits = enrol(where, code, url)
        typer.echo(f"Compare these digits with the hub's, and confirm there: {digits}")
        point = wait_until_confirmed(where)
        typer.echo(f"This kiosk is in service at {point}.")
    else:
        typer.echo(f"Compare these digits with the hub's, and confirm there: {digits}")


@app.command()
def sync(
    once: Annotated[bool, typer.Option("--once", help="One round, and say what came of it.")] = False,
    folder: Dir = None,
    as_json: AsJson = False,
) -> None:
    """Bring the journal to the hub now. The kiosk does so by itself while it runs."""
    if not once:
        raise BadUsage("The kiosk syncs by itself while it runs. For one round from here: kiosk sync --once")
    found = sync_now(paths.data_folder(folder))
    if as_json:
        print_json(found)
    else:
        typer.echo(f"{found['sent']} entries sent, {found['waiting']} waiting.", err=True)


@day_app.command("close")
def close_day(
    day: DayOption, by: Annotated[str, typer.Option("--by", help="Who closes it.")], folder: Dir = None
) -> None:
    """Seal a day of this kiosk: what comes for it later reopens it."""
    seal = ask_or_open(paths.data_folder(folder), "close_day", day=read_day(day).isoformat(), by=by)
    typer.echo(f"{day} is sealed: {seal['entries']} entries, up to number {seal['last']}.", err=True)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A statement.json.")],
    fingerprint: Annotated[
        str | None, typer.Option("--fingerprint", help="Of the station, as it is published.", show_default=False)
    ] = None,
    entries: Annotated[
        list[Path] | None, typer.Option("--entries", help="Exports of all journals, to count again.")
    ] = None,
    plan: Annotated[list[str] | None, typer.Option("--plan", help="Plans that the visits were made under.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a day's statement, offline."""
    from kiosk.documents.statement_files import check_file

    found = check_file(file, fingerprint, entries, plan)
    if as_json:
        print_json(found.as_json())
    else:
        typer.echo(found.in_words())
    if not found.holds:
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

    listed = service_list(read_plan(file), read_day(day) if day else None)
    names = tuple(field.name for field in fields(ListedService))
    match form:
        case Format.JSON:
            print_json([asdict(one) for one in listed])
        case Format.CSV:
            print_csv(names, [[getattr(one, name) for name in names] for one in listed])
        case Format.TABLE:
            print_table(names, [[shown(getattr(one, name)) for name in names] for one in listed])


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
    with progress("passes", count) as advance:
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
    report = describe(pass_text(shown), Issuers.load(where / ISSUERS), revoked_persons(where), now_s)
    if as_json:
        print_json(report.as_json())
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
    found = read(pass_text(shown), Issuers.load(where / ISSUERS))
    if not isinstance(found, Pass):
        raise BadUsage("That is no pass of an issuer that is trusted here: there is nothing to revoke.")
    ask_or_open(where, "revoke", person=found.person, reason=reason, by=by)
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
        print_json(found)
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
    ask_or_open(paths.data_folder(folder), "backup", file=str(file.absolute()))
    typer.echo(f"The journal is copied to {file}.", err=True)


@journal_app.command("export")
def export_journal(
    file: Annotated[Path, typer.Argument(help="The export; must not exist yet.")], folder: Dir = None
) -> None:
    """Write the journal to a USB stick for the hub, also while the kiosk runs."""
    rows = ask_or_open(paths.data_folder(folder), "export", file=str(file.absolute()))
    typer.echo(f"{rows} entries are in {file}. On the hub: kiosk hub import {file.name}", err=True)


@journal_app.command("restore")
def restore_journal(file: Annotated[Path, typer.Argument(help="A backup.")], folder: Dir = None) -> None:
    """Put a backup in the journal's place, with the kiosk stopped; the journal that was there is kept aside."""
    from kiosk.device.journal.restoring import restore
    from kiosk.device.workplace import journal_folder

    restore(journal_folder(paths.data_folder(folder)), file)
    typer.echo("The backup is in place. At the next start it goes on in a new epoch.", err=True)


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
    values = {
        "epoch": epoch,
        "first": first,
        "last": last,
        "day": read_day(day).isoformat(),
        "by": by,
        "reason": reason,
    }
    ask_or_open(paths.data_folder(folder), "redate", **values)
    typer.echo(f"Entries {first} to {last} are filed under {day}.", err=True)
