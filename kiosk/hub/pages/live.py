"""Tells open pages that something has changed, by server-sent events; they then fetch themselves anew.

One task asks the hub for all of them, in one worker thread: a hundred open pages are a hundred waiting coroutines.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from kiosk.hub.pages.doors import SESSION_COOKIE, Doors
from kiosk.hub.service import Hub

_log = structlog.get_logger()

StillIn = Callable[[], Awaitable[bool]]
"""Whether the person who opened a page is still logged in."""

WAIT_S = 1.0
"""How long one question to the hub lasts: so late at most does everything end when the hub stops."""
_MOST_DIGITS = 19
HEARTBEAT_S = 15.0
"""A page that heard nothing fetches itself anyway: some alarms come of silence. A proxy keeps the line open."""


class Changes:
    """The hub's version, as all open pages wait for it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._version = 0
        self._readers = 0
        self._changed = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None
        self._is_over = False

    def stop(self) -> None:
        """Let every open page go within a second, so that a server can stop; from any thread, or by a signal."""
        self._is_over = True

    async def lines(self, seen: int, still_in: StillIn) -> AsyncIterator[str]:
        """Yield an event whenever the hub's version has grown past ``seen``, and heartbeats in between."""
        now = await asyncio.to_thread(self._hub.wait_for_change, -1, 0.0)
        self._version = max(self._version, now)
        if seen > now:
            seen = -1  # of a hub that has started anew since
        self._readers += 1
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._ask_the_hub())
        try:
            yield "retry: 2000\n\n"
            while not self._is_over:
                if self._version > seen:
                    seen = self._version
                    yield f"id: {seen}\nevent: change\ndata: {seen}\n\n"
                    continue
                if await self._changes_within(HEARTBEAT_S):
                    continue
                if not await still_in():
                    return
                yield "event: still\ndata: here\n\n"
        finally:
            self._readers -= 1

    async def _changes_within(self, timeout_s: float) -> bool:
        try:
            await asyncio.wait_for(self._changed.wait(), timeout_s)
        except TimeoutError:
            return False
        return True

    async def _ask_the_hub(self) -> None:
        while self._readers and not self._is_over:
            try:
                found = await asyncio.to_thread(self._hub.wait_for_change, self._version, WAIT_S)
            except Exception:
                _log.exception("the hub couldn't be asked for changes")
                await asyncio.sleep(WAIT_S)
                continue
            if found > self._version:
                self._version = found
                self._tell()
        self._tell()

    def _tell(self) -> None:
        told, self._changed = self._changed, asyncio.Event()
        told.set()


def add_live(router: APIRouter, doors: Doors, changes: Changes) -> None:
    """Add the route of the events."""

    @router.get("/events", dependencies=[Depends(doors.listener)])
    async def events(request: Request, seen: int = 0) -> Response:
        token = request.cookies.get(SESSION_COOKIE, "")
        again = request.headers.get("last-event-id", "")  # the browser came back by itself
        seen = int(again) if again.isdecimal() and len(again) < _MOST_DIGITS else seen

        async def still_in() -> bool:
            return await run_in_threadpool(doors.accounts.session, token) is not None

        unbuffered = {"X-Accel-Buffering": "no"}
        return StreamingResponse(changes.lines(seen, still_in), media_type="text/event-stream", headers=unbuffered)
