"""This kiosk: its journal and the one door to it."""
