"""The page of the devices: how each is, enrolling another, confirming, revoking, retiring."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from kiosk.documents.codes import modules
from kiosk.hub.pages import attention, frame
from kiosk.hub.pages.desk import Desk, Desks
from kiosk.hub.pages.words import Words
from kiosk.hub.registry import CODE_LIVES_US, DeviceView
from kiosk.hub.service import Hub
from kiosk.keys.enrolment import EnrolmentCode

_LONGEST_REASON = 500
_CLOCK_OFF_S = 60
_SILENT_US = 120 * 1_000_000
_DONE = {"confirmed", "revoke_done", "retire_done"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One word of a device's health, and whether it is well."""

    text: str
    is_well: bool = True


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device as the page shows it."""

    device: str
    point: str
    state: str
    is_in_use: bool
    state_cell: Cell
    last_contact: Cell
    waiting: Cell
    camera: Cell
    disk: Cell
    clock: Cell
    program: str
    six_digits: str


@dataclass(frozen=True, slots=True)
class ShownCode:
    """An enrolment code, to be seen once."""

    point: str
    picture: str
    """As SVG."""
    typed: str
    url: str
    until: str


def add_devices(router: APIRouter, hub: Hub, desks: Desks) -> None:
    """Add the routes about devices."""

    @router.get("/devices")
    def devices(desk: Annotated[Desk, Depends(desks.looking)], done: str = "") -> Response:
        return _page(hub, desk, done=done if done in _DONE else "")

    @router.post("/devices/enrol")
    def enrol(desk: Annotated[Desk, Depends(desks.sending)], point: Annotated[str, Form()]) -> Response:
        code = hub.enrol(desk.station, desk.plan.point(point).id, desk.session.account)
        return _page(hub, desk, code=_shown(hub, desk, point, code))

    @router.post("/devices/{device}/confirm")
    def confirm(desk: Annotated[Desk, Depends(desks.sending)], device: str) -> Response:
        hub.confirm(_own(hub, desk, device), desk.session.account)
        return _see(desk, "confirmed")

    @router.post("/devices/{device}/revoke")
    def revoke(
        desk: Annotated[Desk, Depends(desks.sending)], device: str, reason: Annotated[str, Form()] = ""
    ) -> Response:
        hub.revoke(_own(hub, desk, device), desk.session.account, reason.strip()[:_LONGEST_REASON])
        return _see(desk, "revoke_done")

    @router.post("/devices/{device}/retire")
    def retire(
        desk: Annotated[Desk, Depends(desks.sending)], device: str, reason: Annotated[str, Form()] = ""
    ) -> Response:
        hub.retire(_own(hub, desk, device), desk.session.account, reason.strip()[:_LONGEST_REASON])
        return _see(desk, "retire_done")


def _page(hub: Hub, desk: Desk, done: str = "", code: ShownCode | None = None) -> Response:
    version, now_us = hub.version(desk.station), hub.now_us()
    rows = [_row(one, desk, now_us) for one in hub.devices(desk.station)]
    return desk.page(
        "devices.html",
        rows=[row for row in rows if row.state != "pending"],
        pending=[row for row in rows if row.state == "pending"],
        points=[(point.id, desk.say.point(desk.plan, point.id)) for point in desk.plan.points],
        code=code,
        done=done,
        as_of=attention.when(now_us, desk.plan, now_us, desk.say),
        live=desk.address("/devices"),
        back_to=desk.address("/devices"),
        version=version,
    )


def _own(hub: Hub, desk: Desk, device: str) -> str:
    """Return the device if it is one of this station's; else there is no such page."""
    if device not in {one.device for one in hub.devices(desk.station)}:
        raise frame.Answered(frame.not_found(desk.request))
    return device


def _see(desk: Desk, done: str) -> Response:
    page = desk.address("/devices")
    return frame.go_to(f"{page}{'&' if '?' in page else '?'}done={done}")


def _row(one: DeviceView, desk: Desk, now_us: int) -> DeviceRow:
    say, health = desk.say, one.health
    in_use = one.state in {"enrolled", "forwarded"}
    seen = None if one.last_seen_us is None else attention.when(one.last_seen_us, desk.plan, now_us, say)
    silent = in_use and (one.last_seen_us is None or now_us - one.last_seen_us > _SILENT_US)
    return DeviceRow(
        device=one.device,
        point=say.point(desk.plan, one.point),
        state=one.state,
        is_in_use=in_use,
        state_cell=Cell(say("is_clone"), is_well=False) if one.is_clone else Cell(say(one.state)),
        last_contact=Cell(seen or say("never_heard"), is_well=not silent),
        waiting=Cell(say.number(one.waiting), is_well=not one.waiting),
        camera=_camera(health.get("camera"), say),
        disk=_disk(health.get("free_mb"), health.get("disk_is_enough"), say),
        clock=_clock(one.clock_off_s, health.get("clock_is_trusted"), say),
        program=str(health.get("program") or say("not_told")),
        six_digits=one.six_digits or "",
    )


def _camera(camera: object, say: Words) -> Cell:
    if camera is None:
        return Cell(say("not_told"))
    return Cell(say("camera_live")) if camera == "live" else Cell(say("camera_gone"), is_well=False)


def _disk(free_mb: object, is_enough: object, say: Words) -> Cell:
    if is_enough is False:
        return Cell(say("disk_low"), is_well=False)
    if not isinstance(free_mb, int):
        return Cell(say("not_told"))
    return Cell(say("gb_free", n=free_mb // 1024) if free_mb >= 10 * 1024 else say("mb_free", n=free_mb))


def _clock(off_s: float | None, is_trusted: object, say: Words) -> Cell:
    if off_s is not None and abs(off_s) > _CLOCK_OFF_S:
        return Cell(say("clock_off", n=round(abs(off_s))), is_well=False)
    if is_trusted is False:
        return Cell(say("clock_untrusted"), is_well=False)
    return Cell(say("not_told") if off_s is None and is_trusted is None else say("clock_right"))


def _shown(hub: Hub, desk: Desk, point: str, code: EnrolmentCode) -> ShownCode:
    now_us = hub.now_us()
    return ShownCode(
        point=desk.say.point(desk.plan, point),
        picture=_picture(code.qr_text()),
        typed=code.typed(),
        url=code.url or "",
        until=attention.when(now_us + CODE_LIVES_US, desk.plan, now_us, desk.say),
    )


def _picture(text: str) -> str:
    """Return a QR code as SVG: one path, a unit for each module."""
    rows = modules(text)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    size = len(rows)
    return (
        f'<svg class="code" viewBox="0 0 {size} {size}" aria-hidden="true" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    )
