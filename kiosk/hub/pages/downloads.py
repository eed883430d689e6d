"""A day as files: the report as CSV, XLSX or PDF, and the signed statement."""

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from kiosk.documents.report import Report, as_csv, as_pdf, as_xlsx
from kiosk.domain.statement import verify
from kiosk.hub.pages import frame
from kiosk.hub.pages.desk import Desk, Desks
from kiosk.hub.service import Hub

_FORMS: Mapping[str, tuple[Callable[[Report], bytes], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (as_pdf, "application/pdf"),
}


def add_downloads(router: APIRouter, hub: Hub, desks: Desks) -> None:
    """Add the routes of the files."""

    @router.get("/report/{date}.{form}")
    def report(desk: Annotated[Desk, Depends(desks.looking)], date: str, form: str) -> Response:
        if form not in _FORMS:
            return frame.not_found(desk.request)
        written, media_type = _FORMS[form]
        return _file(written(_report(hub, desk, date)), f"{desk.station}-{date}.{form}", media_type)

    @router.get("/statement/{date}.json")
    def statement(desk: Annotated[Desk, Depends(desks.looking)], date: str) -> Response:
        found = hub.statement(desk.station, desk.day(date))
        if found is None:
            return frame.message(desk.request, "no_statement", desk.say("no_statement_say"), status=404)
        return _file(found, f"{desk.station}-{date}-statement.json", "application/json")


def _report(hub: Hub, desk: Desk, date: str) -> Report:
    day = desk.day(date)
    file = hub.statement(desk.station, day)
    proof = None if file is None else verify(file)
    return Report(
        headcount=hub.headcount(desk.station, day),
        plan=desk.plan,
        as_of_us=hub.now_us(),
        completeness=hub.completeness(desk.station, day),
        statement=None if proof is None else proof.statement,
        fingerprint=None if proof is None else proof.fingerprint,
        language=desk.say.language,
    )


def _file(content: bytes, name: str, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
