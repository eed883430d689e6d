"""Turns light and keystrokes into text."""
