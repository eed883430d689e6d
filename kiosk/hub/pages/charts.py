"""Charts drawn by pygal, as SVG that stands in a page: their looks come from the page's own style sheet.

pygal writes a style, a script and notes of its own into what it draws. They are taken out, so that the page's
Content-Security-Policy holds and a chart is printed, enlarged and put into another contrast as the page is.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from xml.etree import ElementTree

_LEAST_SLOTS = 9
"""A morning's few bars are no wider than an afternoon's many."""
_HATCH = (
    '<pattern id="hatch" patternUnits="userSpaceOnUse" width="8" height="8" patternTransform="rotate(45)">'
    '<path class="hatch" d="M2 0v8"/></pattern>'
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, how long it is, and whether it still grows."""

    label: str
    value: int
    is_unfinished: bool = False


def columns(bars: Sequence[Bar]) -> str:
    """Return the bars side by side, each with its number above and its label below."""
    if not bars:
        return ""
    chart = _chart("Bar", width=640, height=236, margin=6, margin_top=28, margin_bottom=0, spacing=9, rounded_bars=6)
    empty = [""] * (_LEAST_SLOTS - len(bars))
    chart.x_labels = [bar.label for bar in bars] + empty
    chart.range = (0, max(1, *(bar.value for bar in bars)))
    chart.print_values, chart.print_values_position, chart.show_x_labels = True, "top", True
    values = [{"value": bar.value, "formatter": _number, **_marks(bar)} for bar in bars]
    chart.add("", [*values, *([None] * len(empty))])
    return _drawn(chart, "hours")


@lru_cache(4096)
def gauge(value: int, most: int) -> str:
    """Return one lying bar, ``value`` long where ``most`` is the whole width."""
    chart = _chart("HorizontalBar", width=132, height=15, margin=0, spacing=0, rounded_bars=5)
    chart.range, chart.show_x_labels = (0, max(1, most)), False
    chart.x_labels = [""]
    chart.add("", [value])
    return _drawn(chart, "gauge")


def _marks(bar: Bar) -> dict[str, Any]:
    return {"node": {"class": "unfinished"}} if bar.is_unfinished else {}


def _number(value: float) -> str:
    return f"{int(value):,}"


def _chart(form: str, **looks: Any) -> Any:
    return getattr(_pygal(), form)(
        js=[],
        css=[],
        defs=[_HATCH] if form == "Bar" else [],
        show_legend=False,
        show_y_labels=False,
        show_y_guides=False,
        show_x_guides=False,
        no_prefix=True,
        **looks,
    )


@cache
def _pygal() -> Any:
    import pygal  # type: ignore[import-untyped]

    # It puts itself into the way of every later import, for plugins that nobody has; Python warns of that.
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]
    return pygal


def _drawn(chart: Any, name: str) -> str:
    root: ElementTree.Element = chart.render_tree()
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_foreign(child):
                parent.remove(child)
    root.attrib.pop("id", None)
    root.attrib.update({"class": f"chart {name}", "aria-hidden": "true", "focusable": "false"})
    return ElementTree.tostring(root, "unicode")


def _is_foreign(node: ElementTree.Element) -> bool:
    """Whether a node is pygal's own style, script, note or hint, none of which a page needs."""
    if not isinstance(node.tag, str):
        return True
    classes = node.get("class", "").split()
    own = {"background", "guide", "line", "tooltip-overlay"}
    return node.tag in {"style", "script", "desc", "title"} or bool(own.intersection(classes))
