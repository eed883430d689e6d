"""One hub, over TLS with its authority pinned: signed requests out, and only the hub's own answers believed."""

import ssl
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time
from typing import TypeVar
from urllib.parse import urlencode

import httpx2
import msgspec

from kiosk.domain.wire import TYPE, Problem, decode
from kiosk.errors import KioskError
from kiosk.keys.authority import client_context
from kiosk.keys.device import DeviceKey
from kiosk.keys.requests import sign_request

_TIMEOUT = httpx2.Timeout(15.0, connect=5.0)
_TYPES = (TYPE, "application/x-pem-file")
_T = TypeVar("_T")


class Unreachable(KioskError):
    """The hub didn't answer, or something that isn't the hub did; worth another try."""

    def __init__(self, trouble: str, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.trouble = trouble
        """A word for the health details: ``no_network``, ``not_the_hub``, ``hub_trouble`` or ``busy``."""
        self.retry_after_s = retry_after_s


class RefusedByHub(KioskError):
    """The hub itself says no: this device was revoked, or is not known there."""

    def __init__(self, word: str, message: str) -> None:
        super().__init__(message)
        self.word = word


class TooLarge(KioskError):
    """The hub takes smaller batches only."""


@dataclass(frozen=True, slots=True)
class Where:
    """A hub as this device was enrolled there."""

    url: str
    hub: str
    authority: bytes
    """The certificate authority, PEM."""


class HubConnection:
    """Asks one hub, as one device.

    Args:
        where: the hub.
        device: this device's id.
        key: signs every request.
        clock_is_trusted: False skips the dates in certificates, else the hub's time could never be learnt.
    """

    def __init__(self, where: Where, device: bytes, key: DeviceKey, *, clock_is_trusted: bool = True) -> None:
        self._where, self._device, self._key = where, device, key
        self._nonce = ""
        context = client_context(where.authority, clock_is_trusted=clock_is_trusted)
        self._http = httpx2.Client(
            base_url=where.url, verify=context, timeout=_TIMEOUT, follow_redirects=False, trust_env=False
        )

    def close(self) -> None:
        """Hang up; may be called twice."""
        self._http.close()

    def remember_nonce(self, nonce: str) -> None:
        """Use this nonce for the next request: the hub's last answer held it."""
        self._nonce = nonce

    def get(self, path: str, kind: type[_T], query: list[tuple[str, str]] | None = None) -> _T:
        """Return what the hub answers; errors as :meth:`post`."""
        target = f"{path}?{urlencode(query)}" if query else path
        return decode(self._ask("GET", target, b""), kind)

    def post(self, path: str, body: bytes, kind: type[_T]) -> _T:
        """Return what the hub answers.

        Raises:
            Unreachable: no answer of the hub came.
            RefusedByHub: the hub says no.
            TooLarge: the body is larger than the hub takes.
        """
        return decode(self._ask("POST", path, body), kind)

    def put(self, path: str, body: bytes) -> None:
        """Hand something over; errors as :meth:`post`."""
        self._ask("PUT", path, body)

    def _ask(self, method: str, target: str, body: bytes) -> bytes:
        if not self._nonce:
            self._fetch_nonce()
        for _ in range(2):
            nonce, self._nonce = self._nonce, ""
            response = self._send(method, target, body, nonce)
            problem = _problem(response)
            if problem is not None and problem.suxin == "nonce" and problem.nonce:
                self._nonce = problem.nonce
                continue
            return _believed(response, problem)
        raise Unreachable("hub_trouble", "The hub takes none of its own nonces. It tries again.")

    def _fetch_nonce(self) -> None:
        response = self._plain("GET", "/v1/nonce")
        try:
            said = msgspec.json.decode(response.content, type=dict[str, str])
            if response.status_code != 200 or said["suxin"] != "hub":
                raise KeyError("suxin")
            self._nonce = said["nonce"]
        except (msgspec.DecodeError, UnicodeDecodeError, KeyError):
            _believed(response, _problem(response))
            raise _not_the_hub(response) from None

    def _send(self, method: str, target: str, body: bytes, nonce: str) -> httpx2.Response:
        headers = {"content-type": TYPE} if body else {}
        url = f"{self._where.url}{target}"
        signed = sign_request(
            method=method, url=url, headers=headers, body=body, key=self._key, device=self._device,
            hub=self._where.hub, nonce=nonce,
        )  # fmt: skip
        return self._plain(method, target, body, signed)

    def _plain(
        self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        return _call(self._http, method, f"{self._where.url}{target}", body, headers)


def believed(
    http: httpx2.Client, method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """Return what the hub answers to an unsigned request; errors as :meth:`HubConnection.post`."""
    response = _call(http, method, url, body, headers)
    return _believed(response, _problem(response))


def _call(http: httpx2.Client, method: str, url: str, body: bytes, headers: dict[str, str] | None) -> httpx2.Response:
    try:
        return http.request(method, url, content=body or None, headers=headers)
    except httpx2.HTTPError as cause:
        if _is_another(cause):
            raise Unreachable(
                "not_the_hub", f"What answers at {url} is not this kiosk's hub: another certificate authority."
            ) from cause
        raise Unreachable("no_network", f"{url} can't be reached: {cause or type(cause).__name__}.") from cause


def _is_another(cause: BaseException | None) -> bool:
    """Whether TLS failed because somebody else vouches for what answers."""
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _believed(response: httpx2.Response, problem: Problem | None) -> bytes:
    """Return the body of an answer that the hub itself gave."""
    status = response.status_code
    if status == 204 or (status == 200 and response.headers.get("content-type") in _TYPES):
        return response.content
    if status == 413:
        raise TooLarge("The hub takes smaller batches only.")
    if status in (429, 503):
        raise Unreachable("busy", "The hub is busy and asks to wait.", _retry_after_s(response))
    if status >= 500:
        raise Unreachable("hub_trouble", f"The hub has trouble of its own (status {status}).")
    if problem is not None and status in (401, 403):
        raise RefusedByHub(problem.suxin, problem.message)
    if problem is not None:
        raise Unreachable("hub_trouble", problem.message)
    raise _not_the_hub(response)


def _problem(response: httpx2.Response) -> Problem | None:
    """Return the hub's own words of refusal; None for whatever else a proxy or portal may answer."""
    if not 400 <= response.status_code < 500:
        return None
    try:
        return msgspec.json.decode(response.content, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _not_the_hub(response: httpx2.Response) -> Unreachable:
    return Unreachable(
        "not_the_hub",
        f"Something answers in the hub's place (status {response.status_code}): a log-in page of the network, say. "
        "Open that network's page once, or ask who runs it.",
    )


def _retry_after_s(response: httpx2.Response) -> float | None:
    said = response.headers.get("retry-after", "")
    if said.isdecimal():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time())
    except (ValueError, TypeError):
        return None
