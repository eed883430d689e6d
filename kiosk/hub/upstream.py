"""The lower side of hub to hub: rows and signatures are handed on unchanged; what the hub above has is safe.

A hub is enrolled at the one above like a kiosk, as the point ``hub``, and asks it under a key of its own.
"""

import threading
from pathlib import Path

import structlog
from sqlalchemy import select

from kiosk.domain.wire import Above, Answer, Forwarded, Head, pack
from kiosk.errors import KioskError
from kiosk.hub import tables
from kiosk.hub.batches import signed_batches
from kiosk.hub.registry import HUB_POINT
from kiosk.hub.service import Hub
from kiosk.keys.device import DeviceKey
from kiosk.keys.enrolment import read_code
from kiosk.sync import enrolment as enrolment_file
from kiosk.sync.client import Round
from kiosk.sync.connection import HubConnection
from kiosk.sync.enrolment import check, request
from kiosk.sync.loop import NotReady, SyncLoop

_log = structlog.get_logger()
_MACHINE = bytes(32)
"""A hub's enrolment moves with its database and keys: it isn't bound to a machine."""


class Upstream:
    """Hands this hub's rows on to the hub above, if there is one.

    Args:
        hub: this hub.
        folder: where its enrolment is kept.
        code: a one-time code of the hub above, the first time.

    Raises:
        KioskError: the code can't be used.
    """

    def __init__(self, hub: Hub, folder: Path, code: str | None) -> None:
        self._hub, self._folder = hub, folder
        self._key = DeviceKey.load_or_make(folder / "upstream.pem")
        if code is not None:
            asked = request(
                read_code(code), device=self._key.id, station="", key=self._key, pass_key=b"", fingerprint=_MACHINE
            )
            enrolment_file.write(folder, asked)
            _log.warning("the hub above has to confirm this one", six_digits=asked.six_digits)
        self._loop = SyncLoop(self._connect) if enrolment_file.read(folder) is not None else None
        self._watching = threading.Event()

    def start(self) -> None:
        """Start handing on, in a thread."""
        if self._loop is not None:
            self._loop.start()
            threading.Thread(target=self._watch, name="upstream", daemon=True).start()

    def stop(self) -> None:
        """Hand on no more; may be called twice."""
        self._watching.set()
        self._hub.touch()
        if self._loop is not None:
            self._loop.stop()

    def _watch(self) -> None:
        seen = 0
        while not self._watching.is_set() and self._loop is not None:
            seen = self._hub.wait_for_change(seen, 60.0)
            self._loop.wake()

    def _connect(self) -> "_Forwarder":
        enrolment = enrolment_file.read(self._folder)
        assert enrolment is not None
        if not enrolment.confirmed:
            enrolment = check(enrolment, self._key.id, self._key)
            if not enrolment.confirmed:
                raise NotReady("not_confirmed", f"The hub above has to confirm this one: {enrolment.six_digits}.")
            enrolment_file.write(self._folder, enrolment)
        return _Forwarder(self._hub, HubConnection(enrolment.where, self._key.id, self._key))


class _Forwarder:
    """A round with the hub above, for all devices of all stations that are here."""

    def __init__(self, hub: Hub, above: HubConnection) -> None:
        self._hub, self._above = hub, above

    def close(self) -> None:
        self._above.close()

    def round(self) -> Round:
        """Do one round; errors as :meth:`kiosk.sync.client.Client.round`."""
        sent = waiting = 0
        next_in_s = 60.0
        for station in self._hub.stations():
            said, epochs = self._said(station)
            answer = self._answered(self._above.post("/v1/above", pack(said), Answer))
            next_in_s = answer.next_in_s
            cursors = {cursor.epoch: cursor.acknowledged for cursor in answer.cursors}
            reached = {}
            for device, epoch, received in epochs:
                acknowledged = cursors.get(epoch, 0)
                most = answer.max_batch
                for batch in signed_batches(self._hub.store, station, device, epoch, acknowledged, most):
                    path = f"/v1/above/{device.hex()}/entries"
                    pushed = self._answered(self._above.post(path, pack(batch), Answer))
                    if pushed.fork:
                        raise KioskError(f"The hub above knows other rows of the device {device.hex()}.")
                    acknowledged = pushed.cursors[0].acknowledged
                    sent += len(batch.rows)
                waiting += max(0, received - acknowledged)
                reached[station, device, epoch] = acknowledged
            self._hub.mark_safe(reached)
        return Round(sent, waiting, next_in_s, is_clone=False, diverged=False)

    def _answered(self, answer: Answer) -> Answer:
        self._above.remember_nonce(answer.nonce)
        return answer

    def _said(self, station: str) -> tuple[Above, list[tuple[bytes, bytes, int]]]:
        devices, epochs, plans = tables.devices.c, tables.epochs.c, tables.plans.c
        with self._hub.store.begin() as connection:
            rows = connection.execute(select(tables.devices).where(devices.station == station)).all()
            found = connection.execute(
                select(tables.epochs).where(epochs.station == station, epochs.received > 0).order_by(epochs.opened_us)
            ).all()
            texts = list(connection.execute(select(plans.text).where(plans.station == station)).scalars())
        heads: dict[bytes, list[Head]] = {}
        for one in found:
            head = Head(bytes(one.epoch), one.received, bytes(one.head), bytes(one.signature))
            heads.setdefault(bytes(one.device), []).append(head)
        told = [
            Forwarded(
                device=bytes(row.device),
                station=station,
                point=row.point,
                public_key=bytes(row.public_key),
                state=row.state,
                last_seen_us=row.last_seen_us,
                heads=heads.get(bytes(row.device), []),
            )
            for row in rows
            if row.point != HUB_POINT
        ]
        return Above(station, told, texts), [(bytes(one.device), bytes(one.epoch), one.received) for one in found]
