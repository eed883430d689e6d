"""The headcount's declaration, rendered to SQL over the journal."""

from collections.abc import Mapping
from datetime import date

from sqlite_utils import Database

from kiosk.domain.entries import Kind
from kiosk.domain.headcount import DIMENSIONS, MEASURES, Dimension, Headcount, Key, Measure, Rule, lookups
from kiosk.domain.station import Plan

# A body is bytes, and SQLite's JSON functions take text.
_COUNTED = f"""
CREATE TEMP TABLE counted AS
WITH
  redates AS (
    SELECT entries.rowid AS written, unhexed.epoch AS epoch,
           json_extract(CAST(body AS TEXT), '$.first') AS first, json_extract(CAST(body AS TEXT), '$.last') AS last,
           json_extract(CAST(body AS TEXT), '$.day') AS day
    FROM entries JOIN (SELECT DISTINCT epoch FROM heads) AS unhexed
      ON lower(hex(unhexed.epoch)) = json_extract(CAST(body AS TEXT), '$.epoch')
    WHERE kind = '{Kind.REDATE}' AND body IS NOT NULL),
  candidates AS (
    SELECT rowid AS written FROM entries WHERE day = :day AND kind = '{Kind.VISIT}'
    UNION
    SELECT entries.rowid AS written FROM redates JOIN entries
      ON entries.epoch = redates.epoch AND entries.seq BETWEEN redates.first AND redates.last
    WHERE redates.day = :day AND entries.kind = '{Kind.VISIT}'),
  voided AS (
    SELECT json_each.value AS id FROM entries, json_each(CAST(entries.body AS TEXT), '$.ids')
    WHERE kind = '{Kind.VOID}' AND body IS NOT NULL),
  filed AS (
    SELECT rowid AS written, id, at_us, CAST(body AS TEXT) AS body,
           coalesce((SELECT redates.day FROM redates
                     WHERE redates.epoch = entries.epoch AND entries.seq BETWEEN redates.first AND redates.last
                     ORDER BY redates.written DESC LIMIT 1), day) AS day
    FROM entries WHERE rowid IN (SELECT written FROM candidates) AND body IS NOT NULL
      AND lower(hex(id)) NOT IN (SELECT id FROM voided))
SELECT min(written) AS written,
       json_extract(body, '$.plan') AS plan, json_extract(body, '$.point') AS point,
       json_extract(body, '$.service') AS service, json_extract(body, '$.people') AS people,
       json_extract(body, '$.person') AS person, day,
       strftime('%H', at_us / 1000000 + json_extract(body, '$.offset_min') * 60, 'unixepoch') AS hour
FROM filed WHERE day = :day GROUP BY id
"""
_SAID = "CREATE TEMP TABLE said (plan TEXT, dimension TEXT, key TEXT, value TEXT, PRIMARY KEY (plan, dimension, key))"

_RENDERED = {
    Rule.SUM: "coalesce(sum({0}), 0)",
    Rule.COUNT: "count({0})",
    Rule.DISTINCT: "count(DISTINCT {0})",
    Rule.MISSING: "count(*) - count({0})",
}


def count_day(db: Database, day: date, plans: Mapping[str, Plan]) -> Headcount:
    """Return the numbers of ``day`` from a journal's database.

    Args:
        db: read, with two temporary tables of its own.
        day: the service day.
        plans: by version; a visit under a plan that isn't there is in no dimension that is looked up.
    """
    try:
        db.execute(_COUNTED, {"day": day.isoformat()})
        db.execute(_SAID)
        db.table("said").insert_all(
            {"plan": version, "dimension": name, "key": key, "value": value}
            for version, plan in plans.items()
            for name, found in lookups(plan).items()
            for key, value in found.items()
        )
        [total] = db.query(f"SELECT {_measures()} FROM counted")
        return Headcount(day, total, {one.name: _grouped(db, one) for one in DIMENSIONS})
    finally:
        db.execute("DROP TABLE IF EXISTS temp.counted")
        db.execute("DROP TABLE IF EXISTS temp.said")


def _measures() -> str:
    return ", ".join(f"{_rendered(measure)} AS {measure.name}" for measure in MEASURES)


def _rendered(measure: Measure) -> str:
    return _RENDERED[measure.rule].format(measure.field)


def _grouped(db: Database, one: Dimension) -> dict[str, dict[str, int]]:
    key = str(Key(one.key))
    value, source = key, "counted"
    if one.is_looked_up:
        value = "said.value"
        source = f"counted JOIN said ON said.plan = counted.plan AND said.dimension = :dimension AND said.key = {key}"
    rows = db.query(f"SELECT {value} AS grouped, {_measures()} FROM {source} GROUP BY {value}", {"dimension": one.name})
    return {str(row.pop("grouped")): row for row in rows}
