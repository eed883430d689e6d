"""Statements and exports as files: read, checked, and said in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk import paths
from kiosk.domain.entries import Entry
from kiosk.domain.statement import Verified, verify
from kiosk.domain.station import Plan, load
from kiosk.domain.wire import entries_of, unpack_export
from kiosk.errors import BadUsage


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of a statement's file found."""

    verified: Verified
    has_fingerprint: bool
    """Whether the station's fingerprint was given, so that the key is known to be the station's."""

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.verified.holds

    def as_json(self) -> dict[str, Any]:
        """Return ``{"holds", "station", "day", "state", "revision", "hash", "fingerprint", …}``."""
        statement = self.verified.statement
        return {
            "holds": self.holds,
            "station": statement.station,
            "day": statement.day,
            "state": statement.state,
            "revision": statement.revision,
            "hash": statement.hash,
            "fingerprint": self.verified.fingerprint,
            "recounted": self.verified.recounted,
            "numbers": {name: statement.numbers[name] for name in ("people", "visits", "visitors", "anonymous")},
            "excepted": [dict(one) for one in statement.excepted],
            "problems": list(self.verified.problems),
        }

    def in_words(self) -> str:
        """Return a few lines for a person."""
        statement, numbers = self.verified.statement, self.verified.statement.numbers
        lines = [
            f"{statement.station}, {statement.day}, revision {statement.revision}: {statement.state}",
            ", ".join(f"{numbers[name]} {name}" for name in ("people", "visits", "visitors", "anonymous")),
            *(f"WRONG: {problem}." for problem in self.verified.problems),
        ]
        if self.holds:
            lines.append("The statement is as it was signed.")
        if not self.has_fingerprint:
            lines.append(
                f"Whose key signed it was not checked. Compare with the station's own: {self.verified.fingerprint}"
            )
        if not self.verified.recounted:
            lines.append("The numbers are the hub's word; with the journals they are counted again: --entries FILE …")
        return "\n".join(lines)


def check_file(
    file: Path, fingerprint: str | None, exports: Sequence[Path] | None, plans: Sequence[str] | None
) -> Checked:
    """Check a statement's file, and count again when exports are given.

    Raises:
        BadUsage: a file can't be read.
        NotAStatement, NotReadable: a file is something else.
    """
    known = [load(_text(named)) for named in plans or ["suzhou-center"]]
    by_version: dict[str, Plan] = {plan.version: plan for plan in known}
    journals = [_journal(export) for export in exports] if exports else None
    return Checked(verify(_bytes(file), fingerprint, journals, by_version), fingerprint is not None)


def _journal(file: Path) -> tuple[bytes, list[Entry]]:
    export = unpack_export(_bytes(file))
    entries: list[Entry] = []
    for batch in export.batches:
        entries.extend(entries_of(export.station, export.device, batch.epoch, batch.first, batch.prev, batch.rows))
    return export.device, entries


def _text(named: str) -> str:
    shipped = paths.ASSETS / "plans" / f"{named}.toml"
    return _bytes(shipped if shipped.is_file() else Path(named)).decode("utf-8")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as cause:
        raise BadUsage(f"{file} can't be read: {cause.strerror}.") from None
