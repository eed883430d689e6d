"""In and out: log-in, log-out, who is asking, and the token that each form must carry."""

import hmac
from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response

from kiosk.domain.station import Plan
from kiosk.hub.accounts import SESSION_LIFE_S, Accounts, LockedUntil, Session
from kiosk.hub.pages import frame
from kiosk.hub.pages.clock import local
from kiosk.keys.secrets import new_token

SESSION_COOKIE = "__Host-session"
LOGIN_COOKIE = "__Host-login"
"""Holds what the log-in form must carry, before there is a session."""

_LANGUAGE_LIFE_S = 365 * 86400


class Doors:
    """Who may come in: the dependencies that guard every other route."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts

    def coordinator(self, request: Request) -> Session:
        """Return who asks; whoever isn't logged in is sent to the log-in page."""
        session = self._session(request)
        if session is None:
            wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            back = f"/login?next={quote(wanted)}" if request.method == "GET" and wanted != "/" else "/login"
            raise frame.Answered(frame.go_to(back))
        return session

    def listener(self, request: Request) -> None:
        """Let only a page of ours listen: a door would be no answer to a script."""
        if self._session(request) is None:
            raise frame.Answered(Response(status_code=401))

    def sender(self, request: Request, csrf: Annotated[str, Form()] = "") -> Session:
        """Return who sends a form of ours; another site's form is refused."""
        session = self.coordinator(request)
        if not _same(csrf, session.csrf):
            raise frame.Answered(_too_old(request))
        return session

    def _session(self, request: Request) -> Session | None:
        token = request.cookies.get(SESSION_COOKIE)
        return None if token is None else self.accounts.session(token)


def add_doors(router: APIRouter, doors: Doors, first_plan: Callable[[], Plan]) -> None:
    """Add the routes of log-in, log-out and language."""
    accounts = doors.accounts

    @router.get("/login")
    def login_form(request: Request, next: str = "/") -> Response:
        return _login_page(request, first_plan, next_page=next)

    @router.post("/login")
    def login(
        request: Request,
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        csrf: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "/",
    ) -> Response:
        say = frame.words_of(request)
        if not _same(csrf, request.cookies.get(LOGIN_COOKIE, "")):
            return _login_page(request, first_plan, next_page=next, problem=say("form_too_old"), status=403)
        answer = accounts.check(name, password)
        if isinstance(answer, LockedUntil):
            until = local(first_plan(), answer.at_us + 59_999_999)  # to the minute, not too early
            problem = say("locked", time=f"{until:%H:%M}")
            return _login_page(request, first_plan, next_page=next, problem=problem, name=name, status=429)
        if not answer:
            problem = say("wrong_password")
            return _login_page(request, first_plan, next_page=next, problem=problem, name=name, status=401)
        inside = frame.go_to(next)
        _set_cookie(inside, SESSION_COOKIE, accounts.open_session(name), SESSION_LIFE_S)
        inside.delete_cookie(LOGIN_COOKIE, secure=True, httponly=True, samesite="strict")
        return inside

    @router.post("/logout")
    def logout(request: Request, _: Annotated[Session, Depends(doors.sender)]) -> Response:
        accounts.close_session(request.cookies.get(SESSION_COOKIE, ""))
        outside = frame.go_to("/login")
        outside.delete_cookie(SESSION_COOKIE, secure=True, httponly=True, samesite="strict")
        return outside

    @router.get("/language/{language}")
    def choose_language(request: Request, language: str, back: str = "/") -> Response:
        if language not in {"zh", "en"}:
            return frame.not_found(request)
        chosen = frame.go_to(back)
        _set_cookie(chosen, frame.LANGUAGE_COOKIE, language, _LANGUAGE_LIFE_S)
        return chosen


def _login_page(
    request: Request,
    first_plan: Callable[[], Plan],
    *,
    next_page: str,
    problem: str = "",
    name: str = "",
    status: int = 200,
) -> Response:
    token = request.cookies.get(LOGIN_COOKIE) or new_token()
    shown = {"next_page": frame.own_address(next_page), "problem": problem, "name": name, "csrf": token}
    answer = frame.page(request, "login.html", status, plan=first_plan(), **shown)
    _set_cookie(answer, LOGIN_COOKIE, token, SESSION_LIFE_S)
    return answer


def _set_cookie(response: Response, name: str, value: str, life_s: int) -> None:
    response.set_cookie(name, value, max_age=life_s, path="/", secure=True, httponly=True, samesite="strict")


def _too_old(request: Request) -> Response:
    return frame.message(request, "not_done", frame.words_of(request)("form_too_old"), status=403)


def _same(given: str, expected: str) -> bool:
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())
