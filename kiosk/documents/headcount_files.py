"""A headcount as a table: for a terminal, and as CSV for spreadsheets."""

import csv
import io
from collections.abc import Iterator, Mapping

from kiosk.domain.headcount import DIMENSIONS, MEASURES, Headcount
from kiosk.domain.station import Name, Plan

COLUMNS = ("dimension", "id", "name_zh", "name_en", *(measure.name for measure in MEASURES))

_BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What makes a cell a formula, in full width too, as spreadsheets in East Asian languages take it."""


def rows(headcount: Headcount, plan: Plan | None) -> Iterator[tuple[str, ...]]:
    """Yield a row for the whole day, then one for each value of each dimension, all as text.

    Args:
        headcount: the numbers.
        plan: gives the names; None, or a plan that doesn't know an id, leaves them empty.
    """
    names = _names(plan) if plan is not None else {}
    yield ("day", headcount.day.isoformat(), "", "", *(str(headcount.total[measure.name]) for measure in MEASURES))
    by = headcount.as_json()["by"]
    assert isinstance(by, dict)
    for dimension in DIMENSIONS:
        for value, counts in by[dimension.name].items():
            name = names.get((dimension.name, value))
            written = (name.zh, name.en) if name is not None else ("", "")
            yield (dimension.name, value, *written, *(str(counts[measure.name]) for measure in MEASURES))


def as_csv(headcount: Headcount, plan: Plan | None, beside: Mapping[str, str] | None = None) -> str:
    """Return the rows as CSV with a byte order mark, so that spreadsheets show Chinese.

    A text that a spreadsheet would take for a formula is put behind an apostrophe.

    Args:
        headcount: the numbers.
        plan: gives the names, as for :func:`rows`.
        beside: more columns by their names, with what stands there in every row.
    """
    beside = beside or {}
    out = io.StringIO(_BYTE_ORDER_MARK)
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*COLUMNS, *beside))
    writer.writerows([guarded(cell) for cell in (*row, *beside.values())] for row in rows(headcount, plan))
    return out.getvalue()


def guarded(cell: str) -> str:
    """Return the text, behind an apostrophe if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _names(plan: Plan) -> dict[tuple[str, str], Name]:
    tables = {
        "point": plan.points,
        "theme": plan.themes,
        "service": plan.services,
        "project": plan.projects,
        "host": plan.units,
    }
    return {(dimension, one.id): one.name for dimension, table in tables.items() for one in table}
