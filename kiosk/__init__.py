"""Suxin Kiosk: a check-in kiosk for walk-up public service."""
