"""Suxin Kiosk: a check-in kiosk for walk-up public service."""

from importlib.metadata import version

__version__ = version("suxin-kiosk")
