"""The hub's database: SQLite with the journal's durability, or PostgreSQL by its address alone."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import StaticPool

from kiosk.errors import BadUsage, KioskError

_PRAGMAS = (
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("fullfsync", "1", 1),
    ("checkpoint_fullfsync", "1", 1),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
)
"""Why each of them: docs/decisions/0003. One connection alone is out of reach of SQLite's WAL-reset race."""
_DURABLE = ("fsync", "synchronous_commit")


class DatabaseUnusable(KioskError):
    """The database can't be reached, is in use, or would lose what it has acknowledged."""


class Store:
    """A database with its tables brought up to this program's version.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql+psycopg://…``.

    Raises:
        BadUsage: the address is none.
        DatabaseUnusable: it can't be reached, is in use, or isn't durable.
    """

    def __init__(self, url: str) -> None:
        try:
            found = make_url(url)
        except ArgumentError:
            raise BadUsage(f"{url!r} is no database. Give sqlite:///FILE or postgresql+psycopg://…") from None
        self.is_sqlite = found.get_backend_name() == "sqlite"
        if not self.is_sqlite and found.drivername != "postgresql+psycopg":
            raise BadUsage(
                f"{found.drivername!r} databases are not served. Give sqlite:///FILE or postgresql+psycopg://…"
            )
        self.file = Path(found.database) if self.is_sqlite and found.database else None
        self._serial = threading.RLock()
        self._engine = _sqlite(url) if self.is_sqlite else create_engine(url, pool_size=8, pool_pre_ping=True)
        try:
            self._prepare()
        except (DBAPIError, sqlite3.Error) as cause:
            self._engine.dispose()
            reason = getattr(cause, "orig", None) or cause
            raise DatabaseUnusable(
                f"The database {found.render_as_string(hide_password=True)} can't be used: {str(reason).strip()}. "
                "Is another hub running on it?"
            ) from cause
        except BaseException:
            self._engine.dispose()
            raise

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a transaction: committed at the end, or nothing at all. On SQLite one after the other."""
        if not self.is_sqlite:
            with self._engine.begin() as connection:
                yield connection
            return
        with self._serial, self._engine.begin() as connection:
            yield connection

    @contextmanager
    def raw_sqlite(self) -> Iterator[sqlite3.Connection]:
        """Hold the one SQLite connection, for a backup."""
        with self._serial, self._engine.connect() as connection:
            held = connection.connection.driver_connection
            assert isinstance(held, sqlite3.Connection)
            yield held

    def close(self) -> None:
        """Let go of the database; may be called twice."""
        with self._serial:
            self._engine.dispose()

    def _prepare(self) -> None:
        with self._engine.connect() as connection:
            if not self.is_sqlite:
                for name in _DURABLE:
                    if (value := connection.execute(text(f"SHOW {name}")).scalar()) in ("off", "local"):
                        raise DatabaseUnusable(
                            f"PostgreSQL runs with {name} = {value}: it would lose what the hub has acknowledged. "
                            f"Set {name} = on."
                        )
                connection.rollback()
            migrate(connection)


def migrate(connection: Connection, to: str = "head") -> None:
    """Bring the tables to a version: ``head``, ``base`` or the name of one."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    (command.downgrade if to == "base" else command.upgrade)(config, to)
    connection.commit()


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False, "timeout": 0})

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's own BEGIN, below
        for name, value, expected in _PRAGMAS:
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if found != expected:
                raise DatabaseUnusable(f"SQLite answers {name} = {found}, not {expected}: is it a network folder?")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
