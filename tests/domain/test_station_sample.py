"""The sample plan says what the report of the first service day says, and marks the rest as examples."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from kiosk.domain.station import Form, Icon, Kind, Plan, load
from kiosk.paths import ASSETS


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load((ASSETS / "plans" / "suzhou-center.toml").read_text(encoding="utf-8"))


def test_it_holds_the_reports_numbers(plan: Plan):
    assert len(plan.points) == 12
    assert len(plan.themes) == 3
    assert len(plan.projects) == 6
    assert len(plan.days) == 20
    assert Counter(unit.form for unit in plan.units) == {"committee": 19, "alliance": 7}
    assert plan.time_zone.key == "Asia/Shanghai"


def test_there_is_a_service_day_every_second_saturday_from_18_march_2023(plan: Plan):
    assert plan.days[0].date == date(2023, 3, 18)
    assert {later.date - earlier.date for earlier, later in pairwise(plan.days)} == {timedelta(weeks=2)}
    assert {day.date.isoweekday() for day in plan.days} == {6}


def test_the_19_committees_host_in_turn(plan: Plan):
    hosts = [day.host for day in plan.days]
    assert sorted(hosts[:19]) == sorted(unit.id for unit in plan.units if unit.form == "committee")
    assert hosts[19] == hosts[0]


def test_what_the_report_does_not_name_is_named_as_an_example(plan: Plan):
    """No made-up organisation may look like a real one."""
    assert plan.sample
    for made_up in (*plan.units, *plan.projects):
        assert made_up.example
        assert made_up.name.zh.startswith("示例")
        assert made_up.name.en.startswith("Example")


def test_all_kinds_are_there_as_fixed_and_as_special_services(plan: Plan):
    offered = {(service.form, service.kind) for service in plan.services}
    assert offered == {(form, kind) for form in Form for kind in Kind}


def test_every_point_offers_4_to_6_services_on_every_day(plan: Plan):
    """Six buttons are what the Ready screen shows without paging."""
    for day in (date(2023, 3, 17), *(day.date for day in plan.days)):
        for point in plan.points:
            assert 4 <= len(plan.services_at(point.id, day)) <= 6


def test_every_service_day_has_special_services_and_every_theme_has_points(plan: Plan):
    assert all(day.special for day in plan.days)
    assert {point.theme for point in plan.points} == {theme.id for theme in plan.themes}


def test_names_are_short_enough_for_a_button(plan: Plan):
    for service in plan.services:
        assert len(service.name.zh) <= 6
        assert len(service.name.en) <= 22


def test_every_icon_is_used_by_a_service(plan: Plan):
    """An icon that no service shows would be drawn for nothing, and never looked at."""
    assert {service.icon for service in plan.services} == set(Icon)
