"""Serving the hub: the devices' API under the hub's own certificate, the pages there too or on a port of their own."""

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException

from kiosk.errors import BadUsage, KioskError
from kiosk.hub.api import api_router, problem
from kiosk.hub.metrics import metrics
from kiosk.hub.service import Hub

_log = structlog.get_logger()
DEFAULT_PORT = 8443


class NotServed(KioskError):
    """The address can't be listened on."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Where a port is opened, and under which certificate."""

    host: str
    port: int
    certificate: Path
    key: Path


def read_address(text: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``, ``:PORT`` or ``HOST``.

    Raises:
        BadUsage: it is none.
    """
    host, colon, port = text.rpartition(":") if ":" in text else (text, ":", str(DEFAULT_PORT))
    if not colon or not port.isdecimal() or not int(port) < 1 << 16:
        raise BadUsage(f"{text!r} is no address to listen on. Write it like 0.0.0.0:{DEFAULT_PORT}.")
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 - kiosks call from other machines


def own_names(host: str) -> tuple[str, ...]:
    """Return the names and addresses under which this machine may be called."""
    names = {"localhost", "127.0.0.1", socket.gethostname()}
    if not _is_any(host):
        names.add(host)
    else:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:  # sends nothing
            try:
                probe.connect(("192.0.2.1", 9))
                names.add(probe.getsockname()[0])
            except OSError:
                pass  # no network: the machine's name is what there is
    return tuple(sorted(names))


def _is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def app_of(hub: Hub, *, with_api: bool = True, with_pages: bool = True) -> FastAPI:
    """Return the application: the devices' API, the pages, or both."""
    app = FastAPIOffline(title="Suxin Kiosk hub", version="1", docs_url="/docs", redoc_url=None)
    if with_api:
        app.include_router(api_router(hub))
        app.add_exception_handler(HTTPException, _not_there)
        app.add_exception_handler(RequestValidationError, _not_understood)
    if with_pages:
        from kiosk.hub.pages import add_pages

        add_pages(app, hub)

    @app.get("/healthz", summary="Whether the hub's database answers.")
    def healthz() -> Response:
        hub.stations()
        return Response("ok\n", media_type="text/plain")

    @app.get("/metrics", summary="Figures for Prometheus.")
    def figures() -> Response:
        return Response(metrics(hub), media_type="text/plain; version=0.0.4; charset=utf-8")

    return app


async def _not_there(request: Request, cause: Exception) -> Response:
    assert isinstance(cause, HTTPException)
    if request.url.path.startswith("/v1/"):
        response = problem(cause.status_code, "refused", f"{request.method} {request.url.path}: {cause.detail}.")
    else:
        response = Response(f"{cause.detail}\n", status_code=cause.status_code, media_type="text/plain")
    response.headers.update(cause.headers or {})
    return response


async def _not_understood(_: Request, cause: Exception) -> Response:
    assert isinstance(cause, RequestValidationError)
    wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in cause.errors())
    return problem(422, "not_readable", f"The request can't be read: {wrong}.")


Stop = Callable[[], None]
"""Ends the serving; may be called from any thread, and twice."""


def serve(hub: Hub, api: Listen, pages: Listen | None, ready: Callable[[Stop], object]) -> None:
    """Serve until it is stopped.

    Args:
        hub: the hub; it is not closed at the end.
        api: where devices call; the pages too, unless they have a port of their own.
        pages: that port.
        ready: called once every port listens, with what ends the serving.

    Raises:
        NotServed: an address is in use, or a certificate can't be used.
    """
    apps = [app_of(hub, with_pages=pages is None)]
    servers = [_server(apps[0], api)]
    if pages is not None:
        apps.append(app_of(hub, with_api=False))
        servers.append(_server(apps[1], pages))

    def stop() -> None:
        for app in apps:
            if (looked_at := getattr(app.state, "pages", None)) is not None:
                looked_at.stop()  # else whoever looks at a page holds the server up
        for server in servers:
            server.should_exit = True
        hub.touch()  # wakes whoever waits for a change

    asyncio.run(_serve(servers, stop, ready))


def _server(app: FastAPI, listen: Listen) -> uvicorn.Server:
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # "started" and the like are said by the command
    config = uvicorn.Config(
        app,
        host=listen.host,
        port=listen.port,
        ssl_certfile=str(listen.certificate),
        ssl_keyfile=str(listen.key),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        limit_concurrency=512,
    )
    try:
        config.load()
    except (OSError, ValueError) as cause:
        raise NotServed(f"The certificate {listen.certificate} can't be used: {cause}.") from None
    return _Server(config)


async def _serve(servers: Sequence[uvicorn.Server], stop: Stop, ready: Callable[[Stop], object]) -> None:
    tasks = [asyncio.create_task(_run(server)) for server in servers]
    while not all(server.started for server in servers):
        if any(task.done() for task in tasks):
            break
        await asyncio.sleep(0.01)
    else:
        ready(stop)
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop()
    await asyncio.gather(*tasks)


class _Server(uvicorn.Server):
    """Leaves signals alone: uvicorn's own handling ends the process before the hub has closed its database."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _run(server: uvicorn.Server) -> None:
    try:
        await server.serve()
    except SystemExit:  # uvicorn's word for an address in use; it has logged which
        where = f"{server.config.host}:{server.config.port}"
        raise NotServed(
            f"{where} can't be listened on. Is another hub running? Choose another with --listen."
        ) from None
