"""Signed requests: a hub takes just what a device sent, for this hub, and nothing that was changed or left out."""

import base64
import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519, HMAC_SHA256, HTTPSignatureAlgorithm
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import BadUsage
from kiosk.keys.device import DeviceKey
from kiosk.keys.requests import BadSignature, Signed, claimed_device, sign_request, verify_request

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = DeviceKey(PRIVATE)
DEVICE = bytes(range(16))
HUB = "sudi"
NONCE = "b64url-nonce_1"
URL = "https://hub.example:8443/v1/devices/000102030405060708090a0b0c0d0e0f/entries?epoch=a%20b&from=7"
BODY = b"\x28\xb5\x2f\xfd compressed"
COVERED = ("@method", "@path", "@query", "suxin-hub", "suxin-device", "content-digest")


def signed(method: str = "POST", url: str = URL, body: bytes = BODY) -> dict[str, str]:
    headers = {"Content-Type": "application/zstd"}
    return sign_request(
        method=method, url=url, headers=headers, body=body, key=KEY, device=DEVICE, hub=HUB, nonce=NONCE
    )


def verified(
    headers: Mapping[str, str],
    *,
    method: str = "POST",
    url: str = URL,
    body: bytes = BODY,
    public: bytes = KEY.public,
) -> Signed:
    return verify_request(method=method, url=url, headers=headers, body=body, public=public)


@dataclass
class Message:
    method: str
    url: str
    headers: dict[str, str]


def signed_otherwise(
    *,
    covered: tuple[str, ...] = COVERED,
    algorithm: type[HTTPSignatureAlgorithm] = ED25519,
    key: Ed25519PrivateKey | bytes = PRIVATE,
    key_id: str = DEVICE.hex(),
    body: bytes = BODY,
) -> dict[str, str]:
    """Return headers as another program might sign them, by the library alone."""
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
    message = Message("POST", URL, {"suxin-hub": HUB, "suxin-device": DEVICE.hex(), "content-digest": digest})
    signer = HTTPMessageSigner(
        signature_algorithm=algorithm,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={key_id: key}),
    )
    signer.sign(message, key_id=key_id, nonce=NONCE, covered_component_ids=covered, use_existing_digest=True)
    return message.headers


def test_a_request_arrives_as_it_was_signed() -> None:
    assert verified(signed()) == Signed(device=DEVICE, nonce=NONCE, hub=HUB)


def test_the_other_headers_are_sent_along() -> None:
    assert signed()["Content-Type"] == "application/zstd"


def signed_by_hand(parameters: str) -> dict[str, str]:
    """Return headers put together as RFC 9421 tells it, without the library."""
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(BODY).digest()).decode()}:"
    covered = '("@method" "@path" "@query" "suxin-hub" "suxin-device" "content-digest")'
    base = (
        '"@method": POST\n'
        '"@path": /v1/devices/000102030405060708090a0b0c0d0e0f/entries\n'
        '"@query": ?epoch=a%20b&from=7\n'
        '"suxin-hub": sudi\n'
        '"suxin-device": 000102030405060708090a0b0c0d0e0f\n'
        f'"content-digest": {digest}\n'
        f'"@signature-params": {covered}{parameters}'
    )
    return {
        "suxin-hub": HUB,
        "suxin-device": DEVICE.hex(),
        "Content-Digest": digest,
        "Signature-Input": f"suxin={covered}{parameters}",
        "Signature": f"suxin=:{base64.b64encode(KEY.sign(base.encode())).decode()}:",
    }


def test_the_signature_is_what_the_standard_says() -> None:
    by_hand = signed_by_hand(f';keyid="{DEVICE.hex()}";alg="ed25519";nonce="{NONCE}"')

    assert signed() == {"Content-Type": "application/zstd"} | by_hand
    assert verified(by_hand).device == DEVICE


@pytest.mark.parametrize("url", ["https://hub.example/v1/pull", "https://hub.example", "https://[2001:db8::1]:1/v1?"])
def test_a_request_without_a_body_needs_no_digest(url: str) -> None:
    headers = signed("GET", url, b"")

    assert "Content-Digest" not in headers
    assert verified(headers, method="GET", url=url, body=b"").nonce == NONCE


@pytest.mark.parametrize(
    "url",
    [
        URL.replace("https://hub.example:8443", "http://10.0.0.7"),
        URL.removeprefix("https://hub.example:8443"),
    ],
    ids=["the proxy's name for it", "path and query alone"],
)
def test_a_proxy_may_call_the_hub_by_another_name(url: str) -> None:
    assert verified(signed(), url=url).device == DEVICE


def test_headers_may_change_their_case_on_the_way() -> None:
    assert verified({name.upper(): value for name, value in signed().items()}).device == DEVICE


@pytest.mark.parametrize("year", [1971, 2019, 2099])
def test_no_clock_locks_a_kiosk_out(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Then(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> "Then":
            return cls(year, 1, 2, tzinfo=tz)

    clock = SimpleNamespace(datetime=Then, timezone=datetime.timezone, timedelta=datetime.timedelta)
    now = signed()
    with monkeypatch.context() as patched:
        patched.setattr("http_message_signatures.signatures.datetime", clock)
        then = signed()
        assert verified(now).device == DEVICE

    assert then == now


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"method": "PUT"}, "doesn't fit"),
        ({"url": URL.replace("entries", "seal")}, "doesn't fit"),
        ({"url": URL.replace("from=7", "from=8")}, "doesn't fit"),
        ({"url": URL.replace("%20", "+")}, "doesn't fit"),
        ({"url": URL.partition("?")[0]}, "doesn't fit"),
        ({"body": BODY + b"!"}, "Digest does not match"),
        ({"body": b""}, "Digest does not match"),
        ({"public": DeviceKey.new().public}, "doesn't fit"),
        ({"public": b"short"}, "refused"),
    ],
    ids=["method", "path", "query", "escape", "no query", "body", "no body", "another key", "no key"],
)
def test_a_request_changed_on_its_way_is_refused(changed: dict[str, str | bytes], says: str) -> None:
    with pytest.raises(BadSignature, match=says):
        verified(signed(), **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "value", "says"),
    [
        ("suxin-hub", "other", "doesn't fit"),
        ("suxin-device", bytes(16).hex(), "Unable to resolve"),
        ("Content-Digest", f"sha-256=:{base64.b64encode(bytes(32)).decode()}:", "doesn't fit"),
        ("Signature", f"suxin=:{base64.b64encode(bytes(64)).decode()}:", "doesn't fit"),
        ("Signature", "suxin=garbage", "refused"),
        ("Signature-Input", 'suxin=("@method")', "keyid"),
        ("Signature-Input", ")(", "Malformed"),
    ],
)
def test_a_header_changed_on_its_way_is_refused(header: str, value: str, says: str) -> None:
    with pytest.raises(BadSignature, match=says):
        verified(signed() | {header: value})


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("Signature", "not signed"),
        ("Signature-Input", "not signed"),
        ("suxin-device", "names no device"),
        ("suxin-hub", "suxin-hub"),
        ("Content-Digest", "no Content-Digest"),
    ],
)
def test_a_request_that_lacks_a_header_is_refused_by_its_name(missing: str, says: str) -> None:
    headers = signed()
    del headers[missing]

    with pytest.raises(BadSignature, match=says):
        verified(headers)


@pytest.mark.parametrize("left_out", COVERED)
def test_a_part_that_is_not_covered_is_refused_by_its_name(left_out: str) -> None:
    headers = signed_otherwise(covered=tuple(part for part in COVERED if part != left_out))

    with pytest.raises(BadSignature, match=f'"{left_out}" was not covered'):
        verified(headers)


def test_a_part_of_the_query_is_not_the_query() -> None:
    headers = signed_otherwise(covered=(*COVERED[:2], '"@query-param";name="from"', *COVERED[3:]))

    with pytest.raises(BadSignature, match='"@query" was not covered'):
        verified(headers)


def test_a_digest_that_is_signed_and_wrong_is_refused() -> None:
    with pytest.raises(BadSignature, match="does not match"):
        verified(signed_otherwise(body=b"another"))


def test_a_second_signature_is_refused() -> None:
    headers = signed()
    headers["Signature-Input"] += ", " + headers["Signature-Input"].replace("suxin=", "other=")
    headers["Signature"] += ", " + headers["Signature"].replace("suxin=", "other=")

    with pytest.raises(BadSignature, match="Multiple signatures"):
        verified(headers)


class Repeated(dict[str, str]):
    """Headers as a server hands them on: one of them twice."""

    def items(self) -> Iterator[tuple[str, str]]:  # type: ignore[override]
        yield from super().items()
        yield "suxin-device", DEVICE.hex()


def test_a_device_named_twice_is_refused() -> None:
    with pytest.raises(BadSignature, match="names no device"):
        verified(Repeated(signed()))


def test_the_public_key_is_no_secret_to_sign_with() -> None:
    """HMAC with the public key as its secret: the classic way in, when the sender names the algorithm."""
    headers = signed_otherwise(algorithm=HMAC_SHA256, key=KEY.public)

    with pytest.raises(BadSignature, match="Unexpected algorithm"):
        verified(headers)


def test_a_signature_in_another_devices_name_is_refused() -> None:
    with pytest.raises(BadSignature, match="Unable to resolve"):
        verified(signed_otherwise(key_id=bytes(16).hex()))


@pytest.mark.parametrize(
    "parameters",
    [
        f';keyid="{DEVICE.hex()}";alg="ed25519"',
        f';keyid="{DEVICE.hex()}";nonce="{NONCE}"',
        f';created=1700000000;keyid="{DEVICE.hex()}";alg="ed25519";nonce="{NONCE}"',
        f';keyid="{DEVICE.hex()}";alg="ed25519";nonce="{NONCE}";expires=4000000000',
    ],
    ids=["no nonce: it could be sent again", "no algorithm", "a time", "an end"],
)
def test_a_signature_with_more_or_fewer_parameters_is_refused(parameters: str) -> None:
    with pytest.raises(BadSignature, match="must be keyid, alg and nonce"):
        verified(signed_by_hand(parameters))


@given(header=st.sampled_from([*signed()]), value=st.text(max_size=60))
def test_whatever_stands_in_a_header_is_refused_in_words(header: str, value: str) -> None:
    headers = signed() | {header: value}
    if header == "Content-Type" or value.strip(" \t") == signed()[header]:
        return

    with pytest.raises(BadSignature):
        verified(headers)


@pytest.mark.parametrize(
    ("headers", "device"),
    [
        ({"Suxin-Device": DEVICE.hex()}, DEVICE),
        ({}, None),
        ({"suxin-device": ""}, None),
        ({"suxin-device": DEVICE.hex().upper()}, None),
        ({"suxin-device": DEVICE.hex()[:-2] + " \n"}, None),
        ({"suxin-device": DEVICE.hex() + "\n"}, None),
        ({"suxin-device": "00"}, None),
    ],
)
def test_whose_signature_it_claims_to_be(headers: dict[str, str], device: bytes | None) -> None:
    assert claimed_device(headers) == device


@pytest.mark.parametrize(
    ("url", "hub", "nonce"),
    [
        ("/v1/pull", HUB, NONCE),
        ("https://hub.example/拉", HUB, NONCE),
        (URL, "苏邸", NONCE),
        (URL, "a\nb", NONCE),
        (URL, HUB, "苏"),
    ],
)
def test_what_cannot_stand_in_a_request_is_told(url: str, hub: str, nonce: str) -> None:
    with pytest.raises(BadUsage, match="can't be signed"):
        sign_request(method="GET", url=url, headers={}, body=b"", key=KEY, device=DEVICE, hub=hub, nonce=nonce)


def test_signing_leaves_the_given_headers_alone_and_replaces_its_own() -> None:
    given_headers = {"SUXIN-HUB": "other", "Accept": "application/json"}
    headers = sign_request(
        method="GET", url=URL, headers=given_headers, body=b"", key=KEY, device=DEVICE, hub=HUB, nonce=NONCE
    )

    assert given_headers == {"SUXIN-HUB": "other", "Accept": "application/json"}
    assert verified(headers, method="GET", body=b"").hub == HUB
