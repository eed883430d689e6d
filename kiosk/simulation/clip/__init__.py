"""Clips that stand in for a camera: people holding up codes, on phones and on paper, drawn from a seed."""

from kiosk.simulation.clip.film import Appearance, Still, render, write_clip
from kiosk.simulation.clip.shots import BRISK, CALM, Carrier, Pace, Shot, Trouble, presentations

__all__ = [
    "BRISK",
    "CALM",
    "Appearance",
    "Carrier",
    "Pace",
    "Shot",
    "Still",
    "Trouble",
    "presentations",
    "render",
    "write_clip",
]
