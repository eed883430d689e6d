"""The demonstration: the same application, on a folder of its own, at 14:30 on the sample plan's first service day.

Without a screen it runs on a virtual one, watches the bundled clip through the same camera path, taps two services by
touch and walks through every screen.
"""

import json
import os
import shutil
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from kiosk import logs, paths
from kiosk import settings as settings_file
from kiosk.device.clock import Clock, SystemClock
from kiosk.device.front_desk import Answer, FrontDesk, Welcome
from kiosk.device.workplace import SAMPLE_PLAN, Workplace, make_issuer_key, open_workplace, trust
from kiosk.documents.headcount_files import as_csv
from kiosk.documents.pass_cards import issue_cards, write_pictures
from kiosk.domain.checkin import Refused
from kiosk.domain.headcount import Headcount
from kiosk.domain.roles import Role
from kiosk.keys import Issuer

_CLIP = paths.ASSETS / "clips" / "demo.avi"
_CLIP_ISSUER = paths.ASSETS / "clips" / "demo.issuer.pem"
_POINT = "P3"
_SAMPLE_PASSES = 6
_SCREEN = (1080, 1920)
_SCREEN_DIAGONAL_IN = 21.5
_START = datetime(2023, 3, 18, 14, 30, tzinfo=UTC) - timedelta(hours=8)
_ABOUT_S = 50.0
"""How long it takes, for the progress bar."""
_NEVER_LONGER_S = 58.0
"""What hangs is ended, so that a demonstration without a screen always comes to its end."""


class DemoClock(SystemClock):
    """The machine's clock, moved to the demonstration's moment, and on to the next day by :meth:`skip`."""

    def __init__(self) -> None:
        super().__init__(int(_START.timestamp() * 1e6))

    def skip(self, seconds: int) -> None:
        """Let so many seconds pass at once."""
        self._ahead_us += seconds * 1_000_000


@dataclass(slots=True)
class Outcome:
    """What happened in front of the kiosk."""

    checked_in: int = 0
    tapped: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def take(self, answer: Answer) -> None:
        """Count an answer."""
        match answer:
            case Welcome(by="tap"):
                self.tapped += 1
            case Welcome():
                self.checked_in += 1
            case Refused(reason=reason):
                self.refused[reason] += 1

    def in_words(self) -> str:
        """Return how far it has come, for a progress bar."""
        return f"{self.checked_in} checked in, {sum(self.refused.values())} refused, {self.tapped} tapped"


def run_demo(clip: Path | None, out: Path) -> None:
    """Run the demonstration and leave its headcount, passes and pictures of the screens in ``out``.

    Args:
        clip: a video file in the camera's place; None is the webcam where there is a screen and one, else the
            bundled clip.
        out: the folder; what an earlier demonstration left there is replaced.

    Raises:
        KioskError: the clip can't be found, or the kiosk can't start.
    """
    console = Console(stderr=True)
    has_screen = sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if not has_screen:
        console.print("There is no screen here: the kiosk runs on a virtual one and plays a clip as its camera.")
    out = out.absolute()
    camera = str(clip.absolute()) if clip else ("0" if has_screen and _has_webcam() else str(_CLIP))
    workplace = _prepare(out, camera)
    logs.write_to(workplace.folder)
    if not has_screen:
        _use_virtual_screen(out)
    shown, outcome, headcount = _run(workplace, DemoClock(), out, console, is_scripted=not has_screen)
    (out / "headcount.json").write_text(json.dumps(headcount.as_json(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    (out / "headcount.csv").write_text(as_csv(headcount, workplace.plan), "utf-8")
    _print_report(out, shown, outcome, headcount)


def _prepare(out: Path, camera: str) -> Workplace:
    """Make the demonstration's own data folder anew, with passes to be shown to the camera."""
    shutil.rmtree(out, ignore_errors=True)
    folder = out / "data"
    settings_file.write(folder, {"plan": SAMPLE_PLAN, "point": _POINT, "camera": camera})
    key = make_issuer_key(folder)
    trust(folder, Issuer.load(_CLIP_ISSUER))
    workplace = open_workplace(folder)
    cards = issue_cards(key, Role.VISITOR, _SAMPLE_PASSES, workplace.plan, _START.date(), days=30)
    write_pictures(cards, out / "passes", lambda _: None)
    return workplace


def _has_webcam() -> bool:
    from kiosk.scanner import has_camera

    return has_camera()


def _use_virtual_screen(out: Path) -> None:
    """Let Qt draw into memory, on a screen of the size that the kiosk is made for."""
    width, height = _SCREEN
    screen = {"name": "demo", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    config = out / "data" / "screen.json"
    config.write_text(json.dumps({"screens": [screen]}))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"
    os.environ["QT_QUICK_BACKEND"] = "software"
    os.environ["KIOSK_SCREEN_DIAGONAL_IN"] = str(_SCREEN_DIAGONAL_IN)


def _run(
    workplace: Workplace, clock: DemoClock, out: Path, console: Console, *, is_scripted: bool
) -> tuple[int, Outcome, Headcount]:
    """Run the application to its end; returns how many codes were shown, what came of them, and the headcount."""
    from PySide6.QtCore import QTimer

    from kiosk.desktop.application import Application, Show, qt_application, run
    from kiosk.simulation.walk import Album, Walk, Walker

    qt = qt_application()
    application = Application(
        workplace, clock, Show(full_screen=False, size=_SCREEN if is_scripted else None, is_demo=True)
    )
    outcome = Outcome()
    application.reception.answered.connect(outcome.take)
    album = Album(application.window, out)
    if not is_scripted:
        console.print(f"Show one of the passes in {out / 'passes'} to the camera. Close the window to end.")
        run(application)
    else:
        QTimer.singleShot(round(_NEVER_LONGER_S * 1000), application, qt.quit)
        first, second, *_ = workplace.plan.services_at(_POINT, _START.date())
        with Progress(TextColumn("demo"), BarColumn(), TextColumn("{task.description}"), console=console) as bar:
            task = bar.add_task("", total=_ABOUT_S)
            started_s = time.monotonic()
            walker = Walker(
                Walk(application, clock, album, (first, second)).steps(),
                lambda: bar.update(task, completed=time.monotonic() - started_s, description=outcome.in_words()),
                application,
            )
            run(application)
            bar.update(task, completed=_ABOUT_S)
        if walker.problem is not None:
            raise walker.problem
    return application.scanner.status().codes, outcome, _headcount(workplace, clock)


def _headcount(workplace: Workplace, clock: Clock) -> Headcount:
    """Read the headcount from the journal, as a coordinator would after the kiosk was closed."""
    desk = FrontDesk(workplace.journal_folder, workplace.post(), clock)
    try:
        return desk.headcount(_START.date()).result()
    finally:
        desk.close()


def _print_report(out: Path, shown: int, outcome: Outcome, headcount: Headcount) -> None:
    counts = headcount.total
    refused = ", ".join(f"{number} {reason.replace('_', ' ')}" for reason, number in sorted(outcome.refused.items()))
    pictures = sorted(picture.name for picture in out.glob("*.png"))
    typer.echo(f"Codes shown to the camera: {shown}")
    typer.echo(f"  checked in: {outcome.checked_in}")
    typer.echo(f"  refused: {sum(outcome.refused.values())}" + (f" ({refused})" if refused else ""))
    typer.echo(f"Checked in by touch, without a code: {outcome.tapped}")
    typer.echo(
        f"Headcount of {headcount.day}, from the journal: {counts['people']} people in {counts['visits']} visits; "
        f"{counts['visitors']} visitors with a pass, {counts['anonymous']} visits without one"
    )
    typer.echo(f"In {out}: headcount.json, headcount.csv, passes, and the screens {', '.join(pictures)}")
