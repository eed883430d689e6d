"""One check-in through the front desk until it is durable: a pass, and a tap."""

import json
import time

from bench.setting import START_S, kiosk_folder, new_pass, spread_ms, workplace
from kiosk.device.clock import SystemClock
from kiosk.device.front_desk import FrontDesk, Welcome

CHECK_INS = 2000


def main() -> None:
    """Print p50 and p99."""
    with kiosk_folder() as (folder, key):
        place = workplace(folder)
        desk = FrontDesk(place.journal_folder, place.post(), SystemClock(START_S * 1_000_000))
        passes = [new_pass(key) for _ in range(CHECK_INS)]
        services = [one.id for one in place.plan.services_at("P3", place.plan.days[0].date)]
        passes_s, taps_s = [], []
        for number, text in enumerate(passes):
            start_s = time.perf_counter()
            answer = desk.present(text).result()
            passes_s.append(time.perf_counter() - start_s)
            assert isinstance(answer, Welcome)
            start_s = time.perf_counter()
            desk.tap(services[number % len(services)], 1 + number % 9).result()
            taps_s.append(time.perf_counter() - start_s)
        desk.close()
    print(json.dumps({"pass": spread_ms(passes_s), "tap": spread_ms(taps_s)}))


if __name__ == "__main__":
    main()
