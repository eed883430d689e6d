"""A report as a workbook for spreadsheets, made in memory."""

import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kiosk.documents.headcount_files import guarded
from kiosk.documents.report.contents import Contents, Group, Line
from kiosk.documents.report.words import moment_written
from kiosk.domain.headcount import MEASURES, Counts

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_INK = "#211C18"
_QUIET = "#4F4741"
_ACCENT = "#A3161A"
_HAIRLINE = "#E4DCD2"
_PAPER = "#FAF6F0"
_ACCEPTED = {"font_color": "#075E3C", "bg_color": "#E3F1EA"}
_NOT_ACCEPTED = {"font_color": "#7A3E00", "bg_color": "#FBEEDB"}
_A4 = 9
_FACES = {"zh": "Microsoft YaHei", "en": "Calibri"}
"""What spreadsheets on most machines have; others put theirs in its place."""
_NARROWEST, _WIDEST = 9, 66
"""Columns, in characters."""

Cell = str | int | datetime | None


def workbook(told: Contents) -> bytes:
    """Return the contents as XLSX: the day, by hour, all groups, the statement. The same contents, the same bytes."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": f"{told.words['headcount']} {told.day}",
            "subject": told.station,
            "created": told.as_of.astimezone(UTC).replace(tzinfo=None),
        }
    )
    look = _Look(book, told)
    _day(_Sheet(look, told.words["headcount"]))
    _by_hour(_Sheet(look, told.words["by.hour"]))
    _groups(_Sheet(look, told.words["grouped_by"]))
    _statement(_Sheet(look, told.words["statement"]))
    book.close()
    return out.getvalue()


class _Look:
    """The formats of one workbook, and what they are for."""

    def __init__(self, book: "Workbook", told: Contents) -> None:
        self.book = book
        self.told = told
        self.number_format = f'"{told.at_least} "#,##0' if told.at_least else "#,##0"
        """Numbers stay numbers: what belongs beside them is how they are shown."""
        self.title = self._format(bold=True, font_size=18)
        self.quiet = self._format(font_color=_QUIET)
        self.meaning = self._format(font_color=_QUIET, indent=1)
        self.wrapped = self._format(font_color=_QUIET, text_wrap=True, valign="top")
        self.state = self._format(bold=True, **(_NOT_ACCEPTED if told.at_least else _ACCEPTED))
        if told.state == told.words["state.OWN"]:
            self.state = self._format(bold=True, bg_color=_PAPER)
        self.heading = self._format(bold=True, font_size=13)
        head = {"bold": True, "font_color": "#FFFFFF", "bg_color": _ACCENT, "text_wrap": True}
        self.head = self._format(indent=1, **head)
        self.head_of_numbers = self._format(align="right", **head)
        row = {"bottom": 1, "bottom_color": _HAIRLINE}
        self.text = self._format(indent=1, **row)
        self.number = self._format(num_format=self.number_format, align="right", **row)
        self.plain_number = self._format(num_format="#,##0", align="right", **row)
        self.moment = self._format(num_format="yyyy-mm-dd hh:mm", align="left", indent=1, **row)
        self.large = self._format(bold=True, font_size=16, num_format=self.number_format, align="right", **row)
        total = {"bold": True, "top": 1, "top_color": _INK, "bg_color": _PAPER}
        self.sum = self._format(indent=1, **total)
        self.sum_number = self._format(num_format=self.number_format, align="right", **total)

    def _format(self, **what: Any) -> "Format":
        return self.book.add_format(
            {"font_name": _FACES[self.told.language], "font_color": _INK, "valign": "vcenter", **what}
        )


class _Sheet:
    """A sheet that is filled from the top, as wide as what stands in its tables, set up for A4."""

    def __init__(self, look: _Look, name: str) -> None:
        self.look = look
        self.told = told = look.told
        self.sheet: Worksheet = look.book.add_worksheet(name)
        self.name = name
        self.row = 0
        self._widths: dict[int, float] = {}
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(_A4)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer(f"&L{_plain(told.station)} {_plain(told.day)}&R&P / &N")
        self.line(f"{told.words['headcount']}  {told.day}", look.title, height=30)
        self.line("    ".join((told.station, *filter(None, told.facts))), look.quiet)
        state = f"{told.state}: {told.words['every_number']}" if told.at_least else told.state
        self.line("    ".join(filter(None, (state, told.sample))), look.state, height=22, columns=_COLUMNS)
        self.sheet.freeze_panes(self.row, 0)

    def line(self, text: str, form: "Format", height: float | None = None, columns: int = 1) -> None:
        """Write one line that runs on over the cells to its right."""
        self.sheet.set_row(self.row, height)
        self.sheet.write_string(self.row, 0, guarded(text), form)
        for column in range(1, columns):
            self.sheet.write_blank(self.row, column, None, form)
        self.row += 1

    def note(self, text: str) -> None:
        """Write a sentence or two that are as wide as the sheet."""
        self.sheet.merge_range(self.row, 0, self.row, _COLUMNS - 1, "", self.look.wrapped)
        self.sheet.write_string(self.row, 0, guarded(text), self.look.wrapped)
        self.sheet.set_row(self.row, 34)
        self.row += 1

    def head(self, names: Sequence[str], numbers: range | tuple[int, ...] = ()) -> None:
        """Write a table's head; ``numbers`` are the columns that hold some."""
        for column, name in enumerate(names):
            form = self.look.head_of_numbers if column in numbers else self.look.head
            self.sheet.write_string(self.row, column, guarded(name), form)
            self._widen(column, _width(name) + 2)
        self.sheet.set_row(self.row, 22)
        self.row += 1

    def cells(self, cells: Iterable[Cell], text: "Format", number: "Format") -> None:
        """Write one row of a table."""
        for column, cell in enumerate(cells):
            match cell:
                case int():
                    self.sheet.write_number(self.row, column, cell, number)
                    self._widen(column, _width(f"{self.told.at_least} {cell:,}") + 3)
                case datetime():
                    self.sheet.write_datetime(self.row, column, cell.replace(tzinfo=None), self.look.moment)
                    self._widen(column, 18)
                case str():
                    self.sheet.write_string(self.row, column, guarded(cell), text)
                    self._widen(column, _width(cell) + 2)
                case None:
                    self.sheet.write_blank(self.row, column, None, text)
        self.row += 1

    def gap(self) -> None:
        """Leave a row free."""
        self.row += 1

    def chart(self, kind: str, title: str, first: int, last: int, names: int, values: int) -> None:
        """Draw the rows ``first`` to ``last`` as bars below what was written."""
        chart = self.look.book.add_chart({"type": kind})
        font = {"name": _FACES[self.told.language], "color": _INK, "size": 9}
        chart.add_series(
            {
                "name": title,
                "categories": [self.name, first, names, last, names],
                "values": [self.name, first, values, last, values],
                "fill": {"color": _ACCENT},
                "gap": 60,
                "data_labels": {"value": True, "num_format": self.look.number_format, "font": font},
            }
        )
        chart.set_title({"name": title, "name_font": {**font, "size": 12}, "overlay": False})
        chart.set_legend({"none": True})
        names_axis = {"num_font": font, "line": {"color": _QUIET}, "reverse": kind == "bar"}
        values_axis = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
        on_its_side = kind == "bar"  # then x is the axis of the values
        chart.set_x_axis(values_axis if on_its_side else names_axis)
        chart.set_y_axis(names_axis if on_its_side else values_axis)
        chart.set_size({"width": 680, "height": 120 + 24 * (last - first + 1) if kind == "bar" else 320})
        self.sheet.insert_chart(self.row, 0, chart, {"object_position": 2, "description": title})

    def done(self) -> None:
        """Give the columns their widths."""
        for column, width in self._widths.items():
            self.sheet.set_column(column, column, max(_NARROWEST, min(width, _WIDEST)))

    def _widen(self, column: int, width: float) -> None:
        self._widths[column] = max(width, self._widths.get(column, 0))


_COLUMNS = 7
"""Of every table of numbers: what it is, its four numbers, and two more."""
_NUMBERS = range(1, 1 + len(MEASURES))


def _day(page: _Sheet) -> None:
    told, said, look = page.told, page.told.words, page.look
    page.gap()
    for measure in MEASURES:
        page.sheet.set_row(page.row, 28)
        page.sheet.write_string(page.row, 2, said[f"meaning.{measure.name}"], look.meaning)
        page.cells([said[f"measure.{measure.name}"], told.total[measure.name]], look.heading, look.large)
    _absent(page)
    page.gap()
    page.line(said["people_by_point"], look.heading)
    page.head([said["by.point"], *_measures(page), said["by.theme"], said["id"]], _NUMBERS)
    first = page.row
    for line in told.points:
        page.cells([line.name, *_counts(line.counts), line.theme, line.id], look.text, look.number)
    page.cells([said["whole_day"], *_counts(told.total), None, None], look.sum, look.sum_number)
    page.note(said["distinct"])
    page.gap()
    if told.points:
        page.chart("bar", said["people_by_point"], first, first + len(told.points) - 1, 0, 1)
    page.done()


def _absent(page: _Sheet) -> None:
    """Write a line for each device that the numbers lack, missing or written off."""
    told, said, look = page.told, page.told.words, page.look
    if told.missing:
        page.gap()
        page.line(said["missing"], look.heading)
    for one in told.missing:
        seen = said["never"] if one.last_seen is None else moment_written(one.last_seen)
        page.line(_listed(one.point, one.why, f"{said['last_seen']} {seen}", _known(said, one.entries)), look.quiet)
    if told.excepted:
        page.gap()
        page.line(said["excepted"], look.heading)
    for gone in told.excepted:
        page.line(_listed(gone.point, gone.reason, gone.by, _known(said, gone.entries)), look.quiet)


def _listed(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _known(said: Mapping[str, str], entries: int) -> str:
    return f"{said['entries']} {entries:,}" if entries else ""


def _by_hour(page: _Sheet) -> None:
    told, said, look = page.told, page.told.words, page.look
    page.gap()
    page.head([said["by.hour"], *_measures(page)], _NUMBERS)
    page.sheet.freeze_panes(page.row, 1)
    page.sheet.repeat_rows(page.row - 1)
    first = page.row
    for line in told.hours:
        page.cells([line.name, *_counts(line.counts)], look.text, look.number)
    page.cells([said["whole_day"], *_counts(told.total)], look.sum, look.sum_number)
    page.note(said["distinct"])
    page.gap()
    if told.hours:
        page.chart("column", said["people_by_hour"], first, first + len(told.hours) - 1, 0, 1)
    page.done()


def _groups(page: _Sheet) -> None:
    """Write all groups as one table that can be filtered."""
    told, said, look = page.told, page.told.words, page.look
    page.gap()
    page.head([said["name"], *_measures(page), said["grouped_by"], said["id"]], _NUMBERS)
    page.sheet.freeze_panes(page.row, 1)
    page.sheet.repeat_rows(page.row - 1)
    head = page.row - 1
    for group, line in _of(told.groups.values()):
        page.cells([line.name, *_counts(line.counts), group.title, line.id], look.text, look.number)
    page.sheet.autofilter(head, 0, max(head, page.row - 1), _COLUMNS - 1)
    page.gap()
    page.note(said["distinct"])
    page.done()


def _statement(page: _Sheet) -> None:
    told, said, look = page.told, page.told.words, page.look
    page.sheet.set_landscape()
    page.gap()
    page.line(said["statement"], look.heading)
    for name, value in told.proof:
        page.cells([name], look.text, look.number)
        page.sheet.write_string(page.row - 1, 1, guarded(value), look.quiet)
    if told.is_newer:
        page.line(said["newer"], look.state)
    if told.parts:
        page.line(said["to_check"], look.quiet)
    if told.missing:
        page.gap()
        page.line(said["missing"], look.heading)
        page.head([said["by.point"], said["entries"], said["last_seen"], said["device"], said["reason"]], (1,))
    for one in told.missing:
        seen = one.last_seen or said["never"]
        cells = [one.point, one.entries or said["unknown"], seen, one.device, one.why]
        page.cells(cells, look.text, look.plain_number)
    if told.excepted:
        page.gap()
        page.line(said["excepted"], look.heading)
        page.head([said["by.point"], said["entries"], said["by"], said["device"], said["reason"]], (1,))
    for gone in told.excepted:
        cells = [gone.point, gone.entries or said["unknown"], gone.by, gone.device, gone.reason]
        page.cells(cells, look.text, look.plain_number)
    if told.parts:
        page.gap()
        page.line(said["parts"], look.heading)
        page.head([said["device"], said["last_entry"], said["epoch"], said["head"]], (1,))
        for part in told.parts:
            page.cells([part.device, part.last, part.epoch, part.head], look.text, look.plain_number)
    page.done()


def _measures(page: _Sheet) -> list[str]:
    return [page.told.words[f"measure.{measure.name}"] for measure in MEASURES]


def _counts(counts: Counts) -> list[int]:
    return [counts[measure.name] for measure in MEASURES]


def _of(groups: Iterable[Group]) -> Iterable[tuple[Group, Line]]:
    return ((group, line) for group in groups for line in group.lines)


def _width(text: str) -> int:
    """Return how wide the text is in Latin letters: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _plain(text: str) -> str:
    """Return the text for a footer, where & begins a command."""
    return text.replace("&", "&&")
