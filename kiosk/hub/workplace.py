"""The hub's corner of a data folder: which database, keys, plan and certificate it stands for."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk import paths
from kiosk.domain.station import Plan, load
from kiosk.durable import write_whole
from kiosk.errors import BadUsage, KioskError
from kiosk.hub.server import DEFAULT_PORT, Listen, own_names, read_address
from kiosk.hub.service import Hub, Keys
from kiosk.hub.store import Store

SAMPLE_PLAN = "suzhou-center"
KEYS = Path("keys")
"""The issuer's key lies where ``kiosk keys new`` puts it: passes made on the hub's folder are the station's."""
_ABOUT = "hub.json"
_DECISIONS = "decisions.jsonl"


class NoHub(KioskError):
    """No hub has run on the data folder yet."""


@dataclass(frozen=True, slots=True)
class About:
    """What the commands beside a hub must know to open it when it doesn't run."""

    database: str
    plan: str
    """The TOML text."""
    url: str
    listen: str


def hub_folder(folder: Path) -> Path:
    """Return where the hub's own files lie."""
    return folder / "hub"


def settle(folder: Path, database: str | None, plan: str | None, listen: str | None, url: str | None) -> About:
    """Return what the hub of a folder stands for, with what was given this time, and keep it for the commands.

    Raises:
        BadUsage: the plan or an address makes no sense.
    """
    own = hub_folder(folder)
    before = _read(own)
    if plan is not None:
        text = _plan_text(plan)
    elif before is not None:
        text = before.plan
    else:
        text = _plan_text(SAMPLE_PLAN)
    load(text)
    where = listen or (before.listen if before else f"0.0.0.0:{DEFAULT_PORT}")
    host, port = read_address(where)
    reached = url or (before.url if before and listen is None else f"https://{_outer_name(host)}:{port}")
    about = About(database or (before.database if before else f"sqlite:///{own / 'hub.db'}"), text, reached, where)
    # Closed to others, since a database's address may hold a password.
    write_whole(own / _ABOUT, json.dumps(asdict(about), ensure_ascii=False).encode(), 0o600)
    return about


def known(folder: Path) -> About:
    """Return what the folder's hub stands for.

    Raises:
        NoHub: none has run there.
    """
    about = _read(hub_folder(folder))
    if about is None:
        raise NoHub(f"No hub has run on {folder}. Start it with: kiosk hub --dir {folder}")
    return about


def open_hub(folder: Path, about: About, now_us: Callable[[], int] = lambda: time.time_ns() // 1000) -> Hub:
    """Return the hub of a folder, its tables brought up to date.

    Raises:
        DatabaseUnusable: a hub runs on it already, say.
        KioskError: a key can't be used.
    """
    plan: Plan = load(about.plan)
    keys = Keys.load_or_make(folder / KEYS, plan.station.name.en)
    return Hub(Store(about.database), keys, plan, about.url, now_us, hub_folder(folder) / _DECISIONS)


def listen_own(folder: Path, hub: Hub, about: About) -> Listen:
    """Return the devices' port, under a certificate of the hub's own authority."""
    host, port = read_address(about.listen)
    chain, key = hub.keys.authority.server_certificate((*own_names(host), _name_in(about.url)))
    tls = hub_folder(folder) / "tls"
    tls.mkdir(exist_ok=True)
    certificate, private = tls / "certificate.pem", tls / "key.pem"
    certificate.write_bytes(chain)
    private.unlink(missing_ok=True)
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    return Listen(host, port, certificate, private)


def _outer_name(host: str) -> str:
    names = [name for name in own_names(host) if name not in ("localhost", "127.0.0.1")]
    return host if host not in ("0.0.0.0", "::") else next((n for n in names if n[0].isdigit()), names[0])  # noqa: S104


def _name_in(url: str) -> str:
    return url.removeprefix("https://").partition("/")[0].rpartition(":")[0] or url.removeprefix("https://")


def _read(own: Path) -> About | None:
    try:
        return About(**json.loads((own / _ABOUT).read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as cause:
        raise KioskError(f"{own / _ABOUT} can't be read ({cause}). Take it away and start the hub again.") from None


def _plan_text(named: str) -> str:
    shipped = paths.ASSETS / "plans" / f"{named}.toml"
    file = shipped if shipped.is_file() else Path(named)
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise BadUsage(f"There is no plan {named!r} ({cause}). Give a TOML file, or {SAMPLE_PLAN}.") from None
