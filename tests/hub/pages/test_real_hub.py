"""The page on a real hub: a kiosk is enrolled by it, its visits show, and a day is closed without another kiosk."""

import html
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kiosk.domain.entries import NO_HASH, Entry, Kind, Visit, chain_hash, digest_of, new_id
from kiosk.domain.statement import head_message, verify
from kiosk.domain.station import Plan, load
from kiosk.domain.wire import Batch, Head, Health, Heartbeat, Request, rows_of, with_hash
from kiosk.hub import registry
from kiosk.hub.accounts import Accounts
from kiosk.hub.server import app_of
from kiosk.hub.service import Hub, Keys
from kiosk.hub.store import Store
from kiosk.keys.device import DeviceKey, six_digits
from kiosk.keys.enrolment import read_code
from kiosk.paths import ASSETS

DAY = date(2023, 3, 18)
NOW_US = int(datetime(2023, 3, 18, 8, 32, tzinfo=UTC).timestamp()) * 1_000_000
PASSWORD = "a long enough password"


@pytest.fixture
def plan() -> Plan:
    return load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))


@pytest.fixture
def hub(tmp_path: Path, plan: Plan) -> Iterator[Hub]:
    store = Store(f"sqlite:///{tmp_path / 'hub.sqlite'}")
    made = Hub(store, Keys.load_or_make(tmp_path / "keys", "hub"), plan, "https://hub.example:8443", lambda: NOW_US)
    yield made
    made.close()


@pytest.fixture
def browser(hub: Hub) -> TestClient:
    Accounts(hub.store, hub.now_us).add("王站长", PASSWORD)
    made = TestClient(app_of(hub), base_url="https://hub.test")
    door = made.get("/login").text
    sent = {"name": "王站长", "password": PASSWORD, "csrf": token_in(door)}
    assert "今日" in made.post("/login", data=sent).text
    return made


def token_in(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page[page.index("<main") :])).split())


def send(browser: TestClient, address: str, **values: str) -> str:
    answer = browser.post(address, data={"csrf": token_in(browser.get("/devices").text), **values})
    assert answer.status_code == 200
    return str(answer.text)


def enrol(browser: TestClient, hub: Hub, point: str) -> DeviceKey:
    """Enrol a kiosk by what the page shows, and confirm it there."""
    shown = send(browser, "/devices/enrol", point=point)
    typed = re.search(r'<dd class="typed">([^<]+)</dd>', shown)
    assert typed is not None
    code, key = read_code(typed[1], hub.url), DeviceKey.new()
    hub.request_enrolment(Request(code.id, code.secret, key.id, hub.station, key.public, key.public, bytes(32)))
    assert six_digits(key.public, hub.keys.station.public) in text_of(browser.get("/devices").text)
    assert "已确认" in send(browser, f"/devices/{key.id.hex()}/confirm")
    return key


def check_in(hub: Hub, plan: Plan, key: DeviceKey, people: list[int]) -> None:
    """Send visits of so many people, as a kiosk does."""
    epoch, prev, entries = secrets.token_bytes(16), NO_HASH, []
    for seq, party in enumerate(people, 1):
        at_us = NOW_US - 60_000_000 + seq
        body = Visit(plan.version, "P3", "notary", party, "tap", 480).encode()
        salt = secrets.token_bytes(16)
        entry = Entry(
            epoch, seq, new_id(at_us, secrets.token_bytes(10)), Kind.VISIT, at_us, at_us, bytes(16), str(DAY),
            salt, body, digest_of(salt, body), prev, NO_HASH,
        )  # fmt: skip
        prev = chain_hash(hub.station, key.id, entry)
        entries.append(with_hash(entry, prev))
    with hub.store.begin() as connection:
        row = registry.find(connection, key.id)
    signature = key.sign(head_message(hub.station, key.id, epoch, len(entries), prev))
    head = Head(epoch, len(entries), prev, signature)
    health = Health(camera="live", free_mb=900, disk_is_enough=True, clock_us=NOW_US - 75_000_000, program="0.1.0")
    hub.hear(row, Heartbeat(hub.station, "P3", [head], health))
    hub.push(row, Batch(hub.station, epoch, 1, NO_HASH, rows_of(entries), signature))


def test_from_an_empty_hub_to_a_statement(browser: TestClient, hub: Hub, plan: Plan) -> None:
    assert "还没有签到" in text_of(browser.get("/").text)
    here, lost = enrol(browser, hub, "P3"), enrol(browser, hub, "P9")
    check_in(hub, plan, here, [3, 1, 2])
    today = text_of(browser.get("/").text)
    assert "到访人次 People 6 至少" in today
    assert "签到次数 Visits 3 至少" in today
    assert "4 便民服务点" not in today
    assert "时钟相差 75 秒" in today
    assert "剩 900 MB" in text_of(browser.get("/devices").text)

    asked = send(browser, f"/day/{DAY}/close")
    assert "已请各设备锁定" in asked
    for key in (here, lost):
        send(browser, f"/day/{DAY}/without", device=key.id.hex(), reason="展示")
    done = text_of(browser.get("/").text)
    assert "除下列设备外完整" in done
    assert "展示（王站长 决定）" in done
    file: Any = browser.get(f"/statement/{DAY}.json")
    verified = verify(file.content, hub.fingerprint)
    assert verified.holds
    assert verified.statement.numbers["people"] == 6
    for form in ("csv", "xlsx", "pdf"):
        assert browser.get(f"/report/{DAY}.{form}").status_code == 200


def test_the_hubs_other_addresses_lend_the_pages_nothing(browser: TestClient) -> None:
    assert browser.get("/no/such/page").status_code == 404
    assert "今日" in browser.get("/").text
