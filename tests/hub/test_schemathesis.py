"""The API as its OpenAPI describes it, asked at random: whatever comes is answered, or refused in the hub's words."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from httpx2 import Response
from hypothesis import given, settings
from schemathesis import APIOperation, Case

from kiosk.domain.wire import TYPE

from .station import STATION, Kiosk, Station, a_station

_OURS = ("application/json", TYPE, "application/x-pem-file", "text/plain", "text/html")
_EXAMPLES = settings(max_examples=25)


@schemathesis.serializer(TYPE)
def _as_it_is(_: schemathesis.SerializationContext, value: object) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value, default=str).encode()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Station, Kiosk]]:
    with a_station(tmp_path_factory.mktemp("hub")) as station:
        kiosk = station.enrolled()
        kiosk.open()
        kiosk.visit()
        yield station, kiosk


def described(station: Station) -> list[APIOperation[Any, Any, Any, Any]]:
    found = schemathesis.openapi.from_asgi("/openapi.json", station.app)
    return [operation.ok() for operation in found.get_all_operations()]


def test_strangers_are_answered(asked: tuple[Station, Kiosk]) -> None:
    station, _ = asked
    for operation in described(station):

        @_EXAMPLES
        @given(case=operation.as_strategy())
        def is_answered(case: Case) -> None:
            target, body = _target(case), _body(case)
            headers = {str(name): str(value) for name, value in (case.headers or {}).items()}
            _is_an_answer(target, station.send(case.method, target, headers, body))

        is_answered()
    assert station.stored() == 0


def test_a_device_in_service_is_answered(asked: tuple[Station, Kiosk]) -> None:
    """The same, signed: so what is asked comes further than the door."""
    station, kiosk = asked
    for operation in described(station):

        @_EXAMPLES
        @given(case=operation.as_strategy())
        def is_answered(case: Case) -> None:
            if "device" in case.path_parameters:
                case.path_parameters["device"] = kiosk.id.hex()
            target, body = _target(case), _body(case)
            _is_an_answer(target, station.ask(kiosk, case.method, target, body))

        is_answered()
    assert station.stored() == 0
    assert [view.state for view in station.hub.devices(STATION)] == ["enrolled"]


def test_every_operation_is_described(asked: tuple[Station, Kiosk]) -> None:
    """One that the description lacks is asked nothing above."""
    station, _ = asked
    assert {operation.label for operation in described(station)} >= {
        "GET /v1/nonce",
        "GET /v1/authority",
        "POST /v1/enrolment",
        "GET /v1/devices/{device}/enrolment",
        "POST /v1/devices/{device}/heartbeat",
        "POST /v1/devices/{device}/entries",
        "GET /v1/devices/{device}/entries",
        "GET /v1/devices/{device}/hashes",
        "GET /v1/devices/{device}/pull",
        "PUT /v1/devices/{device}/plan",
        "POST /v1/above",
        "POST /v1/above/{device}/entries",
    }


def _target(case: Case) -> str:
    path = quote(case.formatted_path, safe="/%:@!$&'()*+,;=~")
    return f"{path}?{urlencode(case.query, doseq=True)}" if case.query else path


def _body(case: Case) -> bytes:
    return case.body if isinstance(case.body, bytes) else b""


def _is_an_answer(target: str, answer: Response) -> None:
    assert answer.status_code < 500, target
    kind = answer.headers.get("content-type", "").partition(";")[0]
    assert answer.status_code == 204 or kind in _OURS, (target, kind)
    if answer.status_code >= 400 and target.startswith("/v1/"):
        assert {"suxin", "message"} <= json.loads(answer.content).keys(), target
