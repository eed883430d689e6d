"""The hub's database: migrations both ways on both databases, nothing that wouldn't spread over many machines."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import ForeignKeyConstraint, create_engine, inspect, text

from kiosk.errors import BadUsage
from kiosk.hub import tables
from kiosk.hub.store import DatabaseUnusable, Store, migrate

from ..postgres import Cluster, cluster


@pytest.fixture(scope="module")
def postgres() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path, postgres: Cluster) -> str:
    return f"sqlite:///{tmp_path}/hub.db" if request.param == "sqlite" else postgres.new_database()


@pytest.fixture
def opened() -> Iterator[Callable[[str], Store]]:
    stores: list[Store] = []

    def open_it(url: str) -> Store:
        stores.append(Store(url))
        return stores[-1]

    yield open_it
    for store in stores:
        store.close()


def names(store: Store) -> set[str]:
    with store.begin() as connection:
        return set(inspect(connection).get_table_names())


def test_the_tables_come_and_go_by_migration(opened: Callable[[str], Store], address: str) -> None:
    store = opened(address)
    assert set(tables.metadata.tables) <= names(store)

    with store._engine.connect() as connection:
        migrate(connection, "base")
    assert names(store) == {"alembic_version"}

    with store._engine.connect() as connection:
        migrate(connection)
    assert set(tables.metadata.tables) <= names(store)


def test_what_the_migrations_make_is_what_the_program_asks_for(opened: Callable[[str], Store], address: str) -> None:
    store = opened(address)
    with store.begin() as connection:
        there = inspect(connection)
        for name, table in tables.metadata.tables.items():
            found = {column["name"]: column["nullable"] for column in there.get_columns(name)}
            assert found == {column.name: column.nullable for column in table.columns}
            assert there.get_pk_constraint(name)["constrained_columns"] == [one.name for one in table.primary_key]


def test_what_is_spread_has_the_station_first_in_every_key() -> None:
    """So that PostgreSQL can be spread by station (Citus) with no change of schema."""
    for table in tables.SPREAD:
        assert next(iter(table.primary_key)).name == "station", table.name
        assert all(next(iter(index.columns)).name == "station" for index in table.indexes), table.name
        foreign = [key for key in table.constraints if isinstance(key, ForeignKeyConstraint)]
        assert foreign == [], table.name
        assert not any(column.autoincrement is True or column.unique for column in table.columns), table.name


def test_a_database_that_would_lose_what_it_acknowledged_is_refused(postgres: Cluster) -> None:
    url = postgres.new_database()
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {engine.url.database} SET synchronous_commit = off"))
    engine.dispose()

    with pytest.raises(DatabaseUnusable, match="synchronous_commit = off"):
        Store(url)


def test_a_second_hub_on_one_file_is_refused(opened: Callable[[str], Store], tmp_path: Path) -> None:
    opened(f"sqlite:///{tmp_path}/hub.db")

    with pytest.raises(DatabaseUnusable, match="another hub"):
        Store(f"sqlite:///{tmp_path}/hub.db")


def test_sqlite_is_as_durable_as_the_journal(opened: Callable[[str], Store], tmp_path: Path) -> None:
    store = opened(f"sqlite:///{tmp_path}/hub.db")

    with store.raw_sqlite() as held:
        found = {name: held.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")}

    assert found == {"synchronous": 2, "journal_mode": "wal"}


def test_a_transaction_that_fails_leaves_nothing(opened: Callable[[str], Store], address: str) -> None:
    store = opened(address)
    with pytest.raises(ZeroDivisionError), store.begin() as connection:
        connection.execute(tables.hub_state.insert().values(name="a", value=b"1"))
        raise ZeroDivisionError
    with store.begin() as connection:
        assert connection.execute(tables.hub_state.select()).all() == []


@pytest.mark.parametrize("url", ["nonsense", "mysql://h/d", "postgresql://h/d"])
def test_an_address_of_no_database_is_told(url: str) -> None:
    with pytest.raises(BadUsage, match="postgresql"):
        Store(url)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_bytes(b"no database at all, but long enough for a header" * 50)

    with pytest.raises(DatabaseUnusable, match="not a database"):
        Store(f"sqlite:///{tmp_path}/hub.db")


def test_what_was_committed_is_there_after_the_process_is_gone(opened: Callable[[str], Store], tmp_path: Path) -> None:
    store = opened(f"sqlite:///{tmp_path}/hub.db")
    with store.begin() as connection:
        connection.execute(tables.hub_state.insert().values(name="a", value=b"1"))
    store.close()

    with sqlite3.connect(tmp_path / "hub.db") as found:
        assert found.execute("SELECT value FROM hub_state").fetchall() == [(b"1",)]
