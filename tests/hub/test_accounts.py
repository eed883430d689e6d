"""Accounts: only who knows the password gets in, guessing gets slower, and what is kept opens nothing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.errors import BadUsage
from kiosk.hub import accounts as accounts_module
from kiosk.hub.accounts import AccountExists, Accounts, LockedUntil, NoSuchAccount, PasswordTooShort
from kiosk.hub.store import Store
from kiosk.hub.tables import accounts as table
from kiosk.hub.tables import sessions
from kiosk.keys.secrets import token_hash

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE


class Clock:
    now_us = 1_679_128_320 * SECOND

    def __call__(self) -> int:
        return self.now_us


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Iterator[Accounts]:
    store = Store(f"sqlite:///{tmp_path / 'hub.sqlite'}")
    yield Accounts(store, clock)
    store.close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passwords are compared without the slow hash; return what was compared."""
    compared: list[str] = []

    def fits(text: str, hashed: str) -> bool:
        compared.append(text)
        return hashed == f"hash of {text}"

    monkeypatch.setattr(accounts_module, "hash_secret", lambda text: f"hash of {text}")
    monkeypatch.setattr(accounts_module, "secret_fits", fits)
    monkeypatch.setattr(accounts_module, "_nobodys_hash", lambda: "nobody's")
    return compared


def kept(accounts: Accounts, name: str) -> tuple[str, int, int | None]:
    with accounts._store.begin() as connection:
        row = connection.execute(select(table).where(table.c.name == name)).one()
    return row.password_hash, row.failures, row.locked_until_us


def fail(accounts: Accounts, times: int, name: str = "王站长") -> None:
    for _ in range(times):
        assert accounts.check(name, "wrong password") is False


def test_a_password_that_was_made_fits_and_is_kept_as_argon2_alone(accounts: Accounts) -> None:
    password = accounts.add("王站长")
    assert accounts.check("王站长", password) is True
    assert accounts.check("王站长", password + "x") is False
    hashed, _, _ = kept(accounts, "王站长")
    assert hashed.startswith("$argon2id$")
    assert password not in hashed


def test_names_are_listed_and_a_second_of_the_same_is_refused(accounts: Accounts, quick: list[str]) -> None:
    accounts.add("李", "long enough")
    accounts.add("Anna", "long enough")
    with pytest.raises(AccountExists, match="李"):
        accounts.add(" 李 ", "long enough")
    assert accounts.names() == ("Anna", "李")


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\nb"])
def test_what_is_no_name_is_refused(accounts: Accounts, quick: list[str], name: str) -> None:
    with pytest.raises(BadUsage, match="no name"):
        accounts.add(name, "long enough")


def test_a_short_password_is_refused(accounts: Accounts, quick: list[str]) -> None:
    with pytest.raises(PasswordTooShort, match="7"):
        accounts.add("王站长", "1234567")


def test_a_name_typed_on_another_keyboard_is_the_same(accounts: Accounts, quick: list[str]) -> None:
    accounts.add("Zoe\u0301", "long enough")
    assert accounts.check("Zo\u00e9", "long enough") is True


def test_after_five_failures_even_the_right_password_waits(accounts: Accounts, clock: Clock, quick: list[str]) -> None:
    accounts.add("王站长", "long enough")
    fail(accounts, 5)
    locked = accounts.check("王站长", "long enough")
    assert locked == LockedUntil(clock.now_us + MINUTE)
    assert not locked, "a locked account must not read as a yes"
    clock.now_us += MINUTE
    assert accounts.check("王站长", "long enough") is True
    assert kept(accounts, "王站长")[1:] == (0, None), "a log-in forgets the failures"


def test_the_lock_grows_to_an_hour_and_no_further(accounts: Accounts, clock: Clock, quick: list[str]) -> None:
    accounts.add("王站长", "long enough")
    fail(accounts, 4)
    waited = []
    for _ in range(9):
        fail(accounts, 1)
        locked = accounts.check("王站长", "wrong password")
        assert isinstance(locked, LockedUntil)
        waited.append((locked.at_us - clock.now_us) // MINUTE)
        clock.now_us = locked.at_us
    assert waited == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_the_lock_is_kept_over_a_restart(accounts: Accounts, clock: Clock, quick: list[str]) -> None:
    accounts.add("王站长", "long enough")
    fail(accounts, 5)
    assert isinstance(Accounts(accounts._store, clock).check("王站长", "long enough"), LockedUntil)


def test_many_tries_at_once_are_no_more_tries(
    accounts: Accounts, quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add("王站长", "long enough")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: accounts.check("王站长", "wrong password"), range(40)))
    assert len(quick) == 5, "so many passwords were looked at"


def test_a_name_without_an_account_answers_as_one_with(accounts: Accounts, clock: Clock, quick: list[str]) -> None:
    accounts.add("王站长", "long enough")
    for name in ("王站长", "nobody"):
        fail(accounts, 5, name)
    assert quick == ["wrong password"] * 10, "a stranger's password is compared as well: it takes as long"
    assert accounts.check("nobody", "x") == accounts.check("王站长", "x") == LockedUntil(clock.now_us + MINUTE)


def test_a_session_tells_who_and_its_token_is_not_kept(accounts: Accounts, quick: list[str]) -> None:
    accounts.add("王站长", "long enough")
    token = accounts.open_session("王站长")
    session = accounts.session(token)
    assert session is not None
    assert session.account == "王站长"
    assert accounts.session(token + "x") is None
    with accounts._store.begin() as connection:
        row = connection.execute(select(sessions)).one()
    assert row.token_hash == token_hash(token)
    assert token not in (row.csrf, row.account)
    other = accounts.session(accounts.open_session("王站长"))
    assert other is not None
    assert other.csrf != session.csrf


def test_a_session_ends_after_half_an_hour_of_rest(accounts: Accounts, clock: Clock, quick: list[str]) -> None:
    accounts.add("王站长", "long enough")
    token = accounts.open_session("王站长")
    for _ in range(4):
        clock.now_us += 29 * MINUTE
        assert accounts.session(token) is not None, "a use prolongs it"
    clock.now_us += 30 * MINUTE
    assert accounts.session(token) is None


def test_a_session_ends_after_twelve_hours_of_use(accounts: Accounts, clock: Clock, quick: list[str]) -> None:
    accounts.add("王站长", "long enough")
    token, began = accounts.open_session("王站长"), clock.now_us
    while accounts.session(token) is not None:
        clock.now_us += 10 * MINUTE
    assert clock.now_us - began == 12 * HOUR


def test_logging_out_ends_one_session_and_a_new_password_all(accounts: Accounts, quick: list[str]) -> None:
    accounts.add("王站长", "long enough")
    here, there = accounts.open_session("王站长"), accounts.open_session("王站长")
    accounts.close_session(here)
    assert accounts.session(here) is None
    assert accounts.session(there) is not None
    fail(accounts, 5)
    accounts.set_password("王站长", "another password")
    assert accounts.session(there) is None
    assert accounts.check("王站长", "another password") is True, "a new password ends the lock"


def test_a_removed_account_is_out_at_once(accounts: Accounts, quick: list[str]) -> None:
    accounts.add("王站长", "long enough")
    token = accounts.open_session("王站长")
    accounts.remove("王站长")
    assert accounts.session(token) is None
    assert accounts.check("王站长", "long enough") is False
    assert accounts.names() == ()


def test_what_is_asked_of_nobody_is_refused(accounts: Accounts, quick: list[str]) -> None:
    with pytest.raises(NoSuchAccount, match="nobody"):
        accounts.set_password("nobody", "long enough")
    with pytest.raises(NoSuchAccount, match="nobody"):
        accounts.remove("nobody")


def test_old_sessions_are_cleared_away(accounts: Accounts, clock: Clock, quick: list[str]) -> None:
    accounts.add("王站长", "long enough")
    accounts.open_session("王站长")
    clock.now_us += 13 * HOUR
    accounts.open_session("王站长")
    with accounts._store.begin() as connection:
        assert len(connection.execute(select(sessions)).all()) == 1
