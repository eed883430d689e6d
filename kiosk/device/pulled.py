"""What a hub gave this device to go by, kept for starts without a network: plan, point, revocations."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.durable import write_whole
from kiosk.errors import KioskError

FILE = Path("hub", "pulled.json")


@dataclass(frozen=True, slots=True)
class Given:
    """What was pulled last."""

    point: str
    plan_version: str
    plan: str | None
    """TOML; None when the hub has said nothing of a plan yet."""
    revoked: Sequence[str]
    pass_keys: Sequence[str] = ()
    """Certificates of the kiosks' own pass keys, in hex."""
    sealing_key: str = ""
    """The hub's, for personal data, in hex."""


def read(folder: Path) -> Given | None:
    """Return what was pulled last, None if nothing was.

    Raises:
        KioskError: the file was damaged.
    """
    file = folder / FILE
    try:
        return Given(**json.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as cause:
        raise KioskError(f"{file} can't be read ({cause}). Take it away: the hub gives it again.") from None


def write(folder: Path, given: Given) -> None:
    """Keep what was pulled: whole, or what was there before stays."""
    write_whole(folder / FILE, json.dumps(asdict(given), ensure_ascii=False).encode())
