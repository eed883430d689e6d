"""What happened today on this kiosk, folded from the journal's entries one by one as they are written."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.device.journal import Moment
from kiosk.domain.entries import Entry, Kind, Visit, Void


@dataclass(frozen=True, slots=True)
class Standing:
    """A visit that stands: accepted and not taken back."""

    id: bytes
    visit: Visit
    moment: Moment


@dataclass(slots=True)
class Today:
    """The visits that stand on ``day``.

    Holds nothing that the entries don't say: made from them at start, and fed with each new one.
    """

    day: str
    visits: dict[bytes, Standing] = field(default_factory=dict)
    served: Counter[str] = field(default_factory=Counter)
    """People by point."""
    _of_person: dict[str, list[Standing]] = field(default_factory=lambda: defaultdict(list))
    _voided: set[bytes] = field(default_factory=set)

    @classmethod
    def of(cls, day: str, entries: Iterable[Entry]) -> "Today":
        """Return the day as its entries tell it."""
        today = cls(day)
        for entry in entries:
            today.add(entry)
        return today

    def add(self, entry: Entry) -> None:
        """Take in an entry; those of other days and kinds change nothing."""
        if entry.body is None:
            return
        if entry.kind == Kind.VOID:
            for visit_id in map(bytes.fromhex, Void.decode(entry.body).ids):
                self._void(visit_id)
        elif entry.id in self.visits or entry.id in self._voided:
            return  # it was written again in a later epoch
        elif entry.kind == Kind.VISIT and entry.day == self.day:
            moment = Moment(entry.at_us, entry.mono_us, entry.boot_id, entry.day)
            standing = Standing(entry.id, Visit.decode(entry.body), moment)
            self.visits[entry.id] = standing
            self.served[standing.visit.point] += standing.visit.people
            if standing.visit.person is not None:
                self._of_person[standing.visit.person].append(standing)

    def _void(self, visit_id: bytes) -> None:
        self._voided.add(visit_id)
        standing = self.visits.pop(visit_id, None)
        if standing is None:
            return
        self.served[standing.visit.point] -= standing.visit.people
        if standing.visit.person is not None:
            self._of_person[standing.visit.person].remove(standing)

    def points_of(self, person: str) -> tuple[str, ...]:
        """Return the points that ``person`` has been to today, in the order of the first visit."""
        return tuple(dict.fromkeys(standing.visit.point for standing in self._of_person.get(person, ())))

    def last_of(self, person: str, point: str) -> Standing | None:
        """Return the newest visit of ``person`` at ``point`` today."""
        newest = (s for s in reversed(self._of_person.get(person, ())) if s.visit.point == point)
        return next(newest, None)


def seconds_between(earlier: Moment, later: Moment) -> int:
    """Return whole seconds from one moment to the other, at least 0.

    Within one boot the monotonic clock says; across boots only the wall clock can.
    """
    if earlier.boot_id == later.boot_id:
        return max(0, later.mono_us - earlier.mono_us) // 1_000_000
    return max(0, later.at_us - earlier.at_us) // 1_000_000
