"""A day of 10,000 visits counted by the plain fold and by the journal's SQL, and its chain verified."""

import json
import random
import time
from datetime import date

from bench.setting import START_S, kiosk_folder, workplace
from kiosk.device.counting import count_day
from kiosk.device.journal import Draft, Journal, Moment
from kiosk.device.machine import fingerprint
from kiosk.domain.entries import Visit
from kiosk.domain.headcount import fold

VISITS = 10_000


def main() -> None:
    """Print milliseconds, and the ratio of the two."""
    chance = random.Random(1)
    with kiosk_folder() as (folder, _):
        plan = workplace(folder).plan
        moment = Moment(START_S * 1_000_000, 0, bytes(16), "2023-03-18")
        journal = Journal(folder / "journal", station=plan.station.id, moment=moment, fingerprint=fingerprint())
        journal.keep_plan(plan.version, plan.text)
        drafts = []
        for number in range(VISITS):
            point = chance.choice(plan.points)
            person = None if number % 3 else f"{chance.randrange(4000):016x}:{0:016x}"
            visit = Visit(plan.version, point.id, chance.choice(point.services), 1, "scan", 480, person)
            drafts.append(Draft(visit, moment))
        journal.append(drafts)
        start_s = time.perf_counter()
        by_sql = count_day(journal.database, date(2023, 3, 18), {plan.version: plan})
        sql_s = time.perf_counter() - start_s
        entries = list(journal.entries())
        start_s = time.perf_counter()
        by_fold = fold(entries, date(2023, 3, 18), {plan.version: plan})
        fold_s = time.perf_counter() - start_s
        assert by_sql.as_json() == by_fold.as_json()
        start_s = time.perf_counter()
        for _ in journal.verify():
            pass
        verify_s = time.perf_counter() - start_s
        journal.close()
    figures = {"sql_ms": sql_s, "fold_ms": fold_s, "verify_ms": verify_s}
    rounded = {name: round(seconds * 1000, 1) for name, seconds in figures.items()}
    print(json.dumps({"visits": VISITS, **rounded, "sql_over_fold": round(sql_s / fold_s, 2)}))


if __name__ == "__main__":
    main()
