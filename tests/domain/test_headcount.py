"""The numbers, on days small enough to count by hand."""

from dataclasses import replace
from datetime import date

from kiosk.domain.entries import Body, Entry, Redate, Visit, Void, digest_of
from kiosk.domain.headcount import MEASURES, Headcount, fold
from kiosk.domain.station import Plan, load
from kiosk.paths import ASSETS

PLAN: Plan = load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
DAY = date(2023, 3, 18)
AT_US = 1_679_121_000_000_000  # 14:30 in Suzhou
EPOCH = bytes(16)


def entry(seq: int, body: Body, *, at_us: int = AT_US, day: str = "2023-03-18") -> Entry:
    encoded = body.encode()
    return Entry(
        epoch=EPOCH,
        seq=seq,
        id=seq.to_bytes(16, "big"),
        kind=body.kind,
        at_us=at_us,
        mono_us=0,
        boot_id=bytes(16),
        day=day,
        salt=b"",
        body=encoded,
        digest=digest_of(b"", encoded),
        prev=bytes(32),
        hash=bytes(32),
    )


def visit(people: int = 1, person: str | None = None, point: str = "P3", service: str | None = None) -> Visit:
    chosen = service or PLAN.point(point).default
    return Visit(PLAN.version, point, chosen, people, "scan", 480, person)


def count(*entries: Entry, day: date = DAY) -> Headcount:
    return fold([entries], day, {PLAN.version: PLAN})


def test_groups_people_visits_visitors_and_anonymous_are_told_apart() -> None:
    counted = count(
        entry(1, visit(people=3)),
        entry(2, visit(person="aa:01")),
        entry(3, visit(person="aa:01", point="P1")),
        entry(4, visit(person="aa:02")),
    )
    assert counted.total == {"people": 6, "visits": 4, "visitors": 2, "anonymous": 1}
    by_point = counted.as_json()["by"]["point"]  # type: ignore[index]
    assert by_point["P1"] == {"people": 1, "visits": 1, "visitors": 1, "anonymous": 0}
    assert by_point["P3"] == {"people": 5, "visits": 3, "visitors": 2, "anonymous": 1}, "visitors are counted anew"


def test_each_dimension_comes_from_the_visits_own_plan_and_the_points_clock() -> None:
    service = PLAN.service(PLAN.point("P3").default)
    by = count(entry(1, visit())).by
    host = PLAN.day(DAY)
    assert host is not None
    assert {name: list(groups) for name, groups in by.items()} == {
        "point": ["P3"],
        "hour": ["14"],
        "theme": [PLAN.point("P3").theme],
        "kind": [service.kind],
        "service": [service.id],
        "project": [service.project] if service.project else [],
        "host": [host.host],
    }


def test_a_visit_under_an_unknown_plan_still_counts() -> None:
    counted = count(entry(1, replace(visit(), plan="unknown")))
    assert counted.total["visits"] == 1
    assert counted.by["theme"] == {}
    assert list(counted.by["point"]) == ["P3"]


def test_a_void_takes_back_its_visit_once_whenever_it_was_written() -> None:
    taken = Void(((2).to_bytes(16, "big").hex(),), "taken back", "visitor")
    counted = count(entry(1, taken), entry(2, visit(people=5)), entry(3, taken, day="2023-03-19"), entry(4, visit()))
    assert counted.total == {"people": 1, "visits": 1, "visitors": 0, "anonymous": 1}


def test_the_last_redate_of_an_entry_wins() -> None:
    first = Redate(EPOCH.hex(), 1, 2, "2023-03-18", "coordinator", "flat battery")
    then = Redate(EPOCH.hex(), 2, 2, "2023-04-01", "coordinator", "on second thoughts")
    entries = (
        entry(1, visit(), day="2019-01-01"),
        entry(2, visit(), day="2019-01-01"),
        entry(3, first),
        entry(4, then),
    )
    assert count(*entries).total["visits"] == 1
    assert count(*entries, day=date(2023, 4, 1)).total["visits"] == 1
    assert count(*entries, day=date(2019, 1, 1)).total["visits"] == 0


def test_a_day_that_is_no_service_day_has_no_host() -> None:
    counted = count(entry(1, visit(), day="2023-03-19"), day=date(2023, 3, 19))
    assert counted.total["visits"] == 1
    assert counted.by["host"] == {}


def test_json_has_the_published_shape_and_comes_back() -> None:
    counted = count(*(entry(n, visit(point=f"P{n}")) for n in (10, 2, 1)))
    written = counted.as_json()
    assert list(written) == ["day", *(measure.name for measure in MEASURES), "by"]
    assert list(written["by"]["point"]) == ["P1", "P2", "P10"]  # type: ignore[index, call-overload]
    assert Headcount.from_json(written).as_json() == written
