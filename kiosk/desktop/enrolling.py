"""Giving this kiosk its hub, by a code that was typed or held up to the camera."""

import time
from pathlib import Path

from kiosk import settings
from kiosk.device import pulled as pulled_file
from kiosk.device.journal import FILE
from kiosk.device.machine import fingerprint
from kiosk.device.pulled import Given
from kiosk.device.workplace import DEVICE_KEY, journal_folder, open_workplace, trust
from kiosk.domain.station import load
from kiosk.domain.wire import Pulled
from kiosk.errors import BadUsage, KioskError
from kiosk.keys import Issuer, IssuerKey
from kiosk.keys.device import DeviceKey
from kiosk.keys.enrolment import read_code
from kiosk.sync import enrolment as enrolment_file
from kiosk.sync.connection import HubConnection, Unreachable
from kiosk.sync.enrolment import check, request

PASS_KEY = Path("keys", "pass.pem")
"""The kiosk's own key for passes of walk-ins, certified by the hub."""
_ASK_EVERY_S = 2.0


class HasAHub(BadUsage):
    """The kiosk is enrolled already."""


def enrol(folder: Path, code: str, url: str | None) -> str:
    """Ask a code's hub to be enrolled, and return the six digits that a coordinator compares.

    Raises:
        BadUsage: the code is none, or the kiosk has a hub already.
        NotTheHub, RefusedByHub, Unreachable: the hub can't be asked, or doesn't take the code.
    """
    before = enrolment_file.read(folder)
    if before is not None and before.confirmed and before.fingerprint == fingerprint().hex():
        raise HasAHub(f"This kiosk has its hub: {before.url}. To move it to another, take {folder}/hub away first.")
    key = DeviceKey.load_or_make(folder / DEVICE_KEY)
    pass_key = IssuerKey.load_or_make(folder / PASS_KEY)
    has_journal = (journal_folder(folder) / FILE).exists()
    asked = request(
        read_code(code, url),
        device=key.id,
        station=open_workplace(folder).plan.station.id if has_journal else "",
        key=key,
        pass_key=pass_key.issuer.raw,
        fingerprint=fingerprint(),
    )
    enrolment_file.write(folder, asked)
    return asked.six_digits


def confirmed_point(folder: Path) -> str | None:
    """Return the point once a coordinator has confirmed, with the station's plan pulled; None until then.

    Raises:
        Unreachable, RefusedByHub: the hub can't be asked.
        BadUsage: its plan can't be used here, or lacks the point that the settings name.
    """
    asked = enrolment_file.read(folder)
    if asked is None:
        raise KioskError("This kiosk has not asked to be enrolled.")
    key = DeviceKey.load(folder / DEVICE_KEY)
    enrolment = check(asked, key.id, key)
    if not enrolment.confirmed:
        return None
    connection = HubConnection(enrolment.where, key.id, key, clock_is_trusted=False)
    try:
        pulled = connection.get(f"/v1/devices/{key.id.hex()}/pull", Pulled)
    finally:
        connection.close()
    _look_through(folder, pulled.plan, enrolment.point)
    for raw in pulled.issuers:
        trust(folder, Issuer(raw))
    pulled_file.write(folder, Given(enrolment.point, pulled.plan_version, pulled.plan, pulled.revoked))
    enrolment_file.write(folder, enrolment)
    return enrolment.point


def _look_through(folder: Path, plan: str | None, point: str) -> None:
    """Raise BadUsage for a plan that this kiosk can't start with, before it takes the place of one that it can."""
    if plan is not None:
        load(plan).point(settings.read(folder).point or point)


def wait_until_confirmed(folder: Path) -> str:
    """Ask every two seconds until a coordinator has confirmed; return the point."""
    while True:
        try:
            point = confirmed_point(folder)
        except Unreachable:
            point = None
        if point is not None:
            return point
        time.sleep(_ASK_EVERY_S)
