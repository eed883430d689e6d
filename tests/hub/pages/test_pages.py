"""The coordinator's page: who may see it, what it says, and that nothing on it can be turned against whoever looks."""

import csv
import html
import io
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kiosk.domain.headcount import Headcount
from kiosk.domain.statement import Completeness, Excepted, Lack, Missing, Part, State, Statement, as_file
from kiosk.domain.station import Name, Plan
from kiosk.hub.accounts import Accounts
from kiosk.hub.alarms import Alarm, Pair
from kiosk.hub.pages import frame
from kiosk.hub.pages.words import WORDS, Words
from kiosk.keys.device import DeviceKey

DAY, PAST = date(2023, 3, 18), date(2023, 3, 4)
NAME, PASSWORD = "王站长", "a long enough password"
MINUTE_US = 60_000_000
BASE = "https://hub.test"
PAGES = ("/", f"/day/{PAST}", "/days", "/devices", f"/day/{DAY}/close")
FILES = (f"/report/{DAY}.csv", f"/report/{DAY}.xlsx", f"/report/{DAY}.pdf", f"/statement/{DAY}.json")
HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"


@pytest.fixture
def stranger(app: FastAPI) -> TestClient:
    """Return a browser that nobody has logged in with."""
    return TestClient(app, base_url=BASE, follow_redirects=False)


@pytest.fixture
def browser(app: FastAPI, accounts: Accounts) -> TestClient:
    """Return a browser in which a coordinator is logged in."""
    made = TestClient(app, base_url=BASE)
    assert log_in(made).status_code == 200
    return made


def log_in(client: TestClient, password: str = PASSWORD, **values: str) -> Any:
    form = client.get("/login")
    sent = {"name": NAME, "password": password, "csrf": token_in(form.text), **values}
    return client.post("/login", data=sent)


def token_in(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def text_of(page: str) -> str:
    """Return the words of a page, as a person reads them."""
    body = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


# Who may come in


@pytest.mark.parametrize("address", [*PAGES, *FILES, f"/day?date={DAY}"])
def test_whoever_is_not_logged_in_is_sent_to_the_door(stranger: TestClient, address: str) -> None:
    answer = stranger.get(address)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")
    assert answer.text == ""


def test_whoever_is_not_logged_in_hears_nothing(stranger: TestClient) -> None:
    answer = stranger.get("/events")
    assert (answer.status_code, answer.text) == (401, "")


def test_the_right_password_leads_to_the_page_that_was_wanted(stranger: TestClient) -> None:
    door = stranger.get("/devices").headers["location"]
    form = stranger.get(door)
    wanted = re.search(r'name="next" value="([^"]+)"', form.text)
    assert wanted is not None
    inside = log_in(stranger, next=wanted[1])
    assert (inside.status_code, inside.headers["location"]) == (303, "/devices")
    assert stranger.get("/devices").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", "/\nx"]
)
def test_a_link_can_not_lead_away_after_the_door(stranger: TestClient, elsewhere: str) -> None:
    assert log_in(stranger, next=elsewhere).headers["location"] == "/"
    answer = stranger.get("/language/en", params={"back": elsewhere})
    assert answer.headers["location"] == "/"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(stranger: TestClient) -> None:
    stranger.get("/language/en")
    cookies = [*log_in(stranger).headers.get_list("set-cookie"), *stranger.get("/login").headers.get_list("set-cookie")]
    assert {one.partition("=")[0] for one in cookies} == {"__Host-session", "__Host-login"}
    for one in (one.lower() for one in cookies):
        assert all(flag in one for flag in ("httponly", "secure", "samesite=strict", "path=/")), one


def test_a_wrong_password_stays_outside_and_says_nothing_of_the_name(stranger: TestClient) -> None:
    wrong = log_in(stranger, "wrong password")
    nobody = log_in(stranger, name="nobody")
    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert text_of(wrong.text) == text_of(nobody.text)
    assert stranger.get("/").status_code == 303


def test_too_many_tries_lock_and_the_page_says_until_when(stranger: TestClient) -> None:
    for _ in range(5):
        log_in(stranger, "wrong password")
    locked = log_in(stranger)
    assert locked.status_code == 429
    assert "16:33" in text_of(locked.text)


def test_a_form_from_elsewhere_is_refused_at_the_door(stranger: TestClient) -> None:
    stranger.get("/login")
    forged = stranger.post("/login", data={"name": NAME, "password": PASSWORD, "csrf": "x"})
    assert forged.status_code == 403
    assert stranger.get("/").status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        f"/day/{DAY}/close",
        f"/day/{DAY}/without",
        "/devices/enrol",
        f"/devices/{'01' * 16}/confirm",
        f"/devices/{'01' * 16}/revoke",
        f"/devices/{'01' * 16}/retire",
        "/logout",
    ],
)
@pytest.mark.parametrize("csrf", [{}, {"csrf": ""}, {"csrf": "x" * 43}])
def test_a_form_without_its_token_does_nothing(
    browser: TestClient, hub: Any, address: str, csrf: dict[str, str]
) -> None:
    sent = {"point": "P1", "device": "01" * 16, "reason": "because", **csrf}
    assert browser.post(address, data=sent).status_code == 403
    assert hub.done == []
    assert browser.get("/").url.path == "/", "still logged in"


def test_logging_out_ends_the_session_itself(browser: TestClient) -> None:
    session = browser.cookies["__Host-session"]
    browser.post("/logout", data={"csrf": token_in(browser.get("/").text)})
    browser.cookies.set("__Host-session", session)
    assert browser.get("/", follow_redirects=False).status_code == 303


def test_a_form_that_is_too_long_is_not_read(stranger: TestClient) -> None:
    assert stranger.post("/login", data={"name": "x" * 70_000}).status_code == 413
    endless = stranger.post(
        "/login", content=iter([b"name=x"]), headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert endless.status_code == 413


# What holds for every page


@pytest.mark.parametrize(
    "address",
    [*PAGES, *FILES[:3], "/login", "/day/2023-99-99", "/statement/1999-01-01.json", "/static/hub.css", "/static/x"],
)
def test_every_answer_has_the_headers_that_keep_it_safe(browser: TestClient, address: str) -> None:
    headers = browser.get(address).headers
    policy = headers["content-security-policy"]
    assert policy == frame.CONTENT_SECURITY_POLICY
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert ("no-store" in headers["cache-control"]) is not address.endswith(".css")


def test_the_answer_that_leads_to_the_door_has_them_too(stranger: TestClient) -> None:
    assert stranger.get("/").headers["content-security-policy"] == frame.CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_refers_to_no_other_host_and_holds_nothing_that_its_policy_blocks(
    browser: TestClient, hub: Any, address: str, language: str
) -> None:
    hub.known = (replace(hub.known[0], state="pending", six_digits="042 917"), *hub.known[1:])
    browser.get(f"/language/{language}")
    page = browser.get(address).text
    without_names = page.replace('xmlns="http://www.w3.org/2000/svg"', "").replace(
        'xmlns:xlink="http://www.w3.org/1999/xlink"', ""
    )
    assert "//" not in without_names, re.findall(r".{30}//.{30}", without_names)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize("address", [*PAGES, "/login"])
@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_a_page_is_made_for_ears_and_keys_too(browser: TestClient, address: str, language: str, tag: str) -> None:
    browser.get(f"/language/{language}")
    page = browser.get(address).text
    assert f'<html lang="{tag}">' in page
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert 'href="#page"' in page
    fields = re.findall(r"<(?:input|select)[^>]* id=\"([^\"]+)\"", page)
    assert set(fields) == set(re.findall(r"<label for=\"([^\"]+)\"", page)), "every field has its label"
    ids = re.findall(r"\sid=\"([^\"]+)\"", page)
    assert len(set(ids)) == len(ids)
    assert all(one in ids for one in re.findall(r"aria-labelledby=\"([^\"]+)\"", page))


def test_every_word_is_there_in_both_languages() -> None:
    for key, (chinese, english) in WORDS.items():
        assert chinese.strip(), key
        assert english.strip(), key
        if key not in {"other_language", "not_told", "alarm_other"}:
            assert re.search(r"[\u3000-\u9fff]|^\{", chinese), f"{key} has no Chinese: {chinese}"
            assert not re.search(r"[\u4e00-\u9fff]", english), f"{key} has no English: {english}"
        fields = [set(re.findall(r"{(\w+)}", one)) for one in (chinese, english)]
        assert fields[0] - {"n"} == fields[1] - {"n"}, key
    assert not [key for key, words in WORDS.items() if re.search("来访|通行码|封存|终端|数据同步", words[0])]


def test_one_is_not_many_in_english() -> None:
    assert Words("en")("lack_not_received", n=1) == "1 entry not uploaded"
    assert Words("en")("lack_not_received", n=1_200) == "1,200 entries not uploaded"
    assert Words("zh")("lack_not_received", n=1) == "有 1 条未上传"


def test_the_language_is_chinese_until_another_is_chosen(browser: TestClient) -> None:
    page = browser.get("/").text
    assert "2023年3月18日 星期六" in text_of(page)
    link = re.search(r'href="(/language/en[^"]*)"', page)
    assert link is not None
    there = browser.get(html.unescape(link[1]))
    assert there.url.path == "/"
    assert "18 March 2023 Saturday" in text_of(there.text)
    assert "2023年3月18日" in text_of(browser.get("/language/zh").text)
    assert browser.get("/language/fr").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_names_from_outside_stay_text(browser: TestClient, hub: Any, accounts: Accounts, address: str) -> None:
    plan: Plan = hub.plan("suzhou-center")
    hostile = Name.model_construct(zh=HOSTILE, en=HOSTILE)
    renamed = {
        "points": tuple(point.model_copy(update={"name": hostile}) for point in plan.points),
        "station": plan.station.model_copy(update={"name": hostile}),
        "units": tuple(unit.model_copy(update={"name": hostile}) for unit in plan.units),
        "services": tuple(service.model_copy(update={"name": hostile}) for service in plan.services),
        "themes": tuple(theme.model_copy(update={"name": hostile}) for theme in plan.themes),
    }
    hub.plans = {plan.station.id: plan.model_copy(update=renamed)}
    hub.known = (
        replace(hub.known[0], health={"program": HOSTILE, "camera": HOSTILE}, state="pending", six_digits="<b>123"),
        replace(hub.known[1], health={"program": HOSTILE, "camera": HOSTILE}, point=HOSTILE),
    )
    hub.alarm_list = (Alarm(HOSTILE, HOSTILE, HOSTILE, None, 3),)
    hub.pair_list = (Pair(HOSTILE, HOSTILE, "P2", hub.at_us, hub.at_us),)
    excepted = (Excepted("02" * 16, "P2", HOSTILE, HOSTILE, 1),)
    missing = (Missing(HOSTILE, HOSTILE, Lack.HELD, None, 1),)
    hub.states = {day: Completeness(State.INCOMPLETE, missing, excepted) for day in (DAY, PAST)}
    accounts.add(HOSTILE, PASSWORD)
    log_in(browser, name=HOSTILE)
    page = browser.get(address).text
    assert html.unescape(page).count(HOSTILE) > 1
    assert "<script>" not in page
    assert "<b>" not in page
    assert "49" not in text_of(page).split(), "a name was taken for a template"


# Today


def test_today_says_how_many_and_that_it_is_at_least_so_many(browser: TestClient) -> None:
    said = text_of(browser.get("/").text)
    assert "截至 16:32" in said
    assert "到访人次 People 6,200 至少" in said
    assert "签到次数 Visits 4,920 至少" in said
    assert re.search(r"持码访客 Visitors 1,711 至少 人均 1.9 个点 免码签到 1,670 次", said)
    assert "今日轮值单位 示例党工委01" in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_at_least_stands_at_every_number_until_the_day_is_complete(
    browser: TestClient, hub: Any, language: str
) -> None:
    browser.get(f"/language/{language}")
    least = Words("zh" if language == "zh" else "en")("at_least")
    figures = ("numbers", "hours", "points")
    parts = sections(browser.get("/").text)
    assert [parts[one].count(f'class="least">{least}<') for one in figures] == [3, 1, 1]
    hub.states[DAY] = Completeness(State.COMPLETE)
    parts = sections(browser.get("/").text)
    assert [parts[one].count("least") for one in figures] == [0, 0, 0]
    assert least not in text_of(browser.get("/").text)


def sections(page: str) -> dict[str, str]:
    """Return what stands in each part of a page that is kept new, by its id."""
    found = re.split(r'<\w+[^>]* id="(\w+)"[^>]*data-live', page)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_only_what_has_happened_is_drawn_and_the_running_hour_is_hatched(browser: TestClient, hub: Any) -> None:
    hours = sections(browser.get("/").text)["hours"]
    assert hours.count("<rect") == 4
    assert hours.count('class="unfinished"') == 1
    assert re.findall(r'class="value">([^<]+)', hours) == ["414", "1,822", "2,733", "1,231"]
    assert re.findall(r'<th scope="row">([^<]+)', hours) == ["13 时", "14 时", "15 时", "16 时（未完）"]
    hub.at_us += 5 * 60 * MINUTE_US
    log_in(browser)
    later = sections(browser.get("/").text)["hours"]
    assert re.findall(r'<th scope="row">([^<]+)', later)[-2:] == ["20 时", "21 时（未完）"], "quiet hours happened too"
    hub.counts[PAST] = replace(hub.counts[DAY], day=PAST)
    past = sections(browser.get(f"/day/{PAST}").text)["hours"]
    assert "unfinished" not in past
    assert "未完" not in past


def test_hours_after_midnight_come_last(browser: TestClient, hub: Any) -> None:
    hub.counts[PAST] = numbers(hour={"23": 5, "00": 2, "01": 1})
    hours = sections(browser.get(f"/day/{PAST}").text)["hours"]
    assert re.findall(r'<th scope="row">([^<]+)', hours) == ["23 时", "0 时", "1 时"]


def numbers(**by: dict[str, int]) -> Headcount:
    """Return a headcount with so many people of each value of these dimensions."""

    def counts(people: int) -> dict[str, int]:
        return {"people": people, "visits": people, "visitors": 0, "anonymous": people}

    names = ("point", "hour", "theme", "kind", "service", "project", "host")
    groups = {name: {value: counts(people) for value, people in by.get(name, {}).items()} for name in names}
    return Headcount(PAST, counts(sum(next(iter(by.values())).values())), groups)


def test_an_average_is_given_only_where_somebody_had_a_pass(browser: TestClient, hub: Any) -> None:
    hub.counts[DAY] = replace(numbers(point={"P1": 9}), day=DAY)
    assert "人均" not in text_of(browser.get("/").text)


def test_the_kinds_of_service_add_up_to_a_hundred(browser: TestClient, hub: Any) -> None:
    hub.counts[PAST] = numbers(kind={"party": 1, "government": 1, "business": 1}, hour={"14": 3})
    kinds = re.findall(r"<strong>(\d+)%", sections(browser.get(f"/day/{PAST}").text)["hours"])
    assert sum(map(int, kinds)) == 100
    assert sorted(kinds) == ["0", "33", "33", "34"]


def test_a_point_that_an_earlier_plan_had_is_not_lost(browser: TestClient, hub: Any) -> None:
    hub.counts[PAST] = numbers(point={"P1": 4, "P77": 3})
    assert "未知点位 P77 3" in text_of(browser.get(f"/day/{PAST}").text)


def test_every_point_says_how_far_its_entries_are(browser: TestClient, hub: Any) -> None:
    hub.known = (
        *(one for one in hub.known if one.point not in {"P9", "P10"}),
        replace(hub.known[8], waiting=17),
    )
    states = hub.completeness("", DAY).missing
    clone = Missing("03" * 16, "P3", Lack.CLONE, None, 0)
    sealed = tuple(one for one in states if one.point != "P1")
    hub.states[DAY] = Completeness(State.INCOMPLETE, (*sealed, clone))
    rows = re.findall(r'<td class="record (\w+)">.*?</span> ([^<]+)</td>', browser.get("/").text)
    assert rows[0] == ("good", "已锁定")
    assert rows[1] == ("good", "已上传")
    assert rows[2] == ("bad", "待处理")
    assert rows[8] == ("bad", "17 条未上传")
    assert rows[9] == ("bad", "没有设备")


@pytest.mark.parametrize(
    "kind", ["silent", "clock", "disk", "camera", "fork", "clone", "quarantine", "waiting", "held"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_alarm_says_who_what_since_when_and_what_to_do(
    browser: TestClient, hub: Any, kind: str, language: str
) -> None:
    browser.get(f"/language/{language}")
    hub.alarm_list = (Alarm(kind, "P9", "09" * 16, hub.at_us - 4 * MINUTE_US, 17),)
    part = sections(browser.get("/").text)["attention"]
    said = html.unescape(re.sub(r"<[^>]*>", " ", part))
    say = Words("zh" if language == "zh" else "en")
    assert ("9 号点" if language == "zh" else "Point 9") in said
    assert say("since", time="16:28") in said
    assert say(f"do_{kind}") in said
    assert f'href="/devices#d-{"09" * 16}"' in part
    assert "(1)" in said


def test_people_who_wait_come_first(browser: TestClient, hub: Any) -> None:
    hub.alarm_list = (Alarm("clock", "P1", "01" * 16, None, 75), Alarm("help", "P2", "02" * 16, None))
    part = sections(browser.get("/").text)["attention"]
    assert part.index("请求帮助") < part.index("时钟")


def test_a_clock_and_a_disk_are_told_in_figures(browser: TestClient, hub: Any) -> None:
    hub.change("P4", clock_off_s=-75.4)
    hub.change("P5", health={"free_mb": 300, "disk_is_enough": False})
    hub.alarm_list = (Alarm("clock", "P4", "04" * 16, None), Alarm("disk", "P5", "05" * 16, None))
    said = text_of(browser.get("/").text)
    assert "时钟相差 75 秒。" in said
    assert "剩 300 MB。" in said


def test_when_nothing_is_wrong_it_says_so(browser: TestClient) -> None:
    assert "一切正常，无需处理。" in text_of(browser.get("/").text)


def test_the_same_pass_at_two_points_is_shown_without_the_whole_pass(browser: TestClient, hub: Any) -> None:
    hub.pair_list = (Pair("00112233:0123456789abcdef", "P1", "P2", hub.at_us - MINUTE_US, hub.at_us),)
    page = browser.get("/").text
    assert "…abcdef" in page
    assert "0123456789abcdef" not in page


def test_a_day_that_is_no_service_day_says_so_and_names_the_next(browser: TestClient, hub: Any) -> None:
    hub.at_us += 24 * 60 * MINUTE_US
    log_in(browser)
    said = text_of(browser.get("/").text)
    assert "今天不是轮值活动日" in said
    assert "2023年4月1日，示例党工委02" in said


def test_before_the_cut_over_it_is_still_the_day_before(browser: TestClient, hub: Any) -> None:
    hub.at_us += 11 * 60 * MINUTE_US  # 03:32
    log_in(browser)
    assert "2023年3月18日 星期六" in text_of(browser.get("/").text)


# Another day, and closing one


def test_any_past_day_is_shown_with_what_is_missing(browser: TestClient, hub: Any) -> None:
    hub.counts[PAST] = numbers(point={"P1": 4_321})
    missing = (Missing("09" * 16, "P9", Lack.NOT_RECEIVED, hub.at_us - 14 * 24 * 60 * MINUTE_US, 17),)
    hub.states[PAST] = Completeness(State.INCOMPLETE, missing)
    hub.alarm_list = (Alarm("silent", "P1", "01" * 16, None),)
    found = browser.get("/day", params={"date": str(PAST)})
    assert found.url.path == f"/day/{PAST}"
    said = text_of(found.text)
    assert "2023年3月4日 星期六" in said
    assert "4,321 至少" in said
    assert "9 号点“金融服务点” 有 17 条未上传。 最后联络 3月4日 16:32" in said
    assert "失去联络" not in said, "today's alarms are no news of that day"


def test_a_complete_day_says_so_and_hands_out_its_statement(browser: TestClient, hub: Any) -> None:
    hub.states[PAST], hub.statements[PAST] = Completeness(State.COMPLETE), b'{"statement": ""}'
    page = browser.get(f"/day/{PAST}").text
    assert "所有设备已锁定，数字不再变动。" in text_of(page)
    assert f'href="/statement/{PAST}.json"' in page
    assert "/close" not in page
    assert browser.get(f"/statement/{PAST}.json").content == b'{"statement": ""}'


def test_a_day_that_went_without_a_device_names_it_and_who_decided(browser: TestClient, hub: Any) -> None:
    hub.states[PAST] = Completeness(State.COMPLETE_EXCEPT, (), (Excepted("09" * 16, "P9", "被盗", "李站长", 17),))
    said = text_of(browser.get(f"/day/{PAST}").text)
    assert "除下列设备外完整" in said
    assert "9 号点“金融服务点” 被盗（李站长 决定） 已知 17 条未收到" in said
    assert "至少" in said


@pytest.mark.parametrize(
    "address", ["/day/2023-99-99", "/day/x", "/report/2023-99-99.csv", f"/report/{DAY}.exe", "/day?date=x"]
)
def test_what_is_no_day_is_a_page_that_says_so(browser: TestClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text


def test_past_service_days_are_listed(browser: TestClient) -> None:
    page = browser.get("/days").text
    assert f'href="/day/{DAY}"' in page
    assert "2023-04-01" not in page, "it has not happened"


def test_closing_shows_what_is_missing_first_and_asks_in_the_coordinators_name(browser: TestClient, hub: Any) -> None:
    page = browser.get(f"/day/{DAY}/close").text
    assert "9 号点“金融服务点” 尚未锁定" in text_of(page)
    assert hub.done == [], "looking closes nothing"
    answer = browser.post(f"/day/{DAY}/close", data={"csrf": token_in(page)})
    assert hub.done == [("close", "suzhou-center", DAY, NAME)]
    assert "已请各设备锁定" in answer.text
    hub.states[DAY] = Completeness(State.COMPLETE)
    assert "统计凭证已生成" in browser.post(f"/day/{DAY}/close", data={"csrf": token_in(page)}).text


def test_closing_is_never_the_loudest_button(browser: TestClient) -> None:
    page = browser.get("/").text
    assert 'class="main"' not in page
    assert re.search(rf'<a class="button" href="/day/{DAY}/close">', page)


def test_a_day_to_come_can_not_be_closed(browser: TestClient, hub: Any) -> None:
    csrf = token_in(browser.get("/").text)
    assert browser.get("/day/2023-04-01/close").status_code == 404
    assert browser.post("/day/2023-04-01/close", data={"csrf": csrf}).status_code == 404
    assert hub.done == []


def test_going_without_a_device_takes_a_reason(browser: TestClient, hub: Any) -> None:
    csrf = token_in(browser.get("/").text)
    sent = {"csrf": csrf, "device": "09" * 16, "reason": "  "}
    browser.post(f"/day/{DAY}/without", data=sent)
    browser.post(f"/day/{DAY}/without", data={**sent, "device": "ff" * 16, "reason": "because"})
    assert hub.done == []
    done = browser.post(f"/day/{DAY}/without", data={**sent, "reason": "被盗"})
    assert hub.done == [("write off", "suzhou-center", "09" * 16, DAY, "被盗", NAME)]
    assert "已记下" in done.text


# Devices


def test_devices_show_how_they_are(browser: TestClient, hub: Any) -> None:
    hub.change("P9", waiting=17, last_seen_us=hub.at_us - 4 * MINUTE_US)
    hub.change("P4", clock_off_s=75.0)
    hub.change("P11", health={"camera": "gone", "disk_is_enough": False})
    hub.change("P12", health={}, last_seen_us=None, clock_off_s=None)
    page = browser.get("/devices").text
    row = {point: text_of(f"<main{part}</main>") for point, part in device_rows(page).items()}
    assert "16:31 0 正常 剩 40 GB 准确 0.1.0" in row["01"]
    assert "▲ 16:28 ▲ 17 正常" in row["09"]
    assert "▲ 差 75 秒" in row["04"]
    assert "▲ 不可用 ▲ 不足" in row["0b"]
    assert "▲ 从未联络 0 — — — —" in row["0c"]


def device_rows(page: str) -> dict[str, str]:
    found = re.split(r'id="d-([0-9a-f]{32})"', page)
    return {device[:2]: part for device, part in zip(found[1::2], found[2::2], strict=True)}


def test_enrolling_shows_a_code_once(browser: TestClient, hub: Any) -> None:
    page = browser.post("/devices/enrol", data={"csrf": token_in(browser.get("/devices").text), "point": "P3"}).text
    assert hub.done == [("enrol", "suzhou-center", "P3", NAME)]
    typed = re.search(r'<dd class="typed">((?:[0-9A-Z]{4}-){9}[0-9A-Z*~$=]{4})</dd>', page)
    assert typed is not None
    assert "https://hub.example:8443" in page
    assert '<svg class="code"' in page
    assert "16:47" in text_of(page)
    again = browser.get("/devices").text
    assert typed[1] not in again


def test_a_point_that_is_not_in_the_plan_gets_no_code(browser: TestClient, hub: Any) -> None:
    answer = browser.post("/devices/enrol", data={"csrf": token_in(browser.get("/devices").text), "point": "P99"})
    assert answer.status_code == 409
    assert "P99" in answer.text
    assert hub.done == []


def test_a_pending_device_shows_its_six_digits_and_is_confirmed(browser: TestClient, hub: Any) -> None:
    hub.change("P4", state="pending", six_digits="042 917")
    page = browser.get("/devices").text
    assert "042 917" in text_of(page)
    done = browser.post(f"/devices/{'04' * 16}/confirm", data={"csrf": token_in(page)})
    assert hub.done == [("confirm", "04" * 16, NAME)]
    assert "已确认" in done.text


@pytest.mark.parametrize("action", ["revoke", "retire"])
def test_a_device_is_ended_with_a_reason_in_a_name(browser: TestClient, hub: Any, action: str) -> None:
    csrf = token_in(browser.get("/devices").text)
    browser.post(f"/devices/{'04' * 16}/{action}", data={"csrf": csrf, "reason": "被盗"})
    assert hub.done == [(action, "04" * 16, NAME, "被盗")]
    assert browser.post(f"/devices/{'ff' * 16}/{action}", data={"csrf": csrf}).status_code == 404
    assert len(hub.done) == 1


# Files


def test_the_csv_says_what_the_page_says(browser: TestClient) -> None:
    answer = browser.get(f"/report/{DAY}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="suzhou-center-{DAY}.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0]["people"] == "6200"
    assert rows[0]["bound"] == "至少"


def test_the_workbook_has_a_chart_and_the_statement(browser: TestClient, hub: Any, statement: bytes) -> None:
    hub.statements[DAY], hub.states[DAY] = statement, Completeness(State.COMPLETE)
    answer = browser.get(f"/report/{DAY}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert sum(len(sheet._charts) for sheet in book) > 0
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None}
    assert "6200" in cells
    digest = json.loads(statement)["statement"]
    assert any(Statement.of(json.loads(digest)).hash in cell for cell in cells)


def test_the_page_to_hand_over_is_a_pdf_in_the_persons_language(browser: TestClient) -> None:
    chinese = browser.get(f"/report/{DAY}.pdf").content
    browser.get("/language/en")
    english = browser.get(f"/report/{DAY}.pdf").content
    assert chinese.startswith(b"%PDF-")
    assert english.startswith(b"%PDF-")
    assert chinese != english


@pytest.fixture
def statement(hub: Any) -> bytes:
    part = Part("01" * 16, "02" * 16, 9, "03" * 32, 9, None, None)
    counted = hub.headcount("", DAY).as_json()
    made = Statement("suzhou-center", str(DAY), 1, "COMPLETE", counted, (part,), (), (), ("v1",), hub.at_us)
    return as_file(made, DeviceKey.new())


def test_a_statement_that_is_not_there_is_a_page_that_says_so(browser: TestClient) -> None:
    answer = browser.get(f"/statement/{DAY}.json")
    assert answer.status_code == 404
    assert "没有统计凭证" in answer.text


# Several stations


@pytest.fixture
def two_stations(hub: Any) -> Any:
    plan: Plan = hub.plan("suzhou-center")
    other = plan.station.model_copy(update={"id": "other", "name": Name.model_construct(zh="另一服务站", en="Other")})
    hub.plans["other"] = plan.model_copy(update={"station": other})
    return hub


def test_several_stations_have_a_total_and_visitors_are_not_added_up(browser: TestClient, two_stations: Any) -> None:
    said = text_of(browser.get("/").text)
    assert "另一服务站" in said
    assert "合计 至少 12,400 至少 9,840 —" in said


@pytest.mark.parametrize("path", ["/", "/devices", "/days", f"/day/{PAST}"])
def test_a_chosen_station_stays_chosen(browser: TestClient, two_stations: Any, path: str) -> None:
    page = browser.get(f"{path}?station=other").text
    assert "另一服务站" in page
    links = re.findall(r'(?:href|action)="(/(?:day|days|devices|report|statement)?(?:/[^"]*)?(?:\?[^"]*)?)"', page)
    assert links
    own = [
        link for link in links if link not in {"/", "/day"} and not link.startswith(("/static", "/language", "/logout"))
    ]
    assert own
    assert all("station=other" in link for link in own), own


def test_a_station_that_is_not_there_is_a_page_that_says_so(browser: TestClient, two_stations: Any) -> None:
    for path in ("/?station=x", "/devices?station=x", f"/report/{DAY}.csv?station=x"):
        assert browser.get(path).status_code == 404
