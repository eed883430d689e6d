"""Before the doors open: a hub is there, kiosks are enrolled, people have passes."""

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.desktop.enrolling import confirmed_point, enrol
from kiosk.device.workplace import ISSUER_KEY, SAMPLE_PLAN, read_plan
from kiosk.domain.passes import ID_BYTES, issue
from kiosk.domain.roles import Role
from kiosk.domain.station import Plan, load
from kiosk.errors import BadUsage
from kiosk.hub.workplace import hub_folder
from kiosk.keys import IssuerKey
from kiosk.simulation.people import SECOND_US
from kiosk.simulation.service_day import CLOSES, OPENS, AlreadyServed, arrivals, moment_us
from kiosk.simulation.station.faults import IN_THE_NETWORK, TO_THE_HUB, Fault
from kiosk.simulation.station.hub_process import HubHere, OwnHub
from kiosk.simulation.station.kiosk_day import Comers
from kiosk.simulation.station.network import FaultyNetwork

AUTO = "auto"
BY = "simulation"
"""Who decides, by what the hub's records say."""
_FROM_POINT_TO_POINT = 6
"""One of so many people has a pass that is shown at several points."""


@dataclass(frozen=True, slots=True)
class StationDay:
    """What is to be simulated."""

    folder: Path
    """Where everything of it lies afterwards: hub, kiosks, statement."""
    kiosks: int
    visitors: int
    seed: int = 1
    day: date | None = None
    """None is the plan's first."""
    hub: str = AUTO
    """The address of a hub that runs, or ``auto`` for one of its own."""
    hub_folder: Path | None = None
    """The data folder of a hub that runs on this machine."""
    database: str | None = None
    """The database of its own hub; None is SQLite."""
    faults: frozenset[Fault] = frozenset()
    lost_point: str | None = None
    """The point whose kiosk is lost before all that it wrote has arrived."""


def hub_of(asked: StationDay) -> HubHere:
    """Return the hub that was asked for, started if it is our own.

    Raises:
        BadUsage: it can't be asked, or a fault was named that happens only to a hub of our own.
        HubFailed: it doesn't run.
    """
    if asked.hub == AUTO:
        plan = read_plan(SAMPLE_PLAN)
        opens_us = moment_us(plan, asked.day or plan.days[0].date, OPENS)
        own = OwnHub(asked.folder / "hub", asked.database, opens_us, asked.folder / "hub.log")
        own.start()
        return own
    if asked.hub_folder is None:
        raise BadUsage("Kiosks are enrolled by the hub's own folder: give --hub-dir DIR beside --hub URL.")
    if asked.database is not None:
        raise BadUsage("--database is for a hub of its own: --hub auto.")
    if asked.faults & TO_THE_HUB and asked.faults != frozenset(Fault):
        raise BadUsage(f"{', '.join(sorted(asked.faults & TO_THE_HUB))}: only a hub of its own is harmed, --hub auto.")
    return HubHere(asked.hub_folder, asked.hub.rstrip("/"))


def network_of(asked: StationDay, hub: HubHere) -> FaultyNetwork | None:
    """Return what stands between kiosks and hub; None when they speak directly."""
    kinds = asked.faults & IN_THE_NETWORK
    if not kinds and asked.lost_point is None:
        return None
    where = urlsplit(hub.url)
    return FaultyNetwork((where.hostname or "", where.port or 443), hub_folder(hub.folder) / "tls", kinds, asked.seed)


def plan_and_day(asked: StationDay, hub: HubHere) -> tuple[Plan, date]:
    """Return the hub's plan and the day.

    Raises:
        AlreadyServed: the hub has visits of that day: its numbers would not be this day's alone.
    """
    plan = load(hub.ask("plan", station=None))
    day = asked.day or plan.days[0].date
    if hub.ask("day", day=day.isoformat(), station=None)["visits"]:
        raise AlreadyServed(f"The hub at {hub.url} has visits of {day} already. Choose another --day, or another hub.")
    return plan, day


def comers(asked: StationDay, hub: HubHere, plan: Plan, day: date, chance: random.Random) -> Iterator[Comers]:
    """Yield the people who come to each kiosk."""
    issuer = hub.folder / ISSUER_KEY
    opens_us, closes_us = moment_us(plan, day, max(OPENS, plan.cut_over)), moment_us(plan, day, CLOSES)
    passes = _passes(IssuerKey.load(issuer), closes_us, asked.visitors // _FROM_POINT_TO_POINT)
    for number in range(asked.kiosks):
        share = asked.visitors // asked.kiosks + (number < asked.visitors % asked.kiosks)
        yield Comers(
            issuer=issuer,
            day=day.isoformat(),
            arrivals=tuple(sorted(arrivals(plan, day, share, chance, opens_us, closes_us))),
            opens_us=opens_us,
            closes_us=closes_us,
            passes=tuple(chance.sample(passes, min(len(passes), share // 2))),
            seed=asked.seed * 1000 + number,
        )


def enrolled(hub: HubHere, url: str, data: Path, point: str) -> str:
    """Enrol a kiosk as a coordinator does, and return its device: who shows the same six digits is confirmed."""
    data.mkdir(parents=True)
    (data / "settings.toml").write_text("ballast_mb = 0\n", "utf-8")  # those of a dozen would fill a small disk
    code = hub.ask("enrol", point=point, by=BY, replaces=None)
    digits = enrol(data, code["typed"], url)
    [device] = [one["device"] for one in hub.ask("devices", station=None) if one["six_digits"] == digits]
    hub.ask("confirm", device=device, by=BY)
    confirmed_point(data)
    return str(device)


def _passes(key: IssuerKey, closes_us: int, count: int) -> list[str]:
    month_s, closes_s = round(timedelta(days=30).total_seconds()), closes_us // SECOND_US
    return [
        issue(key, secrets.token_bytes(ID_BYTES), Role.VISITOR, closes_s - month_s, closes_s + month_s)
        for _ in range(count)
    ]
