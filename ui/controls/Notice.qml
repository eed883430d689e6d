import QtQuick
import "../theme"

/*! A quiet sentence in a frame, for what is different today. */
Rectangle {
    id: notice

    property alias text: words.text

    implicitHeight: words.height + 2 * Theme.smallGap + Theme.mm(2)
    radius: Theme.radius
    color: Theme.refusedGround
    border.width: Theme.line
    border.color: Theme.refused

    Words {
        id: words

        objectName: "notice"
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.padding
        width: parent.width - 2 * x
        horizontalAlignment: Text.AlignHCenter
    }
}
