"""Signed requests (RFC 9421): which device asks, what exactly, and in answer to which nonce.

Covered are method, path, query, the hub and device that the request names, and the body's digest (RFC 9530) where
there is a body. Host and scheme are not: a proxy may call the hub by another name. No time is written or read: a kiosk
whose clock is wrong must not be locked out; a nonce, once each, is for the hub to give and to check.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ED25519

from kiosk.errors import BadUsage, KioskError
from kiosk.keys.device import DeviceKey

_LABEL = "suxin"
_HUB, _DEVICE, _DIGEST = "suxin-hub", "suxin-device", "content-digest"
_ALWAYS_COVERED = ("@method", "@path", "@query", _HUB, _DEVICE)
_WRITTEN_HERE = {_HUB, _DEVICE, _DIGEST, "signature", "signature-input"}
_PARAMETERS = {"keyid", "alg", "nonce"}
_DEVICE_ID = re.compile("[0-9a-f]{32}")

_NO_TIME = datetime.fromtimestamp(0, UTC)
_NO_TIME_WRITTEN = ";created=0"


class BadSignature(KioskError):
    """A request isn't signed as it must be; the message says in what."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a request's signature vouches for, besides the request itself."""

    device: bytes
    """The device id, 16 bytes."""
    nonce: str
    """Whether it was given out and not yet used is for the hub to say."""
    hub: str
    """The hub that is meant; whether it is this one is for the hub to say."""


@dataclass
class _Message:
    """A request as the library reads it."""

    method: str
    url: str
    headers: dict[str, str] | Mapping[str, str]


class _Verifier(HTTPMessageVerifier):
    require_created = False


_SIGNER = HTTPMessageSigner(signature_algorithm=ED25519)


def sign_request(
    *,
    method: str,
    url: str,
    headers: dict[str, str],
    body: bytes,
    key: DeviceKey,
    device: bytes,
    hub: str,
    nonce: str,
) -> dict[str, str]:
    """Return all headers to send: the given ones, and those that name, digest and sign.

    Args:
        method: ``GET``, ``POST`` …
        url: Just as it is sent: absolute, percent-encoded.
        headers: The others to send; none is changed. Those written here are replaced.
        body: Just as it is sent, compressed.
        key: Signs it.
        device: The device id, 16 bytes.
        hub: The hub's id.
        nonce: As the hub gave it.

    Raises:
        BadUsage: the URL or one of the values can't stand in a request.
    """
    sent = {name: value for name, value in headers.items() if name.lower() not in _WRITTEN_HERE}
    sent |= {_HUB: hub, _DEVICE: device.hex()}
    message = _Message(method.upper(), url, sent)
    try:
        prepared = _SIGNER.prepare(
            message,
            key_id=device.hex(),
            created=_NO_TIME,
            nonce=nonce,
            label=_LABEL,
            covered_component_ids=_ALWAYS_COVERED,
            body=body or None,
        )
        # The library always writes a time; take it out again. apply() compares the result with the message.
        parameters = prepared.signature_params.replace(_NO_TIME_WRITTEN, "", 1)
        base = prepared.signature_base.removesuffix(prepared.signature_params.encode()) + parameters.encode()
        prepared = replace(prepared, signature_params=parameters, signature_base=base)
        _SIGNER.apply(message, prepared, key.sign(base))
    except (HTTPMessageSignaturesException, ValueError) as cause:
        raise BadUsage(f"The request {method} {url} to the hub {hub!r} can't be signed: {cause}.") from None
    return sent


def claimed_device(headers: Mapping[str, str]) -> bytes | None:
    """Return the device whose signature it claims to be, None if it names none. Nothing is checked yet."""
    named = [value for name, value in headers.items() if name.lower() == _DEVICE]
    return bytes.fromhex(named[0]) if len(named) == 1 and _DEVICE_ID.fullmatch(named[0]) else None


def verify_request(*, method: str, url: str, headers: Mapping[str, str], body: bytes, public: bytes) -> Signed:
    """Return what the signature vouches for; the request is just as the owner of the key sent it.

    Args:
        method: As it came.
        url: As it came, still percent-encoded: absolute, or path and query alone.
        headers: As they came, in any case; a repeated one is refused if it is covered.
        body: As it came, compressed.
        public: The key of the device that :func:`claimed_device` names.

    Raises:
        BadSignature: it isn't signed, more than once, by another key or algorithm, doesn't cover all it must, or
            something was changed.
    """
    named = {name.lower() for name in headers}
    if not {"signature", "signature-input"} <= named:
        raise BadSignature("The request is not signed: the headers Signature and Signature-Input are needed.")
    device = claimed_device(headers)
    if device is None:
        raise BadSignature(f"The request names no device: {_DEVICE} must be 32 hex digits, once.")
    if body and _DIGEST not in named:
        raise BadSignature("The request has a body and no Content-Digest.")
    message = _Message(method.upper(), f"https://hub{url}" if url.startswith("/") else url, headers)
    try:
        keys = MappingKeyResolver(
            public_keys={device.hex(): Ed25519PublicKey.from_public_bytes(public)}, private_keys={}
        )
        verifier = _Verifier(signature_algorithm=ED25519, key_resolver=keys)
        required = (*_ALWAYS_COVERED, _DIGEST) if body else _ALWAYS_COVERED
        [result] = verifier.verify(message, max_age=None, require_components=required, body=body)
    except (HTTPMessageSignaturesException, ValueError) as cause:
        raise BadSignature(_what_is_wrong(cause)) from None
    if result.parameters.keys() != _PARAMETERS:
        raise BadSignature(
            f"The signature's parameters must be keyid, alg and nonce, not {', '.join(result.parameters)}."
        )
    return Signed(device=device, nonce=str(result.nonce), hub=result.covered_components[f'"{_HUB}"'])


def _what_is_wrong(cause: Exception) -> str:
    if isinstance(cause.__cause__, InvalidSignature):
        return "The signature doesn't fit: another key made it, or the request was changed on its way."
    return f"The request's signature is refused: {cause}."
