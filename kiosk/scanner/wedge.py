"""Readers that type what they read (keyboard wedges), told apart from a person's fingers by time alone.

A pure state machine: it is fed keys with their times, holds them back for a moment, and gives each one out exactly
once, as part of a code or to be typed after all. It knows no Qt and no clock.
"""

from collections.abc import Callable
from dataclasses import dataclass

HOLD_S = 0.080
"""A key is held back this long at most before it is known to be a person's."""
FAST_S = 0.030
"""No person types two keys within this time, again and again."""
FEWEST_KEYS = 6
MOST_KEYS = 4096
_ENDS = frozenset("\r\n\t")


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it was pressed."""

    text: str
    """The character that it types."""
    replay: Callable[[], None] = lambda: None
    """Presses it again, for whoever was meant; not called here."""


@dataclass(frozen=True, slots=True)
class Read:
    """A reader typed a code."""

    text: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A person pressed these keys."""

    keys: tuple[Key, ...]


Outcome = Read | Replay


class Wedge:
    """Sorts keys into codes and typing.

    Args:
        prefix: what the reader types before each code, the surest sign; empty tells it by speed, and then a code
            must end with Enter or Tab.
    """

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._held: list[Key] = []
        self._last_s = float("-inf")

    @property
    def holds(self) -> bool:
        """Whether keys are held back: call :meth:`idle` when HOLD_S has passed without another one."""
        return bool(self._held)

    def key(self, key: Key, at_s: float) -> tuple[Outcome, ...]:
        """Take in a key that was pressed at ``at_s`` (seconds, any start) and return what is decided now."""
        longest_s = HOLD_S if self._prefix else FAST_S
        before = self._decide_idle() if self._held and at_s - self._last_s > longest_s else ()
        self._last_s = at_s
        if key.text in _ENDS:
            return (*before, *self._end(key))
        self._held.append(key)
        if self._prefix and not self._may_begin_a_code():
            return (*before, *self._give_back())
        if len(self._held) >= MOST_KEYS:
            return (*before, *self._decide_idle())
        return before

    def idle(self) -> tuple[Outcome, ...]:
        """Return what is decided because no key has come for HOLD_S."""
        return self._decide_idle() if self._held else ()

    def _end(self, end: Key) -> tuple[Outcome, ...]:
        if self._is_a_code():
            return self._read()
        self._held.append(end)
        return self._give_back()

    def _decide_idle(self) -> tuple[Outcome, ...]:
        """Nothing came: with a prefix a code may end so, by speed alone it was a person."""
        return self._read() if self._prefix and self._is_a_code() else self._give_back()

    def _is_a_code(self) -> bool:
        if self._prefix:
            return len(self._held) > len(self._prefix) and self._text().startswith(self._prefix)
        return len(self._held) >= FEWEST_KEYS

    def _may_begin_a_code(self) -> bool:
        text = self._text()[: len(self._prefix)]
        return self._prefix.startswith(text)

    def _text(self) -> str:
        return "".join(key.text for key in self._held)

    def _read(self) -> tuple[Outcome, ...]:
        text = self._text()[len(self._prefix) :]
        self._held.clear()
        return (Read(text),)

    def _give_back(self) -> tuple[Outcome, ...]:
        keys = tuple(self._held)
        self._held.clear()
        return (Replay(keys),)
