"""This kiosk's journal and its hub, put together: what the sync thread and ``kiosk sync`` both run."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import structlog

from kiosk.device import pulled as pulled_file
from kiosk.device.clock import SystemClock
from kiosk.device.front_desk import ClockDoubtful, FrontDesk
from kiosk.device.machine import fingerprint
from kiosk.device.pulled import Given
from kiosk.device.workplace import DEVICE_KEY, ISSUERS, Workplace, open_workplace, trust
from kiosk.domain.entries import Entry
from kiosk.domain.statement import head_message
from kiosk.domain.station import load
from kiosk.domain.wire import Cursor, Health, Pulled
from kiosk.errors import BadUsage, KioskError
from kiosk.keys import Issuer, Issuers
from kiosk.keys.device import DeviceKey
from kiosk.sync import enrolment as enrolment_file
from kiosk.sync.client import Client
from kiosk.sync.connection import HubConnection
from kiosk.sync.enrolment import Enrolment, check
from kiosk.sync.loop import NotReady, SyncLoop, SyncState

_log = structlog.get_logger()


class JournalLog:
    """This kiosk's journal as the sync client asks for it; see :class:`kiosk.sync.log.Log`.

    Args:
        desk: the front desk, which owns the journal.
        workplace: plan, point and folder.
        key: the device's.
        health: tells how the kiosk is.
        on_plan: called when a plan was pulled that holds from the next start on.
    """

    def __init__(
        self,
        desk: FrontDesk,
        workplace: Workplace,
        key: DeviceKey,
        health: Callable[[], Health],
        on_plan: Callable[[], object] = lambda: None,
    ) -> None:
        self._desk, self._workplace, self._key = desk, workplace, key
        self._health, self._on_plan = health, on_plan
        self.station, self.device = desk.identity().result()
        self.point = workplace.point

    def heads(self) -> Sequence[tuple[bytes, int, bytes]]:
        """Return each epoch's head, in the order in which they were opened."""
        return self._desk.heads().result()

    def sign_head(self, epoch: bytes, seq: int, hash_: bytes) -> bytes:
        """Return the device's signature over a head."""
        return self._key.sign(head_message(self.station, self.device, epoch, seq, hash_))

    def rows_after(self, epoch: bytes, seq: int, limit: int) -> Sequence[Entry]:
        """Return up to ``limit`` rows of an epoch after number ``seq``."""
        return self._desk.rows_after(epoch, seq, limit).result()

    def hash_at(self, epoch: bytes, seq: int) -> bytes | None:
        """Return the hash of a row, None where there is none."""
        return self._desk.hash_at(epoch, seq).result()

    def diverge(self, shared_seq: int, foreign: Sequence[Entry]) -> None:
        """Go on in a new epoch."""
        _log.warning("the hub knows other rows", shared=shared_seq, foreign=len(foreign))
        self._desk.diverge(shared_seq, foreign).result()

    def carry_over(self, epoch: bytes, shared_seq: int, foreign: Sequence[Entry]) -> None:
        """Write into the newest epoch what an older one and the hub have unlike each other."""
        self._desk.carry_over(epoch, shared_seq, foreign).result()

    def acknowledge(self, cursors: Sequence[Cursor]) -> None:
        """Note how far the hub has each epoch."""
        self._desk.acknowledge([(cursor.epoch, cursor.acknowledged, cursor.safe) for cursor in cursors]).result()

    def set_right(self, hub_us: int) -> bool:
        """Compare the clock with the hub's."""
        return self._desk.set_right(hub_us).result()

    def close_day(self, day: str) -> None:
        """Seal a day, unless the clock is doubtful or the day has not begun here."""
        try:
            self._desk.close_day(date.fromisoformat(day), "hub").result()
        except (ClockDoubtful, BadUsage, ValueError) as cause:
            _log.warning("a day can't be sealed now", day=day, said=str(cause))

    def take(self, pulled: Pulled) -> None:
        """Keep what was pulled: issuers and revocations hold at once, another plan from the next start on."""
        folder, running = self._workplace.folder, self._workplace.plan
        before = pulled_file.read(folder)
        known = (before.plan_version, before.plan) if before is not None else (running.version, running.text)
        version, plan = known
        if pulled.plan is not None and self._can_be_used(pulled.plan):
            version, plan = pulled.plan_version, pulled.plan
        issuers = [Issuer(raw) for raw in pulled.issuers]
        for issuer in issuers:
            trust(folder, issuer)
        given = Given(
            point=self.point,
            plan_version=version,
            plan=plan,
            revoked=pulled.revoked,
            pass_keys=[certificate.hex() for certificate in pulled.pass_keys],
            sealing_key=pulled.sealing_key.hex(),
        )
        pulled_file.write(folder, given)
        if version != known[0]:
            self._on_plan()
        self._desk.learn(Issuers.load(folder / ISSUERS), frozenset(pulled.revoked)).result()

    def _can_be_used(self, plan: str) -> bool:
        """Whether the kiosk could start with that plan: one that it can't read would keep it from starting at all."""
        try:
            found = load(plan)
            found.point(self.point)
            if found.station.id != self.station:
                raise BadUsage(
                    f"It is a plan of {found.station.id!r}, and this kiosk's journal is of {self.station!r}."
                )
        except KioskError as cause:
            _log.error("the hub's plan can't be used here; the one before stays", said=str(cause))
            return False
        return True

    def plan_version(self) -> str:
        """Return the version of the plan that this kiosk works by."""
        given = pulled_file.read(self._workplace.folder)
        return given.plan_version if given is not None else self._workplace.plan.version

    def plan_text(self, version: str) -> str | None:
        """Return a plan that visits were made under."""
        return self._desk.plan_text(version).result()

    def health(self) -> Health:
        """Return how the kiosk is."""
        return self._health()


def sync_loop(
    desk: FrontDesk, workplace: Workplace, health: Callable[[], Health], on_plan: Callable[[], object] = lambda: None
) -> SyncLoop:
    """Return the loop that brings this kiosk's journal to its hub; it waits while the kiosk has none.

    ``on_plan`` is called on its thread when another plan was pulled, which holds from the next start on.
    """
    return SyncLoop(lambda: connected(desk, workplace, health, on_plan))


def connected(
    desk: FrontDesk, workplace: Workplace, health: Callable[[], Health], on_plan: Callable[[], object] = lambda: None
) -> Client:
    """Return a client of the hub that this kiosk is enrolled at; ``on_plan`` as in :func:`sync_loop`.

    Raises:
        NotReady: it isn't enrolled, or nobody has confirmed it yet.
        Unreachable, RefusedByHub: while it asks whether it was confirmed.
    """
    key = DeviceKey.load(workplace.folder / DEVICE_KEY)
    enrolment = enrolment_of(workplace.folder)
    log = JournalLog(desk, workplace, key, health, on_plan)
    if not enrolment.confirmed:
        enrolment = check(enrolment, log.device, key)
        if not enrolment.confirmed:
            digits = enrolment.six_digits
            raise NotReady("not_confirmed", f"A coordinator has to confirm this kiosk on the hub: {digits}.")
        enrolment_file.write(workplace.folder, enrolment)
    is_trusted = desk.health().result().clock_is_trusted
    return Client(log, HubConnection(enrolment.where, log.device, key, clock_is_trusted=is_trusted))


def sync_once(folder: Path) -> dict[str, int]:
    """Do one round from a journal that no kiosk runs on; return how many entries were sent and how many wait.

    Raises:
        NotReady, Unreachable, RefusedByHub: it can't be done now.
    """
    workplace = open_workplace(folder)
    desk = FrontDesk(workplace.journal_folder, workplace.post(), SystemClock())
    try:
        client = connected(desk, workplace, Health)
        try:
            done = client.round()
        finally:
            client.close()
    finally:
        desk.close()
    return {"sent": done.sent, "waiting": done.waiting}


def standing(folder: Path) -> SyncState:
    """Return how far this kiosk's enrolment is: in service when its ``trouble`` is empty.

    While it waits to be confirmed, ``message`` holds the six digits.
    """
    try:
        enrolment = enrolment_of(folder)
    except NotReady as cause:
        return SyncState(cause.trouble, str(cause))
    except KioskError as cause:
        _log.error("enrolment", said=str(cause))
        return SyncState("failed", str(cause))
    return SyncState("") if enrolment.confirmed else SyncState("not_confirmed", enrolment.six_digits)


def enrolment_of(folder: Path) -> Enrolment:
    """Return the enrolment that holds on this machine.

    Raises:
        NotReady: there is none; a disk that was put into another machine has to be enrolled there.
    """
    enrolment = enrolment_file.read(folder)
    if enrolment is None:
        raise NotReady(
            "not_enrolled", "This kiosk has no hub. Enrol it: kiosk hub enrol on the hub, then its code here."
        )
    if enrolment.fingerprint != fingerprint().hex():
        raise NotReady("not_enrolled", "This disk was enrolled in another machine. Enrol this kiosk anew.")
    return enrolment
