"""Whatever stands in the hub's place: nothing is deleted or skipped for it, and the health details say it in words."""

import gc
import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import msgspec
import pytest

from kiosk.desktop.enrolling import enrol
from kiosk.desktop.uplink import sync_loop
from kiosk.device import pulled as pulled_file
from kiosk.device.workplace import open_workplace
from kiosk.domain.station import load
from kiosk.domain.wire import TYPE, Answer, Cursor, Health, Pulled, encode
from kiosk.errors import KioskError
from kiosk.keys.authority import Authority
from kiosk.sync import enrolment as enrolment_file
from kiosk.sync.client import Client, Round
from kiosk.sync.connection import RefusedByHub, TooLarge, Unreachable
from kiosk.sync.loop import SyncLoop

from ..hub.station import PLAN, START_US, STATION, Station
from .scripted import DAY, Kiosk, Reply, Script, World, a_world, enrolment_of, served

HTML = (("content-type", "text/html"),)
JSON = (("content-type", "application/json"),)
OWN = (("content-type", TYPE),)
PAGE = b"<html><body>Please log in to the network</body></html>"


def said(word: str, text: str = "The hub says why, in a sentence.") -> bytes:
    return msgspec.json.encode({"suxin": word, "message": text})


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as opened:
        opened.kiosk.tap(5)
        yield opened


@pytest.fixture
def client(world: World) -> Iterator[Client]:
    made = world.kiosk.client()
    world.script.asked.clear()
    yield made
    made.close()


def test_a_round_brings_everything_there(world: World, client: Client) -> None:
    done = client.round()
    assert (done.sent, done.waiting, world.kiosk.waiting()) == (7, 0, 0)
    assert (world.arrived(), world.visits()) == (7, 5)


TROUBLES = {
    "400 in the hub's own words": (Reply(400, said("not_readable"), JSON), "hub_trouble"),
    "404 with a proxy's page": (Reply(404, PAGE, HTML), "not_the_hub"),
    "403 with a proxy's page": (Reply(403, PAGE, HTML), "not_the_hub"),
    "401 with somebody's JSON": (Reply(401, b'{"error": "log in"}', JSON), "not_the_hub"),
    "302 to a captive portal": (Reply(302, b"", (("location", "https://portal.example/"),)), "not_the_hub"),
    "200 with a captive portal's page": (Reply(200, PAGE, HTML), "not_the_hub"),
    "204 where an answer belongs": (Reply(204), "hub_trouble"),
    "429": (Reply(429, b"", (("retry-after", "7"),)), "busy"),
    "500 with a page": (Reply(500, PAGE, HTML), "hub_trouble"),
    "502": (Reply(502), "hub_trouble"),
    "503": (Reply(503, b"", (("retry-after", "7"),)), "busy"),
    "cut off before the first byte": (Reply(200, bytes(500), OWN, cut_at=0), "no_network"),
    "cut off in mid-answer": (Reply(200, bytes(500), OWN, cut_at=100), "no_network"),
    "cut off after the hub took it": (Reply(200, bytes(500), OWN, cut_at=100, is_heard=True), "no_network"),
    "no message": (Reply(200, b"\xc1\xc1\xc1", OWN), "hub_trouble"),
    "another message": (Reply(200, encode(Cursor(bytes(16), 99, 99, bytes(32))), OWN), "hub_trouble"),
    "JSON where MessagePack belongs": (Reply(200, b'{"cursors": []}', OWN), "hub_trouble"),
    "an empty answer": (Reply(200, b"", OWN), "hub_trouble"),
    "lists in lists": (Reply(200, b"\x81\xa1x" + b"\x91" * 90_000 + b"\xc0", OWN), "hub_trouble"),
    "packed in a way that isn't so": (Reply(200, b"no gzip", (*OWN, ("content-encoding", "gzip"))), "no_network"),
}


@pytest.mark.parametrize("what", ["heartbeat", "entries", "pull"])
@pytest.mark.parametrize(("reply", "trouble"), TROUBLES.values(), ids=list(TROUBLES))
def test_trouble_loses_nothing_and_has_a_word(
    world: World, client: Client, what: str, reply: Reply, trouble: str
) -> None:
    rows = world.kiosk.rows()
    world.script.answer(what, reply)
    with pytest.raises(KioskError) as caught:
        client.round()
    assert (getattr(caught.value, "trouble", "hub_trouble"), isinstance(caught.value, RefusedByHub)) == (trouble, False)
    assert len(str(caught.value)) > 20
    assert world.kiosk.rows() == rows
    assert world.kiosk.waiting() == (0 if what == "pull" else 7)
    assert client.round().waiting == 0
    assert (world.kiosk.rows(), world.kiosk.waiting()) == (rows, 0)
    assert (world.arrived(), world.visits()) == (7, 5)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_in_the_hubs_own_words_is_told_from_a_proxys(world: World, client: Client, status: int) -> None:
    rows = world.kiosk.rows()
    for what in ("heartbeat", "entries"):
        world.script.answer(what, Reply(status, said("revoked", "This device was revoked."), JSON))
        with pytest.raises(RefusedByHub, match="revoked") as caught:
            client.round()
        assert caught.value.word == "revoked"
        assert (world.kiosk.rows(), world.kiosk.waiting()) == (rows, 7)


def test_what_answers_under_another_authority_is_not_the_hub(world: World, tmp_path: Path) -> None:
    """A captive portal that catches TLS, too: nothing is said to it, and the word is not that the network is away."""
    (tmp_path / "portal").mkdir()
    with served(world.script, Authority.new("portal"), tmp_path / "portal") as url:
        enrolment = enrolment_of(world.kiosk.folder)
        world.kiosk.client().close()  # confirmed
        enrolment = replace(enrolment_of(world.kiosk.folder), url=url)
        enrolment_file.write(world.kiosk.folder, enrolment)
        world.script.asked.clear()
        client = world.kiosk.client()
        with pytest.raises(Unreachable) as caught:
            client.round()
        client.close()
    assert caught.value.trouble == "not_the_hub"
    assert world.script.asked == []


def test_no_network_has_a_word(world: World, client: Client) -> None:
    world.kiosk.client().close()
    enrolment = enrolment_of(world.kiosk.folder)
    enrolment_file.write(world.kiosk.folder, replace(enrolment, url="https://127.0.0.1:1"))
    away = world.kiosk.client()
    with pytest.raises(Unreachable) as caught:
        away.round()
    away.close()
    assert caught.value.trouble == "no_network"
    assert "127.0.0.1:1" in str(caught.value)


# 413


def test_a_batch_that_is_too_large_goes_in_halves(world: World, client: Client) -> None:
    world.script.answer("entries", Reply(413, PAGE, HTML), Reply(413, said("too_large"), JSON))
    assert client.round().sent == 7
    assert world.script.asked.count("entries") > 3
    assert (world.arrived(), world.visits(), world.kiosk.waiting()) == (7, 5, 0)


def test_a_single_entry_that_is_too_large_stays_and_is_tried_again(world: World, client: Client) -> None:
    world.script.answer("entries", *[Reply(413, PAGE, HTML)] * 3)
    with pytest.raises(TooLarge):
        client.round()
    assert world.kiosk.waiting() == 7
    assert client.round().waiting == 0
    assert world.visits() == 5


# Answers that are the hub's, and strange


def answer(world: World, **changed: object) -> Answer:
    """Return what the hub would answer, but for what is changed."""
    usual = Answer(bytes(16), START_US, world.station.hub.nonces.new(), [], 1000, 20.0, 1)
    return msgspec.structs.replace(usual, **changed)


def own(message: msgspec.Struct) -> Reply:
    return Reply(200, encode(message), OWN)


def test_a_hub_that_acknowledges_nothing_is_not_asked_for_ever(world: World, client: Client) -> None:
    epoch = world.kiosk.rows()[0][0]
    cursor = Cursor(epoch, 0, 0, bytes(32))
    world.script.answer("entries", *[own(answer(world, cursors=[cursor])) for _ in range(50)])
    with pytest.raises(KioskError):
        client.round()
    assert world.script.asked.count("entries") < 5
    assert world.kiosk.waiting() == 7


@pytest.mark.parametrize("seq", [1, 3, 7, 8, 100])
def test_an_acknowledgement_of_rows_that_are_not_ours_moves_no_cursor(world: World, client: Client, seq: int) -> None:
    epoch = world.kiosk.rows()[0][0]
    strange = Cursor(epoch, seq, seq, b"\x07" * 32)
    world.script.answer("entries", own(answer(world, cursors=[strange])))
    with pytest.raises(KioskError):
        client.round()
    assert world.kiosk.waiting() == 7
    assert client.round().waiting == 0
    assert world.visits() == 5


def test_a_fork_that_the_heartbeat_tells_of_moves_no_cursor_before_it_is_settled(world: World, client: Client) -> None:
    """What a fork calls safe must not be erased here: they are other rows."""
    epoch = world.kiosk.rows()[0][0]
    strange = Cursor(epoch, 7, 7, b"\x07" * 32)
    world.script.answer("heartbeat", own(answer(world, cursors=[strange])))
    world.script.answer("hashes", Reply(500))
    with pytest.raises(Unreachable):
        client.round()
    assert world.kiosk.waiting() == 7


@pytest.mark.parametrize(
    "changed",
    [
        {"next_in_s": -1.0},
        {"next_in_s": float("nan")},
        {"next_in_s": float("inf")},
        {"next_in_s": 1e300},
        {"max_batch": 0},
        {"max_batch": -5},
        {"nonce": "never given out"},
        {"nonce": 'broken "\n'},
        {"close": ["the day before yesterday", "2199-01-01"]},
        {"wants_plans": ["0" * 16]},
        {"pull_version": -1},
        {"hub_time_us": -(1 << 62)},
    ],
    ids=str,
)
def test_a_strange_answer_stops_nothing(world: World, client: Client, changed: dict[str, object]) -> None:
    """Either it is refused and the next one counts, or the round goes on; the pause is one that a clock can wait."""
    strange = own(answer(world, **changed))
    world.script.answer("heartbeat", strange)
    try:
        done = client.round()
        assert 1 <= done.next_in_s <= 300
    except KioskError:
        pass
    done = client.round()
    assert (done.waiting, world.visits()) == (0, 5)
    assert 1 <= done.next_in_s <= 300


def test_a_nonce_that_the_hub_has_forgotten_costs_one_more_question(world: World, client: Client) -> None:
    client.round()
    for _ in range(20_001):
        world.station.hub.nonces.new()
    world.kiosk.tap()
    assert client.round().waiting == 0


def test_a_hub_that_takes_none_of_its_nonces_is_told_from_one_that_refuses(world: World, client: Client) -> None:
    refused = Reply(401, msgspec.json.encode({"suxin": "nonce", "message": "Used.", "nonce": "another"}), JSON)
    world.script.answer("heartbeat", *[refused] * 4)
    with pytest.raises(Unreachable) as caught:
        client.round()
    assert caught.value.trouble == "hub_trouble"


# A hub that knows other rows


def copy_of_the_disk(world: World, to: Path) -> None:
    world.kiosk.close()
    shutil.copytree(world.kiosk.folder, to)
    world.kiosk.open()


def test_a_hub_that_is_ahead_gives_back_what_the_disk_lost(world: World, client: Client, tmp_path: Path) -> None:
    client.close()
    copy_of_the_disk(world, tmp_path / "before")
    world.kiosk.tap(3)
    with_closing(world, Client.round)
    assert world.visits() == 8
    rolled_back = another(world, tmp_path / "before")
    done = with_closing(rolled_back, Client.round)
    assert (done.diverged, done.waiting, rolled_back.kiosk.waiting()) == (True, 0, 0)
    assert world.visits() == 8
    assert rolled_back.kiosk.desk.headcount(DAY).result().total["visits"] == 8
    done = with_closing(rolled_back, Client.round)
    assert (done.diverged, done.sent, rolled_back.kiosk.waiting()) == (False, 0, 0)
    rolled_back.kiosk.close()


def test_a_forked_hub_gets_every_visit_of_both_in_the_end(world: World, client: Client, tmp_path: Path) -> None:
    client.close()
    copy_of_the_disk(world, tmp_path / "before")
    with_closing(world, Client.round)
    world.kiosk.tap(2)
    with_closing(world, Client.round)  # the hub has 9 rows of the epoch
    other = another(world, tmp_path / "before")
    other.kiosk.clock.wait(1000)
    other.kiosk.tap(4)  # 11 rows, 4 of them its own
    rows = set(other.kiosk.rows())
    assert with_closing(other, Client.round).diverged
    for _ in range(2):
        done = with_closing(other, Client.round)
        assert (done.diverged, done.waiting) == (False, 0)
    assert rows <= set(other.kiosk.rows())
    assert world.visits() == 5 + 2 + 4
    other.kiosk.tap()
    with_closing(other, Client.round)
    assert world.visits() == 12
    other.kiosk.close()


def test_a_fork_in_an_epoch_that_is_over_keeps_nothing_back(world: World, client: Client, tmp_path: Path) -> None:
    """The disk was copied, then wrote on without a network, and was put into another machine before it had one."""
    client.close()
    copy_of_the_disk(world, tmp_path / "before")
    world.kiosk.tap(2)
    with_closing(world, Client.round)
    other = another(world, tmp_path / "before")
    other.kiosk.clock.wait(1000)
    other.kiosk.tap(4)
    shared = other.kiosk.rows()[6]
    other.kiosk.desk.diverge(shared[1], []).result()  # as any repair does: a new epoch before the hub was heard
    other.kiosk.tap(1)
    for _ in range(2):
        done = with_closing(other, Client.round)
    assert (done.waiting, other.kiosk.waiting()) == (0, 0)
    assert world.visits() == 5 + 2 + 4 + 1
    other.kiosk.close()


def another(world: World, folder: Path) -> World:
    return World(world.station, world.script, Kiosk(folder), world.url)


def with_closing(world: World, ask: Callable[[Client], Round]) -> Round:
    client = world.kiosk.client()
    try:
        return ask(client)
    finally:
        client.close()


# A hub with another plan


def test_a_newer_plan_is_kept_for_the_next_start(world: World, client: Client) -> None:
    newer = load(PLAN.text + "\n# newer\n")
    pulled = Pulled(bytes(16), 2, newer.version, newer.text, [], [], ["a:b"], bytes(32))
    world.script.answer("pull", own(pulled))
    client.round()
    assert open_workplace(world.kiosk.folder).plan.version == newer.version
    assert world.kiosk.desk.revoked().result() == {"a:b"}
    world.kiosk.close()
    world.kiosk.open()
    world.kiosk.tap()
    with_closing(world, Client.round)
    assert world.visits() == 6
    with world.station.hub.store.begin() as connection:  # the plan went up with the visit that was made under it
        versions = set(connection.exec_driver_sql("SELECT version FROM plans").scalars())
    assert versions == {PLAN.version, newer.version}


@pytest.mark.parametrize(
    "text",
    ["no plan", PLAN.text.replace(f'id = "{STATION}"', 'id = "elsewhere"', 1), PLAN.text.replace("P3", "P33"), ""],
    ids=["no plan", "another station's", "without this point", "empty"],
)
def test_a_plan_that_cant_be_used_here_keeps_no_kiosk_from_starting(world: World, client: Client, text: str) -> None:
    pulled = Pulled(bytes(16), 2, "0" * 16, text, [], [], ["a:b"], bytes(32))
    world.script.answer("pull", own(pulled))
    client.round()
    world.kiosk.close()
    world.kiosk.open()
    assert world.kiosk.workplace.plan.version == PLAN.version
    assert world.kiosk.workplace.revoked == {"a:b"}
    given = pulled_file.read(world.kiosk.folder)
    assert given is not None
    assert given.plan_version == PLAN.version  # so that the hub offers it again once it is mended


def test_issuers_that_are_none_break_nothing(world: World, client: Client) -> None:
    pulled = Pulled(bytes(16), 2, PLAN.version, None, [b"short"], [], ["a:b"], bytes(32))
    world.script.answer("pull", own(pulled))
    with pytest.raises(KioskError):
        client.round()
    world.kiosk.close()
    world.kiosk.open()
    assert with_closing(world, Client.round).waiting == 0


# The loop


class Watched(SyncLoop):
    """A loop whose pauses a test sees and ends."""

    def __init__(self, world: World) -> None:
        super().__init__(sync_loop(world.kiosk.desk, world.kiosk.workplace, Health)._connect)
        self.rests: queue.Queue[float] = queue.Queue()
        self.sleeps: queue.Queue[float] = queue.Queue()
        self._next = threading.Semaphore(0)

    def _rest(self, seconds: float) -> None:
        self.rests.put(seconds)
        self._next.acquire()

    def _sleep(self, seconds: float) -> None:
        self.sleeps.put(seconds)
        self._next.acquire()

    def go_on(self) -> None:
        self._next.release()

    def end(self) -> None:
        self._stop.set()
        self.go_on()
        self.stop()


@pytest.fixture
def loop(world: World) -> Iterator[Watched]:
    made = Watched(world)
    yield made
    made.end()


def test_the_loop_says_what_is_wrong_and_that_all_is_well_again(world: World, loop: Watched) -> None:
    assert loop.state.trouble == "starting"
    for reply, trouble in (TROUBLES["502"], TROUBLES["404 with a proxy's page"], TROUBLES["no message"]):
        world.script.answer("heartbeat", reply)
        loop.start() if not loop._thread.is_alive() else loop.go_on()
        assert 0 < loop.rests.get(timeout=60) <= 300
        assert (loop.state.trouble, loop.state.last_contact_s) == (trouble, None)
        assert len(loop.state.message) > 20
    loop.go_on()
    loop.sleeps.get(timeout=60)
    assert (loop.state.trouble, loop.state.message) == ("", "")
    assert loop.state.last_contact_s is not None
    assert world.visits() == 5


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("7", 7, 37.1),
        ("0", 0, 30.1),
        ("86400", 300, 330.1),
        ("9" * 400, 300, 330.1),
        (formatdate(0, usegmt=True), 0, 30.1),
        (formatdate(4102444800, usegmt=True), 300, 330.1),
        ("soon", 0, 300),
        ("-5", 0, 300),
        ("", 0, 300),
    ],
)
def test_retry_after_is_honoured(world: World, loop: Watched, said: str, least: float, most: float) -> None:
    world.script.answer("heartbeat", Reply(429, b"", (("retry-after", said),)))
    loop.start()
    assert least <= loop.rests.get(timeout=60) <= most
    assert loop.state.trouble == "busy"


def test_what_the_hub_refuses_is_tried_again_every_five_minutes(world: World, loop: Watched) -> None:
    world.script.answer("heartbeat", *[Reply(403, said("revoked", "This device was revoked."), JSON)] * 2)
    loop.start()
    for _ in range(2):
        assert loop.rests.get(timeout=60) == 300
        assert (loop.state.trouble, loop.state.message) == ("refused", "This device was revoked.")
        loop.go_on()
    loop.sleeps.get(timeout=60)
    assert (loop.state.trouble, world.visits()) == ("", 5)


def test_pauses_grow_while_the_hub_is_away(world: World, loop: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: high)  # jitter is drawn up to this
    world.script.answer("heartbeat", *[Reply(502)] * 12)
    loop.start()
    pauses = []
    for _ in range(12):
        pauses.append(loop.rests.get(timeout=60))
        loop.go_on()
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (1, 300)


def test_the_loop_waits_for_enrolment_and_confirmation(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    station = Station(tmp_path / "hub")
    kiosk = Kiosk(tmp_path / "kiosk")
    with served(Script(station.app), station.hub.keys.authority, tmp_path) as url:
        loop = Watched(World(station, Script(station.app), kiosk, url))
        loop.start()
        loop.rests.get(timeout=60)
        assert loop.state.trouble == "not_enrolled"
        digits = enrol(kiosk.folder, station.code().typed(), url)
        loop.go_on()
        loop.rests.get(timeout=60)
        assert loop.state.trouble == "not_confirmed"
        assert digits in loop.state.message
        [waiting] = station.hub.pending(STATION)
        assert waiting.six_digits == digits
        station.hub.confirm(waiting.device, "coordinator")
        loop.go_on()
        loop.sleeps.get(timeout=60)
        assert loop.state.trouble == ""
        loop.end()
    kiosk.close()
    station.close()


def test_an_unknown_exception_is_shown_and_the_loop_goes_on(world: World, loop: Watched) -> None:
    asked = loop._connect

    def broken() -> Client:
        loop._connect = asked
        raise ZeroDivisionError

    loop._connect = broken
    loop.start()
    loop.rests.get(timeout=60)
    assert (loop.state.trouble, "ZeroDivisionError" in loop.state.message) == ("failed", True)
    loop.go_on()
    loop.sleeps.get(timeout=60)
    assert (loop.state.trouble, world.visits()) == ("", 5)


def test_wake_sends_soon(world: World) -> None:
    """The hub asks for silence of minutes, and what is written meanwhile goes up at once."""
    world.script.answer("heartbeat", own(answer(world, next_in_s=300.0)))
    loop = Rounds(world)
    loop.start()
    loop.done.get(timeout=60)
    world.script.answer("heartbeat", own(answer(world, next_in_s=300.0)))
    world.kiosk.tap()
    loop.wake()
    loop.done.get(timeout=60)
    loop.stop()
    assert world.visits() == 6


class Rounds(SyncLoop):
    """A loop that tells of every round that is done."""

    def __init__(self, world: World) -> None:
        super().__init__(sync_loop(world.kiosk.desk, world.kiosk.workplace, Health)._connect)
        self.done: queue.Queue[Round] = queue.Queue()

    def _round(self) -> Round:
        done = super()._round()
        self.done.put(done)
        return done


@pytest.mark.timeout(60)
def test_stop_ends_a_pause_of_minutes_at_once(world: World) -> None:
    """Were the pause waited for, this test would run into its limit."""
    refused = Reply(403, said("revoked"), JSON)
    for replies in ([refused], [own(answer(world, next_in_s=300.0))]):
        world.script.answer("heartbeat", *replies)
        loop = Paused(world)
        loop.start()
        assert loop.begins.wait(30)
        loop.stop()
        loop.stop()
        assert not loop._thread.is_alive()


class Paused(SyncLoop):
    """A loop that tells when a pause begins."""

    def __init__(self, world: World) -> None:
        super().__init__(sync_loop(world.kiosk.desk, world.kiosk.workplace, Health)._connect)
        self.begins = threading.Event()

    def _rest(self, seconds: float) -> None:
        self.begins.set()
        super()._rest(seconds)

    def _sleep(self, seconds: float) -> None:
        self.begins.set()
        super()._sleep(seconds)


def test_a_loop_that_ended_holds_no_line(world: World) -> None:
    loop = Rounds(world)
    loop.start()
    loop.done.get(timeout=60)
    loop.stop()
    assert loop._client is None
    gc.collect()  # an open socket would warn, and a warning fails the test
