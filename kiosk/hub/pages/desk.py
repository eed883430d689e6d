"""What a coordinator's request is about: who asks, and of which station."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from kiosk.domain.station import Plan
from kiosk.hub.accounts import Session
from kiosk.hub.pages import frame
from kiosk.hub.pages.doors import Doors
from kiosk.hub.pages.words import Words
from kiosk.hub.service import Hub


@dataclass(frozen=True, slots=True)
class Desk:
    """One coordinator, asking about one station."""

    request: Request
    session: Session
    station: str
    plan: Plan
    say: Words
    is_one_of_many: bool

    def address(self, path: str) -> str:
        """Return the address of a page about this station."""
        return f"{path}?station={self.station}" if self.is_one_of_many else path

    def page(self, template: str, **values: Any) -> HTMLResponse:
        """Return a page about this station."""
        return frame.page(
            self.request,
            template,
            account=self.session.account,
            csrf=self.session.csrf,
            station=self.station,
            plan=self.plan,
            address=self.address,
            is_one_of_many=self.is_one_of_many,
            **values,
        )

    def day(self, written: str) -> date:
        """Return the day of an address, or end with the page that says there is none."""
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise frame.Answered(frame.not_found(self.request)) from None


class Desks:
    """The dependencies that give a route its desk."""

    def __init__(self, hub: Hub, doors: Doors) -> None:
        self._hub = hub
        self.looking = self._dependency(doors.coordinator)
        """For a page that is looked at."""
        self.sending = self._dependency(doors.sender)
        """For a form that is sent: it must carry its token."""

    def _dependency(self, who: Callable[..., Session]) -> Callable[..., Desk]:
        def desk(request: Request, session: Annotated[Session, Depends(who)], station: str | None = None) -> Desk:
            stations = self._hub.stations()
            chosen = station if station is not None or not stations else stations[0]
            if chosen not in stations:
                raise frame.Answered(frame.not_found(request))
            plan = self._hub.plan(chosen)
            return Desk(request, session, chosen, plan, frame.words_of(request), len(stations) > 1)

        return desk
