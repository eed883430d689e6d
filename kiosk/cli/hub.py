"""``kiosk hub``: starts the hub, and asks one that runs or its database."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from kiosk import control, paths
from kiosk.cli.shared import AsJson, DayOption, Dir, Format, FormatOption, PlanOption, print_json, print_table, read_day
from kiosk.errors import BadUsage, KioskError

hub_app = typer.Typer(help="Run the hub of a station, and ask it.", invoke_without_command=True)
accounts_app = typer.Typer(help="Who may log in to the hub's page.", no_args_is_help=True)
keys_app = typer.Typer(help="Back up and restore the hub's keys.", no_args_is_help=True)
hub_app.add_typer(accounts_app, name="accounts")
hub_app.add_typer(keys_app, name="keys")

Device = Annotated[str, typer.Argument(help="The device's id, as kiosk hub devices lists it.")]
By = Annotated[str, typer.Option("--by", help="Who decides it.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]
Station = Annotated[
    str | None, typer.Option("--station", help="One of several stations; the hub's own by default.", show_default=False)
]
PASSPHRASE = "KIOSK_PASSPHRASE"


@hub_app.callback()
def start(
    context: typer.Context,
    folder: Dir = None,
    database: Annotated[
        str | None,
        typer.Option(
            "--database", help="postgresql+psycopg://… or sqlite:///FILE.", show_default="SQLite in the folder"
        ),
    ] = None,
    listen: Annotated[
        str | None, typer.Option("--listen", help="HOST:PORT for kiosks.", show_default="0.0.0.0:8443")
    ] = None,
    url: Annotated[
        str | None, typer.Option("--url", help="How kiosks reach it, if not by this machine's address.")
    ] = None,
    plan: PlanOption = None,
    pages: Annotated[
        str | None, typer.Option("--pages", help="HOST:PORT for the page alone, under a certificate of its own.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option("--certificate", help="That certificate, PEM.")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="Its key, PEM.")] = None,
    upstream: Annotated[
        str | None, typer.Option("--upstream", help="Enrolment code of a hub above, the first time.")
    ] = None,
    now: Annotated[str | None, typer.Option("--now", hidden=True, help="Another time, for demos and tests.")] = None,
) -> None:
    """Start the hub, or run one of the commands below."""
    if context.invoked_subcommand is not None:
        return
    from kiosk import logs
    from kiosk.hub.accounts import Accounts
    from kiosk.hub.answers import answers
    from kiosk.hub.server import Listen, read_address, serve
    from kiosk.hub.service import opened
    from kiosk.hub.upstream import Upstream
    from kiosk.hub.workplace import hub_folder, listen_own, open_hub, settle

    where = paths.data_folder(folder)
    if (certificate is None) != (key is None) or (pages is None) != (certificate is None):
        raise BadUsage("Give --pages, --certificate and --key together, or none of them.")
    about = settle(where, database, plan, listen, url)
    logs.write_to(where)
    with opened(open_hub(where, about, _clock(now))) as hub:
        accounts = Accounts(hub.store, hub.now_us)
        typer.echo(f"The hub of {hub.plan(hub.station).station.name.en} is at {about.url} (kiosks reach it there).")
        typer.echo(f"The fingerprint of its statements is {hub.fingerprint}.")
        if not accounts.names():
            password = accounts.add("coordinator")
            typer.echo(f"First log-in: coordinator, password {password} (shown only now).")
        above = Upstream(hub, hub_folder(where), upstream)
        served = control.Control(hub_folder(where), answers(hub))
        try:
            above.start()
            own = Listen(*read_address(pages), certificate, key) if pages and certificate and key else None
            serve(hub, listen_own(where, hub, about), own, _say_ready)
        finally:
            above.stop()
            served.close()


def _say_ready(stop: Callable[[], None]) -> None:
    import signal

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop())
    typer.echo("Ready. Ctrl+C stops it.")


def _clock(now: str | None) -> Any:
    """Return a clock that runs on from a moment written like 2023-03-18T14:30+08:00."""
    import time
    from datetime import datetime

    if now is None:
        return lambda: time.time_ns() // 1000
    try:
        ahead_us = round(datetime.fromisoformat(now).timestamp() * 1e6) - time.time_ns() // 1000
    except ValueError:
        raise BadUsage(f"{now!r} is no moment. Write it like 2023-03-18T14:30+08:00.") from None
    return lambda: time.time_ns() // 1000 + ahead_us


def _ask(folder: Path | None, what: str, **arguments: Any) -> Any:
    from kiosk.hub.answers import ask

    return ask(paths.data_folder(folder), what, **arguments)


# Devices


@hub_app.command()
def enrol(
    point: Annotated[str, typer.Option("--point", help="Where the kiosk will stand, like P7; hub for a hub below.")],
    by: By = "command line",
    replaces: Annotated[str | None, typer.Option("--replaces", help="A device whose disk is dead.")] = None,
    picture: Annotated[Path | None, typer.Option("--png", help="Also write the code as a picture.")] = None,
    folder: Dir = None,
    as_json: AsJson = False,
) -> None:
    """Print a one-time code for a kiosk: hold it up to its camera, or type it there. Good for 15 minutes."""
    from kiosk.documents.codes import picture as drawn
    from kiosk.documents.codes import terminal

    code = _ask(folder, "enrol", point=point, by=by, replaces=replaces)
    if picture is not None:
        picture.write_bytes(drawn(code["qr"]))
    if as_json:
        print_json(code)
        return
    typer.echo(terminal(code["qr"]))
    typer.echo(f"Hold it up to the camera of the kiosk at {point}, or type there:")
    typer.echo(f"  kiosk enrol --url {code['url']} {code['typed']}")
    typer.echo("Then compare the six digits on both screens, and confirm: kiosk hub devices, kiosk hub confirm DEVICE")


@hub_app.command()
def devices(folder: Dir = None, station: Station = None, as_json: AsJson = False) -> None:
    """List the devices: where they stand, whether they are in service, what has not arrived."""
    found = _ask(folder, "devices", station=station)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            one["device"],
            one["point"],
            one["state"],
            one["six_digits"] or "",
            str(one["waiting"]),
            _seen(one["last_seen_us"]),
        )
        for one in found
    ]
    print_table(("device", "point", "state", "six digits", "not received", "last seen (UTC)"), rows)


@hub_app.command()
def confirm(device: Device, by: By = "command line", folder: Dir = None) -> None:
    """Put a waiting device into service, once its six digits are the same on both screens."""
    _ask(folder, "confirm", device=device, by=by)
    typer.echo(f"Device {device} is in service.", err=True)


@hub_app.command()
def revoke(device: Device, reason: Reason, by: By, folder: Dir = None) -> None:
    """Accept nothing more from a device, at once."""
    _ask(folder, "revoke", device=device, by=by, reason=reason)
    typer.echo(f"Device {device} is revoked.", err=True)


@hub_app.command()
def retire(device: Device, reason: Reason, by: By, folder: Dir = None) -> None:
    """Wait for a device no longer: it was taken out of service."""
    _ask(folder, "retire", device=device, by=by, reason=reason)
    typer.echo(f"Device {device} is out of service.", err=True)


@hub_app.command()
def settle(device: Device, by: By, folder: Dir = None) -> None:
    """Say that a device that two machines wrote as was looked after; what both wrote is counted."""
    _ask(folder, "settle", device=device, by=by)
    typer.echo(f"Device {device} is settled.", err=True)


# Days


@hub_app.command()
def day(day: DayOption, folder: Dir = None, station: Station = None, form: FormatOption = Format.TABLE) -> None:
    """Print a day's headcount, whether it is complete, and what is missing."""
    from kiosk.documents.headcount_files import COLUMNS, as_csv, rows
    from kiosk.domain.headcount import Headcount
    from kiosk.domain.station import load

    found = _ask(folder, "day", day=read_day(day).isoformat(), station=station)
    if form is Format.JSON:
        print_json(found)
        return
    counted, plan = Headcount.from_json(found), load(_ask(folder, "plan", station=station))
    if form is Format.CSV:
        typer.echo(as_csv(counted, plan, {"state": found["state"]}), nl=False)
        return
    print_table(COLUMNS, list(rows(counted, plan)))
    typer.echo(f"{found['state']}")
    for one in found["missing"]:
        count = f", {one['entries']} entries" if one["entries"] else ""
        typer.echo(f"  {one['point']}: {one['lack']}{count}, last seen {_seen(one['last_seen_us'])}, {one['device']}")
    for one in found["excepted"]:
        typer.echo(f"  {one['point']} written off by {one['by']}: {one['reason']} ({one['entries']} entries known)")


@hub_app.command()
def close(day: DayOption, by: By, folder: Dir = None) -> None:
    """Ask every kiosk to seal a day; the statement is issued once all that is expected has arrived."""
    found = _ask(folder, "close", day=read_day(day).isoformat(), by=by)
    typer.echo(f"{found['state']}, {len(found['missing'])} things are missing.", err=True)


@hub_app.command("write-off")
def write_off(device: Device, day: DayOption, reason: Reason, by: By, folder: Dir = None) -> None:
    """Go without a device's day."""
    _ask(folder, "write_off", device=device, day=read_day(day).isoformat(), reason=reason, by=by)
    typer.echo(f"The day {day} goes without device {device}.", err=True)


@hub_app.command()
def statement(
    day: DayOption,
    out: Annotated[Path, typer.Option("--out", help="Where to write it.")] = Path("statement.json"),
    station: Station = None,
    folder: Dir = None,
) -> None:
    """Write a closed day's statement, to be checked by: kiosk verify."""
    found = _ask(folder, "statement", day=read_day(day).isoformat(), station=station)
    if found is None:
        raise _NoStatement(f"There is no statement of {day} yet. What is missing says: kiosk hub day --day {day}")
    out.write_text(found, "utf-8")
    typer.echo(f"The statement is written to {out}.", err=True)


class _NoStatement(KioskError):
    pass


# Files


@hub_app.command("import")
def carry_in(
    file: Annotated[Path, typer.Argument(help="What kiosk journal export wrote.")], folder: Dir = None
) -> None:
    """Take in what a kiosk exported to a USB stick; nothing is counted twice."""
    found = _ask(folder, "import", file=str(file.absolute()))
    typer.echo(f"{found['new']} new entries of the kiosk at {found['point']}.", err=True)


@hub_app.command("export")
def carry_out(
    out: Annotated[Path, typer.Argument(help="A folder.")], station: Station = None, folder: Dir = None
) -> None:
    """Write every device's journal as a file, so that a statement can be counted again: kiosk verify --entries."""
    files = _ask(folder, "export", out=str(out.absolute()), station=station)
    typer.echo(f"The journals of {len(files)} devices are in {out}.", err=True)


@hub_app.command()
def backup(file: Annotated[Path, typer.Argument(help="The backup; must not exist yet.")], folder: Dir = None) -> None:
    """Copy the hub's database, also while the hub runs."""
    entries = _ask(folder, "backup", file=str(file.absolute()))
    typer.echo(f"The database with {entries} entries is copied to {file}.", err=True)


@hub_app.command()
def restore(file: Annotated[Path, typer.Argument(help="A backup.")], folder: Dir = None) -> None:
    """Put a backup in the database's place, with the hub stopped; the kiosks send again what it lacks."""
    from kiosk.hub import backup as backups
    from kiosk.hub.workplace import hub_folder, known

    where = paths.data_folder(folder)
    about = known(where)
    try:
        control.ask(hub_folder(where), "ping")
    except control.NotRunning:
        pass
    else:
        raise BadUsage("The hub is running. Stop it first; restore changes its database.")
    backups.restore(Path(about.database.removeprefix("sqlite:///")), file)
    typer.echo("The backup is in place. Start the hub: the kiosks send what it lacks.", err=True)


# Keys and accounts


@keys_app.command("backup")
def back_up_keys(file: Annotated[Path, typer.Argument(help="Must not exist yet.")], folder: Dir = None) -> None:
    """Write authority, issuer, statement and sealing keys to a file, encrypted with a passphrase."""
    from kiosk.hub.workplace import KEYS, known
    from kiosk.keys.backup import write_backup

    where = paths.data_folder(folder)
    known(where)
    keys = {str(one.relative_to(where / KEYS)): one.read_bytes() for one in (where / KEYS).rglob("*.pem")}
    write_backup(file, keys, _passphrase(confirm=True))
    typer.echo(f"{len(keys)} keys are in {file}. Without the passphrase nobody opens it: keep both, apart.", err=True)


@keys_app.command("restore")
def restore_keys(file: Annotated[Path, typer.Argument(help="The backup.")], folder: Dir = None) -> None:
    """Bring the keys of a backup into a folder that has none."""
    from kiosk.hub.workplace import KEYS
    from kiosk.keys.backup import read_backup
    from kiosk.keys.private_files import write_private

    where = paths.data_folder(folder) / KEYS
    found = read_backup(file, _passphrase(confirm=False))
    if there := [name for name in found if (where / name).exists()]:
        raise BadUsage(f"{where} has {', '.join(there)} already. Move it away first; keys are never overwritten.")
    for name, content in found.items():
        write_private(where / name, content, already=f"There is a key at {where / name} already.")
    typer.echo(f"{len(found)} keys are in {where}.", err=True)


def _passphrase(*, confirm: bool) -> str:
    said = os.environ.get(PASSPHRASE)
    return said if said is not None else str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm))


@accounts_app.command("add")
def add_account(name: Annotated[str, typer.Argument()], folder: Dir = None) -> None:
    """Let somebody log in; prints the password."""
    typer.echo(_ask(folder, "account_add", name=name))


@accounts_app.command("password")
def new_password(name: Annotated[str, typer.Argument()], folder: Dir = None) -> None:
    """Give somebody a new password, and print it."""
    typer.echo(_ask(folder, "account_password", name=name))


@accounts_app.command("remove")
def remove_account(name: Annotated[str, typer.Argument()], folder: Dir = None) -> None:
    """Let somebody log in no longer."""
    _ask(folder, "account_remove", name=name)


@accounts_app.command("list")
def list_accounts(folder: Dir = None) -> None:
    """Print who may log in."""
    for name in _ask(folder, "accounts"):
        typer.echo(name)


def _seen(at_us: int | None) -> str:
    from datetime import UTC, datetime

    return "never" if at_us is None else f"{datetime.fromtimestamp(at_us / 1e6, UTC):%Y-%m-%d %H:%M}"
