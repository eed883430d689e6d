"""The devices' API: signed requests in, MessagePack out; every refusal is JSON that no proxy writes."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute

from kiosk.domain.station import PlanMistakes
from kiosk.domain.wire import (
    MAX_COMPRESSED_BYTES,
    TYPE,
    Above,
    Batch,
    Hashes,
    Heartbeat,
    NotReadable,
    Problem,
    decode,
    encode,
    unpack,
)
from kiosk.domain.wire import Request as EnrolmentRequest
from kiosk.errors import KioskError
from kiosk.hub import registry
from kiosk.hub.forwarding import forwarded_row, take_above
from kiosk.hub.ingest import SignatureWrong, TooManyEpochs
from kiosk.hub.registry import NoSuchDevice, NotEnrolled
from kiosk.hub.service import MAX_BATCH, Hub
from kiosk.keys.requests import BadSignature, claimed_device, verify_request

_DeviceHex = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The device's id in hex.")]
_EpochHex = Annotated[str, Query(pattern="^[0-9a-f]{32}$", description="The epoch's id in hex.")]
_Seq = Annotated[int, Query(ge=0, lt=1 << 62)]
_MOST_HASHES = 128
_BODY = {"requestBody": {"required": True, "content": {TYPE: {"schema": {"type": "string", "format": "binary"}}}}}


class Refused(KioskError):
    """A request was refused, for the reason in its words."""

    def __init__(self, status: int, word: str, message: str, nonce: str = "") -> None:
        super().__init__(message)
        self.status, self.word, self.nonce = status, word, nonce


_STATUS: dict[type[KioskError], tuple[int, str]] = {
    NotReadable: (400, "not_readable"),
    SignatureWrong: (403, "not_the_devices"),
    TooManyEpochs: (403, "too_many_epochs"),
    NotEnrolled: (403, "not_enrolled"),
    NoSuchDevice: (404, "unknown_device"),
    PlanMistakes: (400, "no_plan"),
}


def _route_of(hub: Hub) -> type[APIRoute]:
    """Return a kind of route that answers what went wrong in the hub's own JSON, and counts it."""

    class Route(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handler = super().get_route_handler()

            async def answer(request: Request) -> Response:
                try:
                    return await handler(request)
                except Refused as refused:
                    hub.refused[refused.word] += 1
                    return problem(refused.status, refused.word, str(refused), refused.nonce)
                except KioskError as cause:
                    status, word = _STATUS.get(type(cause), (400, "refused"))
                    hub.refused[word] += 1
                    return problem(status, word, str(cause))

            return answer

    return Route


def problem(status: int, word: str, message: str, nonce: str = "") -> Response:
    """Return a refusal as the hub's own JSON."""
    body = msgspec.json.encode(Problem(word, message, nonce))
    return Response(body, status_code=status, media_type="application/json")


def api_router(hub: Hub) -> APIRouter:
    """Return the devices' API under ``/v1``."""
    router = APIRouter(prefix="/v1", route_class=_route_of(hub), tags=["devices"])

    async def asking(request: Request, body: bytes) -> Any:
        """Return the row of the device that signed the request; it is in service, or waits to be."""
        return await run_in_threadpool(_asking, hub, request, body)

    @router.get("/nonce", summary="A nonce for one signed request, and who this hub is.")
    def nonce() -> dict[str, str]:
        return {"suxin": "hub", "hub": hub.id, "nonce": hub.nonces.new()}

    @router.get("/authority", summary="The certificate authority to pin; its fingerprint is in the enrolment code.")
    def authority() -> Response:
        return Response(hub.keys.authority.certificate_pem, media_type="application/x-pem-file")

    @router.post("/enrolment", summary="Asks to be enrolled by a one-time code.", openapi_extra=_BODY)
    async def enrol(request: Request) -> Response:
        asked = decode(await _body(request), EnrolmentRequest)
        return _message(await run_in_threadpool(hub.request_enrolment, asked))

    @router.get("/devices/{device}/enrolment", summary="How far the device's enrolment is.")
    async def enrolment(request: Request, device: _DeviceHex) -> Response:
        row = await asking(request, b"")
        _same(row, device)
        return _message(await run_in_threadpool(hub.enrolment, bytes(row.device)))

    @router.post("/devices/{device}/heartbeat", summary="The device's heads and health.", openapi_extra=_BODY)
    async def heartbeat(request: Request, device: _DeviceHex) -> Response:
        body = await _body(request)
        row = _in_service(await asking(request, body), device)
        said = unpack(body, Heartbeat)
        _of_station(row, said.station)
        return _message(await run_in_threadpool(hub.hear, row, said))

    @router.post("/devices/{device}/entries", summary="Contiguous rows of one epoch.", openapi_extra=_BODY)
    async def entries(request: Request, device: _DeviceHex) -> Response:
        body = await _body(request)
        row = _in_service(await asking(request, body), device)
        return _message(await run_in_threadpool(_push, hub, row, body))

    @router.get("/devices/{device}/entries", summary="The device's own rows, for one that has lost them.")
    async def lost_rows(
        request: Request,
        device: _DeviceHex,
        epoch: _EpochHex,
        after: _Seq = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    ) -> Response:
        row = _in_service(await asking(request, b""), device)
        return _message(await run_in_threadpool(hub.rows, row, bytes.fromhex(epoch), after, limit))

    @router.get("/devices/{device}/hashes", summary="The hub's hashes at some rows of an epoch.")
    async def hashes(
        request: Request,
        device: _DeviceHex,
        epoch: _EpochHex,
        seq: Annotated[list[Annotated[int, Query(ge=1, lt=1 << 62)]], Query(max_length=_MOST_HASHES)],
    ) -> Response:
        row = _in_service(await asking(request, b""), device)
        return _message(Hashes(await run_in_threadpool(hub.hashes, row, bytes.fromhex(epoch), seq)))

    @router.get("/devices/{device}/pull", summary="Plan, issuers, certificates, revocations.")
    async def pull(request: Request, device: _DeviceHex, plan: Annotated[str, Query(max_length=64)] = "") -> Response:
        row = _in_service(await asking(request, b""), device)
        return _message(await run_in_threadpool(hub.pull, row, plan))

    @router.put("/devices/{device}/plan", summary="A plan that the device has made visits under.", openapi_extra=_BODY)
    async def plan(request: Request, device: _DeviceHex) -> Response:
        body = await _body(request)
        row = _in_service(await asking(request, body), device)
        await run_in_threadpool(hub.learn_plan, row, decode(body, str))
        return Response(status_code=204)

    @router.post("/above", summary="A hub below tells its station's devices and heads.", openapi_extra=_BODY)
    async def above(request: Request) -> Response:
        body = await _body(request)
        row = _in_service(await asking(request, body))
        return _message(await run_in_threadpool(take_above, hub, row, unpack(body, Above)))

    @router.post("/above/{device}/entries", summary="A device's rows, from a hub below.", openapi_extra=_BODY)
    async def above_entries(request: Request, device: _DeviceHex) -> Response:
        body = await _body(request)
        row = _in_service(await asking(request, body))

        def push() -> Any:
            return _push(hub, forwarded_row(hub, row, bytes.fromhex(device)), body)

        return _message(await run_in_threadpool(push))

    return router


def _push(hub: Hub, row: Any, body: bytes) -> Any:
    batch = unpack(body, Batch)
    _of_station(row, batch.station)
    if len(batch.rows) > MAX_BATCH:
        raise Refused(413, "too_large", f"A batch of {len(batch.rows)} rows is too large; {MAX_BATCH} are allowed.")
    return hub.push(row, batch)


async def _body(request: Request) -> bytes:
    """Return the body, as long as it isn't larger than any message.

    Raises:
        Refused: it is.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_COMPRESSED_BYTES:
            raise Refused(413, "too_large", f"More than {MAX_COMPRESSED_BYTES} bytes. Send smaller batches.")
        parts.append(part)
    return b"".join(parts)


def _asking(hub: Hub, request: Request, body: bytes) -> Any:
    headers = _headers(request)
    device = claimed_device(headers)
    if device is None:
        raise Refused(401, "unsigned", "The request doesn't say which device signed it.", hub.nonces.new())
    with hub.store.begin() as connection:
        row = registry.find(connection, device)
    if row is None:
        raise Refused(401, "unknown_device", "This hub doesn't know that device. Enrol it.", hub.nonces.new())
    path = request.scope["raw_path"].decode("ascii")
    query = request.scope["query_string"].decode("ascii")
    url = f"{path}?{query}" if query else path
    try:
        signed = verify_request(
            method=request.method, url=url, headers=headers, body=body, public=bytes(row.public_key)
        )
    except BadSignature as cause:
        raise Refused(401, "unsigned", str(cause), hub.nonces.new()) from None
    if signed.hub != hub.id:
        raise Refused(401, "another_hub", "The request is meant for another hub. Enrol the device here.")
    if not hub.nonces.take(signed.nonce):
        raise Refused(401, "nonce", "That nonce was used or never given out; here is another.", hub.nonces.new())
    return row


def _headers(request: Request) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        if name in headers:
            value = f"{headers[name]}, {value}"  # noqa: PLW2901 - as RFC 9110, 5.3 joins them
        headers[name] = value
    return headers


def _in_service(row: Any, device: str | None = None) -> Any:
    if device is not None:
        _same(row, device)
    if row.state == registry.REVOKED:
        raise Refused(403, "revoked", "This device was revoked. A coordinator has to enrol it again.")
    if row.state != registry.ENROLLED:
        raise Refused(403, "not_in_service", f"This device is {row.state}, not in service.")
    return row


def _same(row: Any, device: str) -> None:
    if bytes(row.device).hex() != device:
        raise Refused(403, "another_device", "A device may ask about itself only.")


def _of_station(row: Any, station: str) -> None:
    if row.station != station:
        raise Refused(403, "another_station", f"The device serves {row.station!r}, the rows are of {station!r}.")


def _message(message: msgspec.Struct) -> Response:
    return Response(encode(message), media_type=TYPE)
