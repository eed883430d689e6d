"""What people decided at this hub, kept outside its database too, so that a restored backup forgets none of it.

Entries come back from the kiosks after a restore; who may write here, what was written off and which statements were
published would not. Each decision is a line of ``decisions.jsonl``: a table's row, as it is from then on. They are
written before the database commits and read at every start, so that the newest line always holds.
"""

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, insert, select, update

from kiosk.errors import KioskError
from kiosk.hub import tables

_TABLES = {
    table.name: table
    for table in (tables.devices, tables.write_offs, tables.revocations, tables.closings, tables.statements)
}
_FLEETING = {"last_seen_us", "clock_off_us", "health", "clone_since_us"}
"""What a device's row says of the moment, and nobody decided."""


class Decisions:
    """The file of decisions.

    Args:
        file: where it lies; None keeps none.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def note(self, connection: Connection, table: Table, **key: object) -> None:
        """Write down a row as it stands in the open transaction; it is on disk on return."""
        if self._file is None:
            return
        where = [table.c[name] == value for name, value in key.items()]
        row = connection.execute(select(table).where(*where)).mappings().one()
        line = {name: _written(value) for name, value in row.items() if name not in _FLEETING}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as opened:
            opened.write(json.dumps([table.name, line], ensure_ascii=False) + "\n")
            opened.flush()
            os.fsync(opened.fileno())

    def replay(self, connection: Connection) -> int:
        """Bring the database to what was decided, and return how many rows that changed.

        Raises:
            KioskError: the file was changed by somebody.
        """
        changed = 0
        for name, row in self._newest().values():
            changed += _put(connection, _TABLES[name], row)
        return changed

    def _newest(self) -> dict[tuple[object, ...], tuple[str, Mapping[str, Any]]]:
        found: dict[tuple[object, ...], tuple[str, Mapping[str, Any]]] = {}
        if self._file is None or not self._file.exists():
            return found
        lines = self._file.read_text("utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            try:
                name, written = json.loads(line)
                table = _TABLES[name]
                row = {column: _read(table, column, value) for column, value in written.items()}
                key = (name, *(row[column.name] for column in table.primary_key))
            except (ValueError, KeyError, TypeError) as cause:
                if number == len(lines):
                    break  # the power was cut while it was written: nobody was told that it is done
                raise KioskError(f"{self._file}, line {number} can't be read: {cause}. Bring it back.") from None
            found[key] = name, row
        return found


def _put(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    key = [table.c[column.name] == row[column.name] for column in table.primary_key]
    there = connection.execute(select(table).where(*key)).mappings().one_or_none()
    if there is None:
        connection.execute(insert(table).values(row))
    elif any(_plain(there[name]) != value for name, value in row.items()):
        connection.execute(update(table).where(*key).values(row))
    else:
        return 0
    return 1


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _written(value: object) -> object:
    plain = _plain(value)
    return base64.b64encode(plain).decode() if isinstance(plain, bytes) else plain


def _read(table: Table, column: str, value: object) -> object:
    if value is not None and isinstance(table.c[column].type, LargeBinary):
        return base64.b64decode(str(value), validate=True)
    return value
