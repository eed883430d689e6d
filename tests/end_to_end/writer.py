"""Checks people in as fast as it can and says each welcome to its parent, until it is killed."""

import itertools
import sys
from pathlib import Path

from kiosk.device.clock import SystemClock
from kiosk.device.front_desk import FrontDesk, Post, Welcome
from kiosk.domain.station import load
from kiosk.keys import Issuers
from kiosk.paths import ASSETS

START_US = 1_679_121_000_000_000  # 18 March 2023, 14:30 in Suzhou

plan = load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
post = Post(plan=plan, point="P3", issuers=Issuers(), floor_bytes=1, ballast_bytes=0)
desk = FrontDesk(Path(sys.argv[1]), post, SystemClock(START_US))
services = [service.id for service in plan.services_at("P3", plan.days[0].date)]
sys.stdout.write("open\n")
sys.stdout.flush()
for number in itertools.count():
    welcome = desk.tap(services[number % len(services)], 1 + number % 9).result()
    assert isinstance(welcome, Welcome)
    if number % 5 == 4:
        welcome = desk.change_service(welcome.id, services[0]).result()
        assert isinstance(welcome, Welcome)
    sys.stdout.write(f"{welcome.id.hex()} {welcome.people}\n")
    sys.stdout.flush()
