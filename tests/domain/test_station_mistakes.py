"""A plan file with mistakes is refused with all of them at once, each with key, value and mend."""

import copy
import json
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.station import Mistake, PlanMistakes, load
from kiosk.errors import BadUsage
from kiosk.paths import ASSETS

SAMPLE = (ASSETS / "plans" / "suzhou-center.toml").read_text(encoding="utf-8")
TREE = tomllib.loads(SAMPLE)
unhurried = settings(deadline=None)
Steps = tuple[str | int, ...]


def mistakes_in(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(PlanMistakes) as caught:
        load(text)
    return caught.value.mistakes


def with_changes(*changes: tuple[str, str]) -> str:
    text = SAMPLE
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return text


ONE_MISTAKE = [
    # changed, into, key, value, part of the mend
    ("sample = ", "smple = ", "smple", "true", 'Did you mean "sample"?'),
    ("retention_days = 180", "", "retention_days", "(missing)", "Add it: how many days"),
    ("retention_days = 180", "retention_days = 0", "retention_days", "0", "1 to 3650"),
    ("retention_days = 180", "retention_days = true", "retention_days", "true", "Write how many days"),
    ('"Asia/Shanghai"', '"Asia/Shangai"', "time_zone", '"Asia/Shangai"', 'Did you mean "Asia/Shanghai"?'),
    ('"Asia/Shanghai"', '"Asia"', "time_zone", '"Asia"', "IANA"),
    ('"Asia/Shanghai"', '"../passwd"', "time_zone", '"../passwd"', "IANA"),
    ('"Asia/Shanghai"', '""', "time_zone", '""', "IANA"),
    ('"Asia/Shanghai"', "8", "time_zone", "8", "IANA"),
    ('"04:00"', '"4:00"', "cut_over", '"4:00"', 'as "04:00"'),
    ('"04:00"', '"12:00"', "cut_over", '"12:00"', "before noon"),
    ('"04:00"', "04:00:00", "cut_over", '"04:00:00"', 'as "04:00"'),
    ("number = 7", "number = 700", "points[6].number", "700", "1 to 99"),
    ("number = 7", 'number = "7"', "points[6].number", '"7"', "without quotes"),
    ("number = 5", "number = 4", "points[4].number", "4", "points[3] has it already"),
    ('zh = "文旅"', "zh = 3", "themes[0].name.zh", "3", "the name in Chinese"),
    ('zh = "文旅"', 'zh = " "', "themes[0].name.zh", '" "', "the name in Chinese"),
    ('zh = "文旅", ', "", "themes[0].name.zh", "(missing)", "the name in Chinese"),
    ('icon = "cup"', 'icon = "cups"', "services[0].icon", '"cups"', 'Did you mean "cup"?'),
    ('form = "special"', 'form = "Special"', "services[35].form", '"Special"', 'Did you mean "special"?'),
    ('"suzhou-center"', '"suzhou center"', "station.id", '"suzhou center"', "hyphens"),
    ('project = "project-1"', 'project = "projct-1"', "services[1].project", '"projct-1"', '"project-1"?'),
    ('theme = "business"', 'theme = "trade"', "points[3].theme", '"trade"', '"culture", "convenience", "business"'),
    ('default = "crafts"', 'default = "craft"', "points[7].default", '"craft"', 'Did you mean "crafts"?'),
    ('default = "crafts"', 'default = "banking"', "points[7].default", '"banking"', "not among this point's services"),
    ('default = "crafts"', 'default = "embroidery"', "points[7].default", '"embroidery"', "not among this point's"),
    ('["appliances", ', '["appliances", "smal-repairs", ', "points[9].services[1]", '"smal-repairs"', "No service"),
    ('["appliances", ', '["appliances", "notary", ', "points[9].services[1]", '"notary"', "a special service"),
    ('["appliances", ', '["appliances", "appliances", ', "points[9].services[1]", '"appliances"', "already"),
    (
        '"crafts", "pingtan", ',
        '"crafts", ',
        "services[21].id",
        '"pingtan"',
        "offered nowhere: name it under `services`",
    ),
    ("date = 2023-04-01", "date = 2023-03-18", "days[1].date", "2023-03-18", "days[0] has it already"),
    ("date = 2023-04-01", 'date = "2023-04-01"', "days[1].date", '"2023-04-01"', "without quotes"),
    ("date = 2023-04-01", "date = 2023-04-01T08:00:00", "days[1].date", "2023-04-01T08:00:00", "without quotes"),
    ('host = "committee-03"', 'host = "comittee-03"', "days[2].host", '"comittee-03"', 'Did you mean "committee-03"?'),
    ('host = "committee-03"', 'host = "alliance-1"', "days[2].host", '"alliance-1"', "name a committee"),
    ('{ P3 = ["notary", ', '{ P3 = ["hiring", ', "days[0].special.P3[0]", '"hiring"', "a fixed service"),
    ('{ P3 = ["notary", ', '{ P3 = ["nottary", ', "days[0].special.P3[0]", '"nottary"', 'Did you mean "notary"?'),
    ('{ P3 = ["notary", ', '{ P3 = ["health-clinic", ', "days[0].special.P3[1]", '"health-clinic"', "already"),
    ('P8 = ["embroidery"]', 'P88 = ["embroidery"]', "days[0].special.P88", '["embroidery"]', 'Did you mean "P8"?'),
    ('P8 = ["embroidery"]', 'P8 = "embroidery"', "days[0].special.P8", '"embroidery"', "special services of the day"),
    ("sample = true", 'sample = "yes"', "sample", '"yes"', "true for a plan to try"),
    ("sample = true", 'sample = true\n"名\\n称" = 1', '"名\\n称"', "1", "There is no such key."),
    ("sample = true", "sample = true\ntext = 1", "text", "1", "There is no such key."),
]


@pytest.mark.parametrize(("before", "after", "key", "value", "mend"), ONE_MISTAKE)
def test_one_mistake_is_told_once_with_its_key_its_value_and_what_to_do(
    before: str, after: str, key: str, value: str, mend: str
):
    (mistake,) = mistakes_in(with_changes((before, after)))
    assert (mistake.key, mistake.value) == (key, value)
    assert mend in mistake.mend


def test_a_special_service_that_no_day_offers_is_told():
    (mistake,) = mistakes_in(SAMPLE.replace('["membership"]', "[]").replace(', "membership"]', "]"))
    assert (mistake.key, mistake.value) == ("services[38].id", '"membership"')
    assert "offered nowhere: name it under `special`" in mistake.mend


@pytest.mark.parametrize("table", ["themes", "projects", "units", "services", "points"])
def test_an_id_that_stands_twice_is_told_where_it_stands_again(table: str):
    tree = copy.deepcopy(TREE)
    tree[table].append(tree[table][0])
    keys = [mistake.key for mistake in mistakes_in(as_toml(tree))]
    assert f"{table}[{len(tree[table]) - 1}].id" in keys


@pytest.mark.parametrize("table", ["themes", "units", "services", "points", "days"])
def test_a_plan_without_any_row_of_a_table_is_refused(table: str):
    mistakes = mistakes_in(as_toml(copy.deepcopy(TREE) | {table: []}))
    assert table in [mistake.key for mistake in mistakes]


def test_a_project_is_unknown_where_the_plan_has_no_projects_at_all():
    without = {key: value for key, value in TREE.items() if key != "projects"}
    assert "services[1].project" in [mistake.key for mistake in mistakes_in(as_toml(without))]


def test_all_mistakes_are_told_at_once_whatever_their_nature():
    mistakes = mistakes_in(
        with_changes(
            ('"Asia/Shanghai"', '"Asia/Shangai"'),
            ('icon = "cup"', 'icon = "mug"'),
            ("theme = ", "theem = "),
            ("number = 5", "number = 4"),
            ('default = "crafts"', 'default = "banking"'),
            ('host = "committee-03"', 'host = "nobody"'),
            ("date = 2023-04-15", "date = 2023-04-01"),
        )
    )
    assert {mistake.key for mistake in mistakes} == {
        "time_zone",
        "services[0].icon",
        "points[0].theem",
        "points[0].theme",
        "points[4].number",
        "points[7].default",
        "days[2].host",
        "days[2].date",
    }


def test_the_error_prints_every_mistake_and_is_bad_usage():
    with pytest.raises(BadUsage) as caught:
        load(with_changes(("number = 5", "number = 4"), ('icon = "cup"', 'icon = "cups"')))
    text = str(caught.value)
    assert text.startswith("The station plan has 2 mistakes:")
    assert "points[4].number: 4" in text
    assert "services[0].icon" in text


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        (SAMPLE.replace("sample = true", "sample true"), "line 9", "sample true"),
        (SAMPLE.replace("sample = true", "sample = true\r\nsample = false"), "line 10", "sample = false"),
        ("a = 1\nb = 2023-02-30\n", "line 2", "b = 2023-02-30"),
        ("a = 1\nb =", "line 2", "b ="),
        ("x = " + "[" * 100_000, "line 1", "x = " + "[" * 55 + "…"),
        ("x = " + "1" * 5_000, "line 1", "x = " + "1" * 55 + "…"),
    ],
    ids=["no equals sign", "key twice", "no such date", "no value", "nested too deeply", "number too long"],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, key: str, value: str):
    (mistake,) = mistakes_in(text)
    assert (mistake.key, mistake.value) == (key, value)


def test_an_empty_file_is_told_what_a_plan_needs():
    keys = {mistake.key for mistake in mistakes_in("")}
    assert keys == {
        "station",
        "time_zone",
        "retention_days",
        "programme",
        "themes",
        "units",
        "services",
        "points",
        "days",
    }


def test_a_file_as_windows_writes_it_loads():
    assert load("\ufeff" + SAMPLE.replace("\n", "\r\n")).points == load(SAMPLE).points


# Any change to the sample


def nodes(value: object, steps: Steps = ()) -> Iterator[Steps]:
    """Yield the way to every key and every row below ``value``."""
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in within:
        yield (*steps, step)
        yield from nodes(child, (*steps, step))


def holder(tree: Any, steps: Steps) -> Any:
    for step in steps[:-1]:
        tree = tree[step]
    return tree


def as_toml(tree: dict[str, Any]) -> str:
    return "\n".join(f"{json.dumps(key)} = {_value(value)}" for key, value in tree.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def key_path(steps: Steps) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


NODES = list(nodes(TREE))
TEXTS = [steps for steps in NODES if isinstance(holder(TREE, steps)[steps[-1]], str)]
OPTIONAL = {"projects", "project", "cut_over", "sample", "example", "batch", "special"}
KEYS = [steps for steps in NODES if isinstance(steps[-1], str) and "special" not in steps[:-1]]
REQUIRED = [steps for steps in KEYS if steps[-1] not in OPTIONAL]

ANYTHING = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.sampled_from(["P1", "notary", "committee-01", "fixed", "2023-03-18"])
    | st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\x7f"), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "P1"]), inner),
    max_leaves=5,
)


def test_the_trees_of_these_tests_are_written_as_they_were_read():
    assert tomllib.loads(as_toml(TREE)) == TREE


@unhurried
@given(steps=st.sampled_from(NODES))
def test_a_value_of_the_wrong_type_anywhere_is_told_with_its_key(steps: Steps):
    tree = copy.deepcopy(TREE)
    holder(tree, steps)[steps[-1]] = 1.5
    found = {mistake.key: mistake for mistake in mistakes_in(as_toml(tree))}
    assert found[key_path(steps)].value == "1.5"
    assert found[key_path(steps)].mend.startswith("Write ")


@unhurried
@given(steps=st.sampled_from(TEXTS), instead=st.sampled_from([["x"], {"x": 1}]))
def test_a_list_or_a_table_in_the_place_of_text_is_told_with_its_key(steps: Steps, instead: object):
    """Such a value can't be looked up among ids, which must not end the check."""
    tree = copy.deepcopy(TREE)
    holder(tree, steps)[steps[-1]] = instead
    assert key_path(steps) in {mistake.key for mistake in mistakes_in(as_toml(tree))}


@unhurried
@given(steps=st.sampled_from(REQUIRED))
def test_a_key_that_is_missing_anywhere_is_told_with_its_path(steps: Steps):
    tree = copy.deepcopy(TREE)
    del holder(tree, steps)[steps[-1]]
    assert (key_path(steps), "(missing)") in {(mistake.key, mistake.value) for mistake in mistakes_in(as_toml(tree))}


@unhurried
@given(steps=st.sampled_from(KEYS))
def test_a_misspelt_key_anywhere_is_told_with_the_key_that_was_meant(steps: Steps):
    tree = copy.deepcopy(TREE)
    table = holder(tree, steps)
    misspelt = f"{steps[-1]}x"
    table[misspelt] = table.pop(steps[-1])
    found = {mistake.key: mistake.mend for mistake in mistakes_in(as_toml(tree))}
    assert f'Did you mean "{steps[-1]}"?' in found[key_path((*steps[:-1], misspelt))]


@unhurried
@given(first=st.sampled_from(NODES), second=st.sampled_from(NODES))
def test_no_mistake_hides_another(first: Steps, second: Steps):
    """Two wrong values in different branches are both told."""
    length = min(len(first), len(second))
    if first[:length] == second[:length]:
        return
    tree = copy.deepcopy(TREE)
    for steps in (first, second):
        holder(tree, steps)[steps[-1]] = 1.5
    assert {key_path(first), key_path(second)} <= {mistake.key for mistake in mistakes_in(as_toml(tree))}


def loads_or_tells(text: str) -> None:
    try:
        load(text)
    except PlanMistakes as refused:
        told = refused.mistakes
    else:
        return
    assert told
    for mistake in told:
        assert mistake.key
        assert mistake.mend
        assert "\n" not in mistake.key + mistake.value + mistake.mend


@unhurried
@given(
    steps=st.lists(st.sampled_from(NODES), min_size=1, max_size=3), values=st.lists(ANYTHING, min_size=3, max_size=3)
)
def test_any_value_anywhere_loads_or_is_told(steps: list[Steps], values: list[object]):
    tree = copy.deepcopy(TREE)
    for way, value in zip(steps, values, strict=False):
        try:
            holder(tree, way)[way[-1]] = value
        except (LookupError, TypeError):
            continue  # an earlier change took this branch away
    loads_or_tells(as_toml(tree))


@unhurried
@given(
    start=st.integers(0, len(SAMPLE)),
    length=st.integers(0, 200),
    instead=st.text(max_size=10) | st.sampled_from(["[", "]]", '"', "=", "{", "'''", "\n", "\r", "#"]),
)
def test_any_stretch_of_the_text_replaced_loads_or_is_told(start: int, length: int, instead: str):
    loads_or_tells(SAMPLE[:start] + instead + SAMPLE[start + length :])


@unhurried
@given(st.text(max_size=200))
def test_any_text_loads_or_is_told(text: str):
    loads_or_tells(text)
