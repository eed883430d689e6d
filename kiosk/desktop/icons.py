"""Line icons from ``assets/icons``, drawn sharp at any size and in any colour."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

from kiosk import paths

PROVIDER = "icon"


class Icons(QQuickImageProvider):
    """Answers ``image://icon/<name>/<colour without #>``; the files draw with ``currentColor``.

    Quick has no way to colour an image that works under the software backend too.
    """

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, wanted: str, size: QSize, requested: QSize) -> QImage:
        """Return the icon, as large as the ``sourceSize`` that was asked for."""
        name, colour = wanted.split("/")
        drawing = (paths.ASSETS / "icons" / f"{name}.svg").read_bytes()
        renderer = QSvgRenderer(QByteArray(drawing.replace(b"currentColor", f"#{colour}".encode())))
        drawn = renderer.defaultSize() if requested.isEmpty() else requested
        image = QImage(drawn, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image
