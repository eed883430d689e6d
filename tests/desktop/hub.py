"""A real hub, served by TLS on a loopback port of its own from a thread of the test's process."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from kiosk.desktop.enrolling import confirmed_point, enrol
from kiosk.hub.server import app_of
from kiosk.hub.workplace import listen_own, open_hub, settle
from kiosk.keys.enrolment import EnrolmentCode


class RunningHub:
    """The hub of the sample station."""

    def __init__(self, folder: Path, now_us: Callable[[], int]) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        about = settle(folder, None, None, f"127.0.0.1:{self.port}", f"https://127.0.0.1:{self.port}")
        self.hub = open_hub(folder, about, now_us)
        own = listen_own(folder, self.hub, about)
        self._server = uvicorn.Server(
            uvicorn.Config(
                app_of(self.hub, with_pages=False),
                ssl_certfile=str(own.certificate),
                ssl_keyfile=str(own.key),
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, name="hub")
        self._thread.start()

    def stop(self) -> None:
        """Serve no more; may be called twice."""
        self._server.should_exit = True
        self._thread.join()
        self.hub.close()

    def new_code(self, point: str = "P3") -> EnrolmentCode:
        """A code for the kiosk of a point."""
        return self.hub.enrol(self.hub.station, point, "a test")

    def take_in(self, folder: Path, point: str = "P3") -> None:
        """Bring the kiosk of a data folder into service."""
        enrol(folder, self.new_code(point).qr_text(), None)
        self.confirm()
        assert confirmed_point(folder) == point

    def confirm(self) -> None:
        """Confirm the one kiosk that waits for it."""
        (waiting,) = self.hub.pending(self.hub.station)
        self.hub.confirm(waiting.device, "a test")

    def visits(self) -> int:
        """Visits of the first service day that have arrived."""
        plan = self.hub.plan(self.hub.station)
        return self.hub.headcount(self.hub.station, plan.days[0].date).total["visits"]

    def health(self) -> dict[str, object]:
        """How the one kiosk says that it is."""
        (device,) = self.hub.devices(self.hub.station)
        return dict(device.health)


@contextmanager
def hanging(port: int) -> Iterator[threading.Event]:
    """Listen where a hub was, and never answer; the event says that somebody waits for an answer."""
    asked, held = threading.Event(), []
    listening = socket.create_server(("127.0.0.1", port))

    def hold() -> None:
        while True:
            try:
                held.append(listening.accept()[0])
            except OSError:
                return
            asked.set()

    thread = threading.Thread(target=hold, name="hanging")
    thread.start()
    try:
        yield asked
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
        for connection in held:
            connection.close()
