"""Nonces: each is good for one request, so that a recorded one can't be played again. No clock is needed."""

import threading
from collections import OrderedDict
from secrets import token_urlsafe

_MOST = 20_000
"""More are never waited for; the oldest are forgotten, and whoever holds one is given another."""


class Nonces:
    """Hands out nonces and takes each back once."""

    def __init__(self) -> None:
        self._given: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def new(self) -> str:
        """Return a nonce that nobody has yet."""
        nonce = token_urlsafe(16)
        with self._lock:
            self._given[nonce] = None
            if len(self._given) > _MOST:
                self._given.popitem(last=False)
        return nonce

    def take(self, nonce: str) -> bool:
        """Whether the nonce was given out and not used yet; it is used now."""
        with self._lock:
            return self._given.pop(nonce, self) is None
