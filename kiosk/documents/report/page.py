"""What ``assets/print/headcount.typ`` is filled with."""

from collections.abc import Iterable
from typing import Any

from kiosk.documents.report.contents import Contents, Group, Line
from kiosk.documents.report.words import moment_written
from kiosk.domain.headcount import MEASURES, Counts

_UNKNOWN = "–"


def filling(told: Contents) -> dict[str, Any]:
    """Return the contents as the template takes them: all texts as they are printed, bars as shares of the longest."""
    said, groups = told.words, told.groups
    return {
        "lang": told.language,
        "date": [told.as_of.year, told.as_of.month, told.as_of.day],
        "words": {key: said[key] for key in _TEMPLATE_WORDS},
        "station": told.station,
        "day": told.day,
        "facts": [fact for fact in told.facts if fact],
        "sample": told.sample,
        "state": told.state,
        "look": "own" if told.state == said["state.OWN"] else "open" if told.at_least else "complete",
        "at_least": told.at_least,
        "numbers": [
            {
                "name": said[f"measure.{measure.name}"],
                "value": _written(told.total[measure.name]),
                "unit": said[f"unit.{measure.name}"],
                "meaning": said[f"meaning.{measure.name}"],
            }
            for measure in MEASURES
        ],
        "measures": [said[f"measure.{measure.name}"] for measure in MEASURES],
        "missing": [
            [
                one.point,
                one.why,
                said["never"] if one.last_seen is None else moment_written(one.last_seen),
                _written(one.entries) if one.entries else _UNKNOWN,
            ]
            for one in told.missing
        ],
        "excepted": [
            [one.point, one.reason, one.by, _written(one.entries) if one.entries else _UNKNOWN] for one in told.excepted
        ],
        "hours": _lines(told.hours),
        "points": _lines(told.points),
        # The host is one line, and stands at the top already.
        "halves": [[_group(groups[name]) for name in names if groups[name].lines] for names in _HALVES],
        "services": _group(groups["service"]),
        "proof": [list(fact) for fact in told.proof],
        "foot": [list(fact) for fact in told.proof if fact[0] in (said["hash"], said["fingerprint"])],
        "is_signed": bool(told.parts),
        "is_newer": told.is_newer,
    }


_HALVES = (("theme", "kind"), ("project",))
"""Which groups stand left and right."""
_TEMPLATE_WORDS = (
    *("headcount", "every_number", "missing", "by.point", "reason", "last_seen", "entries", "excepted", "by"),
    *("people_by_hour", "unfinished", "people_by_point", "by.theme", "whole_day", "distinct", "statement", "newer"),
    *("to_check", "page"),
)


def _group(group: Group) -> dict[str, Any]:
    return {"title": group.title, "lines": _lines(group.lines)}


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    lines = tuple(lines)
    most = max((line.counts["people"] for line in lines), default=0) or 1
    return [
        {
            "name": line.name,
            "theme": line.theme,
            "values": _values(line.counts),
            "share": line.counts["people"] / most,
            "unfinished": line.is_unfinished,
        }
        for line in lines
    ]


def _values(counts: Counts) -> list[str]:
    return [_written(counts[measure.name]) for measure in MEASURES]


def _written(number: int) -> str:
    return f"{number:,}"
