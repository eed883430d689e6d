"""A front desk in a process of its own that does what its parent says, line by line, and answers each in JSON.

    python tests/faults/desk.py FOLDER FLOOR_BYTES BALLAST_BYTES

``check-in`` answers ``{"welcome": id, "people": n}`` or ``{"full": words}``; ``health`` answers how the disk is;
``close`` ends it.
"""

import itertools
import json
import sys
from pathlib import Path

from kiosk.device.clock import SystemClock
from kiosk.device.front_desk import FrontDesk, Post, Welcome
from kiosk.device.journal import DiskFull
from kiosk.domain.station import load
from kiosk.keys import Issuers
from kiosk.paths import ASSETS

START_US = 1_679_121_000_000_000  # 18 March 2023, 14:30 in Suzhou

plan = load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
services = [service.id for service in plan.services_at("P3", plan.days[0].date)]
numbers = itertools.count()


def check_in(desk: FrontDesk) -> dict[str, object]:
    number = next(numbers)
    try:
        welcome = desk.tap(services[number % len(services)], 1 + number % 9).result()
    except DiskFull as said:
        return {"full": str(said)}
    assert isinstance(welcome, Welcome)
    return {"welcome": welcome.id.hex(), "people": welcome.people}


def health(desk: FrontDesk) -> dict[str, object]:
    found = desk.health().result()
    return {"has_room": found.has_room, "has_ballast": found.has_ballast, "salvaged": found.salvaged}


def main(folder: Path, floor_bytes: int, ballast_bytes: int) -> None:
    post = Post(plan=plan, point="P3", issuers=Issuers(), floor_bytes=floor_bytes, ballast_bytes=ballast_bytes)
    desk = FrontDesk(folder, post, SystemClock(START_US))
    try:
        for order in sys.stdin:
            answer = check_in(desk) if order == "check-in\n" else health(desk)
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    finally:
        desk.close()


main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
