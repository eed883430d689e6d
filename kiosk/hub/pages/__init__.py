"""The coordinator's page on the hub: today's numbers as they come, what needs somebody, devices, past days, files."""

from fastapi import APIRouter, FastAPI

from kiosk.hub.accounts import Accounts
from kiosk.hub.pages.days import add_days
from kiosk.hub.pages.desk import Desks
from kiosk.hub.pages.devices import add_devices
from kiosk.hub.pages.doors import Doors, add_doors
from kiosk.hub.pages.downloads import add_downloads
from kiosk.hub.pages.frame import PageRoute
from kiosk.hub.pages.live import Changes, add_live
from kiosk.hub.pages.static import add_static
from kiosk.hub.service import Hub


class PagesRouter(APIRouter):
    """The pages' routes, none of them in the API's description."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(route_class=PageRoute, include_in_schema=False)
        self._changes = Changes(hub)
        doors = Doors(Accounts(hub.store, hub.now_us))
        desks = Desks(hub, doors)
        add_static(self)
        add_doors(self, doors, lambda: hub.plan(hub.stations()[0]))
        add_live(self, doors, self._changes)
        add_days(self, hub, doors, desks)
        add_devices(self, hub, desks)
        add_downloads(self, hub, desks)

    def stop(self) -> None:
        """Let go of the pages that wait for news: a server calls this first when it stops, from any thread."""
        self._changes.stop()


def add_pages(app: FastAPI, hub: Hub) -> PagesRouter:
    """Add the coordinator's page to the hub's app, and return its routes."""
    router = PagesRouter(hub)
    app.include_router(router)
    app.state.pages = router
    return router
