"""A PC that is switched off at the worst moment loses nobody who was welcomed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.device.journal import Journal, Moment, verify_file
from kiosk.device.machine import fingerprint
from kiosk.domain.entries import Kind, Visit, Void

WRITER = Path(__file__).with_name("writer.py")
KILLS = 50


@pytest.mark.timeout(600)
def test_every_welcome_before_a_kill_is_in_the_journal_after_it(tmp_path: Path) -> None:
    """Fifty kills at random moments, on one journal that is opened again after each."""
    chance = random.Random(20230318)
    welcomed: dict[str, int] = {}
    for _ in range(KILLS):
        writer = subprocess.Popen([sys.executable, WRITER, tmp_path], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        time.sleep(chance.uniform(0, 0.12))  # the moment of the kill, not a wait for something
        os.kill(writer.pid, signal.SIGKILL)
        said = writer.stdout.read()
        writer.wait()
        writer.stdout.close()
        for line in said[: said.rfind("\n") + 1].splitlines():
            visit, people = line.split()
            welcomed[visit] = int(people)
    assert len(welcomed) > KILLS, "the writer was killed while it was writing"

    assert verify_file(tmp_path).holds
    now = Moment(1_679_121_000_000_000, 0, bytes(16), "2023-03-18")
    journal = Journal(tmp_path, station="suzhou-center", moment=now, fingerprint=fingerprint(), ballast_bytes=0)
    try:
        found = {entry.id.hex(): Visit.decode(entry.body or b"") for entry in journal.entries(kinds=[Kind.VISIT])}
        voided = {visit for entry in journal.entries(kinds=[Kind.VOID]) for visit in Void.decode(entry.body or b"").ids}
        lost = [visit for visit, people in welcomed.items() if visit not in found or found[visit].people != people]
        assert lost == []
        assert voided <= found.keys(), "a void and its new visit are written together"
        assert journal.salvaged is None, "a kill is no damage"
    finally:
        journal.close()
