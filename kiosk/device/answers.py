"""What can be asked of a journal, whether a kiosk runs on it (over the control socket) or not."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.device.clock import SystemClock
from kiosk.device.exporting import export
from kiosk.device.front_desk import FrontDesk
from kiosk.device.journal import FILE
from kiosk.device.workplace import journal_folder, open_workplace
from kiosk.domain.entries import Redate
from kiosk.errors import KioskError


class NoJournal(KioskError):
    """No kiosk has run on the data folder yet."""


class NotCounted(KioskError):
    """The kiosk runs on the sample plan, on which nothing is counted as real."""


def answers(desk: FrontDesk, *, is_sample: bool) -> dict[str, Callable[..., Any]]:
    """Return the questions that the front desk answers, by name; arguments and answers are JSON values."""

    def headcount(day: str) -> object:
        if is_sample:
            raise NotCounted(
                "This kiosk runs on the sample plan, on which nothing is counted. Choose a plan: kiosk --plan FILE."
            )
        return desk.headcount(date.fromisoformat(day)).result().as_json()

    return {
        "headcount": headcount,
        "verify": lambda: desk.verify().result().as_json(),
        "backup": lambda file: desk.backup(Path(file)).result(),
        "revoke": lambda person, reason, by: desk.revoke(person, reason, by).result(),
        "close_day": lambda day, by: asdict(desk.close_day(date.fromisoformat(day), by).result()),
        "export": lambda file: export(desk, Path(file)),
        "revoked": lambda: sorted(desk.revoked().result()),
        "redate": lambda **redate: desk.redate(Redate(**redate)).result(),
    }


def answer_without_kiosk(folder: Path, what: str, **arguments: Any) -> Any:
    """Answer the same from the journal of a folder on which no kiosk runs.

    Raises:
        NoJournal: there is none.
        KioskError: it can't be served.
    """
    journal = journal_folder(folder)
    if not (journal / FILE).exists():
        raise NoJournal(f"There is no journal in {folder}. Give the data folder with --dir.")
    desk = FrontDesk(journal, open_workplace(folder).post(), SystemClock())
    try:
        return answers(desk, is_sample=False)[what](**arguments)
    finally:
        desk.close()
