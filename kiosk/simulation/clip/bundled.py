"""The clip that the demonstration watches: every outcome once, most of them welcome."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from kiosk.domain.checkin import Reason
from kiosk.domain.passes import ID_BYTES
from kiosk.domain.roles import Role
from kiosk.keys import IssuerKey
from kiosk.simulation.clip.film import FRAMES_A_SECOND, Appearance, write_clip
from kiosk.simulation.clip.shots import Carrier, Shot, Trouble, card, with_one_character_changed

ACCEPTED = "accepted"
_LEAFLET = "https://example.org/offers/spring"


@dataclass(frozen=True, slots=True)
class Planned:
    """A shot, and what the kiosk of the demonstration makes of it."""

    shot: Shot
    outcome: str
    """``accepted``, or a :class:`Reason`."""


def plan_shots(key: IssuerKey, stranger: IssuerKey, seed: int) -> tuple[Planned, ...]:
    """Return the demonstration's shots, in their order.

    Args:
        key: signs the passes that are trusted.
        stranger: signs the one whose issuer is unknown.
        seed: decides the pass ids.
    """
    dice = np.random.default_rng(seed)

    def new_id() -> bytes:
        return dice.bytes(ID_BYTES)

    twice = card(key, new_id())
    expired = card(key, new_id(), first_day=date(2023, 2, 4), days=28)
    stained = with_one_character_changed(card(key, new_id()), place=120)
    phone, paper = Carrier.PHONE, Carrier.PAPER
    return (
        Planned(Shot(card(key, new_id()), phone), ACCEPTED),
        Planned(Shot(twice, paper), ACCEPTED),
        Planned(Shot(card(key, new_id()), phone, Trouble.GLARE), ACCEPTED),
        Planned(Shot(_LEAFLET, paper), Reason.PUT_AWAY),
        Planned(Shot(card(key, new_id()), paper, Trouble.TILT), ACCEPTED),
        Planned(Shot(twice, paper), Reason.ALREADY_CHECKED_IN),
        Planned(Shot(card(key, new_id()), phone, Trouble.MOTION), ACCEPTED),
        Planned(Shot(expired, paper), Reason.EXPIRED),
        Planned(Shot(card(key, new_id()), paper, Trouble.DEFOCUS), ACCEPTED),
        Planned(Shot(card(key, new_id(), Role.VOLUNTEER), phone), Reason.WRONG_ROLE),
        Planned(Shot(stained, paper, Trouble.NOISE), Reason.DAMAGED),
        Planned(Shot(card(stranger, new_id()), phone), Reason.UNKNOWN_ISSUER),
        Planned(Shot(card(key, new_id()), phone, Trouble.LOW_LIGHT), ACCEPTED),
    )


def write_bundled_clip(folder: Path, seed: int, progress: Callable[[float], object]) -> None:
    """Write ``demo.avi``, its manifest ``demo.toml``, and ``demo.issuer.pem``, the key that its passes are checked by.

    The key that signs them is made here and forgotten, so the codes are others each time; all else is as the seed
    says.

    Raises:
        NotFilmed: the folder isn't there, or can't be written to.
    """
    key = IssuerKey.new()
    planned = plan_shots(key, IssuerKey.new(), seed)
    appearances = write_clip(folder / "demo.avi", [each.shot for each in planned], seed, progress)
    (folder / "demo.issuer.pem").write_bytes(key.issuer.pem)
    (folder / "demo.toml").write_text("\n".join(_manifest(planned, appearances, seed)), "utf-8")


def _manifest(planned: Sequence[Planned], appearances: Sequence[Appearance], seed: int) -> Iterator[str]:
    yield "# What demo.avi shows, written with it by: python -m kiosk.simulation.clip"
    yield f"seed = {seed}"
    yield f"frames_a_second = {FRAMES_A_SECOND}"
    for each, appearance in zip(planned, appearances, strict=True):
        yield ""
        yield "[[shot]]"
        yield f"frames = [{appearance.first}, {appearance.last}]  # the first and the last with the whole code in view"
        yield f"carrier = {json.dumps(each.shot.carrier)}"
        yield f"trouble = {json.dumps(each.shot.trouble or 'none')}"
        yield f"text = {json.dumps(each.shot.text)}"
        yield f"outcome = {json.dumps(each.outcome)}"
    yield ""
