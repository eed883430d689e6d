"""A headcount as a table says what the headcount says, and opens in a spreadsheet without harm."""

import csv
import io
from datetime import date

from kiosk.documents.headcount_files import COLUMNS, as_csv, rows
from kiosk.domain.headcount import DIMENSIONS, Headcount
from kiosk.domain.station import load
from kiosk.paths import ASSETS

PLAN = load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
COUNTS = {"people": 5, "visits": 4, "visitors": 2, "anonymous": 1}


def headcount(**by: list[str]) -> Headcount:
    groups = {one.name: dict.fromkeys(by.get(one.name, []), COUNTS) for one in DIMENSIONS}
    return Headcount(date(2023, 3, 18), COUNTS, groups)


def table(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff"), "a spreadsheet needs the mark to show Chinese"
    return list(csv.reader(io.StringIO(text[1:])))


def test_every_number_stands_in_the_table_with_its_names() -> None:
    found = table(as_csv(headcount(point=["P3", "P10"], host=["committee-01"]), PLAN))
    assert tuple(found[0]) == COLUMNS
    assert found[1] == ["day", "2023-03-18", "", "", "5", "4", "2", "1"]
    assert found[2][:4] == ["point", "P3", PLAN.point("P3").name.zh, PLAN.point("P3").name.en]
    assert [row[1] for row in found[2:]] == ["P3", "P10", "committee-01"]


def test_an_id_that_the_plan_does_not_know_has_no_name() -> None:
    assert list(rows(headcount(point=["P99"]), PLAN))[1][:4] == ("point", "P99", "", "")
    assert list(rows(headcount(point=["P3"]), None))[1][:4] == ("point", "P3", "", "")


def test_what_a_spreadsheet_would_take_for_a_formula_is_guarded() -> None:
    found = table(as_csv(headcount(service=["=1+1", "@sum", "-2", "+3"]), None))
    assert [row[1] for row in found[2:]] == ["'+3", "'-2", "'=1+1", "'@sum"]
