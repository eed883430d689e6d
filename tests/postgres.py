"""A real PostgreSQL for the tests: a cluster of its own in a temporary folder, started from Debian's package."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


@dataclass(frozen=True)
class Cluster:
    """A running server that listens on a socket in its folder alone."""

    folder: Path
    _numbers: "count[int]"

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        name = f"hub{next(self._numbers)}"
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server, durable as the hub demands, and end it."""
    assert _BINARIES, "PostgreSQL is missing: make setup installs it"
    owner = pwd.getpwnam("postgres") if os.getuid() == 0 else None  # it refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a socket's path may have 107 bytes only

    def run(*command: str | Path) -> None:
        ids = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **ids)

    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        binaries, data = _BINARIES[-1], folder / "data"
        run(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=on -c max_connections=60"
        run(binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        try:
            yield Cluster(folder, count())
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
