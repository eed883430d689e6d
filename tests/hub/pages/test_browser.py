"""The coordinator's page in a real browser: it is live, can be used by keys, and nothing on it is blocked or lost."""

import csv
import io
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from socket import socket
from typing import Any

import httpx2
import openpyxl
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from kiosk.domain.statement import Completeness, Excepted, State
from kiosk.hub.accounts import Accounts
from kiosk.hub.alarms import Alarm, Pair
from kiosk.hub.pages import live

NAME, PASSWORD = "王站长", "a long enough password"
MINUTE_US = 60_000_000
CHROMIUM = "/usr/bin/chromium"
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = ("/", "/day/2023-03-04", "/days", "/devices", "/day/2023-03-18/close", "/day/never")

CONTRASTS = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const linear = (c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
    const [r, g, b] = parts(colour).map((c) => linear(c / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if ((parts(colour)[3] ?? 1) > 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || node.closest("script, style") || !node.checkVisibility()) continue;
    const style = getComputedStyle(node);
    const colour = node instanceof SVGElement ? style.fill : style.color;
    const [more, less] = [light(colour), light(ground(node))].sort((a, b) => b - a);
    const needed = node.matches(".sign, .dot") ? 3 : 7;
    found.push({ text: walker.currentNode.data.trim(), ratio: (more + .05) / (less + .05), needed });
  }
  return found;
}"""
"""Every text that shows, with its contrast on its ground (WCAG 2) and what it needs: a shape less than a word."""


@dataclass
class Served:
    """The pages on a port of this machine."""

    address: str
    stop: Callable[[], None]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture
def served(app: FastAPI) -> Iterator[Served]:
    with closing(socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # whoever comes before the server is ready waits
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()

        def stop() -> None:
            server.should_exit = True
            app.state.pages.stop()
            thread.join()

        yield Served(f"http://localhost:{listening.getsockname()[1]}", stop)
        stop()


@pytest.fixture
def context(chromium: Browser, served: Served) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=served.address, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, served: Served) -> Iterator[Page]:
    """Return a tab in which a coordinator looks at today; it must not ask another host or meet its own policy."""
    tab = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    log_in(tab)
    yield tab
    assert {url.split("/")[2] for url in asked if not url.startswith("blob:")} == {served.address.split("/")[2]}
    assert not [line for line in said if "Failed to load resource" not in line and "ERR_" not in line]


def log_in(tab: Page) -> None:
    tab.goto("/")
    tab.get_by_label("姓名").fill(NAME)
    tab.get_by_label("密码").fill(PASSWORD)
    tab.get_by_role("button", name="登录").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("2023年3月18日")


def people(tab: Page) -> Any:
    return tab.locator('[data-number="people"]')


def test_a_check_in_shows_without_a_reload(page: Page, hub: Any) -> None:
    page.evaluate("window.mark = 'the same page'")
    expect(people(page)).to_have_text("6,200")
    hub.check_in("P1")
    expect(people(page)).to_have_text("6,201")
    expect(page.locator("#points tbody tr").first).to_contain_text("584")
    expect(page.locator("#hours .value").last).to_have_text("1,232")
    hub.alarm_list = (Alarm("help", "P2", "02" * 16, hub.at_us),)
    hub.touch()
    expect(page.get_by_role("region", name=re.compile("需要处理"))).to_contain_text("有人请求帮助")
    assert page.evaluate("window.mark") == "the same page"


def test_what_somebody_is_doing_is_left_alone(page: Page, hub: Any) -> None:
    page.goto("/devices")
    page.locator(f"#act-{'01' * 16}").click()
    reason = page.locator(f"#retire-{'01' * 16}")
    reason.fill("搬走了")
    with page.expect_response("**/devices"):
        hub.change("P2", state="pending", six_digits="042 917")
    expect(page.locator("#pending")).to_contain_text("042 917")
    expect(reason).to_have_value("搬走了")
    expect(reason).to_be_focused()


def test_the_focus_stays_where_it_was(page: Page, hub: Any) -> None:
    page.get_by_role("link", name="XLSX").focus()
    hub.at_us += MINUTE_US
    hub.check_in("P1")
    expect(page.locator("#headline")).to_contain_text("16:33")
    expect(page.get_by_role("link", name="XLSX")).to_be_focused()


def test_the_page_says_when_its_numbers_stand_still(page: Page, served: Served) -> None:
    expect(page.locator("#offline")).to_be_hidden()
    served.stop()
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#offline")).to_contain_text("16:32")


def test_a_page_whose_session_is_over_goes_to_the_door(page: Page, hub: Any, accounts: Accounts) -> None:
    accounts.set_password(NAME, PASSWORD)
    hub.check_in("P1")
    expect(page.get_by_role("button", name="登录")).to_be_visible()


def test_the_three_files_open(page: Page, tmp_path: Path) -> None:
    files = {}
    for form in ("CSV", "XLSX", "PDF"):
        with page.expect_download() as download:
            page.get_by_role("link", name=form).click()
        files[form] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[form])
    rows = list(csv.reader(io.StringIO(files["CSV"].read_text("utf-8-sig"), newline="")))
    assert "6200" in rows[1]
    book = openpyxl.load_workbook(files["XLSX"])
    assert any(cell.value == 6200 for sheet in book for row in sheet for cell in row)
    said = subprocess.run(["pdftotext", files["PDF"], "-"], capture_output=True, check=True).stdout.decode()
    assert "6,200" in said
    assert "苏州中心党群服务站" in said, "the Chinese can be read out of the file"


def test_everything_is_reached_by_keys(context: BrowserContext) -> None:
    tab = context.new_page()
    tab.goto("/login")
    expect(tab.locator("input[name=name]")).to_be_focused()  # the first field is ready
    tab.keyboard.type(NAME)
    tab.keyboard.press("Tab")
    tab.keyboard.type(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("2023年3月18日")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(tab.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    reachable = "a[href], button, summary, input:not([type=hidden]), select"
    for path in ("/", "/devices"):
        tab.goto(path)
        wanted = tab.locator(reachable).evaluate_all("all => all.filter((one) => one.checkVisibility()).length")
        met = set()
        for _ in range(wanted):
            tab.keyboard.press("Tab")
            outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid", "whoever uses keys sees where they are"
            met.add(tab.evaluate(f"[...document.querySelectorAll('{reachable}')].indexOf(document.activeElement)"))
        assert len(met) == wanted
        assert -1 not in met


def test_it_works_without_a_script(chromium: Browser, served: Served, hub: Any) -> None:
    context = chromium.new_context(base_url=served.address, java_script_enabled=False)
    tab = context.new_page()
    log_in(tab)
    hub.check_in("P1")
    tab.reload()
    expect(people(tab)).to_have_text("6,201")
    tab.get_by_role("link", name="结束当日活动").click()
    tab.get_by_role("button", name="锁定 2023年3月18日").click()
    expect(tab.get_by_role("status")).to_contain_text("已请各设备锁定")
    context.close()


@pytest.fixture
def trouble(hub: Any) -> Any:
    """Return the hub on a day when much needs attention."""
    hub.change("P9", waiting=17, last_seen_us=hub.at_us - 4 * MINUTE_US)
    hub.change("P4", clock_off_s=75.0)
    hub.change("P3", state="pending", six_digits="042 917")
    hub.alarm_list = (
        Alarm("silent", "P9", "09" * 16, hub.at_us - 4 * MINUTE_US, 17),
        Alarm("clock", "P4", "04" * 16, hub.at_us, 75),
    )
    hub.pair_list = (Pair("aa:0123456789abcdef", "P1", "P2", hub.at_us, hub.at_us),)
    past = next(iter(hub.counts)).replace(day=4)
    hub.counts[past] = replace(next(iter(hub.counts.values())), day=past)
    hub.states[past] = Completeness(State.COMPLETE_EXCEPT, (), (Excepted("09" * 16, "P9", "被盗", NAME, 17),))
    return hub


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [375, 768, 1440])
def test_nothing_is_cut_off_or_too_small_to_touch(page: Page, trouble: Any, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/language/{language}")
    for path in PAGES:
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{path} at {width} px is {over} px too wide"
        low = page.locator(".button, button, summary, nav a, .who a").evaluate_all(
            "all => all.filter((one) => one.checkVisibility() && one.offsetHeight < 38).map((one) => one.textContent)"
        )
        assert low == [], path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_can_be_read_on_its_ground(page: Page, trouble: Any, language: str) -> None:
    page.goto(f"/language/{language}")
    for path in PAGES:
        page.goto(path)
        found = page.evaluate(CONTRASTS)
        assert len(found) > 5
        assert [one for one in found if one["ratio"] < one["needed"]] == [], path


def test_on_paper_the_day_is_one_page_without_buttons(page: Page, trouble: Any, tmp_path: Path) -> None:
    paper = tmp_path / "day.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    said = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, check=True).stdout.decode()
    assert said.count("\f") == 1
    assert "6,200" in said
    assert "公益互动点" in said
    assert not re.search("退出|XLSX|结束当日活动", said)


# The events themselves


@pytest.fixture
def listener(served: Served, accounts: Accounts) -> Iterator[httpx2.Client]:
    cookies = {"__Host-session": accounts.open_session(NAME)}
    with httpx2.Client(base_url=served.address, cookies=cookies) as client:
        yield client


def test_a_change_that_was_missed_is_told_at_once(listener: httpx2.Client, hub: Any) -> None:
    seen = hub.version("")
    hub.touch()
    hub.touch()
    with listener.stream("GET", f"/events?seen={seen}") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert next(line for line in lines if line.startswith("data")) == f"data: {seen + 2}"
        hub.touch()
        assert next(line for line in lines if line.startswith("data")) == f"data: {seen + 3}"
    again = {"last-event-id": str(seen + 3)}
    hub.touch()
    with listener.stream("GET", f"/events?seen={seen}", headers=again) as answer:
        assert next(line for line in answer.iter_lines() if line.startswith("data")) == f"data: {seen + 4}"


def test_a_page_from_before_a_restart_is_told_at_once_and_misleads_no_other(listener: httpx2.Client, hub: Any) -> None:
    version = hub.version("")
    with (
        listener.stream("GET", "/events?seen=1", headers={"last-event-id": "999999999"}) as old,
        listener.stream("GET", "/events?seen=1", headers={"last-event-id": "9" * 5000}) as other,
    ):
        assert next(line for line in old.iter_lines() if line.startswith("data")) == f"data: {version}"
        hub.touch()
        assert next(line for line in other.iter_lines() if line.startswith("data")) == f"data: {version + 1}"


def test_open_pages_share_one_question_to_the_hub(listener: httpx2.Client, hub: Any) -> None:
    asking = threading.Semaphore(1)
    ask = hub.wait_for_change

    def one_at_a_time(seen: int, timeout_s: float) -> int:
        if timeout_s == 0:
            return int(ask(seen, timeout_s))
        assert asking.acquire(blocking=False), "a second question while one waits"
        try:
            return int(ask(seen, timeout_s))
        finally:
            asking.release()

    hub.wait_for_change = one_at_a_time
    version = hub.version("")
    with (
        listener.stream("GET", f"/events?seen={version}") as one,
        listener.stream("GET", f"/events?seen={version}") as other,
    ):
        hub.touch()
        for answer in (one, other):
            assert next(line for line in answer.iter_lines() if line.startswith("data")) == f"data: {version + 1}"


def test_the_line_ends_with_the_session(
    listener: httpx2.Client, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.02)
    with listener.stream("GET", "/events?seen=1") as answer:
        lines = answer.iter_lines()
        assert "event: still" in lines
        accounts.set_password(NAME, PASSWORD)
        assert "event: change" not in list(lines), "and the answer is over"


def test_the_line_ends_with_the_server(listener: httpx2.Client, served: Served) -> None:
    with listener.stream("GET", "/events?seen=1") as answer:
        lines = answer.iter_lines()
        assert next(lines).startswith("retry")
        served.stop()
        assert [line for line in lines if line] == []
