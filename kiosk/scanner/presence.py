"""Which of the codes in view is shown to the kiosk, once for each time that it is held up."""

from collections.abc import Iterable

from kiosk.scanner.decoder import Code

GONE_AFTER_S = 1.0
"""A code that was not read for this long has left the view; shorter gaps are blur."""


class Presence:
    """Remembers what is in view, so that a code held still is presented once."""

    def __init__(self) -> None:
        self._seen_s: dict[str, float] = {}
        self._presented: set[str] = set()

    def present(self, codes: Iterable[Code], size: tuple[int, int], at_s: float) -> Code | None:
        """Return the code that was newly held up, None when there is none.

        Args:
            codes: read in one frame.
            size: of the frame, width and height in pixels.
            at_s: when it was taken (seconds, any start).

        Of several new ones the largest is meant, and of equals the one nearest the middle. The others wait until
        all that was presented has left: somebody may stand there, next in line.
        """
        self._seen_s = {text: seen_s for text, seen_s in self._seen_s.items() if at_s - seen_s < GONE_AFTER_S}
        self._presented &= self._seen_s.keys()
        codes = list(codes)
        waiting = [code for code in codes if code.text not in self._presented]
        new = [code for code in waiting if code.text not in self._seen_s] if self._presented else waiting
        for code in codes:
            self._seen_s[code.text] = at_s
        meant = max(new, key=lambda code: (round(code.size / 20), -_off_middle(code, size)), default=None)
        if meant is not None:
            self._presented.add(meant.text)
        return meant


def _off_middle(code: Code, size: tuple[int, int]) -> float:
    x, y = code.middle
    return abs(x - size[0] / 2) + abs(y - size[1] / 2)
