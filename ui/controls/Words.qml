import QtQuick
import "../theme"

/*! Text as the screens set it: wrapped, never cut, lines 1.3 apart. */
Text {
    color: Theme.text
    font.pixelSize: Theme.noteText
    lineHeight: Theme.lineHeight
    topPadding: -Theme.spareAbove * font.pixelSize
    bottomPadding: -Theme.spareBelow * font.pixelSize
    wrapMode: Text.WordWrap
    textFormat: Text.PlainText
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
