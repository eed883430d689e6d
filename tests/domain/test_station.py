"""What a loaded plan answers: which services are where and when, and which day a moment belongs to."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kiosk.domain.station import NotInPlan, Plan, load, service_list
from kiosk.paths import ASSETS

SAMPLE = (ASSETS / "plans" / "suzhou-center.toml").read_text(encoding="utf-8")
FIRST_DAY = date(2023, 3, 18)
DAY_BEFORE = date(2023, 3, 17)
unhurried = settings(deadline=None)

ZONES = (
    "Asia/Shanghai",
    "Asia/Kathmandu",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load(SAMPLE)


def plan_in(zone: str, cut_over: str = "04:00") -> Plan:
    text = SAMPLE.replace('"Asia/Shanghai"', f'"{zone}"').replace('"04:00"', f'"{cut_over}"')
    return load(text)


IN_ZONE = {zone: plan_in(zone) for zone in ZONES}


def us(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def ids(services: tuple) -> list[str]:
    return [service.id for service in services]


def test_the_default_service_leads_then_the_special_ones_of_the_day_then_the_other_fixed_ones(plan: Plan):
    offered = ids(plan.services_at("P3", FIRST_DAY))
    assert offered == ["legal-advice", "notary", "health-clinic", "business-setup", "party-members", "look-around"]


def test_on_a_day_that_is_no_service_day_a_point_offers_its_fixed_services_alone(plan: Plan):
    assert ids(plan.services_at("P3", DAY_BEFORE)) == ["legal-advice", "business-setup", "party-members", "look-around"]


def test_a_special_service_stays_at_the_points_that_its_day_names(plan: Plan):
    with_notary = [point.id for point in plan.points if plan.service("notary") in plan.services_at(point.id, FIRST_DAY)]
    assert with_notary == ["P3"]


def test_a_default_that_is_not_listed_first_still_leads():
    plan = load(SAMPLE.replace('default = "volunteering"', 'default = "charity"'))
    assert ids(plan.services_at("P12", DAY_BEFORE)) == ["charity", "volunteering", "party-reading", "look-around"]


@pytest.mark.parametrize(
    ("after", "next_date"),
    [
        (date(2020, 1, 1), FIRST_DAY),
        (DAY_BEFORE, FIRST_DAY),
        (FIRST_DAY, date(2023, 4, 1)),
        (date(2023, 12, 8), date(2023, 12, 9)),
        (date(2023, 12, 9), None),
    ],
)
def test_the_next_service_day_is_the_first_one_later_than_a_date(plan: Plan, after: date, next_date: date | None):
    found = plan.next_day(after)
    assert (found.date if found else None) == next_date


def test_service_days_stand_in_order_of_date_however_the_file_lists_them():
    first = next(line for line in SAMPLE.splitlines(keepends=True) if "date = 2023-03-18" in line)
    moved = SAMPLE.replace(first, "").replace("]\n\n# The service named", first + "]\n\n# The service named")
    assert moved.index("2023-03-18, host") > moved.index("2023-12-09, host")
    plan = load(moved)
    assert [day.date for day in plan.days] == sorted(day.date for day in plan.days)
    assert plan.days[0].host == "committee-01"


def test_a_date_without_a_service_day_has_none(plan: Plan):
    assert plan.day(DAY_BEFORE) is None
    today = plan.day(FIRST_DAY)
    assert today is not None
    assert plan.unit(today.host).form == "committee"


@pytest.mark.parametrize("what", ["point", "service", "unit", "theme", "project"])
def test_an_id_that_the_plan_lacks_is_refused_with_words(plan: Plan, what: str):
    known = getattr(plan, f"{what}s")[1]
    assert getattr(plan, what)(known.id) is known
    with pytest.raises(NotInPlan, match=f'no {what} "{known.id}-x"'):
        getattr(plan, what)(f"{known.id}-x")


def test_an_unknown_id_is_told_with_the_nearest_known_one(plan: Plan):
    with pytest.raises(NotInPlan, match='Did you mean "legal-advice"'):
        plan.service("legal-advise")
    with pytest.raises(NotInPlan, match='Did you mean "P3"'):
        plan.point("p3")


def test_the_version_is_16_hex_digits_and_changes_with_any_change_of_the_text(plan: Plan):
    assert plan.text == SAMPLE
    assert len(bytes.fromhex(plan.version)) == 8
    assert load(SAMPLE).version == plan.version
    assert load(SAMPLE + "# a comment\n").version != plan.version


def test_a_plan_cannot_be_changed(plan: Plan):
    with pytest.raises(ValidationError):
        plan.points[0].default = "look-around"  # type: ignore[misc]


# The service day of a moment


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Asia/Shanghai", datetime(2023, 3, 18, 6, 30, tzinfo=UTC), date(2023, 3, 18)),
        ("Asia/Shanghai", datetime(2023, 3, 18, 19, 59, 59, 999_999, tzinfo=UTC), date(2023, 3, 18)),
        ("Asia/Shanghai", datetime(2023, 3, 18, 20, 0, tzinfo=UTC), date(2023, 3, 19)),
        # Clocks go forward on this night: it is 04:00 two hours after 01:00, and 23 hours after the last 04:00.
        ("Europe/Berlin", datetime(2023, 3, 26, 1, 59, 59, tzinfo=UTC), date(2023, 3, 25)),
        ("Europe/Berlin", datetime(2023, 3, 26, 2, 0, tzinfo=UTC), date(2023, 3, 26)),
        # And back on this one: 25 hours after the last 04:00.
        ("Europe/Berlin", datetime(2023, 10, 29, 2, 59, 59, tzinfo=UTC), date(2023, 10, 28)),
        ("Europe/Berlin", datetime(2023, 10, 29, 3, 0, tzinfo=UTC), date(2023, 10, 29)),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", datetime(2011, 12, 30, 9, 59, tzinfo=UTC), date(2011, 12, 29)),
        ("Pacific/Apia", datetime(2011, 12, 30, 14, 0, tzinfo=UTC), date(2011, 12, 31)),
    ],
)
def test_a_moment_belongs_to_the_wall_clocks_date_and_before_four_to_the_date_before(
    zone: str, moment: datetime, day: date
):
    assert IN_ZONE[zone].service_day_of(us(moment)) == day


@pytest.mark.parametrize(
    ("zone", "moment", "offset_min"),
    [
        ("Asia/Shanghai", datetime(2023, 3, 18, tzinfo=UTC), 480),
        ("Asia/Kathmandu", datetime(2023, 3, 18, tzinfo=UTC), 345),
        ("Europe/Berlin", datetime(2023, 3, 26, 0, 59, 59, tzinfo=UTC), 60),
        ("Europe/Berlin", datetime(2023, 3, 26, 1, 0, tzinfo=UTC), 120),
        ("America/St_Johns", datetime(2023, 1, 1, tzinfo=UTC), -210),
        ("Australia/Lord_Howe", datetime(2023, 1, 1, tzinfo=UTC), 660),
        ("Australia/Lord_Howe", datetime(2023, 7, 1, tzinfo=UTC), 630),
    ],
)
def test_the_offset_is_the_zones_at_that_moment_summer_time_included(zone: str, moment: datetime, offset_min: int):
    assert IN_ZONE[zone].utc_offset_min(us(moment)) == offset_min


MOMENTS = st.datetimes(datetime(1975, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)).map(us)  # noqa: DTZ001


@unhurried
@given(zone=st.sampled_from(ZONES), at_us=MOMENTS)
def test_the_stored_offset_and_the_cut_over_alone_give_the_same_day(zone: str, at_us: int):
    """A headcount made years later has the entry's moment and offset, and must file it under the same day."""
    plan = IN_ZONE[zone]
    seconds_into_days = at_us // 1_000_000 + (plan.utc_offset_min(at_us) - 4 * 60) * 60
    assert plan.service_day_of(at_us).toordinal() == date(1970, 1, 1).toordinal() + seconds_into_days // 86_400


@unhurried
@given(at_us=MOMENTS)
def test_without_a_cut_over_the_service_day_is_the_calendar_date(at_us: int):
    local = datetime.fromtimestamp(at_us // 1_000_000, ZoneInfo("Asia/Shanghai"))
    assert AT_MIDNIGHT.service_day_of(at_us) == local.date()


AT_MIDNIGHT = plan_in("Asia/Shanghai", cut_over="00:00")


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="only POSIX lets a process change its zone")
def test_the_zone_of_the_computer_has_no_say(plan: Plan, monkeypatch: pytest.MonkeyPatch):
    at_us = us(datetime(2023, 3, 18, 19, 0, tzinfo=UTC))
    before = plan.service_day_of(at_us), plan.utc_offset_min(at_us)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "America/Los_Angeles")
        time.tzset()
        assert (plan.service_day_of(at_us), plan.utc_offset_min(at_us)) == before
    time.tzset()


# The service list


def test_the_service_list_of_a_day_has_a_row_for_each_button_of_each_point(plan: Plan):
    rows = [(row.point, row.service) for row in service_list(plan, FIRST_DAY)]
    assert rows == [
        (point.id, service.id) for point in plan.points for service in plan.services_at(point.id, FIRST_DAY)
    ]


def test_each_point_has_one_default_in_the_service_list(plan: Plan):
    defaults = {row.point: row.service for row in service_list(plan, FIRST_DAY) if row.default}
    assert defaults == {point.id: point.default for point in plan.points}


def test_a_row_of_the_service_list_says_what_the_plan_says(plan: Plan):
    row = service_list(plan, FIRST_DAY)[9]
    assert (row.point, row.point_zh, row.point_en) == ("P3", "便民服务点", "Everyday services")
    assert (row.service, row.service_zh, row.service_en) == ("notary", "公证预约", "Notary booking")
    assert (row.form, row.kind, row.project, row.default) == ("special", "government", "project-1", False)


def test_without_a_day_the_service_list_holds_every_service_of_the_year_once_a_point(plan: Plan):
    whole = [(row.point, row.service) for row in service_list(plan)]
    assert len(set(whole)) == len(whole)
    assert set(whole) == {(row.point, row.service) for day in plan.days for row in service_list(plan, day.date)}
    assert {service for _, service in whole} == {service.id for service in plan.services}
