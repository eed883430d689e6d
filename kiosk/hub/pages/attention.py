"""What needs a coordinator: each alarm and each lack as who, what, since when, what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.domain.statement import Completeness, Lack, Missing
from kiosk.domain.station import Plan
from kiosk.hub.alarms import Alarm
from kiosk.hub.pages.clock import local
from kiosk.hub.pages.words import WORDS, Words
from kiosk.hub.registry import DeviceView

_URGENT = ("help", "clone", "fork", "quarantine", "held", "disk", "silent", "waiting", "camera", "clock", "pending")
"""People who wait come first, then what loses visits or makes numbers doubtful, then the rest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that needs somebody."""

    kind: str
    who: str
    what: str
    since: str
    """Empty where that isn't known."""
    to_do: str
    device: str | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """One reason why the numbers are "at least", for all devices that share it."""

    what: str
    who: tuple[str, ...]
    last_seen: str
    """Of the one device; empty where there are several, or it was never heard from."""


def lines(
    alarms: Iterable[Alarm], devices: Iterable[DeviceView], plan: Plan, now_us: int, say: Words
) -> tuple[Line, ...]:
    """Return what the alarms mean, the most urgent first."""
    known = {one.device: one for one in devices}
    ordered = sorted(alarms, key=lambda one: (_rank(one.kind), one.since_us or 0, one.point or ""))
    return tuple(_line(one, known.get(one.device or ""), plan, now_us, say) for one in ordered)


def lacking(completeness: Completeness, plan: Plan, now_us: int, say: Words) -> tuple[Lacking, ...]:
    """Return what is missing, devices that lack the same in one line."""
    groups: dict[str, list[Missing]] = {}
    for one in completeness.missing:
        groups.setdefault(say(f"lack_{one.lack}", n=one.entries), []).append(one)
    return tuple(
        Lacking(what, tuple(_who(one, plan, say) for one in group), _last_seen(group, plan, now_us, say))
        for what, group in groups.items()
    )


def alarms_of_a_day(completeness: Completeness, plan: Plan, now_us: int, say: Words) -> tuple[Line, ...]:
    """Return what is missing of a past day, device by device: nothing of it comes by itself any more."""
    to_do = {
        Lack.NOT_RECEIVED: "do_not_received",
        Lack.QUARANTINE: "do_quarantine",
        Lack.CLONE: "do_clone",
        Lack.HELD: "do_held",
        Lack.WAITING_VOID: "do_waiting_void",
    }
    return tuple(
        Line(
            kind=str(one.lack),
            who=_who(one, plan, say),
            what=say(f"lack_{one.lack}", n=one.entries) + say("full_stop"),
            since=_last_seen([one], plan, now_us, say),
            to_do=say(to_do.get(one.lack, "do_not_sealed")),
            device=one.device,
        )
        for one in completeness.missing
    )


def when(at_us: int, plan: Plan, now_us: int, say: Words) -> str:
    """Return a moment as a time of day, with its date unless that is today."""
    return say.moment(local(plan, at_us), beside=local(plan, now_us))


def _line(alarm: Alarm, device: DeviceView | None, plan: Plan, now_us: int, say: Words) -> Line:
    key = alarm.kind if f"do_{alarm.kind}" in WORDS else "other"
    return Line(
        kind=alarm.kind,
        who=say.point(plan, alarm.point),
        what=_what(key, alarm, device, say),
        since="" if alarm.since_us is None else say("since", time=when(alarm.since_us, plan, now_us, say)),
        to_do=say(f"do_{key}"),
        device=alarm.device,
    )


def _what(key: str, alarm: Alarm, device: DeviceView | None, say: Words) -> str:
    if key == "silent" and (waiting := alarm.count or (0 if device is None else device.waiting)):
        return say("alarm_silent_n", n=waiting)
    if key == "clock" and device is not None and device.clock_off_s is not None:
        return say("alarm_clock_n", n=round(abs(device.clock_off_s)))
    if key == "disk" and device is not None and isinstance(free_mb := device.health.get("free_mb"), int):
        return say("alarm_disk_mb", n=free_mb)
    return say(f"alarm_{key}", n=alarm.count, kind=alarm.kind)


def _rank(kind: str) -> int:
    return _URGENT.index(kind) if kind in _URGENT else len(_URGENT)


def _who(one: Missing, plan: Plan, say: Words) -> str:
    return say.point(plan, one.point) if one.point else f"{say('device')} {one.device[:8]}"


def _last_seen(group: Sequence[Missing], plan: Plan, now_us: int, say: Words) -> str:
    seen = group[0].last_seen_us
    return say("last_seen", time=when(seen, plan, now_us, say)) if len(group) == 1 and seen is not None else ""
