"""The pages of a day: today, any other, several stations at a glance, and closing."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from kiosk.domain.statement import State
from kiosk.hub.accounts import Session
from kiosk.hub.pages import attention, frame
from kiosk.hub.pages.day import day_view
from kiosk.hub.pages.desk import Desk, Desks
from kiosk.hub.pages.doors import Doors
from kiosk.hub.service import Hub

_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class StationRow:
    """One station of several, at a glance."""

    id: str
    name: str
    is_at_least: bool
    people: int
    visits: int
    visitors: int
    anonymous: int
    alarms: int


def add_days(router: APIRouter, hub: Hub, doors: Doors, desks: Desks) -> None:
    """Add the routes about days."""

    @router.get("/")
    def today(
        request: Request, session: Annotated[Session, Depends(doors.coordinator)], station: str | None = None
    ) -> Response:
        if station is None and len(hub.stations()) > 1:
            return _stations_page(request, hub, session)
        desk = desks.looking(request, session, station)
        return _day_page(hub, desk, desk.plan.service_day_of(hub.now_us()).isoformat())

    @router.get("/day")
    def chosen_day(desk: Annotated[Desk, Depends(desks.looking)], date: str = "") -> Response:
        return frame.go_to(desk.address(f"/day/{desk.day(date)}"))

    @router.get("/day/{date}")
    def one_day(desk: Annotated[Desk, Depends(desks.looking)], date: str) -> Response:
        return _day_page(hub, desk, date)

    @router.get("/days")
    def days(desk: Annotated[Desk, Depends(desks.looking)]) -> Response:
        today, say = desk.plan.service_day_of(hub.now_us()), desk.say
        past = [
            (
                day.date,
                say.day(day.date),
                say.weekday(day.date),
                say.named(desk.plan.unit(day.host).name),
            )
            for day in sorted(desk.plan.days, key=lambda day: day.date, reverse=True)
            if day.date <= today
        ]
        return desk.page("days.html", past=past, today=today)

    @router.get("/day/{date}/close")
    def close_form(desk: Annotated[Desk, Depends(desks.looking)], date: str, done: str = "") -> Response:
        return _close_page(hub, desk, date, done)

    @router.post("/day/{date}/close")
    def close(desk: Annotated[Desk, Depends(desks.sending)], date: str) -> Response:
        day = desk.day(date)
        _refuse_the_future(hub, desk, date)
        completeness = hub.close_day(desk.station, day, desk.session.account)
        done = "close_asked" if completeness.state == State.INCOMPLETE else "close_done"
        return _see_close(desk, date, done)

    @router.post("/day/{date}/without")
    def go_without(
        desk: Annotated[Desk, Depends(desks.sending)],
        date: str,
        device: Annotated[str, Form()],
        reason: Annotated[str, Form()] = "",
    ) -> Response:
        day, reason = desk.day(date), reason.strip()[:_LONGEST_REASON]
        missing = {one.device for one in hub.completeness(desk.station, day).missing}
        if device not in missing or not reason:
            return _see_close(desk, date, "")
        hub.write_off(desk.station, device, day, reason, desk.session.account)
        return _see_close(desk, date, "written_off")


def _day_page(hub: Hub, desk: Desk, date: str) -> Response:
    day = desk.day(date)
    version = hub.version(desk.station)  # before the numbers: a change between the two is told
    view = day_view(hub, desk.station, day, desk.say)
    shown = desk.address("/" if view.is_today else f"/day/{day}")
    return desk.page("day.html", view=view, live=shown, version=version)


def _close_page(hub: Hub, desk: Desk, date: str, done: str) -> Response:
    day, now_us = desk.day(date), hub.now_us()
    _refuse_the_future(hub, desk, date)
    completeness = hub.completeness(desk.station, day)
    in_use = [one for one in hub.devices(desk.station) if one.state == "enrolled"]
    devices: dict[str, tuple[str, str | None, list[str]]] = {}
    for one in completeness.missing:
        what = desk.say(f"lack_{one.lack}", n=one.entries)
        seen = None if one.last_seen_us is None else attention.when(one.last_seen_us, desk.plan, now_us, desk.say)
        devices.setdefault(one.device, (desk.say.point(desk.plan, one.point or None), seen, []))[2].append(what)
    return desk.page(
        "close.html",
        day=day,
        heading=desk.say.day(day),
        will_seal=[desk.say.point(desk.plan, one.point) for one in in_use],
        missing=devices,
        is_complete=completeness.state == State.COMPLETE,
        done=done if done in {"close_asked", "close_done", "written_off"} else "",
        live=desk.address(f"/day/{day}/close"),
        version=hub.version(desk.station),
    )


def _see_close(desk: Desk, date: str, done: str) -> Response:
    page = desk.address(f"/day/{desk.day(date)}/close")
    return frame.go_to(f"{page}{'&' if '?' in page else '?'}done={done}" if done else page)


def _refuse_the_future(hub: Hub, desk: Desk, date: str) -> None:
    if desk.day(date) > desk.plan.service_day_of(hub.now_us()):
        raise frame.Answered(frame.not_found(desk.request))


def _stations_page(request: Request, hub: Hub, session: Session) -> Response:
    say, rows, version = frame.words_of(request), [], hub.version(hub.stations()[0])
    for station in hub.stations():
        plan = hub.plan(station)
        day = plan.service_day_of(hub.now_us())
        total = hub.headcount(station, day).total
        at_least = hub.completeness(station, day).state != State.COMPLETE
        numbers = {name: total[name] for name in ("people", "visits", "visitors", "anonymous")}
        name = say.named(plan.station.name)
        rows.append(StationRow(station, name, is_at_least=at_least, **numbers, alarms=len(hub.alarms(station))))
    total_of = {name: sum(getattr(row, name) for row in rows) for name in ("people", "visits", "anonymous")}
    plan = hub.plan(hub.stations()[0])
    return frame.page(
        request,
        "stations.html",
        account=session.account,
        csrf=session.csrf,
        rows=rows,
        total=total_of,
        is_at_least=any(row.is_at_least for row in rows),
        as_of=attention.when(hub.now_us(), plan, hub.now_us(), say),
        live="/",
        version=version,
    )
