"""Accounts of the people who open the hub's page: named, with a password, a lock-out that grows, and sessions.

Passwords are kept as argon2 hashes, session tokens as SHA-256: whoever reads the database can't log in. A failed try is
written down before the password is looked at, so that many tries at once gain nothing.
"""

import threading
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.errors import BadUsage
from kiosk.hub.tables import accounts, sessions
from kiosk.keys.secrets import hash_secret, new_password, new_token, secret_fits, token_hash

TRIES = 5
"""Failures in a row after which an account is locked."""
LONGEST_LOCK_MIN = 60
"""The lock grows 1, 2, 4, … minutes up to this."""
SESSION_LIFE_S = 12 * 3600
SESSION_IDLE_S = 30 * 60
LEAST_PASSWORD = 8

_US = 1_000_000
_LONGEST_NAME = 64
_TOUCH_S = 60
"""How old ``last_used_us`` may get before it is written again: not every picture of a page is a write."""
_STRANGERS = 10_000
"""How many names without an account are remembered with their failures."""


class NoSuchAccount(BadUsage):
    """No account has this name."""


class AccountExists(BadUsage):
    """An account of this name is there already."""


class PasswordTooShort(BadUsage):
    """A chosen password is too easily guessed."""


@dataclass(frozen=True, slots=True)
class LockedUntil:
    """The answer while nobody may try: neither yes nor no, and false."""

    at_us: int

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is logged in."""

    account: str
    csrf: str
    """What each form must carry."""


class Store(Protocol):
    """Where the hub's tables are."""

    def begin(self) -> AbstractContextManager[Connection]:
        """Return a connection in a transaction that commits at the end."""


def _wall_clock_us() -> int:
    return time.time_ns() // 1000


class Accounts:
    """The accounts of a hub. Safe to call from many threads."""

    def __init__(self, store: Store, now_us: Callable[[], int] = _wall_clock_us) -> None:
        self._store = store
        self._now_us = now_us
        self._strangers: OrderedDict[str, tuple[int, int | None]] = OrderedDict()
        self._strangers_lock = threading.Lock()
        # A hash takes 64 MiB: a flood of log-ins must not take the machine's memory.
        self._hashing = threading.BoundedSemaphore(2)

    def names(self) -> tuple[str, ...]:
        """Return the names of all accounts, sorted."""
        with self._store.begin() as connection:
            return tuple(connection.scalars(select(accounts.c.name).order_by(accounts.c.name)))

    def add(self, name: str, password: str | None = None) -> str:
        """Make an account, and return its password: the one given, or a new one.

        Raises:
            AccountExists, PasswordTooShort, BadUsage: it can't be made; the message says why.
        """
        name = _written(name)
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            raise BadUsage(f'"{name[:80]}" is no name for an account. Write 1 to {_LONGEST_NAME} characters.')
        password, hashed = self._hashed(password)
        with self._store.begin() as connection:
            if connection.scalar(select(accounts.c.name).where(accounts.c.name == name)) is not None:
                raise AccountExists(f'An account "{name}" is there already. Choose another name, or set its password.')
            row = {"name": name, "password_hash": hashed, "role": "coordinator", "created_us": self._now_us()}
            connection.execute(insert(accounts).values(**row, failures=0, locked_until_us=None))
        return password

    def set_password(self, name: str, password: str | None = None) -> str:
        """Give the account another password, end its lock and its sessions, and return the password.

        Raises:
            NoSuchAccount, PasswordTooShort: nothing was changed.
        """
        name = _written(name)
        password, hashed = self._hashed(password)
        with self._store.begin() as connection:
            changed = update(accounts).where(accounts.c.name == name)
            found = connection.execute(changed.values(password_hash=hashed, failures=0, locked_until_us=None))
            self._expect(found.rowcount, name)
            connection.execute(delete(sessions).where(sessions.c.account == name))
        return password

    def remove(self, name: str) -> None:
        """Take the account and its sessions away.

        Raises:
            NoSuchAccount: there is none of this name.
        """
        name = _written(name)
        with self._store.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.account == name))
            self._expect(connection.execute(delete(accounts).where(accounts.c.name == name)).rowcount, name)

    def check(self, name: str, password: str) -> bool | LockedUntil:
        """Return whether the password is the account's, or until when nobody may try.

        A name without an account takes as long, and locks as an account does: the answer doesn't tell names.
        """
        name = _written(name)
        hashed = self._count_try(name)
        if isinstance(hashed, LockedUntil):
            return hashed
        with self._hashing:
            fits = secret_fits(password, hashed if hashed is not None else _nobodys_hash())
        if hashed is None or not fits:
            return False
        with self._store.begin() as connection:
            mine = (accounts.c.name == name) & (accounts.c.password_hash == hashed)
            done = connection.execute(update(accounts).where(mine).values(failures=0, locked_until_us=None))
            return done.rowcount == 1  # not if it was removed or changed meanwhile

    def open_session(self, name: str) -> str:
        """Return the token of a new session for an account whose password was checked."""
        now, token = self._now_us(), new_token()
        row = {"token_hash": token_hash(token), "account": _written(name), "csrf": new_token()}
        with self._store.begin() as connection:
            connection.execute(delete(sessions).where(_is_over(now)))
            connection.execute(insert(sessions).values(**row, created_us=now, last_used_us=now))
        return token

    def session(self, token: str) -> Session | None:
        """Return who holds this token, None if the session is over; it counts as a use."""
        now = self._now_us()
        mine = sessions.c.token_hash == token_hash(token)
        with self._store.begin() as connection:
            row = connection.execute(select(sessions).where(mine & ~_is_over(now))).one_or_none()
            if row is None:
                return None
            if now - row.last_used_us >= _TOUCH_S * _US:
                connection.execute(update(sessions).where(mine).values(last_used_us=now))
        return Session(row.account, row.csrf)

    def close_session(self, token: str) -> None:
        """End the session; nothing happens if it is over."""
        with self._store.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash(token)))

    def _count_try(self, name: str) -> str | LockedUntil | None:
        """Count a try as failed until it is known better; return the hash to compare with, None for a stranger."""
        now = self._now_us()
        with self._store.begin() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name).with_for_update()).one_or_none()
            if row is not None:
                if row.locked_until_us is not None and row.locked_until_us > now:
                    return LockedUntil(row.locked_until_us)
                failures = row.failures + 1
                counted = {"failures": failures, "locked_until_us": _locked_until(failures, now)}
                connection.execute(update(accounts).where(accounts.c.name == name).values(counted))
                return str(row.password_hash)
        with self._strangers_lock:
            failures, until = self._strangers.pop(name, (0, None))
            locked = until is not None and until > now
            if not locked:
                failures += 1
                until = _locked_until(failures, now)
            self._strangers[name] = (failures, until)
            if len(self._strangers) > _STRANGERS:
                self._strangers.popitem(last=False)
        return LockedUntil(until) if locked and until is not None else None

    def _hashed(self, password: str | None) -> tuple[str, str]:
        if password is None:
            password = new_password()
        elif len(password) < LEAST_PASSWORD:
            raise PasswordTooShort(f"A password of {len(password)} characters is guessed too soon. Take 8 or more.")
        with self._hashing:
            return password, hash_secret(password)

    @staticmethod
    def _expect(rows: int, name: str) -> None:
        if rows != 1:
            raise NoSuchAccount(f'There is no account "{name}". See the names of all accounts.')


def _locked_until(failures: int, now_us: int) -> int | None:
    """Return until when an account is locked after so many failures in a row."""
    if failures < TRIES:
        return None
    minutes: int = min(2 ** min(failures - TRIES, 10), LONGEST_LOCK_MIN)
    return now_us + minutes * 60 * _US


def _is_over(now_us: int) -> Any:
    old = sessions.c.created_us <= now_us - SESSION_LIFE_S * _US
    return old | (sessions.c.last_used_us <= now_us - SESSION_IDLE_S * _US)


@cache
def _nobodys_hash() -> str:
    return hash_secret(new_password())


def _written(name: str) -> str:
    """One way to write a name, whatever keyboard it came from."""
    return unicodedata.normalize("NFC", name).strip()
