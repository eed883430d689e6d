"""The style sheet, the script and the pictures of the pages: a few known files, kept by browsers until they change."""

import hashlib
from functools import cache

from fastapi import APIRouter, Response

from kiosk import paths

FOLDER = paths.ASSETS / "hub" / "static"
_TYPES = {
    "hub.css": "text/css; charset=utf-8",
    "hub.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


def address(name: str) -> str:
    """Return where a file is served; another content has another address."""
    return f"/static/{name}?v={hashlib.sha256(_content(name)).hexdigest()[:12]}"


def add_static(router: APIRouter) -> None:
    """Add the route that serves the files."""

    @router.get("/static/{name}")
    def static(name: str) -> Response:
        if name not in _TYPES:
            return Response(status_code=404)
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(_content(name), media_type=_TYPES[name], headers=kept)


@cache
def _content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()
