"""What goes wrong at a station, by name, and to which kiosks."""

import difflib
import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kiosk.errors import BadUsage

ALL, NONE = "all", "none"


class Fault(StrEnum):
    """A kind of mishap; its value is what ``--faults`` and the report call it."""

    KIOSK_KILLED = "kiosk-killed"
    """A kiosk's process is killed at work, and started again."""
    HUB_KILLED = "hub-killed"
    NETWORK_CUT = "network-cut"
    """A request, its answer, or all of them for a while, are lost."""
    DELAYED = "delayed"
    DUPLICATED = "duplicated"
    """A request arrives twice."""
    REORDERED = "reordered"
    """A request arrives after later ones."""
    CLOCK_WRONG = "clock-wrong"
    """A kiosk starts in another year, or on another day; staff notice and mend it."""
    KIOSK_RESTORED = "kiosk-restored"
    """An old backup takes the place of a kiosk's journal, once the hub has all that came after it."""
    HUB_RESTORED = "hub-restored"
    """An old backup takes the place of the hub's database."""
    DISK_CLONED = "disk-cloned"
    """Two machines write as one device for a while."""
    DISK_FULL = "disk-full"


IN_THE_NETWORK = frozenset({Fault.NETWORK_CUT, Fault.DELAYED, Fault.DUPLICATED, Fault.REORDERED})
TO_THE_HUB = frozenset({Fault.HUB_KILLED, Fault.HUB_RESTORED})
TO_A_KIOSK = tuple(fault for fault in Fault if fault not in IN_THE_NETWORK | TO_THE_HUB)
_FOR_ANOTHER_ROUND = 250
"""So many people at each kiosk make a day on which everything happens once more."""


def read_faults(spec: str | None) -> frozenset[Fault]:
    """Return the kinds that ``all``, ``none`` or names with commas between them mean.

    Raises:
        BadUsage: there is no fault of that name.
    """
    if spec is None or spec == NONE:
        return frozenset()
    if spec == ALL:
        return frozenset(Fault)
    names = [name.strip() for name in spec.split(",")]
    for name in names:
        if name not in list(Fault):
            near = difflib.get_close_matches(name, list(Fault), n=1, cutoff=0)[0]
            raise BadUsage(f"There is no fault {name!r}. Did you mean '{near}'? All there are: {', '.join(Fault)}.")
    return frozenset(Fault(name) for name in names)


@dataclass(frozen=True, slots=True)
class Mishap:
    """One fault of one kiosk."""

    fault: Fault
    after: int
    """So many people have come to this kiosk by then."""


def mishaps(faults: Collection[Fault], kiosks: int, visitors_each: int, chance: random.Random) -> list[list[Mishap]]:
    """Return what happens to each kiosk, in the order in which it does.

    Each kind befalls at least one, and every sixth; on a long day more often.
    """
    befallen: list[list[Fault]] = [[] for _ in range(kiosks)]
    for fault in [fault for fault in TO_A_KIOSK if fault in faults] * (1 + visitors_each // _FOR_ANOTHER_ROUND):
        fewest = sorted(range(kiosks), key=lambda kiosk: (len(befallen[kiosk]), chance.random()))
        for kiosk in fewest[: max(1, kiosks // 6)]:
            befallen[kiosk].append(fault)
    return [list(_spread(found, visitors_each, chance)) for found in befallen]


def _spread(found: list[Fault], visitors: int, chance: random.Random) -> Iterator[Mishap]:
    """Yield the faults at moments that leave people between them."""
    chance.shuffle(found)
    for number, fault in enumerate(found, 1):
        yield Mishap(fault, visitors * number // (len(found) + 1))
