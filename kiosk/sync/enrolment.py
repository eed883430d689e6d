"""How a device gets its hub: a one-time code, the authority pinned by its fingerprint, six digits on both screens.

What comes of it is kept in ``hub/enrolment.json`` of the data folder, with the machine that it is good for.
"""

import json
import ssl
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import httpx2

from kiosk.domain.wire import TYPE, Enrolled, Request, decode, encode
from kiosk.durable import write_whole
from kiosk.errors import KioskError
from kiosk.keys.authority import authority_fingerprint, client_context
from kiosk.keys.device import DeviceKey, six_digits
from kiosk.keys.enrolment import EnrolmentCode, fits
from kiosk.keys.private_files import KeyUnusable
from kiosk.sync.connection import HubConnection, Where, believed

FILE = Path("hub", "enrolment.json")
_TIMEOUT_S = 15.0


class NotTheHub(KioskError):
    """What answers under the code's address is not the hub that made the code."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Which hub this device belongs to, and how far that is."""

    url: str
    hub: str
    authority: str
    """PEM."""
    station: str
    point: str
    six_digits: str
    """To be compared with those that the hub shows; spaces included."""
    fingerprint: str
    """Of the machine that was enrolled, in hex: on another one the key is not used."""
    confirmed: bool = False

    @property
    def where(self) -> Where:
        """The hub, for a connection."""
        return Where(self.url, self.hub, self.authority.encode())


def read(folder: Path) -> Enrolment | None:
    """Return the enrolment of a data folder, None where there is none.

    Raises:
        KioskError: the file was damaged.
    """
    file = folder / FILE
    try:
        return Enrolment(**json.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as cause:
        raise KioskError(f"{file} can't be read ({cause}). Take it away and enrol the kiosk again.") from None


def write(folder: Path, enrolment: Enrolment) -> None:
    """Keep an enrolment: whole, or the one before stays."""
    write_whole(folder / FILE, json.dumps(asdict(enrolment), indent=1).encode())


def request(
    code: EnrolmentCode, *, device: bytes, station: str, key: DeviceKey, pass_key: bytes, fingerprint: bytes
) -> Enrolment:
    """Ask the code's hub to be enrolled, and return what is to be confirmed by a coordinator.

    Raises:
        NotTheHub: something else answers there.
        RefusedByHub: the hub doesn't take the code.
        Unreachable: nothing answers.
    """
    if code.url is None:
        raise KioskError("The typed code doesn't say where the hub is. Give its address too: --url https://…")
    authority = _authority(code.url)
    try:
        is_the_hubs = fits(code.fingerprint, authority_fingerprint(authority))
    except KeyUnusable:  # no certificate at all
        is_the_hubs = False
    if not is_the_hubs:
        raise NotTheHub(f"What answers at {code.url} is not the hub that made this code. Tell the coordinator.")
    asked = Request(code.id, code.secret, device, station, key.public, pass_key, fingerprint)
    context = client_context(authority, clock_is_trusted=False)
    answer = decode(_call(context, "POST", f"{code.url}/v1/enrolment", encode(asked)), Enrolled)
    return Enrolment(
        url=code.url,
        hub=answer.hub,
        authority=authority.decode(),
        station=answer.station,
        point=answer.point,
        six_digits=six_digits(key.public, answer.hub_key),
        fingerprint=fingerprint.hex(),
    )


def check(enrolment: Enrolment, device: bytes, key: DeviceKey) -> Enrolment:
    """Ask whether a coordinator has confirmed, and return the enrolment as it is now.

    Raises:
        Unreachable, RefusedByHub: as :class:`HubConnection`.
    """
    connection = HubConnection(enrolment.where, device, key, clock_is_trusted=False)
    try:
        answer = connection.get(f"/v1/devices/{device.hex()}/enrolment", Enrolled)
    finally:
        connection.close()
    return replace(enrolment, confirmed=answer.confirmed, point=answer.point)


def _authority(url: str) -> bytes:
    """Return the authority that is offered there; it is believed only once its fingerprint fits the code's."""
    unpinned = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unpinned.check_hostname = False
    unpinned.verify_mode = ssl.CERT_NONE
    return _call(unpinned, "GET", f"{url}/v1/authority")


def _call(context: ssl.SSLContext, method: str, url: str, body: bytes = b"") -> bytes:
    headers = {"content-type": TYPE} if body else None
    with httpx2.Client(verify=context, timeout=_TIMEOUT_S, follow_redirects=False, trust_env=False) as http:
        return believed(http, method, url, body, headers)
