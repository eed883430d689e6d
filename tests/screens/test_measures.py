"""Every screen, on every size of screen, in both languages: each control and text against experience.md's table."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations, product

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible, QColor, QFontMetricsF, QImage
from PySide6.QtQml import QQmlEngine, QQmlExpression
from PySide6.QtQuick import QQuickItem

from .conftest import CONDITION, OFFLINE

MAIN_MM, OTHER_MM, APART_MM = 20, 15, 3
MUST_READ_MM, READ_MM = 7.3, 5.0
LINE_SPACING = 1.3
TEXT_CONTRAST, EDGE_CONTRAST = 7.0, 3.0
REACH, LOW_REACH = 0.4, 2 / 3
ROUNDING_MM = 0.05

MUST_READ = {"instruction", "title", "sentence", "chosen", "question", "camera-gone", "sheet-title", "seconds-left"}
FOR_STAFF = {"badge", "volunteer-here"}
REASONS = (
    "not_a_pass", "put_away", "damaged", "unknown_issuer", "expired", "not_yet_valid", "revoked", "wrong_role",
    "already_checked_in", "cannot_save",
)  # fmt: skip


def be_as_usual(kiosk) -> None:
    window = kiosk.window
    window.flow.leave()
    window.help.answer()
    window.health.show_condition(CONDITION)
    window.camera.show_frame(kiosk.view)
    window.sign.show_condition(demo=False, sample=False, unwell=False, cannot_save=False)
    kiosk.show_service_day()


def ready(kiosk) -> None:
    """Nothing but the resting screen."""


def tap(kiosk) -> None:
    kiosk.window.tap.choose("party-members")
    kiosk.window.flow.choose()


def group(kiosk) -> None:
    tap(kiosk)
    kiosk.window.tap.openDigits(True)
    kiosk.window.tap.type("2")
    kiosk.window.tap.type("4")


def checked_in(kiosk) -> None:
    service = kiosk.offers[4].name
    kiosk.window.show_welcome(service, 1, after_tap=False, points=range(1, 13), lit=[1, 3, 7])


def checked_in_after_tap(kiosk) -> None:
    kiosk.window.show_welcome(kiosk.offers[3].name, 24, after_tap=True)


def taken_back(kiosk) -> None:
    checked_in_after_tap(kiosk)
    kiosk.window.show_taken_back()


def refused(reason: str) -> Callable:
    def show_refusal(kiosk) -> None:
        kiosk.window.show_refusal(reason, since_s=250, until_s=200_000)

    show_refusal.__name__ = f"refused-{reason}"
    return show_refusal


def over(sheet: str) -> Callable:
    def open_sheet(kiosk) -> None:
        kiosk.window.flow.open(sheet)

    open_sheet.__name__ = f"sheet-{sheet}"
    return open_sheet


def health_in_trouble(kiosk) -> None:
    kiosk.window.health.show_condition(OFFLINE)
    kiosk.window.flow.open("health")


def health_in_trouble_further_on(kiosk) -> None:
    health_in_trouble(kiosk)
    kiosk.picture()
    if kiosk.shown("more-rows"):
        kiosk.touch("more-rows")


def enrolment(*, digits: str = "", trouble: str = "") -> Callable:
    def show_enrolment(kiosk) -> None:
        kiosk.window.enrolment.show_asking()
        if digits:
            kiosk.window.enrolment.show_digits(digits)
        if trouble:
            kiosk.window.enrolment.show_trouble(trouble)
        kiosk.window.flow.open("enrolment")

    show_enrolment.__name__ = "-".join(["enrolment", *(["digits"] if digits else []), *([trouble] if trouble else [])])
    return show_enrolment


def over_checked_in(kiosk) -> None:
    checked_in(kiosk)
    kiosk.window.flow.open("services")


def help_called(kiosk) -> None:
    kiosk.window.help.ask()


def no_service_day(kiosk) -> None:
    kiosk.show_no_service_day()


def camera_gone(kiosk) -> None:
    kiosk.window.camera.show_gone()


def demo(kiosk) -> None:
    kiosk.window.sign.show_condition(demo=True, sample=True, unwell=True, cannot_save=False)


def cannot_save(kiosk) -> None:
    kiosk.window.sign.show_condition(demo=False, sample=False, unwell=True, cannot_save=True)


def idle_warning(kiosk) -> None:
    tap(kiosk)
    kiosk.window.flow.warn()


STATES = (
    ready, tap, group, checked_in, checked_in_after_tap, taken_back, *map(refused, REASONS), over("services"),
    over("access"), over("staff"), over("health"), over_checked_in, help_called, no_service_day, camera_gone, demo,
    cannot_save, idle_warning, health_in_trouble, health_in_trouble_further_on, enrolment(),
    enrolment(digits="493 017"), enrolment(digits="493 017", trouble="not_the_hub"), enrolment(trouble="refused"),
)  # fmt: skip


LANDSCAPE = ("landscape-21", "landscape-15", "landscape-10")
PORTRAIT = ("portrait-21", "portrait-15")
WALKS = (
    *product((*PORTRAIT, *LANDSCAPE), ("normal", "large")),
    *product(PORTRAIT, ("low",)),  # landscape screens don't offer low controls
    *product(("portrait-21", "landscape-10"), ("contrast",)),
)


@pytest.mark.parametrize(("screen", "comfort"), WALKS, indirect=["screen"])
def test_every_screen_keeps_to_the_figures(show, screen, language, comfort) -> None:
    kiosk = show(screen)
    faults = []
    for state in STATES:
        be_as_usual(kiosk)
        kiosk.speak(language)
        kiosk.window.comfort.setLargeText(comfort == "large")
        kiosk.window.comfort.setHighContrast(comfort == "contrast")
        kiosk.window.comfort.setLowControls(comfort == "low")
        state(kiosk)
        name = state.__name__.replace("_", "-")
        picture = kiosk.picture(f"{name}-{screen.name}-{language[:2]}-{comfort}")
        is_usual = "health" in name.split("-")  # the health details are set as usual, whatever a visitor chose
        page = Page(kiosk, picture, large=comfort == "large" and not is_usual)
        reach = LOW_REACH if comfort == "low" and not is_usual else REACH
        faults += [f"{name}: {fault}" for fault in page.faults(reach)]
    assert not faults, "\n".join(faults)


class Page:
    """What is to be seen and touched on a screen now, and what is wrong with it."""

    def __init__(self, kiosk, picture: QImage, *, large: bool) -> None:
        self.kiosk, self.picture, self.large = kiosk, picture, large
        self.per_mm = kiosk.screen.pixels_per_mm
        self.whole = QRectF(0, 0, kiosk.screen.width, kiosk.screen.height)
        items = list(_visible(_top(kiosk.window.quick.contentItem())))
        self.controls = [item for item in items if item.inherits("QQuickAbstractButton")]
        self.texts = [item for item in items if item.inherits("QQuickText") and item.property("text")]

    def faults(self, reach: float) -> Iterator[str]:
        for control in self.controls:
            yield from self._faults_of_control(control, reach)
        for one, other in combinations(self.controls, 2):
            apart = _apart(_place(one), _place(other)) / self.per_mm
            if apart < APART_MM - ROUNDING_MM:
                yield f"{_called(one)} and {_called(other)} are {apart:.1f} mm apart"
        for text in self.texts:
            yield from self._faults_of_text(text)
        for one, other in combinations(self.texts, 2):
            if _ink(one).intersects(_ink(other)):
                yield f"{_called(one)} lies over {_called(other)}"

    def _faults_of_control(self, control: QQuickItem, reach: float) -> Iterator[str]:
        name, place = _called(control), _place(control)
        least = MAIN_MM if _kind(control) in {"MainButton", "ServiceButton", "RoundButton"} else OTHER_MM
        size = min(place.width(), place.height()) / self.per_mm
        if size < least - ROUNDING_MM:
            yield f"{name} is {size:.1f} mm"
        if not self.whole.contains(place):
            yield f"{name} stands over the edge of the screen"
        top = place.top() / self.whole.height()
        if self.kiosk.screen.is_portrait and control.objectName() not in FOR_STAFF and top < reach - 0.002:
            yield f"{name} lies at {top:.2f} of the height, out of reach"
        spoken = QAccessible.queryAccessibleInterface(control)
        if not spoken.text(QAccessible.Text.Name):
            yield f"{name} has no accessible name"
        if spoken.role() not in {QAccessible.Role.Button, QAccessible.Role.CheckBox}:
            yield f"{name} has the role {spoken.role()}"
        if control.property("enabled"):
            yield from self._faults_of_edge(control)

    def _faults_of_edge(self, control: QQuickItem) -> Iterator[str]:
        place = _place(control)
        outside = self.picture.pixelColor(max(0, int(place.left()) - 3), int(place.center().y()))
        edge, ground = control.property("edge"), control.property("ground")
        ratio = max(_contrast(edge, outside), _contrast(ground, outside))
        if ratio < EDGE_CONTRAST:
            yield f"{_called(control)}: its edge has a contrast of {ratio:.1f}"

    def _faults_of_text(self, text: QQuickItem) -> Iterator[str]:
        name, font, content = _called(text), text.property("font"), text.property("text")
        least = (MUST_READ_MM if _must_be_read(text) else READ_MM) * (1.4 if self.large else 1)
        for sample, is_in in (("国", _has_chinese(content)), ("H", any(c.isascii() and c.isalpha() for c in content))):
            high = QFontMetricsF(font).tightBoundingRect(sample).height() / self.per_mm
            if is_in and high < least - ROUNDING_MM:
                yield f"{name}: {sample} is {high:.1f} mm high"
        if text.property("contentWidth") > text.width() + 1 or text.property("truncated"):
            yield f"{name} is cut off"
        for inside in _grounds(text):
            if not _place(inside).adjusted(-1, -1, 1, 1).contains(_ink(text)):
                yield f"{name} stands over the edge of {_called(inside)}"
        if not self.whole.contains(_ink(text)):
            yield f"{name} stands over the edge of the screen"
        spacing = text.property("contentHeight") / text.property("lineCount") / font.pixelSize()
        if spacing < LINE_SPACING - 0.01:
            yield f"{name}: its lines are {spacing:.2f} apart"
        if _is_enabled(text):
            ratio = _contrast(text.property("color"), self._ground_under(text))
            if ratio < TEXT_CONTRAST:
                yield f"{name} has a contrast of {ratio:.1f}"

    def _ground_under(self, text: QQuickItem) -> QColor:
        """The most frequent colour where the text stands, its own left out; a picture's shades count as one."""
        place = _ink(text).toAlignedRect()
        colours = Counter(
            self.picture.pixel(x, y) & 0xFFF8F8F8
            for x in range(place.left(), place.right(), 3)
            for y in range(place.top(), place.bottom(), 3)
        )
        del colours[text.property("color").rgb() & 0xFFF8F8F8]
        return QColor(colours.most_common(1)[0][0])


def _top(root: QQuickItem) -> QQuickItem:
    """The sheet that lies over everything, if there is one."""
    sheets = [
        item
        for item in _visible(root)
        if item.property("roomHeight") is not None and item.property("closeText") is not None
    ]
    return sheets[-1] if sheets else root


def _visible(item: QQuickItem) -> Iterator[QQuickItem]:
    if item.isVisible() and item.opacity() > 0:
        yield item
        for child in item.childItems():
            yield from _visible(child)


def _place(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def _ink(text: QQuickItem) -> QRectF:
    """Where letters may stand: without the font's own room above and below."""
    size = text.property("font").pixelSize()
    width = text.property("contentWidth")
    # Python has no converter for this property's type; an expression gives it as a number.
    align = QQmlExpression(QQmlEngine.contextForObject(text), text, "effectiveHorizontalAlignment").evaluate()[0]
    left = {1: 0.0, 2: text.width() - width, 4: (text.width() - width) / 2}[align]
    top = text.property("topPadding") + 0.25 * size
    return text.mapRectToScene(QRectF(left, top, width, text.property("contentHeight") - 0.4 * size))


def _apart(one: QRectF, other: QRectF) -> float:
    across = max(one.left() - other.right(), other.left() - one.right())
    down = max(one.top() - other.bottom(), other.top() - one.bottom())
    return max(across, down)


def _kind(item: QQuickItem) -> str:
    return item.metaObject().className().split("_QML")[0]


def _called(item: QQuickItem) -> str:
    said = item.property("text")
    return f"{_kind(item)} {item.objectName()} {said!r}"


def _ancestors(item: QQuickItem) -> Iterator[QQuickItem]:
    while (item := item.parentItem()) is not None:
        yield item


def _grounds(text: QQuickItem) -> list[QQuickItem]:
    """The buttons and coloured shapes that the text stands on."""
    return [
        item for item in _ancestors(text) if item.inherits("QQuickAbstractButton") or item.inherits("QQuickRectangle")
    ]


def _must_be_read(text: QQuickItem) -> bool:
    if text.objectName() in MUST_READ:
        return True
    button = next((item for item in _ancestors(text) if _kind(item) in {"MainButton", "ServiceButton"}), None)
    return button is not None and text.property("text") == button.property("text")


def _has_chinese(content: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in content)


def _is_enabled(item: QQuickItem) -> bool:
    return all(each.isEnabled() for each in (item, *_ancestors(item)))


def _contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())
