"""Whom a kiosk has welcomed, against what its journal holds after the fault."""

from pathlib import Path

from kiosk.device.journal import Journal, Moment, verify_file
from kiosk.device.machine import fingerprint
from kiosk.domain.entries import Kind, Visit, Void

NOW = Moment(1_679_121_000_000_000, 0, bytes(16), "2023-03-18")


def lost_of(welcomed: dict[str, int], folder: Path) -> list[str]:
    """Open the journal, which must be whole, and return those visits that it doesn't hold with as many people."""
    journal = Journal(folder, station="suzhou-center", moment=NOW, fingerprint=fingerprint(), ballast_bytes=0)
    try:
        assert journal.salvaged is None, "the fault is no damage"
        found = {entry.id.hex(): Visit.decode(entry.body or b"") for entry in journal.entries(kinds=[Kind.VISIT])}
        voided = {visit for entry in journal.entries(kinds=[Kind.VOID]) for visit in Void.decode(entry.body or b"").ids}
    finally:
        journal.close()
    assert voided <= found.keys(), "a void and its new visit are written together"
    assert verify_file(folder).breaks == ()
    return [visit for visit, people in welcomed.items() if visit not in found or found[visit].people != people]
