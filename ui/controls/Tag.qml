import QtQuick
import "../theme"

/*! A short word on a coloured ground. */
Rectangle {
    id: tag

    property alias text: words.text
    property color ground: Theme.accent

    implicitWidth: words.implicitWidth + Theme.mm(4)
    implicitHeight: Math.ceil(words.font.pixelSize * 1.25)
    radius: Theme.mm(1.5)
    color: ground

    Words {
        id: words

        anchors.centerIn: parent
        wrapMode: Text.NoWrap
        color: Theme.bright
        font.pixelSize: Theme.tagText
        font.bold: true
        Accessible.ignored: true
    }
}
