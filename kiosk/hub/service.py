"""The hub: its database, its keys, and all that devices, pages and commands ask of it."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from secrets import token_bytes
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from kiosk.domain.entries import Kind
from kiosk.domain.headcount import Headcount
from kiosk.domain.statement import Completeness, State, Statement, as_file, head_message
from kiosk.domain.station import Plan, load
from kiosk.domain.wire import Answer, Batch, Cursor, Enrolled, Head, Heartbeat, Pulled, Request, Row, Rows, rows_of
from kiosk.errors import BadUsage, KioskError
from kiosk.hub import alarms as alarm_list
from kiosk.hub import registry, tables
from kiosk.hub.alarms import Alarm, Pair
from kiosk.hub.completeness import completeness, parts
from kiosk.hub.counting import count_day
from kiosk.hub.decisions import Decisions
from kiosk.hub.ingest import Fork, Gap, Taken, cursor_of, hashes_at, require_room, take_in
from kiosk.hub.nonces import Nonces
from kiosk.hub.projection import entry_of, learn_plan, project_again
from kiosk.hub.registry import DeviceView
from kiosk.hub.store import Store
from kiosk.keys import IssuerKey
from kiosk.keys.authority import Authority
from kiosk.keys.certificates import PassKeyCertificate
from kiosk.keys.device import DeviceKey, key_fingerprint, verifies
from kiosk.keys.enrolment import EnrolmentCode, new_code
from kiosk.keys.sealing import SealingKey

MAX_BATCH = 1000
_MAX_PLAN_CHARACTERS = 1 << 20
_HEARTBEAT_S = 20.0
_PASS_DAYS = 366
"""How long passes that a kiosk's own key signs may be valid, at most."""


class NotThere(KioskError):
    """The station, the day's statement or the rows that were asked for aren't here."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What the hub signs with and vouches by; all of it in one folder."""

    authority: Authority
    issuer: IssuerKey
    station: DeviceKey
    """Signs statements; its fingerprint is what a statement is checked against."""
    sealing: SealingKey

    @classmethod
    def load_or_make(cls, folder: Path, name: str) -> "Keys":
        """Return the keys of a folder, made at the first start."""
        issuer = folder / "issuer.pem"
        if issuer.exists():
            issuer_key = IssuerKey.load(issuer)
        else:
            issuer_key = IssuerKey.new()
            issuer_key.save(issuer)
        return cls(
            authority=Authority.load_or_make(folder / "authority", name),
            issuer=issuer_key,
            station=DeviceKey.load_or_make(folder / "station.pem"),
            sealing=SealingKey.load_or_make(folder / "sealing.pem"),
        )


class Hub:
    """One hub; every method may be called from any thread.

    Args:
        store: the database.
        keys: what it signs with.
        plan: the plan of its station, which devices pull.
        url: where kiosks reach it, for enrolment codes.
        now_us: the time (µs since 1970, UTC).
        decisions: where what people decide is kept besides the database; None keeps it nowhere else.
    """

    def __init__(
        self,
        store: Store,
        keys: Keys,
        plan: Plan,
        url: str,
        now_us: Callable[[], int],
        decisions: Path | None = None,
    ) -> None:
        self._decisions = Decisions(decisions)
        self.store, self.keys, self.url, self.now_us = store, keys, url, now_us
        self.nonces = Nonces()
        self.id = key_fingerprint(keys.station.public)[:32]
        """What devices call this hub in their requests."""
        self.refused: Counter[str] = Counter()
        """How many requests were refused, by the word that they were answered with."""
        self._changed = threading.Condition()
        self._version = 1
        self._counted: dict[tuple[str, date], tuple[int, Headcount]] = {}
        with store.begin() as connection:
            self.incarnation = _incarnation(connection)
            self._adopt(connection, plan)
            self._decisions.replay(connection)
            for station in _stations(connection):
                project_again(connection, station)
        self.station = plan.station.id

    def close(self) -> None:
        """Let go of the database; may be called twice."""
        self.touch()
        self.store.close()

    @property
    def fingerprint(self) -> str:
        """What the station's statements are checked against, in hex."""
        return key_fingerprint(self.keys.station.public)

    # What pages and commands ask

    def stations(self) -> tuple[str, ...]:
        """Return the stations whose journals are here."""
        with self.store.begin() as connection:
            return _stations(connection)

    def plan(self, station: str) -> Plan:
        """Return the station's plan.

        Raises:
            NotThere: no plan of that station has arrived.
        """
        with self.store.begin() as connection:
            return _plan(connection, station)

    def headcount(self, station: str, day: date) -> Headcount:
        """Return the numbers of a day; counted once for each change."""
        version = self.version(station)
        before = self._counted.get((station, day))
        if before is not None and before[0] == version:
            return before[1]
        with self.store.begin() as connection:
            counted = count_day(connection, station, day)
        self._counted[station, day] = version, counted
        return counted

    def completeness(self, station: str, day: date) -> Completeness:
        """Return whether a day is proven, and what is missing."""
        with self.store.begin() as connection:
            return completeness(connection, station, day, _plan(connection, station))

    def statement(self, station: str, day: date) -> bytes | None:
        """Return the newest statement of a day, None while there is none."""
        table = tables.statements.c
        with self.store.begin() as connection:
            found = connection.execute(
                select(table.file)
                .where(table.station == station, table.day == day.isoformat())
                .order_by(table.revision.desc())
            ).first()
        return None if found is None else bytes(found[0])

    def close_day(self, station: str, day: date, by: str) -> Completeness:
        """Ask every device to seal its day; the statement is issued once all that is expected has arrived."""
        values = {"station": station, "day": day.isoformat()}
        table = tables.closings.c
        with self.store.begin() as connection:
            asked = select(table.day).where(table.station == station, table.day == day.isoformat())
            if connection.execute(asked).first() is None:
                asked_for = {"asked_by": by, "at_us": self.now_us(), "waits": True}
                connection.execute(insert(tables.closings).values(**values, **asked_for))
                self._decisions.note(connection, tables.closings, **values)
            self._issue(connection, station, day)
            found = completeness(connection, station, day, _plan(connection, station))
        self.touch()
        return found

    def write_off(self, station: str, device: str, day: date, reason: str, by: str) -> None:
        """Go without a device's day, by a coordinator's decision.

        Raises:
            NoSuchDevice: there is none of that name.
            BadUsage: no reason or no name was given.
        """
        if not reason.strip() or not by.strip():
            raise BadUsage("A write-off needs a reason and the name of who decides: --reason … --by …")
        table = tables.write_offs.c
        with self.store.begin() as connection:
            key = self._device_key(connection, station, device)
            where = (table.station == station, table.device == key, table.day == day.isoformat())
            values = {"reason": reason, "decided_by": by, "at_us": self.now_us()}
            if not connection.execute(update(tables.write_offs).where(*where).values(values)).rowcount:
                row = {"station": station, "device": key, "day": day.isoformat(), **values}
                connection.execute(insert(tables.write_offs).values(row))
            self._decisions.note(connection, tables.write_offs, station=station, device=key, day=day.isoformat())
            self._issue(connection, station, day)
        self.touch()

    def settle_clone(self, station: str, device: str, by: str) -> None:
        """Note that a coordinator has looked after a device that two machines wrote as: both are counted."""
        with self.store.begin() as connection:
            key = self._device_key(connection, station, device)
            table = tables.devices.c
            connection.execute(
                update(tables.devices)
                .where(table.station == station, table.device == key)
                .values(clone_since_us=None, confirmed_by=by)
            )
            self._issue_closed(connection, station, ())
        self.touch()

    def devices(self, station: str) -> tuple[DeviceView, ...]:
        """Return every device of a station."""
        with self.store.begin() as connection:
            return registry.views(connection, station, self.keys.station.public, _plan(connection, station))

    def pending(self, station: str) -> tuple[DeviceView, ...]:
        """Return the devices that wait to be confirmed."""
        return tuple(device for device in self.devices(station) if device.state == registry.PENDING)

    def alarms(self, station: str) -> tuple[Alarm, ...]:
        """Return what needs attention now."""
        with self.store.begin() as connection:
            plan = _plan(connection, station)
            views = registry.views(connection, station, self.keys.station.public, plan)
            return alarm_list.alarms(connection, station, views, plan, self.now_us())

    def pairs(self, station: str, day: date) -> tuple[Pair, ...]:
        """Return where the same pass was shown at two points within a minute, for a person to judge."""
        with self.store.begin() as connection:
            return alarm_list.pairs(connection, station, day)

    def version(self, station: str) -> int:  # noqa: ARG002 - one counter serves all stations
        """Return a number that grows with every change."""
        return self._version

    def wait_for_change(self, seen: int, timeout_s: float) -> int:
        """Wait until something has changed since version ``seen``, or the time is over; return the version."""
        with self._changed:
            self._changed.wait_for(lambda: self._version > seen, timeout_s)
            return self._version

    def touch(self) -> None:
        """Say that something has changed."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    # What staff do

    def enrol(self, station: str, point: str, by: str, replaces: str | None = None) -> EnrolmentCode:  # noqa: ARG002
        """Return a one-time code for the kiosk of a point, good for 15 minutes.

        Raises:
            NotInPlan: the plan has no such point.
            NoSuchDevice: there is none to replace.
        """
        code = new_code(self.url, self.keys.authority.fingerprint)
        with self.store.begin() as connection:
            if point != registry.HUB_POINT:
                _plan(connection, station).point(point)
            old = self._device_key(connection, station, replaces) if replaces else None
            registry.keep_code(connection, station, point, code, self.now_us(), old)
        return code

    def confirm(self, device: str, by: str) -> None:
        """Put a waiting device into service: its six digits were compared.

        Raises:
            NoSuchDevice: none of that name waits.
        """
        with self.store.begin() as connection:
            row = registry.find(connection, _hex(device))
            if row is None or row.state != registry.PENDING:
                raise registry.NoSuchDevice(f"No device {device} waits to be confirmed. See: kiosk hub devices.")
            key = bytes(row.device)
            registry.move(connection, row.station, key, registry.ENROLLED, None, by)
            if row.replaces is not None:  # not before: a photographed code must take no kiosk out of service
                registry.move(connection, row.station, bytes(row.replaces), registry.RETIRED, "replaced", by)
                self._note_device(connection, row.station, bytes(row.replaces))
            if row.pass_key:  # a hub below signs no passes
                certificate = PassKeyCertificate(bytes(row.pass_key), key, row.station, ("visitor",), _PASS_DAYS)
                at = (tables.devices.c.station == row.station, tables.devices.c.device == key)
                signed = certificate.issue(self.keys.issuer)
                connection.execute(update(tables.devices).where(*at).values(certificate=signed))
            self._note_device(connection, row.station, key)
            _grow(connection, row.station)
        self.touch()

    def revoke(self, device: str, by: str, reason: str) -> None:
        """Accept nothing more from a device, at once."""
        self._end(device, registry.REVOKED, by, reason)

    def retire(self, device: str, by: str, reason: str) -> None:
        """Wait for a device no longer: it was taken out of service."""
        self._end(device, registry.RETIRED, by, reason)

    def _end(self, device: str, state: str, by: str, reason: str) -> None:
        with self.store.begin() as connection:
            row = registry.find(connection, _hex(device))
            if row is None:
                raise registry.NoSuchDevice(f"This hub knows no device {device}. See: kiosk hub devices.")
            registry.move(connection, row.station, bytes(row.device), state, reason, by)
            self._note_device(connection, row.station, bytes(row.device))
            _grow(connection, row.station)
        self.touch()

    def _note_device(self, connection: Connection, station: str, device: bytes) -> None:
        self._decisions.note(connection, tables.devices, station=station, device=device)

    # What devices do

    def request_enrolment(self, asked: Request) -> Enrolled:
        """Take a device's request for enrolment.

        Raises:
            NotEnrolled: the code doesn't let it.
        """
        with self.store.begin() as connection:  # a wrong try counts even though nothing else is kept of it
            code = registry.count_try(connection, self.station, asked, self.now_us())
        with self.store.begin() as connection:
            registry.enrol(connection, self.station, code, asked, self.now_us())
            self._note_device(connection, self.station, asked.device)
            row = registry.find(connection, asked.device)
        self.touch()
        assert row is not None
        return self._enrolled(row)

    def enrolment(self, device: bytes) -> Enrolled:
        """Return how far a device's enrolment is."""
        with self.store.begin() as connection:
            row = registry.find(connection, device)
        if row is None:
            raise registry.NoSuchDevice("This hub doesn't know that device. Enrol it again.")
        return self._enrolled(row)

    def _enrolled(self, row: Any) -> Enrolled:
        return Enrolled(
            station=row.station,
            point=row.point,
            hub=self.id,
            hub_key=self.keys.station.public,
            authority=self.keys.authority.certificate_pem,
            incarnation=self.incarnation,
            confirmed=row.state == registry.ENROLLED,
            certificate=bytes(row.certificate) if row.certificate is not None else None,
        )

    def push(self, row: Any, batch: Batch, *, is_live: bool = True) -> Answer:
        """Take in a device's rows; the answer leaves once they are committed.

        Args:
            row: the device, as :func:`registry.find` returned it.
            batch: its rows.
            is_live: False for rows from a USB stick.

        Raises:
            NotReadable, SignatureWrong: nothing was stored.
        """
        device = bytes(row.device)
        with self.store.begin() as connection:
            outcome = take_in(connection, device, bytes(row.public_key), batch, self.now_us(), is_live=is_live)
            if isinstance(outcome, Taken) and outcome.new:
                self._issue_closed(connection, batch.station, batch.rows)
            answer = self.answer(connection, row.station, device, [outcome.cursor], fork=isinstance(outcome, Fork))
        if isinstance(outcome, Gap) or (isinstance(outcome, Taken) and not outcome.new):
            return answer
        self.touch()
        return answer

    def hear(self, row: Any, heartbeat: Heartbeat) -> Answer:
        """Take a device's heartbeat: which heads it has, where it stands, how it is."""
        device = bytes(row.device)
        with self.store.begin() as connection:
            for head in heartbeat.heads:
                message = head_message(row.station, device, head.epoch, head.seq, head.hash)
                if verifies(bytes(row.public_key), message, head.signature):
                    self.advertise(connection, row.station, device, head)
            for head in heartbeat.carried:
                message = head_message(row.station, device, head.epoch, head.seq, head.hash)
                if verifies(bytes(row.public_key), message, head.signature):
                    _let_go(connection, row.station, device, head)
            if heartbeat.carried:
                self._issue_closed(connection, row.station, ())
            registry.hear(connection, row.station, device, heartbeat.point, heartbeat.health, self.now_us())
            cursors = [cursor_of(connection, row.station, device, head.epoch) for head in heartbeat.heads]
            answer = self.answer(connection, row.station, device, cursors)
        self.touch()
        return answer

    def hashes(self, row: Any, epoch: bytes, seqs: Sequence[int]) -> dict[int, bytes]:
        """Return the hashes at those rows of a device's epoch, where they are here."""
        with self.store.begin() as connection:
            return hashes_at(connection, row.station, bytes(row.device), epoch, seqs)

    def rows(self, row: Any, epoch: bytes, after: int, limit: int) -> Rows:
        """Return a device's own rows after a number, for a device that has lost them."""
        table = tables.entries.c
        with self.store.begin() as connection:
            found = connection.execute(
                select(tables.entries)
                .where(
                    table.station == row.station, table.device == row.device, table.epoch == epoch, table.seq > after
                )
                .order_by(table.seq)
                .limit(limit)
            ).all()
        entries = [entry_of(one) for one in found]
        prev = entries[0].prev if entries else bytes(32)
        return Rows(epoch, after + 1, prev, rows_of(entries), b"")

    def pull(self, row: Any, plan_version: str) -> Pulled:
        """Return what a device should know: plan, issuers, certificates, revocations."""
        devices, revocations = tables.devices.c, tables.revocations.c
        with self.store.begin() as connection:
            plan = _plan(connection, row.station)
            version = _pull_version(connection, row.station)
            certificates = connection.execute(
                select(devices.certificate).where(
                    devices.station == row.station, devices.state == registry.ENROLLED, devices.certificate.is_not(None)
                )
            )
            revoked = connection.execute(select(revocations.person).where(revocations.station == row.station))
            return Pulled(
                incarnation=self.incarnation,
                version=version,
                plan_version=plan.version,
                plan=None if plan.version == plan_version else plan.text,
                issuers=[self.keys.issuer.issuer.raw],
                pass_keys=[bytes(one) for (one,) in certificates],
                revoked=sorted(person for (person,) in revoked),
                sealing_key=self.keys.sealing.public,
            )

    def learn_plan(self, row: Any, text: str) -> None:
        """Keep a plan that a device has made visits under.

        Raises:
            PlanMistakes: it is no plan.
            BadUsage: it is another station's, or no visit was made under it.
        """
        if len(text) > _MAX_PLAN_CHARACTERS:
            raise BadUsage(f"A plan of {len(text)} characters is too long; {_MAX_PLAN_CHARACTERS} are allowed.")
        plan = load(text)
        if plan.station.id != row.station:
            raise BadUsage(f"That is a plan of {plan.station.id!r}, and the device serves {row.station!r}.")
        with self.store.begin() as connection:
            if plan.version not in _unknown_plans(connection, row.station, bytes(row.device)):
                raise BadUsage(f"No visit was made under the plan {plan.version}, or it is known here.")
            learn_plan(connection, row.station, plan.version, plan.text)
        self.touch()

    def answer(
        self, connection: Connection, station: str, device: bytes, cursors: list[Cursor], *, fork: bool = False
    ) -> Answer:
        """Return what a device or a hub below is told, whatever it asked."""
        closings, seals = tables.closings.c, tables.seals.c
        asked = connection.execute(select(closings.day).where(closings.station == station)).scalars().all()
        # What an older epoch vouched for, the asker's newest one hasn't; a copy of its disk may write another.
        writes = cursors[-1].epoch if cursors else b""
        sealed = connection.execute(
            select(seals.day)
            .where(seals.station == station, seals.device == device, seals.reopened.is_(False))
            .where(seals.epoch == writes)
        )
        device_row = tables.devices.c
        clone = connection.execute(
            select(device_row.clone_since_us).where(device_row.station == station, device_row.device == device)
        ).scalar()
        return Answer(
            incarnation=self.incarnation,
            hub_time_us=self.now_us(),
            nonce=self.nonces.new(),
            cursors=cursors,
            max_batch=MAX_BATCH,
            next_in_s=_HEARTBEAT_S,
            pull_version=_pull_version(connection, station),
            close=sorted(set(asked) - set(sealed.scalars())),
            fork=fork,
            is_clone=clone is not None,
            wants_plans=_unknown_plans(connection, station, device),
        )

    def advertise(self, connection: Connection, station: str, device: bytes, head: Head) -> None:
        """Note a head that a device is known to have."""
        table = tables.epochs.c
        key = (table.station == station, table.device == device, table.epoch == head.epoch)
        known = connection.execute(select(table.advertised).where(*key)).scalar()
        if known is None:
            require_room(connection, station, device)
            empty = {"received": 0, "head": bytes(32), "signature": b"", "safe": 0, "first_day": ""}
            at = {"station": station, "device": device, "epoch": head.epoch}
            told = {"advertised": head.seq, "advertised_hash": head.hash}
            values = {**at, **empty, **told, "opened_us": self.now_us()}
            connection.execute(insert(tables.epochs).values(values))
        elif known < head.seq:
            values = {"advertised": head.seq, "advertised_hash": head.hash}
            connection.execute(update(tables.epochs).where(*key).values(values))

    def mark_safe(self, reached: dict[tuple[str, bytes, bytes], int]) -> None:
        """Note up to which row each epoch lies in a backup or at the hub above too."""
        table = tables.epochs.c
        with self.store.begin() as connection:
            for (station, device, epoch), seq in reached.items():
                key = (table.station == station, table.device == device, table.epoch == epoch, table.safe < seq)
                connection.execute(update(tables.epochs).where(*key).values(safe=seq))

    def received(self) -> dict[tuple[str, bytes, bytes], int]:
        """Return how far every epoch has arrived."""
        with self.store.begin() as connection:
            rows = connection.execute(select(tables.epochs)).all()
        return {(row.station, bytes(row.device), bytes(row.epoch)): row.received for row in rows}

    # Statements

    def _issue_closed(self, connection: Connection, station: str, rows: Sequence[Row]) -> None:
        """Issue what new rows, or something else that is new, make ready: of the days that they are of, and of those
        that wait.

        A day may be proven by rows of other days: by a seal that was made later, or by the last row that was told of.
        """
        table = tables.closings.c
        wanted = select(table.day).where(table.station == station)
        if not any(row.kind == Kind.REDATE for row in rows):  # it changes the day that it takes visits from, too
            wanted = wanted.where(or_(table.waits, table.day.in_({row.day for row in rows})))
        for day in connection.execute(wanted.order_by(table.day)).scalars().all():
            self._issue(connection, station, date.fromisoformat(day))

    def _issue(self, connection: Connection, station: str, day: date) -> None:
        """Issue the next revision of a closed day's statement, if its numbers or its proof are new."""
        plan = _plan(connection, station)
        judged = completeness(connection, station, day, plan)
        waits, closed = judged.state is State.INCOMPLETE, tables.closings.c
        this = (closed.station == station, closed.day == day.isoformat(), closed.waits.is_not(waits))
        connection.execute(update(tables.closings).where(*this).values(waits=waits))
        if waits:
            return
        table = tables.statements.c
        before = connection.execute(
            select(table.revision, table.hash, table.file)
            .where(table.station == station, table.day == day.isoformat())
            .order_by(table.revision.desc())
        ).first()
        latest = connection.execute(
            select(table.hash).where(table.station == station).order_by(table.issued_us.desc(), table.day.desc())
        ).first()
        visits = tables.visits.c
        of_day = (visits.station == station, visits.day == day.isoformat())
        found = judged.as_json()
        statement = Statement(
            station=station,
            day=day.isoformat(),
            revision=1 if before is None else before.revision + 1,
            state=str(judged.state),
            numbers=count_day(connection, station, day).as_json(),
            parts=parts(connection, station, day, plan),
            missing=(),
            excepted=tuple(found["excepted"]),
            plans=tuple(sorted(connection.execute(select(visits.plan).where(*of_day).distinct()).scalars())),
            issued_us=self.now_us(),
            predecessor=latest.hash if latest is not None else None,
        )
        if before is not None and _says_the_same(bytes(before.file), statement):
            return
        values = {"revision": statement.revision, "hash": statement.hash, "issued_us": statement.issued_us}
        file = as_file(statement, self.keys.station)
        connection.execute(insert(tables.statements).values(station=station, day=statement.day, file=file, **values))
        key = {"station": station, "day": statement.day, "revision": statement.revision}
        self._decisions.note(connection, tables.statements, **key)

    def _adopt(self, connection: Connection, plan: Plan) -> None:
        """Serve this plan from now on."""
        station, table = plan.station.id, tables.stations.c
        learn_plan(connection, station, plan.version, plan.text)
        known = connection.execute(select(table.plan_version).where(table.station == station)).scalar()
        if known is None:
            values = {"plan_version": plan.version, "pull_version": 1}
            connection.execute(insert(tables.stations).values(station=station, **values))
        elif known != plan.version:
            connection.execute(
                update(tables.stations).where(table.station == station).values(plan_version=plan.version)
            )
            _grow(connection, station)

    @staticmethod
    def _device_key(connection: Connection, station: str, device: str) -> bytes:
        table = tables.devices.c
        found = connection.execute(
            select(table.device).where(table.station == station, table.device == _hex(device))
        ).scalar()
        if found is None:
            raise registry.NoSuchDevice(f"This hub knows no device {device}. They are listed by: kiosk hub devices.")
        return bytes(found)


@contextmanager
def opened(hub: Hub) -> Iterator[Hub]:
    """Close the hub at the end."""
    try:
        yield hub
    finally:
        hub.close()


def _hex(device: str) -> bytes:
    try:
        return bytes.fromhex(device)
    except ValueError:
        raise registry.NoSuchDevice(
            f"{device!r} is no device: 32 hex digits, as kiosk hub devices lists them."
        ) from None


def _stations(connection: Connection) -> tuple[str, ...]:
    table = tables.stations.c
    return tuple(connection.execute(select(table.station).order_by(table.station)).scalars())


def _plan(connection: Connection, station: str) -> Plan:
    stations, plans = tables.stations.c, tables.plans.c
    text = connection.execute(
        select(plans.text)
        .join_from(tables.stations, tables.plans, (plans.station == stations.station))
        .where(stations.station == station, plans.version == stations.plan_version)
    ).scalar()
    if text is None:
        raise NotThere(f"No plan of the station {station!r} has arrived here.")
    return _loaded(text)


@lru_cache(maxsize=64)
def _loaded(text: str) -> Plan:
    return load(text)


def _pull_version(connection: Connection, station: str) -> int:
    table = tables.stations.c
    return int(connection.execute(select(table.pull_version).where(table.station == station)).scalar() or 0)


def _grow(connection: Connection, station: str) -> None:
    table = tables.stations.c
    grown = update(tables.stations).where(table.station == station)
    connection.execute(grown.values(pull_version=table.pull_version + 1))


def _unknown_plans(connection: Connection, station: str, device: bytes) -> list[str]:
    visits, plans = tables.visits.c, tables.plans.c
    known = select(plans.version).where(plans.station == station)
    made_under = select(visits.plan).where(
        visits.station == station, visits.device == device, visits.theme.is_(None), visits.plan.not_in(known)
    )
    return list(connection.execute(made_under.distinct().limit(8)).scalars())


def _incarnation(connection: Connection) -> bytes:
    """Return this hub's incarnation: a new one at the first start, and after a restore."""
    table = tables.hub_state.c
    values = {row.name: bytes(row.value) for row in connection.execute(select(table.name, table.value))}
    if "incarnation" in values and "is_copy" not in values:
        return values["incarnation"]
    fresh = token_bytes(16)
    connection.execute(tables.hub_state.delete())
    connection.execute(insert(tables.hub_state).values(name="incarnation", value=fresh))
    return fresh


def _let_go(connection: Connection, station: str, device: bytes, head: Head) -> None:
    """Wait no longer for what lies under a head that the device has written again elsewhere."""
    table = tables.epochs.c
    key = (table.station == station, table.device == device, table.epoch == head.epoch)
    told = (table.advertised == head.seq, table.advertised_hash == head.hash)
    connection.execute(update(tables.epochs).where(*key, *told).values(advertised=table.received))


def _says_the_same(file: bytes, statement: Statement) -> bool:
    import json

    before = json.loads(json.loads(file)["statement"])
    now = json.loads(statement.encode())
    moving = ("revision", "issued_us", "predecessor")
    return all(before.get(name) == now[name] for name in now if name not in moving)


def newest_entries(connection: Connection) -> int:
    """Return how many entries are here, over all stations."""
    return int(connection.execute(select(func.coalesce(func.sum(tables.epochs.c.received), 0))).scalar() or 0)
