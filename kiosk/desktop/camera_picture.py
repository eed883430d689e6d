"""The live camera picture, with every found code covered."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.desktop.models.camera_feed import CameraFeed
from kiosk.desktop.properties import Property

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_COVER_GROWS = 1.3
"""The cover is larger than the code, so that no edge of it shows when a hand shakes."""
_FRAME_GROWS = 1.55
_CORNER_SHARE = 0.28
"""How much of each side the frame's corners take."""


@QmlElement
class CameraPicture(QQuickPaintedItem):
    """Paints the newest frame so that it fills the item, cut to rounded corners, as in a mirror if so set.

    A found code is covered by a plain shape with a frame around it: nobody in the queue can read, or photograph,
    a pass or a payment code off the screen. Under the software backend ``VideoOutput`` stays blank; this doesn't.
    """

    feedChanged = Signal()
    lookChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._feed: CameraFeed | None = None
        self._radius = 0.0
        self._line = 0.0
        self._around = QColor()
        self._cover = QColor()
        self.lookChanged.connect(self.update)

    @Property(CameraFeed, notify=feedChanged)
    def feed(self) -> CameraFeed | None:
        """Where the frames come from."""
        return self._feed

    @feed.setter  # type: ignore[no-redef]
    def feed(self, feed: CameraFeed) -> None:
        self._feed = feed
        feed.framed.connect(self.update)
        self.feedChanged.emit()

    @Property(float, notify=lookChanged)
    def radius(self) -> float:
        """Radius of the picture's corners."""
        return self._radius

    @radius.setter  # type: ignore[no-redef]
    def radius(self, radius: float) -> None:
        self._radius = radius
        self.lookChanged.emit()

    @Property(float, notify=lookChanged)
    def line(self) -> float:
        """Width of the line of the frame around a found code."""
        return self._line

    @line.setter  # type: ignore[no-redef]
    def line(self, line: float) -> None:
        self._line = line
        self.lookChanged.emit()

    @Property(QColor, notify=lookChanged)
    def around(self) -> QColor:
        """The colour outside the rounded corners: that of the paper the picture lies on."""
        return self._around

    @around.setter  # type: ignore[no-redef]
    def around(self, around: QColor) -> None:
        self._around = around
        self.lookChanged.emit()

    @Property(QColor, notify=lookChanged)
    def cover(self) -> QColor:
        """The colour of the shape over a found code, and of the frame around it."""
        return self._cover

    @cover.setter  # type: ignore[no-redef]
    def cover(self, cover: QColor) -> None:
        self._cover = cover
        self.lookChanged.emit()

    def paint(self, painter: QPainter) -> None:
        """Paint the newest frame and its covers."""
        if self._feed is None or self._feed.image.isNull():
            return
        whole = self.boundingRect()
        to_item = self._fit(whole, mirror=self._feed.mirror)
        painter.setTransform(to_item, combine=True)
        painter.drawImage(0, 0, self._feed.image)
        painter.setTransform(to_item.inverted()[0], combine=True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for code in self._feed.covers:
            self._paint_cover(painter, to_item.map(code))
        corners = QPainterPath()
        corners.addRect(whole)
        rounded = QPainterPath()
        rounded.addRoundedRect(whole, self._radius, self._radius)
        painter.fillPath(corners - rounded, self._around)

    def _fit(self, whole: QRectF, *, mirror: bool) -> QTransform:
        """Return the way from the frame's pixels to the item's, filling it and cutting what stands over."""
        assert self._feed is not None
        frame = self._feed.image.size()
        scale = max(whole.width() / frame.width(), whole.height() / frame.height())
        to_item = QTransform.fromTranslate(whole.center().x(), whole.center().y())
        to_item.scale(-scale if mirror else scale, scale)
        return to_item.translate(-frame.width() / 2, -frame.height() / 2)

    def _paint_cover(self, painter: QPainter, code: QPolygonF) -> None:
        pen = QPen(self._cover, self._line, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(self._cover)
        painter.drawPolygon(_grown(code, _COVER_GROWS))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = _grown(code, _FRAME_GROWS)
        corners = [frame.at(i) for i in range(frame.size())]
        for before, here, after in zip(corners[-1:] + corners, corners, corners[1:] + corners[:1], strict=False):
            painter.drawPolyline(
                QPolygonF([here + (before - here) * _CORNER_SHARE, here, here + (after - here) * _CORNER_SHARE])
            )


def _grown(polygon: QPolygonF, times: float) -> QPolygonF:
    middle = sum((polygon.at(i) for i in range(polygon.size())), QPointF()) / polygon.size()
    return QPolygonF([middle + (polygon.at(i) - middle) * times for i in range(polygon.size())])
