"""Headcounts on a hub with 10 million visits: one day's, and a month's of 200,000 visits, on both databases."""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import text

from kiosk.hub.counting import count_day, count_days
from kiosk.hub.store import Store

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from postgres import cluster

VISITS, A_DAY, RUNS = 10_000_000, 10_000, 15
FIRST, BUSY = date(2000, 1, 1), date(2010, 6, 1)
STATION = "suzhou-center"

_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :last) ",
    "postgresql": "WITH n(i) AS (SELECT generate_series(CAST(:first AS bigint), CAST(:last AS bigint) - 1)) ",
}
_ID = {
    "sqlite": "CAST(printf('%016d', i) AS BLOB)",
    "postgresql": "decode(lpad(to_hex(i), 32, '0'), 'hex')",
}
_FILL = (
    "INSERT INTO visits (station, device, id, epoch, seq, day, hour, at_us, plan, point, service, theme, kind, project,"
    " host, people, person, voided) {numbers} SELECT :station, {device}, {id}, {device}, i, :day,"
    " CAST(9 + i % 8 AS text), i, 'p', 'P' || (1 + i % 12), 'service-' || (i % 40), 'theme-' || (i % 3),"
    " 'kind-' || (i % 4), CASE WHEN i % 5 = 0 THEN 'project-' || (i % 6) END, 'committee-' || (:number % 19),"
    " 1 + i % 3, CASE WHEN i % 4 <> 0 THEN 'person-' || (i * 7919 % 30011) END, {false} FROM n"
)


def fill(store: Store) -> None:
    """Write days of 10,000 visits each; every 20th of them has a neighbour, so that a month holds 200,000."""
    name = "sqlite" if store.is_sqlite else "postgresql"
    device, false = ("x'00'", "0") if store.is_sqlite else ("'\\x00'::bytea", "false")
    sql = _FILL.format(numbers=_NUMBERS[name], id=_ID[name], device=device, false=false)
    for number in range(VISITS // A_DAY):
        day = BUSY + timedelta(days=number) if number < 20 else FIRST + timedelta(days=3 * number)
        values = {"first": number * A_DAY, "last": (number + 1) * A_DAY, "number": number}
        with store.begin() as connection:
            connection.execute(text(sql), {**values, "station": STATION, "day": day.isoformat()})
    with store.begin() as connection:
        connection.execute(text("ANALYZE visits"))


def measured(count: Callable[[], object]) -> dict[str, float]:
    """Return the first time and the median of some more, in milliseconds."""
    times = []
    for _ in range(RUNS):
        start_s = time.perf_counter()
        count()
        times.append((time.perf_counter() - start_s) * 1000)
    return {"first_ms": round(times[0], 1), "median_ms": round(statistics.median(times[1:]), 1)}


def measure(url: str) -> dict[str, object]:
    """Return the figures of one database."""
    store = Store(url)
    start_s = time.perf_counter()
    fill(store)
    filled_s = time.perf_counter() - start_s

    def one_day() -> int:
        with store.begin() as connection:
            return count_day(connection, STATION, BUSY).total["visits"]

    def month() -> int:
        with store.begin() as connection:
            return count_days(connection, STATION, BUSY, BUSY + timedelta(days=29))["visits"]

    figures = {"filled_s": round(filled_s), "day_visits": one_day(), "month_visits": month()}
    found = {**figures, "one_day": measured(one_day), "month": measured(month)}
    store.close()
    return found


def main() -> None:
    """Print how long the counts take."""
    Path("out").mkdir(exist_ok=True)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir="out"))
        postgres = stack.enter_context(cluster())
        figures = {
            "visits": VISITS,
            "sqlite": measure(f"sqlite:///{Path(folder).absolute()}/hub.db"),
            "postgresql": measure(postgres.new_database()),
        }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
