"""What commands can ask of a hub, whether it runs (over the control socket) or not."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from kiosk import control
from kiosk.hub.accounts import Accounts
from kiosk.hub.backup import back_up, carry_in, carry_out
from kiosk.hub.service import Hub, opened
from kiosk.hub.workplace import hub_folder, known, open_hub


def answers(hub: Hub) -> dict[str, Callable[..., Any]]:
    """Return the questions that the hub answers, by name; arguments and answers are JSON values."""
    accounts = Accounts(hub.store, hub.now_us)

    def enrol(point: str, by: str, replaces: str | None) -> object:
        code = hub.enrol(hub.station, point, by, replaces)
        return {"typed": code.typed(), "qr": code.qr_text(), "url": hub.url}

    def day(day: str, station: str | None) -> object:
        where, when = station or hub.station, date.fromisoformat(day)
        return {**hub.headcount(where, when).as_json(), **hub.completeness(where, when).as_json()}

    def close(day: str, by: str) -> object:
        return hub.close_day(hub.station, date.fromisoformat(day), by).as_json()

    def statement(day: str, station: str | None) -> object:
        found = hub.statement(station or hub.station, date.fromisoformat(day))
        return None if found is None else found.decode()

    return {
        "ping": lambda: {"station": hub.station, "url": hub.url},
        "enrol": enrol,
        "devices": lambda station: [asdict(device) for device in hub.devices(station or hub.station)],
        "confirm": hub.confirm,
        "revoke": hub.revoke,
        "retire": hub.retire,
        "settle": lambda device, by: hub.settle_clone(hub.station, device, by),
        "write_off": lambda device, day, reason, by: hub.write_off(
            hub.station, device, date.fromisoformat(day), reason, by
        ),
        "close": close,
        "day": day,
        "plan": lambda station: hub.plan(station or hub.station).text,
        "statement": statement,
        "alarms": lambda station: [asdict(alarm) for alarm in hub.alarms(station or hub.station)],
        "stations": lambda: list(hub.stations()),
        "fingerprint": lambda: hub.fingerprint,
        "accounts": lambda: list(accounts.names()),
        "account_add": accounts.add,
        "account_password": accounts.set_password,
        "account_remove": accounts.remove,
        "backup": lambda file: back_up(hub, Path(file)),
        "import": lambda file: carry_in(hub, Path(file)),
        "export": lambda out, station: carry_out(hub, station or hub.station, Path(out)),
    }


def ask(folder: Path, what: str, **arguments: Any) -> Any:
    """Ask the hub that runs on the folder; without one, do the same on its database.

    Raises:
        NoHub: none has run there.
        KioskError: it can't be done; the message says why.
    """
    about = known(folder)
    try:
        return control.ask(hub_folder(folder), what, **arguments)
    except control.NotRunning:
        with opened(open_hub(folder, about)) as hub:
            return answers(hub)[what](**arguments)
