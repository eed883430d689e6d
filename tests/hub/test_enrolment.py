"""Enrolment: one code, one device, one quarter of an hour; and nobody between kiosk and hub learns the secret."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response

from kiosk.desktop.enrolling import HasAHub, confirmed_point, enrol
from kiosk.device.workplace import open_workplace
from kiosk.domain.station import NotInPlan
from kiosk.domain.wire import Enrolled
from kiosk.hub.registry import CODE_LIVES_US, NoSuchDevice
from kiosk.keys.authority import Authority
from kiosk.keys.certificates import PassKeyCertificate
from kiosk.keys.device import DeviceKey, six_digits
from kiosk.keys.enrolment import EnrolmentCode
from kiosk.sync.connection import RefusedByHub, Unreachable
from kiosk.sync.enrolment import NotTheHub

from ..sync.scripted import Script, served
from .station import STATION, Kiosk, Station, a_station, message, word


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    (tmp_path / "hub").mkdir()
    with a_station(tmp_path / "hub") as opened:
        yield opened


# Codes


def test_a_code_enrols_one_device_which_waits_for_a_person(station: Station) -> None:
    kiosk, code = Kiosk(), station.code("P7")
    answer = message(station.request(kiosk, code), Enrolled)
    assert (answer.station, answer.point, answer.confirmed, answer.certificate) == (STATION, "P7", False, None)
    [waiting] = station.hub.pending(STATION)
    assert waiting.device == kiosk.id.hex()
    assert waiting.six_digits == six_digits(kiosk.key.public, answer.hub_key)
    assert re.fullmatch(r"\d{3} \d{3}", waiting.six_digits)
    other = Kiosk()
    assert word(station.request(other, code)) == (403, "not_enrolled")
    assert word(station.request(kiosk, code)) == (403, "not_enrolled")
    assert len(station.hub.devices(STATION)) == 1


def test_confirming_puts_it_into_service_with_a_certified_pass_key(station: Station) -> None:
    kiosk = station.enrolled(point="P7")
    answer = message(station.ask(kiosk, "GET", f"{kiosk.path}/enrolment"), Enrolled)
    assert answer.confirmed
    assert answer.certificate is not None
    certificate = PassKeyCertificate.read(answer.certificate, [station.hub.keys.issuer.issuer])
    assert certificate is not None
    assert (certificate.device, certificate.station, certificate.roles) == (kiosk.id, STATION, ("visitor",))
    [view] = station.hub.devices(STATION)
    assert (view.state, view.six_digits) == ("enrolled", None)


def test_a_wrong_secret_is_good_for_five_tries(station: Station) -> None:
    """80 random bits need none of this; a hub whose code was seen in part does."""
    code = station.code()
    wrong = replace(code, secret=bytes(10))
    for _ in range(4):
        assert word(station.request(Kiosk(), wrong)) == (403, "not_enrolled")
    message(station.request(Kiosk(), code), Enrolled)
    code = station.code()
    wrong = replace(code, secret=bytes(10))
    for _ in range(5):
        assert word(station.request(Kiosk(), wrong)) == (403, "not_enrolled")
    answer = station.request(Kiosk(), code)
    assert word(answer) == (403, "not_enrolled")
    assert "used up" in answer.json()["message"]
    assert len(station.hub.devices(STATION)) == 1


def test_a_code_lives_for_a_quarter_of_an_hour(station: Station) -> None:
    young, old = station.code(), station.code()
    station.now_us += CODE_LIVES_US
    message(station.request(Kiosk(), young), Enrolled)
    station.now_us += 1
    answer = station.request(Kiosk(), old)
    assert word(answer) == (403, "not_enrolled")
    assert "too old" in answer.json()["message"]


def test_a_code_that_nobody_made_is_refused_as_a_wrong_one(station: Station) -> None:
    unknown = EnrolmentCode(bytes(4), bytes(10), None, bytes(32))
    assert word(station.request(Kiosk(), unknown)) == (403, "not_enrolled")
    assert station.hub.devices(STATION) == ()


def test_a_journal_of_another_station_is_not_taken(station: Station) -> None:
    answer = station.request(Kiosk(), station.code(), station="elsewhere")
    assert word(answer) == (403, "not_enrolled")
    assert "elsewhere" in answer.json()["message"]
    message(station.request(Kiosk(), station.code(), station=""), Enrolled)


def test_what_no_kiosk_would_ask_with_is_not_kept(station: Station) -> None:
    for changed in (
        {"device": bytes(15)},
        {"public_key": bytes(31)},
        {"pass_key": bytes(33)},
        {"fingerprint": bytes(1000)},
        {"station": "s" * 65},
        {"code": bytes(3)},
        {"secret": bytes(1 << 20)},
    ):
        made = station.code()
        asked = {"code": made.id} | changed
        assert word(station.request(Kiosk(), made, **asked)) == (400, "not_readable"), changed
    assert word(station.request(Kiosk(), station.code(), pass_key=bytes(31))) == (403, "not_enrolled")
    assert station.hub.devices(STATION) == ()


def test_nobody_takes_the_name_of_another_device(station: Station) -> None:
    """A code, a device's id (it stands in every path) and its machine's fingerprint must not be enough."""
    victim = station.enrolled()
    mine = DeviceKey.new()
    answer = station.request(victim, station.code(), public_key=mine.public)
    assert word(answer) == (403, "not_enrolled")
    victim.open()
    message(station.push(victim))


def test_a_point_that_is_not_in_the_plan_gets_no_code(station: Station) -> None:
    with pytest.raises(NotInPlan):
        station.code("P99")


def test_only_a_device_that_waits_can_be_confirmed(station: Station) -> None:
    kiosk = station.enrolled()
    for device in (kiosk.id.hex(), "00" * 16, "no device"):
        with pytest.raises(NoSuchDevice):
            station.hub.confirm(device, "coordinator")


# After that


def test_a_copy_of_the_disk_in_another_machine_is_refused_in_words(station: Station) -> None:
    kiosk = station.enrolled()
    copy = Kiosk(key=kiosk.key, fingerprint=bytes(32))
    answer = station.request(copy, station.code("P4"))
    assert word(answer) == (403, "not_enrolled")
    assert "copy" in answer.json()["message"]
    kiosk.open()
    message(station.push(kiosk))
    [view] = station.hub.devices(STATION)
    assert (view.state, view.point) == ("enrolled", "P3")


def test_the_same_machine_can_be_enrolled_again_and_is_confirmed_again(station: Station) -> None:
    kiosk = station.enrolled()
    message(station.request(kiosk, station.code("P4")), Enrolled)
    kiosk.open()
    assert word(station.push(kiosk)) == (403, "not_in_service")
    station.hub.confirm(kiosk.id.hex(), "coordinator")
    message(station.push(kiosk))
    [view] = station.hub.devices(STATION)
    assert (view.state, view.point) == ("enrolled", "P4")


def test_a_dead_disk_is_replaced(station: Station) -> None:
    dead = station.enrolled()
    fresh, code = Kiosk(), station.code("P3", replaces=dead)
    message(station.request(fresh, code), Enrolled)
    station.hub.confirm(fresh.id.hex(), "coordinator")
    states = {view.device: view.state for view in station.hub.devices(STATION)}
    assert states == {dead.id.hex(): "retired", fresh.id.hex(): "enrolled"}
    dead.open()
    assert word(station.push(dead)) == (403, "not_in_service")


def test_a_device_is_replaced_only_once_the_new_one_is_confirmed(station: Station) -> None:
    """A photographed code must not take a kiosk out of service."""
    alive = station.enrolled()
    message(station.request(Kiosk(), station.code("P3", replaces=alive)), Enrolled)
    alive.open()
    message(station.push(alive))


def test_a_device_that_is_not_known_cant_be_replaced(station: Station) -> None:
    with pytest.raises(NoSuchDevice):
        station.code(replaces=Kiosk())


def test_a_revoked_device_comes_back_only_by_a_new_code_and_a_person(station: Station) -> None:
    kiosk = station.enrolled()
    station.hub.revoke(kiosk.id.hex(), "coordinator", "stolen")
    kiosk.open()
    assert word(station.push(kiosk)) == (403, "revoked")
    with pytest.raises(NoSuchDevice):
        station.hub.confirm(kiosk.id.hex(), "coordinator")
    station.enrolled(kiosk)
    message(station.push(kiosk))


# Over the wire, from a real kiosk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "kiosk"
    made.mkdir()
    return made


@pytest.fixture
def url(station: Station, tmp_path: Path) -> Iterator[str]:
    with served(Script(station.app), station.hub.keys.authority, tmp_path) as address:
        yield address


def test_a_kiosk_gets_point_and_plan_once_it_is_confirmed(station: Station, folder: Path, url: str) -> None:
    digits = enrol(folder, station.code("P7").typed(), url)
    [waiting] = station.hub.pending(STATION)
    assert waiting.six_digits == digits
    assert confirmed_point(folder) is None
    station.hub.confirm(waiting.device, "coordinator")
    assert confirmed_point(folder) == "P7"
    workplace = open_workplace(folder)
    assert (workplace.point, workplace.plan.version, workplace.is_sample) == (
        "P7",
        station.hub.plan(STATION).version,
        False,
    )
    with pytest.raises(HasAHub):
        enrol(folder, station.code("P7").typed(), url)


def test_a_scanned_code_says_where_the_hub_is(station: Station, folder: Path, url: str) -> None:
    station.hub.url = url
    assert enrol(folder, station.code().qr_text(), None)
    assert len(station.hub.pending(STATION)) == 1


def test_a_wrong_code_is_told_in_the_hubs_words(station: Station, folder: Path, url: str) -> None:
    code = station.code()
    with pytest.raises(RefusedByHub, match="letter by letter"):
        enrol(folder, replace(code, secret=bytes(10)).typed(), url)
    assert not (folder / "hub" / "enrolment.json").exists()
    assert enrol(folder, code.typed(), url)


class Between:
    """A machine in the middle: whatever the kiosk says there, it writes down; it hands out any authority it likes."""

    def __init__(self, offered: bytes) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.app = FastAPI()

        @self.app.get("/v1/authority")
        async def authority() -> Response:
            return Response(offered, media_type="application/x-pem-file")

        @self.app.api_route("/{path:path}", methods=["GET", "POST", "PUT"])
        async def anything(path: str, request: Request) -> Response:
            self.heard.append((path, await request.body()))
            return Response(status_code=500)


def test_a_machine_in_the_middle_with_its_own_authority_hears_no_secret(
    station: Station, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "between").mkdir()
    authority = Authority.new("hub")
    between = Between(authority.certificate_pem)
    with served(between.app, authority, tmp_path / "between") as url, pytest.raises(NotTheHub, match="coordinator"):
        enrol(folder, station.code().typed(), url)
    assert between.heard == []
    assert not (folder / "hub" / "enrolment.json").exists()


def test_a_machine_in_the_middle_that_shows_the_hubs_authority_hears_no_secret(
    station: Station, folder: Path, tmp_path: Path
) -> None:
    """The certificate is public; only the hub can speak under it."""
    (tmp_path / "between").mkdir()
    between = Between(station.hub.keys.authority.certificate_pem)
    with served(between.app, Authority.new("hub"), tmp_path / "between") as url, pytest.raises(Unreachable) as caught:
        enrol(folder, station.code().typed(), url)
    assert caught.value.trouble == "not_the_hub"
    assert between.heard == []


def test_a_machine_in_the_middle_that_offers_no_certificate_is_refused_in_words(
    station: Station, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "between").mkdir()
    between = Between(b"no certificate")
    with served(between.app, Authority.new("hub"), tmp_path / "between") as url, pytest.raises(NotTheHub):
        enrol(folder, station.code().typed(), url)
    assert between.heard == []


def test_a_disk_in_another_machine_doesnt_use_its_enrolment(
    station: Station, folder: Path, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(folder, station.code("P7").typed(), url)
    [waiting] = station.hub.pending(STATION)
    station.hub.confirm(waiting.device, "coordinator")
    assert confirmed_point(folder) == "P7"
    shutil.copytree(folder, tmp_path / "copy")
    monkeypatch.setattr("kiosk.desktop.enrolling.fingerprint", lambda: bytes(32))
    with pytest.raises(RefusedByHub, match="copy"):
        enrol(tmp_path / "copy", station.code("P4").typed(), url)
