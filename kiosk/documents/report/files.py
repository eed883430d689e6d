"""The three files of a report."""

from kiosk.documents import headcount_files
from kiosk.documents.report.contents import Report, contents
from kiosk.documents.report.page import filling
from kiosk.documents.report.words import words
from kiosk.documents.report.workbook import workbook
from kiosk.documents.typesetting import set_pdf


def as_csv(report: Report) -> bytes:
    """Return the headcount as CSV (UTF-8 with a byte order mark), each row with how far it can be trusted.

    Columns: those of :mod:`kiosk.documents.headcount_files`; then ``bound`` ("at least" in the report's language, or
    empty), ``state`` (as :class:`kiosk.domain.statement.State`, empty on a kiosk without a hub), ``as_of`` (the
    station's time) and ``statement`` (the SHA-256 of the day's statement, or empty).
    """
    beside = {
        "bound": words(report.language)["at_least"] if report.is_at_least else "",
        "state": "" if report.completeness is None else str(report.completeness.state),
        "as_of": report.local(report.as_of_us).isoformat(timespec="minutes"),
        "statement": "" if report.statement is None else report.statement.hash,
    }
    return headcount_files.as_csv(report.headcount, report.plan, beside).encode()


def as_xlsx(report: Report) -> bytes:
    """Return the report as a workbook: the day with its points, by hour, all groups, and the statement.

    Numbers are numbers, "at least" is part of how they are shown. The same report gives the same bytes.
    """
    return workbook(contents(report))


def as_pdf(report: Report) -> bytes:
    """Return the report as A4 pages: two for a full day. The same report gives the same bytes.

    Raises:
        NoChineseFont: the system has no Chinese font.
    """
    return set_pdf("headcount.typ", filling(contents(report)))
