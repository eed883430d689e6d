"""A headcount as a table says what the headcount says, and opens in a spreadsheet without harm."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents.headcount_files import COLUMNS, as_csv, rows
from kiosk.domain.headcount import DIMENSIONS, Headcount
from kiosk.domain.station import Name, Plan, load
from kiosk.paths import ASSETS

PLAN = load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
COUNTS = {"people": 5, "visits": 4, "visitors": 2, "anonymous": 1}


def headcount(**by: list[str]) -> Headcount:
    groups = {one.name: dict.fromkeys(by.get(one.name, []), COUNTS) for one in DIMENSIONS}
    return Headcount(date(2023, 3, 18), COUNTS, groups)


def table(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff"), "a spreadsheet needs the mark to show Chinese"
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_the_whole_day_comes_first_and_then_every_value_in_order() -> None:
    found = table(as_csv(headcount(point=["P10", "P3"], hour=["14", "09"], host=["committee-01"]), PLAN))
    assert ",".join(found[0]) == "dimension,id,name_zh,name_en,people,visits,visitors,anonymous"
    assert found[1] == ["day", "2023-03-18", "", "", "5", "4", "2", "1"]
    assert [row[:2] for row in found[2:]] == [
        ["point", "P3"],
        ["point", "P10"],
        ["hour", "09"],
        ["hour", "14"],
        ["host", "committee-01"],
    ]
    assert {tuple(row[4:]) for row in found[1:]} == {("5", "4", "2", "1")}


def test_the_table_for_a_terminal_has_the_same_rows() -> None:
    counts = headcount(point=["P3"], theme=["culture"])
    assert [list(row) for row in rows(counts, PLAN)] == table(as_csv(counts, PLAN))[1:]
    assert all(len(row) == len(COLUMNS) for row in rows(counts, PLAN))


@pytest.mark.parametrize("dimension", ["point", "theme", "service", "project", "host"])
def test_what_the_plan_names_has_its_name_in_both_languages(dimension: str) -> None:
    tables = {
        "point": PLAN.points,
        "theme": PLAN.themes,
        "service": PLAN.services,
        "project": PLAN.projects,
        "host": PLAN.units,
    }
    named = {one.id: one.name for one in tables[dimension]}
    found = table(as_csv(headcount(**{dimension: list(named)}), PLAN))[2:]
    assert {row[1]: (row[2], row[3]) for row in found} == {id: (name.zh, name.en) for id, name in named.items()}


def test_an_id_that_the_plan_does_not_know_has_no_name() -> None:
    assert list(rows(headcount(point=["P99"]), PLAN))[1][:4] == ("point", "P99", "", "")
    assert list(rows(headcount(point=["P3"]), None))[1][:4] == ("point", "P3", "", "")


FORMULAS = ["=1+1", "+3", "-2", "@sum", "＝1+1", "＋3", "－2", "＠sum", "\t=1", "\r=1", "\n=1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_a_spreadsheet_would_take_for_a_formula_is_guarded(formula: str) -> None:
    point = PLAN.point("P3").model_copy(update={"name": Name.model_construct(zh=formula, en=formula)})
    plan: Plan = PLAN.model_copy(update={"points": (point,)})
    found = table(as_csv(headcount(point=["P3"], service=[formula]), plan))
    assert found[2][2:4] == ["'" + formula] * 2
    assert found[3][1] == "'" + formula


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), unique=True))
def test_any_id_comes_back_out_of_the_file(ids: list[str]) -> None:
    found = table(as_csv(headcount(service=ids), None))
    assert sorted(row[1].removeprefix("'") for row in found[2:]) == sorted(one.removeprefix("'") for one in ids)
