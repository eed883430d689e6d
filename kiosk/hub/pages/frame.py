"""What every page shares: the templates, the headers that keep it safe, and the answers when something is wrong.

Every route of the pages runs inside :class:`PageRoute`, so that no page can forget a header.
"""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kiosk import paths
from kiosk.errors import KioskError
from kiosk.hub.pages import static
from kiosk.hub.pages.words import Language, Words

FOLDER = paths.ASSETS / "hub" / "templates"
LANGUAGE_COOKIE = "__Host-language"
MOST_BYTES = 64 * 1024
"""Of a form that is sent; the largest holds a reason."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class Answered(Exception):
    """Ends a request with another answer than its route's."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class PageRoute(APIRoute):
    """A route whose answers carry the headers, and whose failures are pages in the person's language."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        """Return the route's own function, wrapped."""
        answer = super().get_route_handler()

        async def answer_safely(request: Request) -> Response:
            try:
                _refuse_a_flood(request)
                response = await answer(request)
            except Answered as ended:
                response = ended.response
            except RequestValidationError:
                response = not_found(request)
            except KioskError as cause:
                response = message(request, "not_done", str(cause), status=409)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return answer_safely


def words_of(request: Request) -> Words:
    """Return the words in the person's language: Chinese, unless they chose the other."""
    chosen: Language = "en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "zh"
    return Words(chosen)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a template's page, filled with the values."""
    say = words_of(request)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = here if request.method == "GET" else values.get("back_to", "/")
    shared = {"say": say, "t": say, "back": back, "account": None, "csrf": "", "station": None, **values}
    return HTMLResponse(_templates().get_template(template).render(shared), status)


def message(request: Request, title: str, text: str, status: int) -> HTMLResponse:
    """Return a page with one message; ``title`` is the key of its words."""
    return page(request, "message.html", status, title_key=title, text=text)


def not_found(request: Request) -> HTMLResponse:
    """Return the page that says there is no such page."""
    return message(request, "not_found", words_of(request)("not_found_say"), status=404)


def go_to(address: str) -> RedirectResponse:
    """Return the answer to a form that was done: look there now."""
    return RedirectResponse(own_address(address), 303)


def own_address(address: str) -> str:
    """Return the address if it is a path of this hub, else ``/``: a link from elsewhere can't lead away."""
    is_own = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_own and "\\" not in address else "/"


def _refuse_a_flood(request: Request) -> None:
    if request.method != "POST":
        return
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise Answered(message(request, "too_much", words_of(request)("too_much_say"), status=413))


_TIDY = {"trim_blocks": True, "lstrip_blocks": True}


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["n"] = Words.number
    made.filters["drawing"] = Markup  # of this program alone: charts and codes, never words from outside
    made.globals["static"] = static.address
    return made
